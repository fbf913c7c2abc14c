"""The boundary between classes, to be dragged, turned and computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.checks import check_array
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.network import Dense
from dl101.widgets.plane import Plane
from dl101.widgets.traits import Array, Number

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Boundary(Plane):
    """Two classes of points and a line w·x + b = 0 between them.

    `points`, shape (n, 2), are at most 2000; `labels`, shape (n,), are 0 (blue circles) or 1
    (orange squares). The vector of weights w = (`w1`, `w2`) is perpendicular to the line. `xlim`
    and `ylim` say which part of the plane is shown, `xlabel` and `ylabel` what its axes are called.
    `kernel_readout` is a function of the widget, called after every change: what it returns, a
    string or a dict of names and values, is shown below the picture.

    Raise InvalidValue, which is a ValueError, if something cannot be shown.

    Examples
    --------
    >>> from dl101.datasets import two_clouds
    >>> Boundary(*two_clouds(50), w1=1.0, w2=0.5)
    <Boundary: w1=1, w2=0.5, b=0, 50 points>
    """

    _files = FrontEnd("boundary.js", "view.css", "boundary.css")

    w1 = Number(1.0)
    w2 = Number(0.0)
    b = Number(0.0)

    _best = traitlets.Dict().tag(sync=True, by_hand=True)
    """The lines with the best accuracy and cross-entropy of those that hands have moved."""
    _rule = traitlets.Dict().tag(sync=True, by_hand=True)
    """What Rosenblatt's rule has done last."""

    _parameters = ("w1", "w2", "b")
    _other_widget = " For three classes use SoftmaxBoundary(points, labels)."

    def __init__(
        self,
        points: ArrayLike = (),
        labels: ArrayLike = (),
        w1: float = 1.0,
        w2: float = 0.0,
        b: float = 0.0,
        **options: object,
    ) -> None:
        super().__init__(points, labels, w1=w1, w2=w2, b=b, **options)

    @property
    def _watched(self) -> list[str]:
        return [*super()._watched, "_rule"]

    @property
    def weights(self) -> NDArray[np.float64]:
        """The vector w, shape (2,)."""
        return np.array([self.w1, self.w2])

    @weights.setter
    def weights(self, value: ArrayLike) -> None:
        with self._together():
            self.w1, self.w2 = check_array("weights", value, (2,))

    def logits(self, points: ArrayLike | None = None) -> NDArray[np.float64]:
        """Evaluate w·x + b, shape (n,): positive on the side that w points to."""
        return self._where(points) @ self.weights + self.b

    def distances(self, points: ArrayLike | None = None) -> NDArray[np.float64]:
        """Measure how far points lie from the line, shape (n,).

        Positive on the side that w points to; nan if w = 0.
        """
        length = np.hypot(self.w1, self.w2)
        logits = self.logits(points)
        return logits / length if length else np.full_like(logits, np.nan)

    @property
    def layers(self) -> list[Dense]:
        """The network over the plane: one sigmoid unit."""
        return [Dense(self.weights[:, np.newaxis], np.array([self.b]), "sigmoid")]

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        line = f"w = ({self.w1:.4g}, {self.w2:.4g}), b = {self.b:.4g}"
        return (
            f"{len(self.points)} points of two classes, blue circles and orange squares, and the "
            f"line w·x + b = 0 with {line}. {self._accuracy_text()}"
        )

    def _draw_over(self, axes: Axes) -> None:
        from dl101 import plots

        plots.plot_line(self.weights, self.b, axes)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__}: w1={self.w1:.4g}, w2={self.w2:.4g}, b={self.b:.4g}, "
            f"{len(self.points)} points>"
        )


class SoftmaxBoundary(Plane):
    """Three classes of points and the regions that a softmax of three linear scores makes.

    `labels` are 0 (blue circles), 1 (orange squares) or 2 (green triangles). `weights`, shape
    (2, 3), have one column for each class, and `biases`, shape (3,), one number; by default the
    three weight vectors point away from one another. The rest is as in `Boundary`.

    Examples
    --------
    >>> from dl101.datasets import three_clouds
    >>> SoftmaxBoundary(*three_clouds(60))
    <SoftmaxBoundary: 60 points of 3 classes>
    """

    _files = FrontEnd("boundary.js", "view.css", "boundary.css")

    weights = Array(lambda name, value: check_array(name, value, (2, 3)))
    biases = Array(lambda name, value: check_array(name, value, (3,)))

    _parameters = ("weights", "biases")

    def __init__(
        self,
        points: ArrayLike = (),
        labels: ArrayLike = (),
        weights: ArrayLike = ((-1.0, 1.0, 0.0), (-0.5, -0.5, 1.0)),
        biases: ArrayLike = (0.0, 0.0, 0.0),
        **options: object,
    ) -> None:
        self.set_trait("classes", 3)
        super().__init__(points, labels, weights=weights, biases=biases, **options)

    def logits(self, points: ArrayLike | None = None) -> NDArray[np.float64]:
        """Evaluate the three scores, shape (n, 3)."""
        return self._where(points) @ self.weights + self.biases

    @property
    def layers(self) -> list[Dense]:
        """The network over the plane: three softmax units."""
        return [Dense(self.weights, self.biases, "softmax")]

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return (
            f"{len(self.points)} points of three classes, blue circles, orange squares and green "
            f"triangles, and the regions where each class is the most probable. "
            f"{self._accuracy_text()}"
        )

    def _draw_over(self, axes: Axes) -> None:
        from dl101 import plots

        limits = np.array([self.xlim, self.ylim])
        classes = (self.points[self.labels == k] for k in range(3))
        homes = [mine.mean(axis=0) if len(mine) else limits.mean(axis=1) for mine in classes]
        room = 0.1 * np.ptp(limits[0])
        homes = np.clip(homes, limits[:, 0] + room, limits[:, 1] - room)
        plots.plot_arrows(homes, self.weights.T, axes)
