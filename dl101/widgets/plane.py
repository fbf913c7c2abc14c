"""The plane: points of a few classes over the probabilities that a small network gives them.

The front end (the JavaScript files beside this one) evaluates the same network on its own, so that
the picture follows the hand without waiting for Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.widgets.checks import Array, InvalidValue, class_labels, finite_array, plane_points
from dl101.widgets.network import Dense, evaluate
from dl101.widgets.picture import Picture, front_end

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Plane", "front_end"]


class Plane(Picture):
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
        As for `Boundary`.
    **state
        Further traits of the subclass.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.
    """

    points = Array(lambda self, name, value: plane_points(name, value))
    labels = Array(lambda self, name, value: class_labels(name, value, self.classes))
    classes = traitlets.Int(2, read_only=True).tag(sync=True)

    def __init__(self, points: ArrayLike = (), labels: ArrayLike = (), **options: object) -> None:
        super().__init__(points=points, labels=labels, **options)

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
        from dl101 import figures

        figure, _ = self.draw()
        return figures.png(figure, self.alt, mark="dl101 still")

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the present picture with matplotlib.

        Returns
        -------
        figure : matplotlib.figure.Figure
            A figure that pyplot does not know.
        axes : matplotlib.axes.Axes
            Its axes.
        """
        from dl101 import plots

        figure, axes = plots.new_figure(self.xlim, self.ylim)
        plots.plot_regions(self.probabilities, axes)
        self._draw_over(axes)
        plots.plot_points(self.points, self.labels, axes, predictions=self.predictions())
        return figure, axes

    def _draw_over(self, axes: object) -> None:
        """Draw what belongs between the regions and the points."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.points)} points of {self.classes} classes>"
