"""Every public name of the library, found by looking, so that new ones are tried as well."""

from __future__ import annotations

import inspect
from types import ModuleType

import dl101
from dl101 import datasets, draw, nn, plots, source, train, widgets

EXEMPT = {
    "dl101.widgets.TrainingGround",  # not yet: its traits refuse in traitlets' words, not in ours
    "dl101.draw.Drawing",  # graphviz's but for its name: `draw` makes it, nobody else
    "dl101.topological_order",  # takes whatever has `inputs`: the exercises hand it stand-ins
}
# Not yet: its functions keep TensorFlow's scripts running, do not take back what a failed call
# has added, and many check arguments no further than that. Some write files or change the process.
# (They appear in `dl101` at their first use; so they have to be left out by name.)
EXEMPT_PACKAGE = "dl101.extras"
MODULES = (dl101, nn, train, datasets, plots, draw, source)


def public_names(module: ModuleType) -> dict[str, object]:
    """Find what a module offers that can be called and is its own."""
    listed = getattr(module, "__all__", None) or [n for n in vars(module) if n[0] != "_"]
    found = {name: getattr(module, name) for name in listed}
    return {
        f"{module.__name__}.{name}": one
        for name, one in found.items()
        if callable(one)
        and one.__module__.startswith("dl101")
        and not one.__module__.startswith(EXEMPT_PACKAGE)
    }


def functions() -> dict[str, object]:
    """Find every public function and class but widgets, by its full name, each once."""
    found = {one: name for module in MODULES for name, one in public_names(module).items()}
    return {name: one for one, name in found.items() if name not in EXEMPT}


def widget_classes() -> dict[str, type]:
    """Find every public widget class."""
    found = {name: one for name, one in public_names(widgets).items() if name not in EXEMPT}
    return {name: one for name, one in found.items() if hasattr(one, "get_state")}


def methods(instance: object) -> list[str]:
    """Find the public methods that an object has from the library."""
    found = []
    for name, one in inspect.getmembers(type(instance)):
        function = inspect.unwrap(one) if callable(one) else one
        ours = inspect.isfunction(function) and function.__module__.startswith("dl101")
        ours = ours and not function.__qualname__.startswith("_install_later.")  # of dl101.extras
        if ours and not name.startswith("_") and name != "set_state":  # ipywidgets', for messages
            found.append(name)
    return found
