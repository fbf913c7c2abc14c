"""Use a widget for a long time and see what is left behind: ``python -m tests.tools.soak``.

Moves a widget's slider by keys, and runs its cell again and again, in JupyterLab in a browser.
Between, after garbage collection, it measures the kernel's memory, the page's memory, elements
and listeners, and counts the widget models on both sides.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from statistics import median

from playwright.sync_api import CDPSession, sync_playwright

from tests.browser.examples import EXAMPLES, IMPORTS
from tests.browser.lab import Lab, Notebook, find_browser, opened, start_browser

SLIDER = '.jp-Cell >> nth=1 >> input[type="range"]'
SWEEP = 40
"""Key presses in one direction, before those in the other."""

# The front end of a widget gets at the manager that keeps the page's models.
PROBE = """
import anywidget
class Probe(anywidget.AnyWidget):
    _esm = "export default { render({ model }) { globalThis.probed = model.widget_manager; } }"
Probe()
"""
MODELS = "() => Object.keys(globalThis.probed._models).length"
IN_KERNEL = """
import gc, json, os, psutil
from ipywidgets.widgets import widget
# Not counted is what the notebook keeps by itself: in Out, the widget of every earlier run.
get_ipython().displayhook.flush()
_ = gc.collect()
print(json.dumps([psutil.Process().memory_info().rss / 1e6, len(widget._instances)]))
"""


@dataclass(frozen=True)
class Sample:
    """What is there at one moment, garbage collected."""

    kernel_mb: float
    page_mb: float
    elements: int
    listeners: int
    kernel_widgets: int
    page_models: int


SLACK = Sample(kernel_mb=6, page_mb=8, elements=400, listeners=400, kernel_widgets=0, page_models=0)
"""By how much the median of late samples may exceed that of early ones, for any length."""


def use(
    notebook: Notebook, moves: int, reruns: int, told: Callable, samples: int = 10
) -> dict[str, list[Sample]]:
    """Move the slider of cell 1 so often, then run the cell so often.

    The notebook has the cells that `cells` makes, all of them run. `told` is called with what was
    done how often, and with each of the samples; it is they that take the time.
    """
    session = notebook.context.new_cdp_session(notebook.page)
    session.send("Performance.enable")
    notebook.page.wait_for_function("() => globalThis.probed")
    taken = {"moves": [], "reruns": []}
    for what, count, act in (("moves", moves, _move), ("reruns", reruns, _rerun)):
        for k in range(samples):
            for i in range(k * count // samples, (k + 1) * count // samples):
                act(notebook, i)
            notebook.page.locator(SLIDER).first.wait_for()
            taken[what].append(_sample(notebook, session))
            told(what, (k + 1) * count // samples, taken[what][-1])
    return taken


def _move(notebook: Notebook, i: int) -> None:
    if i % SWEEP == 0:
        notebook.page.locator(SLIDER).first.focus()
    back = i // SWEEP % 2
    notebook.page.keyboard.press("ArrowLeft" if back else "ArrowRight")


def _rerun(notebook: Notebook, _i: int) -> None:
    notebook.run_cell(1)


def _sample(notebook: Notebook, session: CDPSession) -> Sample:
    memory, kept = json.loads(notebook.kernel(IN_KERNEL))
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    found = session.send("Memory.getDOMCounters")
    metrics = session.send("Performance.getMetrics")["metrics"]
    heap = next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize")
    models = notebook.page.evaluate(MODELS)
    counts = found["nodes"], found["jsEventListeners"], kept, models
    return Sample(round(memory, 1), round(heap / 1e6, 1), *counts)


def growth(samples: list[Sample]) -> dict[str, float]:
    """Compare the median of the last three samples with that of the second to fourth."""
    early, late = samples[1:4], samples[-3:]
    return {
        field.name: round(
            median(getattr(one, field.name) for one in late)
            - median(getattr(one, field.name) for one in early),
            1,
        )
        for field in fields(Sample)
    }


def too_much(samples: list[Sample]) -> dict[str, float]:
    """What has grown by more than `SLACK`."""
    limits = asdict(SLACK)
    return {name: value for name, value in growth(samples).items() if value > limits[name]}


def cells(name: str) -> list[str]:
    """A notebook with one widget of `EXAMPLES`, and what counts the models."""
    return [IMPORTS, EXAMPLES[name].strip(), PROBE.strip()]


def main() -> None:
    """Print the counts, and fail if anything grows."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.soak", description=__doc__)
    parser.add_argument("--widget", default="Boundary", choices=EXAMPLES)
    parser.add_argument("--moves", type=int, default=10_000)
    parser.add_argument("--reruns", type=int, default=200)
    options = parser.parse_args()
    if find_browser() is None:
        raise SystemExit("no Chromium or Chrome: install one, or name it in DL101_BROWSER")
    names = [field.name.replace("_", " ") for field in fields(Sample)]
    print("".join(f"{name:>16}" for name in ["", "", *names]))

    def told(what: str, count: int, sample: Sample) -> None:
        print("".join(f"{value:>16}" for value in [what, count, *asdict(sample).values()]))

    lab = Lab()
    try:
        with sync_playwright() as playwright:
            browser = start_browser(playwright)
            name = lab.write("soak.ipynb", cells(options.widget))
            with opened(browser, lab, name) as notebook:
                notebook.run_all()
                samples = use(notebook, options.moves, options.reruns, told)
                problems = notebook.problems()
            browser.close()
    finally:
        lab.close()
    for what, taken in samples.items():
        print(f"growth over {what}, early to late medians: {growth(taken)}")
        grown = too_much(taken)
        problems += [f"{what}: {name} grew by {by}" for name, by in grown.items()]
    raise SystemExit("\n".join(problems) or None)


if __name__ == "__main__":
    main()
