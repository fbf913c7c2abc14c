"""What all pictures of the plane have in common, whatever is in them.

The JavaScript modules in `web` evaluate the same formulas, so that a picture follows the
hand without waiting for Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import traitlets

from dl101.checks import check_callable, check_interval
from dl101.widgets.cell_widget import CellWidget
from dl101.widgets.traits import Checked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Picture(CellWidget):
    """Base of the widgets that show a part of the plane, from `xlim` and `ylim`.

    A subclass says in `draw` and `alt` what it shows, and in `_parameters` which of its traits
    are reset together.
    """

    xlim = Checked(check_interval, (-5.0, 5.0))
    ylim = Checked(check_interval, (-5.0, 5.0))

    _initial = traitlets.Dict().tag(sync=True)
    _kernel = traitlets.Dict().tag(sync=True)
    _edits = traitlets.Int().tag(sync=True, by_hand=True)
    """How many changes have been made by hand."""
    _answered = traitlets.Int().tag(sync=True)
    """How many of them `_kernel` knows."""

    _parameters: tuple[str, ...] = ()
    """Names of the traits that are changed by hand, in the order of the constructor."""

    _still_width = 360

    def __init__(
        self,
        *,
        kernel_readout: Callable[[Picture], str | Mapping[str, object]] | None = None,
        **state: object,
    ) -> None:
        self._kernel_readout = _function_or_none(kernel_readout)
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
        """A function of the widget whose result is shown below the picture, or None.

        It is called after every change, by hand or from Python, and returns a string, or a dict
        of names and values. If it raises, the error message is shown instead.
        """
        return self._kernel_readout

    @kernel_readout.setter
    def kernel_readout(self, function: Callable[[Picture], str | Mapping[str, object]]) -> None:
        self._kernel_readout = _function_or_none(function)
        self._refresh()

    # Traffic with the front end -------------------------------------------------------------

    def set_state(self, sync_data: dict) -> None:
        """Take over a change made by hand; a failure is shown in the widget as well."""
        try:
            with self._one_readout():
                super().set_state(sync_data)
        except Exception as error:
            self._show_failure(error)
            self._answered = sync_data.get("_edits", self._edits)
            raise

    @contextmanager
    def _one_readout(self) -> Iterator[None]:
        """Call the kernel's read-out once, after everything inside has changed."""
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
        self._ask_kernel()
        self._answered = self._edits

    def _ask_kernel(self) -> None:
        if self._kernel_readout is None:
            self._kernel = {}
            return
        try:
            self._kernel = {"lines": _lines(self._kernel_readout(self))}
        except Exception as error:  # whatever the reader's function raises is shown to the reader
            self._show_failure(error)

    def _show_failure(self, error: Exception) -> None:
        self._kernel = {"error": f"{type(error).__name__}: {error}"}

    def _snapshot(self) -> dict:
        return self.get_state(self._watched)

    # Showing --------------------------------------------------------------------------------

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        raise NotImplementedError(f"{type(self).__name__} does not say what it shows")

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the present picture with matplotlib, in a figure that pyplot does not know."""
        raise NotImplementedError(f"{type(self).__name__} cannot be drawn without a browser")

    def still(self) -> bytes:
        """Draw the present picture as PNG, the same whenever the widget's state is the same."""
        from dl101 import figures

        return figures.png(self.draw()[0], self.alt, mark="dl101 still")

    def _still_output(self) -> dict[str, str]:
        from dl101 import figures

        return figures.bundle(self.still(), self.alt, width=self._still_width)


def _function_or_none(value: object) -> Callable | None:
    return None if value is None else check_callable("kernel_readout", value)


def _lines(result: str | Mapping[str, object]) -> list[list[str]]:
    """Turn what a kernel read-out returned into names and texts."""
    if isinstance(result, Mapping):
        return [[str(name), _text(value)] for name, value in result.items()]
    return [["", line] for line in _text(result).splitlines()]


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return np.array2string(value, precision=4) if isinstance(value, np.ndarray) else str(value)
