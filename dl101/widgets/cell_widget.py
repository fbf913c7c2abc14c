"""Widgets that leave the page together with the output that showed them.

ipywidgets keeps both halves of a widget, in the kernel and on the page, until somebody closes
it: when a cell has run a hundred times, a hundred widgets are kept, and one is shown. Ours are
put to sleep when their cell runs again and nothing else on the page shows them. The Python object
stays usable, and wakes up when it is shown again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from itertools import chain

import anywidget
from ipywidgets import Output, Widget
from ipywidgets.widgets import widget as ipywidgets_widget
from traitlets import TraitType, Unicode

from dl101.widgets.front_end import LOADER, File

INVITATION = "Run this cell to move it, after those above it."
"""What stands below the still of a notebook that JupyterLab does not trust yet, and on GitHub."""


class CellWidget(anywidget.AnyWidget):
    """Base of the library's widgets.

    A subclass has a `FrontEnd` in `_files`, and says in `_still_output` how it looks where there
    is no kernel.
    """

    _esm = LOADER
    _plays = Unicode().tag(sync=True, by_hand=True)
    _asleep = False

    @property
    def model_id(self) -> str:
        """The name by which the page knows the widget."""
        # Whoever asks is about to show it, by itself or as a part of another widget.
        if self._asleep:
            self._wake()
        return super().model_id

    def set_state(self, sync_data: dict) -> None:
        """Take over what the page has changed.

        Traits of ours whose names begin with _ are only the kernel's, unless tagged `by_hand`.
        """
        super().set_state({k: v for k, v in sync_data.items() if not self._is_the_kernels(k)})

    def _is_the_kernels(self, name: str) -> bool:
        trait = getattr(type(self), name, None) if name.startswith("_") else None
        ours = isinstance(trait, TraitType) and trait.this_class.__module__.startswith("dl101")
        return ours and not trait.metadata.get("by_hand")

    def _wake(self) -> None:
        for part in _with_parts([self]):
            if isinstance(part, CellWidget):
                part._asleep = False
                for file in getattr(part, "_files", ()):
                    file.open()
            part.open()

    def _left_the_page(self) -> None:
        """Called when nothing shows the widget any more, for subclasses that do something."""

    def _still_output(self) -> dict[str, str]:
        """Return a still picture by MIME type."""
        raise NotImplementedError(f"{type(self).__name__} has no still picture")

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict] | dict | None:
        self._wake()
        _page.show(self)
        shown = super()._repr_mimebundle_(**kwargs)
        data = shown[0] if isinstance(shown, tuple) else shown
        if data:
            # What a page has below the still that does not show the widget itself.
            data["text/plain"] = f"{self!r}\n{INVITATION}"
        return shown


class _Page:
    """What the notebook's cells show, as far as the kernel can tell."""

    def __init__(self) -> None:
        self._shown: dict[str, dict[str, list[Widget]]] = {}
        self._elsewhere: list[Widget] = []
        self._displays: dict[str, tuple[str | None, str]] = {}
        self._updated: dict[str, Widget] = {}
        self._left: list[Widget] = []
        self._shell: object = None
        self._thread = 0
        self._still: tuple[Widget, dict[str, str]] | None = None

    def show(self, widget: CellWidget) -> None:
        """Note that the cell that runs now shows a widget, and put its still before it."""
        cell, run = self._now()
        still = widget._still_output()
        # An output of its own: a picture inside the widget's bundle loses to the widget's view,
        # which shows "model not found" where there is no kernel.
        if self._hears_of_it():
            self._still = widget, still
        else:
            _display(still)
        if cell is None:
            self._elsewhere.append(widget)
        else:
            self._shown.setdefault(cell, {}).setdefault(run, []).append(widget)

    def _now(self) -> tuple[str | None, str]:
        """The cell that runs, if the front end gives it a name, and which of its runs this is."""
        from IPython import get_ipython

        shell = get_ipython()
        if not hasattr(shell, "get_parent"):
            return None, ""
        if shell is not self._shell:
            self._shell = shell
            shell.events.register("post_run_cell", self._after_a_cell)
            if hasattr(shell.display_pub, "register_hook"):
                shell.display_pub.register_hook(self._displayed)
                self._thread = threading.get_ident()
        message = shell.get_parent() or {}
        cell = message.get("metadata", {}).get("cellId")
        return cell, message.get("header", {}).get("msg_id", "")

    def _hears_of_it(self) -> bool:
        """Whether `_displayed` is called next, with a message that shows the widget."""
        if self._thread != threading.get_ident():
            return False
        # A cell's result has a message of its own, which is there already.
        return getattr(self._shell.displayhook, "msg", None) is None

    def _displayed(self, message: dict) -> dict:
        """Note where a display id stands, and which widget another cell has put there."""
        content = message["content"]
        if self._still and self._still[0] is _widget_in(content):
            still, self._still = self._still[1], None
            # Where a widget takes another output's place, there is no room before it.
            if message["header"]["msg_type"] == "display_data":
                _display(still)
        name = content.get("transient", {}).get("display_id")
        if name is not None:
            before = self._updated.pop(name, None)
            self._left += [before] if before else []
            if message["header"]["msg_type"] == "display_data":
                self._displays[name] = self._now()
            elif (widget := _widget_in(content)) is not None:
                self._updated[name] = widget
        return message

    def _after_a_cell(self, _result: object) -> None:
        """Put to sleep what the cell showed in earlier runs, unless something else shows it."""
        cell, run = self._now()
        earlier = self._shown.pop(cell, {})
        if run in earlier:
            self._shown[cell] = {run: earlier.pop(run)}
        for name, (where, when) in list(self._displays.items()):
            if where == cell and when != run:
                del self._displays[name]
                if name in self._updated:
                    self._left.append(self._updated.pop(name))
        self._left += chain.from_iterable(earlier.values())
        if self._left:
            staying = set(chain(self._present(), _held_by_others()))
            for widget in _with_parts(self._left):
                if widget not in staying:
                    _put_to_sleep(widget)
            self._left = [widget for widget in self._left if widget in staying]

    def _present(self) -> Iterator[Widget]:
        runs = chain.from_iterable(runs.values() for runs in self._shown.values())
        return _with_parts(chain(self._elsewhere, self._updated.values(), *runs))


