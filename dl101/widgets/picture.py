"""The part of every picture of the plane that does not know what is in it.

The front end (the JavaScript files beside this one) evaluates the same formulas on its own, so that
the picture follows the hand without waiting for Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import traitlets

from dl101.widgets.cell_widget import CellWidget
from dl101.widgets.checks import InvalidValue, limits

_FOLDER = Path(__file__).parent
_ALWAYS = "closing.js"
"""The module behind every widget."""

PLANE = ("network.js", "painter.js", "controls.js", "hands.js", "points.js", "plane.js")
"""The modules behind every picture of points, each after those that it needs itself."""


def front_end(name: str, shared: Sequence[str] = PLANE) -> traitlets.Unicode:
    """Join a widget's JavaScript module with those that it shares with the others.

    Parameters
    ----------
    name : str
        File name of the module, in this folder.
    shared : sequence of str, optional
        The modules it needs, each after those that it needs itself; by default the plane's.

    Returns
    -------
    traitlets.Unicode
        The trait `_front_end` of the widget. It begins as one module: the files' text without the
        imports between them.
    """
    text = "\n".join((_FOLDER / file).read_text("utf-8") for file in (_ALWAYS, *shared, name))
    text = re.sub(r'^import [^"]* from "\./[^"]+";\n', "", text, flags=re.MULTILINE)
    text += f"//# sourceURL=dl101/widgets/{name}\n"
    return traitlets.Unicode(text, read_only=True).tag(sync=True)


def style(*names: str) -> str:
    """Join style sheets.

    Parameters
    ----------
    *names : str
        File names, in this folder.

    Returns
    -------
    str
        Their text.
    """
    return "\n".join((_FOLDER / name).read_text("utf-8") for name in names)


class Picture(CellWidget):
    """Base of the widgets that show a part of the plane.

    A subclass says in `still` and `alt` what it shows, and in `_parameters` which of its traits
    are undone and reset together.

    Parameters
    ----------
    kernel_readout : callable, optional
        Called with the widget after every change, by hand or from Python. What it returns, a
        string or a dict of names and values, is shown below the picture; when it raises, the
        message is.
    **state
        Traits of the subclass.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.
    """

    _css = style("plane.css")

    xlim = traitlets.TraitType((-5.0, 5.0)).tag(sync=True)
    ylim = traitlets.TraitType((-5.0, 5.0)).tag(sync=True)

    _initial = traitlets.Dict().tag(sync=True)
    _kernel = traitlets.Dict().tag(sync=True)

    _parameters: tuple[str, ...] = ()
    """Names of the traits that hands change, in the order of the constructor."""

    _still_width = 360

    def __init__(
        self,
        *,
        kernel_readout: Callable[[Picture], str | Mapping[str, object]] | None = None,
        **state: object,
    ) -> None:
        self._kernel_readout = _function(kernel_readout)
        self._depth = 0
        unknown = [name for name in state if not self.has_trait(name)]
        if unknown:
            raise TypeError(
                f"{type(self).__name__} has no argument {unknown[0]!r}; it takes "
                + ", ".join((*self._arguments, "xlim", "ylim", "kernel_readout"))
            )
        with self._one_readout():
            super().__init__(**state)
        self.observe(self._changed, self._watched)
        self._initial = self._snapshot()

    @property
    def _watched(self) -> list[str]:
        return list(self._parameters)

    @property
    def _arguments(self) -> Sequence[str]:
        return self._watched

    def reset(self) -> None:
        """Return to the points and parameters that the widget was made with."""
        with self._together():
            for name, value in self._initial.items():
                self.set_trait(name, value)

    @property
    def kernel_readout(self) -> Callable[[Picture], str | Mapping[str, object]] | None:
        """Function of the widget whose result is shown below the picture, or None."""
        return self._kernel_readout

    @kernel_readout.setter
    def kernel_readout(self, function: Callable[[Picture], str | Mapping[str, object]]) -> None:
        self._kernel_readout = _function(function)
        self._refresh()

    @traitlets.validate("xlim", "ylim")
    def _rising(self, proposal: traitlets.Bunch) -> tuple[float, float]:
        return limits(proposal.trait.name, proposal.value)

    # Traffic with the front end -------------------------------------------------------------

    def set_state(self, sync_data: dict) -> None:
        """Take over a change made by hand; a failure is shown in the widget as well."""
        try:
            with self._one_readout():
                super().set_state(sync_data)
        except Exception as error:
            self._kernel = _failure(error)
            raise

    @contextmanager
    def _one_readout(self) -> Iterator[None]:
        """Compute the kernel's read-out once, after everything inside has changed."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
        if self._depth == 0:
            self._refresh()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Check, send and announce what changes inside as one change."""
        with self._one_readout(), self.hold_sync(), self.hold_trait_notifications():
            yield

    def _changed(self, _change: traitlets.Bunch) -> None:
        if self._depth == 0:
            self._refresh()

    def _refresh(self) -> None:
        if self._kernel_readout is None:
            self._kernel = {}
            return
        try:
            self._kernel = {"lines": _lines(self._kernel_readout(self))}
        except Exception as error:  # whatever the reader's function raises is shown to the reader
            self._kernel = _failure(error)

    def _snapshot(self) -> dict:
        return self.get_state(self._watched)

    # Showing --------------------------------------------------------------------------------

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it shows")

    def still(self) -> bytes:
        """Draw the present picture without a browser.

        Returns
        -------
        bytes
            A PNG file, the same whenever the widget's state is the same.
        """
        raise NotImplementedError(f"{type(self).__name__} cannot be drawn without a browser")

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict] | dict | None:
        # An output of its own: a picture inside the widget's bundle loses to the widget's view,
        # which shows "model not found" where there is no kernel.
        from IPython.display import display

        from dl101 import figures

        alt, width = self.alt, self._still_width
        still = figures.bundle(self.still(), alt, width=width)
        display(still, raw=True, metadata={"image/png": {"alt": alt, "width": width}})
        return super()._repr_mimebundle_(**kwargs)


def _function(value: object) -> Callable | None:
    if value is not None and not callable(value):
        raise InvalidValue(f"kernel_readout must be a function of the widget, not {value!r:.60}")
    return value


def _lines(result: str | Mapping[str, object]) -> list[list[str]]:
    """Turn what a kernel read-out returned into names and texts."""
    if isinstance(result, Mapping):
        return [[str(name), _text(value)] for name, value in result.items()]
    return [["", line] for line in _text(result).splitlines()]


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return np.array2string(value, precision=4) if isinstance(value, np.ndarray) else str(value)


def _failure(error: Exception) -> dict:
    return {"error": f"{type(error).__name__}: {error}"}
