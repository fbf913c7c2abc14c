"""Every public name of the library, found by looking, so that new ones are tried as well."""

from __future__ import annotations

import inspect
from functools import reduce
from types import ModuleType

from dl101.extras import MODULES as OF_MODULES
from dl101.extras import all_names

import dl101
from dl101 import datasets, draw, figures, live_curves, nn, plots, source, train, widgets

EXEMPT = {
    "dl101.draw.Drawing",  # graphviz's but for its name: `draw` makes it, nobody else
    "dl101.topological_order",  # takes whatever has `inputs`: the exercises hand it stand-ins
}
# Tried in test_extras.py. (They appear in `dl101` at their first use.)
EXTRAS = "dl101.extras"
EXEMPT_EXTRAS = {
    "app.run",  # ends the process
    "flags.FLAGS",  # reads the command line of the process
    "summary.FileWriter",  # TensorFlow's or TensorBoard's, which refuses in words of its own
}
MODULES = (dl101, nn, train, datasets, plots, figures, draw, live_curves, source)


def public_names(module: ModuleType) -> dict[str, object]:
    """Find what a module offers that can be called and is its own."""
    listed = getattr(module, "__all__", None) or [n for n in vars(module) if n[0] != "_"]
    found = {name: getattr(module, name) for name in listed}
    return {
        f"{module.__name__}.{name}": one
        for name, one in found.items()
        if callable(one)
        and one.__module__.startswith("dl101")
        and not one.__module__.startswith(EXTRAS)
    }


def functions() -> dict[str, object]:
    """Find every public function and class but widgets, by its full name, each once."""
    found = {one: name for module in MODULES for name, one in public_names(module).items()}
    return {name: one for one, name in found.items() if name not in EXEMPT}


def extras() -> dict[str, object]:
    """Find everything that `dl101.extras` brings and that can be called, by its name, each once."""
    names = [name for name in all_names() if name not in EXEMPT_EXTRAS]
    for space in OF_MODULES:
        module = getattr(dl101, space)
        listed = getattr(module, "__all__", None) or [n for n in vars(module) if n[0] != "_"]
        names += [f"{space}.{name}" for name in listed]
    found = {}
    for name in names:
        one = reduce(getattr, name.split("."), dl101)
        if callable(one) and str(getattr(one, "__module__", "")).startswith(EXTRAS):
            found.setdefault(one, name)
    return {name: one for one, name in found.items() if name not in EXEMPT_EXTRAS}


def widget_classes() -> dict[str, type]:
    """Find every public widget class."""
    found = {name: one for name, one in public_names(widgets).items() if name not in EXEMPT}
    return {name: one for name, one in found.items() if hasattr(one, "get_state")}


def methods(instance: object) -> list[str]:
    """Find the public methods that an object has from the library."""
    found = []
    members = {name: one for cls in type(instance).__mro__[::-1] for name, one in vars(cls).items()}
    for name, one in sorted(members.items()):
        function = inspect.unwrap(one) if callable(one) else one
        ours = inspect.isfunction(function) and function.__module__.startswith("dl101")
        ours = ours and not function.__qualname__.startswith("_install_later.")  # of dl101.extras
        if ours and not name.startswith("_") and name != "set_state":  # for the page's messages
            found.append(name)
    return found
