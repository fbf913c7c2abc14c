"""Use a widget for a long time and see what is left behind: ``python -m tests.soak``.

Moves a widget's slider by keys, and runs its cell again and again, in JupyterLab in a browser.
Between, after garbage collection, it measures the kernel's memory, the page's memory, elements
and listeners, and counts the widget models on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass

# The front end of a widget gets at the manager that keeps the page's models.
PROBE = """
import anywidget
class Probe(anywidget.AnyWidget):
    _esm = "export default { render({ model }) { globalThis.probed = model.widget_manager; } }"
Probe()
"""
IN_KERNEL = """
import gc, json, os
from ipywidgets.widgets.widget import _instances
_ = gc.collect()
pages = int(open("/proc/self/statm").read().split()[1])
print(json.dumps([pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(_instances)]))
"""
MODELS = "() => Object.keys(globalThis.probed._models).length"


@dataclass(frozen=True)
class Sample:
    """What is there at one moment, garbage collected."""

    kernel_mb: float
    page_mb: float
    elements: int
    listeners: int
    kernel_widgets: int
    page_models: int
