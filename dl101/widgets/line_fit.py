"""A line through points, with its squared errors drawn as squares."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

import dl101
from dl101.widgets.checks import (
    MOST_POINTS,
    Array,
    Finite,
    InvalidValue,
    finite_array,
    plane_points,
)
from dl101.widgets.picture import Picture, front_end, style


class LineFit(Picture):
    """Points (x, y), the line y = slope · x + intercept, and the square on each residual.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        The points' coordinates, at most 2000 points.
    slope, intercept : float
        The line.
    xlim, ylim : pair of float, optional
        The part of the plane that is shown; by default the points and some room around them. The
        two axes may have different scales: a square's sides are as long as its residual upwards.
    kernel_readout : callable, optional
        As for `Boundary`.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.

    Examples
    --------
    >>> widget = LineFit([0, 1, 2], [1, 3, 4], slope=1.0, intercept=1.0)
    >>> widget.residuals
    array([0., 1., 1.])
    >>> widget.least_squares
    (1.5, 1.1666666666666667)
    """

    _front_end = front_end("line_fit.js")
    _css = style("plane.css", "loss.css")

    points = Array(lambda self, name, value: plane_points(name, value))
    slope = Finite(0.0).tag(sync=True, echo_update=False)
    intercept = Finite(0.0).tag(sync=True, echo_update=False)

    _parameters = ("points", "slope", "intercept")

    def __init__(
        self,
        x: ArrayLike = (),
        y: ArrayLike = (),
        slope: float = 0.0,
        intercept: float = 0.0,
        **options: object,
    ) -> None:
        points = _pairs(x, y)
        for name, values in zip(("xlim", "ylim"), points.T, strict=True):
            if options.get(name) is None:
                options[name] = _around(values)
        super().__init__(points=points, slope=slope, intercept=intercept, **options)

    @property
    def _arguments(self) -> tuple[str, ...]:
        return ("x", "y", "slope", "intercept")

    @property
    def x(self) -> NDArray[np.float64]:
        """The points' first coordinates, shape (n,)."""
        return self.points[:, 0]

    @property
    def y(self) -> NDArray[np.float64]:
        """The points' second coordinates, shape (n,)."""
        return self.points[:, 1]

    def set_points(self, x: ArrayLike, y: ArrayLike) -> None:
        """Replace the points.

        Parameters
        ----------
        x, y : array_like, shape (n,)
            The new points' coordinates.

        Raises
        ------
        InvalidValue
            If either cannot be shown, or the lengths differ.
        """
        self.points = _pairs(x, y)

    @property
    def residuals(self) -> NDArray[np.float64]:
        """How far each point lies above the line, y - (slope · x + intercept), shape (n,)."""
        return self.y - (self.slope * self.x + self.intercept)

    @property
    def mse(self) -> float:
        """The mean squared error, computed by `dl101`; nan without points."""
        if len(self.points) == 0:
            return float("nan")
        session, fed, mean = _built()
        values = (self.x, self.y, self.slope, self.intercept)
        return float(session.run(mean, dict(zip(fed, values, strict=True))))

    @property
    def least_squares(self) -> tuple[float, float]:
        """Slope and intercept with the smallest mean squared error.

        Where all x are equal no slope is better than another, and it is 0; without points both
        are nan.
        """
        if len(self.points) == 0:
            return float("nan"), float("nan")
        away = self.x - self.x.mean()
        spread = float(np.sum(away**2))
        slope = float(np.sum(away * self.y)) / spread if spread else 0.0
        return slope, float(self.y.mean() - slope * self.x.mean())

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        error = f" Mean squared error {self.mse:.4g}." if len(self.points) else ""
        return (
            f"{len(self.points)} points and the line y = {self.slope:.4g} x + "
            f"{self.intercept:.4g}, with the square on each residual.{error}"
        )

    def still(self) -> bytes:
        """Draw the present picture without a browser.

        Returns
        -------
        bytes
            A PNG file, the same whenever the widget's state is the same.
        """
        from dl101 import figures, plots

        figure, axes = plots.new_figure(self.xlim, self.ylim)
        axes.set(xlabel="$x$", ylabel="$y$", aspect="auto", box_aspect=1)
        plots.plot_squares(self.points, self.residuals, axes, slope=self.slope)
        axes.axline((0.0, self.intercept), slope=self.slope, color="#212121", linewidth=2)
        plots.plot_points(self.points, np.zeros(len(self.points), dtype=np.int64), axes)
        return figures.png(figure, self.alt, mark="dl101 still")

    def __repr__(self) -> str:
        return (
            f"<LineFit: slope={self.slope:.4g}, intercept={self.intercept:.4g}, "
            f"{len(self.points)} points>"
        )


def _pairs(x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    x, y = finite_array("x", x, (None,)), finite_array("y", y, (None,))
    if len(x) != len(y):
        raise InvalidValue(f"x has {len(x)} values but y has {len(y)}: give each point one of each")
    if len(x) > MOST_POINTS:
        raise InvalidValue(f"x has {len(x)} values; at most {MOST_POINTS} points can be shown")
    return np.column_stack([x, y])


def _around(values: NDArray[np.float64]) -> tuple[float, float]:
    """Round limits that leave room around the values."""
    if len(values) == 0:
        return -5.0, 5.0
    low, high = float(values.min()), float(values.max())
    room = 0.25 * (high - low) or max(1.0, abs(high))
    unit = 10.0 ** np.floor(np.log10(high - low + 2 * room)) / 2
    return float(np.floor((low - room) / unit) * unit), float(np.ceil((high + room) / unit) * unit)


@lru_cache(maxsize=1)
def _built() -> tuple:
    """Build the graph once, apart from the reader's."""
    with dl101.Graph().as_default() as graph:
        x, y, slope, intercept = fed = [dl101.placeholder(dl101.float64) for _ in range(4)]
        mean = dl101.reduce_mean(dl101.square(y - (slope * x + intercept)))
    return dl101.Session(graph=graph), fed, mean
