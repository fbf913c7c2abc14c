"""The boundary between classes, to be dragged, turned and computed with."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl101.widgets.checks import Array, Finite, InvalidValue, class_labels, finite_array
from dl101.widgets.network import Dense
from dl101.widgets.picture import PLANE, front_end
from dl101.widgets.plane import Plane


class Boundary(Plane):
    """Two classes of points and a line w·x + b = 0 between them.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Points, at most 2000. Can be set again later, like every argument but the limits.
    labels : array_like of int, shape (n,)
        0 (blue circles) or 1 (orange squares).
    w1, w2 : float
        Weights: the components of the vector w, which stands at right angles to the line.
    b : float
        Bias.
    xlim, ylim : pair of float
        The part of the plane that is shown.
    kernel_readout : callable, optional
        Called with the widget after every change, by hand or from Python. What it returns, a
        string or a dict of names and values, is shown below the picture; when it raises, the
        message is.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.

    Examples
    --------
    >>> from dl101.datasets import two_clouds
    >>> Boundary(*two_clouds(50), w1=1.0, w2=0.5)
    <Boundary: w1=1, w2=0.5, b=0, 50 points>
    """

    _front_end = front_end("boundary.js", (*PLANE, "line.js"))

    w1 = Finite(1.0).tag(sync=True, echo_update=False)
    w2 = Finite(0.0).tag(sync=True, echo_update=False)
    b = Finite(0.0).tag(sync=True, echo_update=False)

    _parameters = ("w1", "w2", "b")

    def __init__(
        self,
        points: ArrayLike = (),
        labels: ArrayLike = (),
        w1: float = 1.0,
        w2: float = 0.0,
        b: float = 0.0,
        **options: object,
    ) -> None:
        if 2 in class_labels("labels", labels, 3):
            raise InvalidValue("labels hold three classes: use SoftmaxBoundary(points, labels)")
        super().__init__(points, labels, w1=w1, w2=w2, b=b, **options)

    @property
    def weights(self) -> NDArray[np.float64]:
        """The vector w, shape (2,)."""
        return np.array([self.w1, self.w2])

    @weights.setter
    def weights(self, value: ArrayLike) -> None:
        with self._together():
            self.w1, self.w2 = finite_array("weights", value, (2,))

    def logits(self, points: ArrayLike | None = None) -> NDArray[np.float64]:
        """Evaluate w·x + b.

        Parameters
        ----------
        points : array_like, shape (n, 2), optional
            Where; by default at the widget's own points.

        Returns
        -------
        ndarray of float64, shape (n,)
            Positive on the side that w points to, zero on the line.
        """
        return self._where(points) @ self.weights + self.b

    def distances(self, points: ArrayLike | None = None) -> NDArray[np.float64]:
        """Measure how far points lie from the line.

        Parameters
        ----------
        points : array_like, shape (n, 2), optional
            Which points; by default the widget's own.

        Returns
        -------
        ndarray of float64, shape (n,)
            (w·x + b) / |w|: positive on the side that w points to. All nan if w = 0.
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

    def _draw_over(self, axes: object) -> None:
        from dl101 import plots

        plots.plot_line(self.weights, self.b, axes)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__}: w1={self.w1:.4g}, w2={self.w2:.4g}, b={self.b:.4g}, "
            f"{len(self.points)} points>"
        )


class SoftmaxBoundary(Plane):
    """Three classes of points and the regions that a softmax of three linear scores makes.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Points, at most 2000. Can be set again later, like every argument but the limits.
    labels : array_like of int, shape (n,)
        0 (blue circles), 1 (orange squares) or 2 (green triangles).
    weights : array_like, shape (2, 3)
        One column of weights for each class. By default three directions that point away from
        one another.
    biases : array_like, shape (3,)
        One bias for each class.
    xlim, ylim, kernel_readout
        As for `Boundary`.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.

    Examples
    --------
    >>> from dl101.datasets import three_clouds
    >>> SoftmaxBoundary(*three_clouds(60))
    <SoftmaxBoundary: 60 points of 3 classes>
    """

    _front_end = front_end("boundary.js", (*PLANE, "line.js"))

    weights = Array(lambda self, name, value: finite_array(name, value, (2, 3)))
    biases = Array(lambda self, name, value: finite_array(name, value, (3,)))

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
        """Evaluate the three scores.

        Parameters
        ----------
        points : array_like, shape (n, 2), optional
            Where; by default at the widget's own points.

        Returns
        -------
        ndarray of float64, shape (n, 3)
            One column for each class; softmax turns rows into probabilities.
        """
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
