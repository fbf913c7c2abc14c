"""The plane: points of a few classes over the probabilities that a small network gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.checks import check_array, check_labels, check_text
from dl101.widgets.network import Dense, evaluate
from dl101.widgets.picture import Picture
from dl101.widgets.traits import (
    MOST_POINTS,
    Array,
    Checked,
    InvalidValue,
    check_points,
    check_same_length,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Plane(Picture):
    """Base of the widgets that show points of the plane and what a dense network makes of them.

    A subclass says in `layers` which network it shows. `points`, shape (n, 2), are at most 2000;
    `labels`, shape (n,), count the classes from 0. `probabilities` and `predictions` are about
    the widget's own points by default.
    """

    points = Array(check_points)
    labels = Array(check_labels)
    xlabel = Checked(check_text, "")
    ylabel = Checked(check_text, "")
    classes = traitlets.Int(2, read_only=True).tag(sync=True)

    _constants = traitlets.Dict({"most_points": MOST_POINTS}, read_only=True).tag(sync=True)

    _curved = False
    """Whether the boundary of two classes is a curve, and not a line that is drawn anyway."""

    _other_widget = ""
    """What to use instead when there are more classes."""

    def __init__(self, points: ArrayLike = (), labels: ArrayLike = (), **options: object) -> None:
        super().__init__(points=points, labels=labels, **options)

    @property
    def _watched(self) -> list[str]:
        return ["points", "labels", *self._parameters]

    @property
    def _arguments(self) -> list[str]:
        return ["points", "labels", *self._parameters, "xlabel", "ylabel"]

    # What readers ask -----------------------------------------------------------------------

    @property
    def layers(self) -> list[Dense]:
        """The network over the plane, first layer first."""
        raise NotImplementedError(f"{type(self).__name__} does not say which network it shows")

    def probabilities(self, points: ArrayLike | None = None) -> NDArray[np.float64]:
        """Evaluate the network.

        With one output unit, return the probability of class 1, shape (n,). With several, return
        shape (n, classes); each row adds up to one.
        """
        outputs = evaluate(self.layers, self._inputs(self._where(points)))
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs

    def predictions(self, points: ArrayLike | None = None) -> NDArray[np.int64]:
        """Choose the most probable class; class 0 at a probability of exactly one half."""
        outputs = self.probabilities(points)
        return (outputs > 0.5).astype(np.int64) if outputs.ndim == 1 else outputs.argmax(axis=1)

    def _where(self, points: ArrayLike | None) -> NDArray[np.float64]:
        return self.points if points is None else check_array("points", points, (None, 2))

    def _inputs(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the network is given for points of the plane."""
        return points

    @property
    def accuracy(self) -> float:
        """Fraction of the points that are classified correctly; nan without points."""
        if len(self.points) == 0:
            return float("nan")
        return float(np.mean(self.predictions() == self.labels))

    # What readers set -----------------------------------------------------------------------

    def set_points(self, points: ArrayLike, labels: ArrayLike) -> None:
        """Replace the points and their labels together."""
        with self._together():
            self.points = points
            self.labels = labels

    @traitlets.validate("points", "labels")
    def _check_together(self, proposal: traitlets.Bunch) -> NDArray:
        values = {"points": self.points, "labels": self.labels, proposal.trait.name: proposal.value}
        points, labels = values.values()
        if points is not None and labels is not None:
            check_same_length(points, labels)
        if proposal.trait.name == "labels":
            self._check_classes(labels)
        return proposal.value

    def _check_classes(self, labels: NDArray[np.int64]) -> None:
        if labels.max(initial=0) >= self.classes:
            raise InvalidValue(
                f"There are {self.classes} classes here, but a label is {labels.max()}."
                f"{self._other_widget}"
            )

    # Showing --------------------------------------------------------------------------------

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return f"{len(self.points)} points of {self.classes} classes. {self._accuracy_text()}"

    def _accuracy_text(self) -> str:
        total = len(self.points)
        if total == 0:
            return "Accuracy 0 of 0."
        right = int(np.sum(self.predictions() == self.labels))
        # 100 % only if it is all, and 0 % only if it is none.
        percent = int(100 * right / total + 0.5)
        if 0 < right < total:
            percent = min(max(percent, 1), 99)
        return f"Accuracy {right} of {total} = {percent} %."

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the present picture with matplotlib."""
        from dl101 import plots

        figure, axes = plots.new_figure(self.xlim, self.ylim)
        for axis, name in ((axes.xaxis, self.xlabel), (axes.yaxis, self.ylabel)):
            if name:
                axis.set_label_text(name, parse_math=False)
        plots.plot_regions(self.probabilities, axes, boundary=self._curved)
        self._draw_over(axes)
        plots.plot_points(self.points, self.labels, axes, predictions=self.predictions())
        return figure, axes

    def _draw_over(self, axes: Axes) -> None:
        """Draw what belongs between the regions and the points."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.points)} points of {self.classes} classes>"
