"""The JavaScript modules and style sheets of the widgets, each kept once in a page.

A widget's state would otherwise hold the whole text of its front end, and a saved notebook one
copy for each widget. Here each file has a model of its own, which all widgets share: a widget
names its files, and `loader.js` fetches them.
"""

from __future__ import annotations

import re

import traitlets
from ipywidgets import Widget, widget_serialization

from dl101.source import WEB

_IMPORT = re.compile(r'^(?:import|export) [^"]*from "\./([^"]+)"', re.MULTILINE)

_NEEDLESS = re.compile(r"^ *(?://.*|/\*[\s\S]*?\*/)\n|^ +", re.MULTILINE)
"""A comment that has its lines to itself, or what a line is indented by."""

LOADER = (WEB / "loader.js").read_text("utf-8")
"""What anywidget loads for each widget."""


class File(Widget):
    """A file of the front end for the page: without comments and indentation, a fifth of all."""

    name = traitlets.Unicode(read_only=True).tag(sync=True)
    text = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, name: str) -> None:
        self.set_trait("name", name)
        self.set_trait("text", _NEEDLESS.sub("", (WEB / name).read_text("utf-8")))
        super().__init__()


_files: dict[str, File] = {}


def _open(name: str) -> File:
    """Make the model of a file, or take the one that there is."""
    if name not in _files:
        _files[name] = File(name)
    _files[name].open()  # it may have been closed, by Widget.close_all()
    return _files[name]


def needed(module: str) -> list[str]:
    """Name the modules that one is made of, each after those that it imports."""
    names: list[str] = []

    def visit(name: str) -> None:
        for other in _IMPORT.findall((WEB / name).read_text("utf-8")):
            visit(other)
        if name not in names:
            names.append(name)

    visit(module)
    return names


class FrontEnd(traitlets.TraitType):
    """The trait `_files` of a widget: the models of its style sheets and modules, its own last."""

    def __init__(self, module: str, *styles: str) -> None:
        super().__init__(read_only=True)
        self.names = [*styles, *needed(module)]
        self.tag(sync=True, **widget_serialization)

    def make_dynamic_default(self) -> list[File]:
        """Return the models, all of them open."""
        return [_open(name) for name in self.names]
