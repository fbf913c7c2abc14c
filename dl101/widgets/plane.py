"""The plane: points of a few classes over the probabilities that a small network gives them.

The front end (the JavaScript files beside this one) evaluates the same network on its own, so that
the picture follows the hand without waiting for Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.widgets.checks import (
    Array,
    InvalidValue,
    class_labels,
    finite_array,
    limits,
    plane_points,
)
from dl101.widgets.network import Dense, evaluate

_FOLDER = Path(__file__).parent
_SHARED = ("network.js", "painter.js", "controls.js", "hands.js", "points.js", "plane.js")


def front_end(name: str, shared: Sequence[str] = _SHARED) -> str:
    """Join a widget's JavaScript module with those that it shares with the others.

    Parameters
    ----------
    name : str
        File name of the module, in this folder.
    shared : sequence of str, optional
        The modules it needs, each after those that it needs itself; by default the plane's.

    Returns
    -------
    str
        One module: the files' text without the imports between them.
    """
    text = "\n".join((_FOLDER / file).read_text("utf-8") for file in (*shared, name))
    text = re.sub(r'^import [^"]* from "\./[^"]+";\n', "", text, flags=re.MULTILINE)
    return f"{text}//# sourceURL=dl101/widgets/{name}\n"


class Plane(anywidget.AnyWidget):
    """Base of the widgets that show points of the plane and what a dense network makes of them.

    A subclass says in `layers` which network it shows.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Points, at most 2000.
    labels : array_like of int, shape (n,)
        Class of each point, counted from 0.
    xlim, ylim : pair of float
        The part of the plane that is shown.
    kernel_readout : callable, optional
        Called with the widget after every change, by hand or from Python. What it returns, a
        string or a dict of names and values, is shown below the picture; when it raises, the
        message is.
    **state
        Further traits of the subclass.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.
    """

    _css = (_FOLDER / "plane.css").read_text("utf-8")

    points = Array(lambda self, name, value: plane_points(name, value))
    labels = Array(lambda self, name, value: class_labels(name, value, self.classes))
    classes = traitlets.Int(2, read_only=True).tag(sync=True)
    xlim = traitlets.Any((-5.0, 5.0)).tag(sync=True)
    ylim = traitlets.Any((-5.0, 5.0)).tag(sync=True)

    _initial = traitlets.Dict().tag(sync=True)
    _kernel = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        points: ArrayLike = (),
        labels: ArrayLike = (),
        *,
        xlim: Sequence[float] = (-5.0, 5.0),
        ylim: Sequence[float] = (-5.0, 5.0),
        kernel_readout: Callable[[Plane], str | Mapping[str, object]] | None = None,
        **state: object,
    ) -> None:
        if kernel_readout is not None and not callable(kernel_readout):
            raise InvalidValue(
                f"kernel_readout must be a function of the widget, not {kernel_readout!r}"
            )
        self._kernel_readout = kernel_readout
        self._depth = 0
        unknown = [name for name in state if not self.has_trait(name)]
        if unknown:
            raise TypeError(
                f"{type(self).__name__} has no argument {unknown[0]!r}; it takes points, labels, "
                + ", ".join((*self._parameters, "xlim", "ylim", "kernel_readout"))
            )
        with self._one_readout():
            super().__init__(points=points, labels=labels, xlim=xlim, ylim=ylim, **state)
        self.observe(self._changed, self._watched)
        self._initial = self._snapshot()

    _parameters: tuple[str, ...] = ()
    """Names of the traits that set the network, in the order of the constructor."""

    @property
    def _watched(self) -> list[str]:
        return ["points", "labels", *self._parameters]

    # What the subclass shows ----------------------------------------------------------------

    @property
    def layers(self) -> list[Dense]:
        """The network over the plane, first layer first."""
        raise NotImplementedError(f"{type(self).__name__} does not say which network it shows")

    # What readers ask -----------------------------------------------------------------------

    def probabilities(self, points: ArrayLike | None = None) -> NDArray[np.float64]:
        """Evaluate the network.

        Parameters
        ----------
        points : array_like, shape (n, 2), optional
            Where; by default at the widget's own points.

        Returns
        -------
        ndarray of float64
            With one output unit, shape (n,): the probability of class 1. With several, shape
            (n, classes), each row adding up to one.
        """
        outputs = evaluate(self.layers, self._where(points))
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs

    def predictions(self, points: ArrayLike | None = None) -> NDArray[np.int64]:
        """Choose the more probable class.

        Parameters
        ----------
        points : array_like, shape (n, 2), optional
            Where; by default at the widget's own points.

        Returns
        -------
        ndarray of int64, shape (n,)
            Class numbers. At a probability of exactly one half, class 1.
        """
        outputs = self.probabilities(points)
        return (outputs >= 0.5).astype(np.int64) if outputs.ndim == 1 else outputs.argmax(axis=1)

    def _where(self, points: ArrayLike | None) -> NDArray[np.float64]:
        return self.points if points is None else finite_array("points", points, (None, 2))

    @property
    def accuracy(self) -> float:
        """Share of the points that are predicted right; nan without points."""
        if len(self.points) == 0:
            return float("nan")
        return float(np.mean(self.predictions() == self.labels))

    # What readers set -----------------------------------------------------------------------

    def set_points(self, points: ArrayLike, labels: ArrayLike) -> None:
        """Replace the points and their labels together.

        Parameters
        ----------
        points : array_like, shape (n, 2)
            The new points.
        labels : array_like of int, shape (n,)
            Their classes.

        Raises
        ------
        InvalidValue
            If either cannot be shown, or the lengths differ.
        """
        with self._together():
            self.points = points
            self.labels = labels

    def reset(self) -> None:
        """Return to the points and parameters that the widget was made with."""
        with self._together():
            for name, value in self._initial.items():
                self.set_trait(name, value)

    @property
    def kernel_readout(self) -> Callable[[Plane], str | Mapping[str, object]] | None:
        """Function of the widget whose result is shown below the picture, or None."""
        return self._kernel_readout

    @kernel_readout.setter
    def kernel_readout(self, function: Callable[[Plane], str | Mapping[str, object]]) -> None:
        if function is not None and not callable(function):
            raise InvalidValue(f"kernel_readout must be a function of the widget, not {function!r}")
        self._kernel_readout = function
        self._refresh()

    # Checks ---------------------------------------------------------------------------------

    @traitlets.validate("points", "labels")
    def _equal_lengths(self, proposal: traitlets.Bunch) -> NDArray:
        present = {"points": self.points, "labels": self.labels}
        points, labels = (present | {proposal.trait.name: proposal.value}).values()
        if points is not None and labels is not None and len(points) != len(labels):
            raise InvalidValue(
                f"points has {len(points)} rows but labels has {len(labels)}: give each point one "
                "label, and set both at once with set_points(points, labels)"
            )
        return proposal.value

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
        return f"{len(self.points)} points of {self.classes} classes. {self._accuracy_text()}"

    def _accuracy_text(self) -> str:
        right = int(np.sum(self.predictions() == self.labels)) if len(self.points) else 0
        percent = f" = {100 * right / len(self.points):.0f} %" if len(self.points) else ""
        return f"Accuracy {right} of {len(self.points)}{percent}."

    def still(self) -> bytes:
        """Draw the present picture without a browser.

        Returns
        -------
        bytes
            A PNG file, the same whenever the widget's state is the same.
        """
        from dl101 import plots

        figure, axes = plots.new_figure(self.xlim, self.ylim)
        plots.plot_regions(self.probabilities, axes)
        self._draw_over(axes)
        plots.plot_points(self.points, self.labels, axes, predictions=self.predictions())
        return plots.png(figure, self.alt, mark="dl101 still")

    def _draw_over(self, axes: object) -> None:
        """Draw what belongs between the regions and the points."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.points)} points of {self.classes} classes>"

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict] | dict | None:
        # An output of its own: a picture inside the widget's bundle loses to the widget's view,
        # which shows "model not found" where there is no kernel.
        from IPython.display import display

        still = {"image/png": self.still(), "text/plain": self.alt}
        display(still, raw=True, metadata={"image/png": {"alt": self.alt, "width": 360}})
        return super()._repr_mimebundle_(**kwargs)


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