_page = _Page()


def _display(bundle: dict[str, str]) -> None:
    from IPython.display import display

    display(bundle, raw=True)


def _put_to_sleep(widget: Widget) -> None:
    """Close a widget on the page and in the kernel, so that it can be opened again."""
    widget.close()
    # `close` sets this so that the widget is never shown again.
    vars(widget).pop("_repr_mimebundle_", None)
    if isinstance(widget, CellWidget):
        widget._asleep = True
        widget._left_the_page()


def _held_by_others() -> Iterator[Widget]:
    """Parts of other libraries' widgets, such as boxes and outputs, which may be on the page."""
    for widget in list(ipywidgets_widget._instances.values()):
        if not isinstance(widget, CellWidget):
            yield from (part for part in _with_parts([widget]) if part is not widget)
        if isinstance(widget, Output):
            shown = (_widget_in(output) for output in widget.outputs)
            yield from _with_parts(one for one in shown if one is not None)


def _widget_in(output: dict) -> Widget | None:
    """The widget that an output shows, if it shows one."""
    view = output.get("data", {}).get("application/vnd.jupyter.widget-view+json", {})
    return ipywidgets_widget._instances.get(view.get("model_id"))


def _with_parts(widgets: Iterable[Widget], seen: set[Widget] | None = None) -> Iterator[Widget]:
    """Widgets and the widgets that they hold, each once and after its parts."""
    seen = set() if seen is None else seen
    for widget in widgets:
        # The front end's files stay: other widgets have them too.
        if widget not in seen and not isinstance(widget, File):
            seen.add(widget)
            held = _widgets_in([getattr(widget, name) for name in widget.keys])
            yield from _with_parts(held, seen)
            yield widget


def _widgets_in(value: object) -> Iterator[Widget]:
    if isinstance(value, Widget):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _widgets_in(item)
