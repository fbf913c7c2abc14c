"""A line through points, with its squared errors drawn as squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

import dl101
from dl101.checks import check_array, check_text
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.on_arrays import on_arrays
from dl101.widgets.picture import Picture
from dl101.widgets.traits import MOST_POINTS, Array, Checked, Number, check_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class LineFit(Picture):
    """Points (x, y), the line y = slope · x + intercept, and the square on each residual.

    `x` and `y` have shape (n,), at most 2000 points. By default `xlim` and `ylim` leave some room
    around the points. The two axes may have different scales: a square's sides are as long as its
    residual upwards. `xlabel` and `ylabel` say what the axes are called. `kernel_readout` is as in
    `Boundary`.

    Raise InvalidValue, which is a ValueError, if something cannot be shown.

    Examples
    --------
    >>> widget = LineFit([0, 1, 2], [1, 3, 5], slope=1.0, intercept=1.0)
    >>> widget.residuals
    array([0., 1., 2.])
    >>> widget.least_squares
    (2.0, 1.0)
    """

    _files = FrontEnd("line_fit.js", "view.css", "loss.css")
    _constants = traitlets.Dict({"most_points": MOST_POINTS}, read_only=True).tag(sync=True)

    points = Array(check_points)
    slope = Number(0.0)
    intercept = Number(0.0)
    _jump = traitlets.Dict().tag(sync=True, by_hand=True)
    """The lines before and after the last jump to the best one."""
    xlabel = Checked(check_text, "")
    ylabel = Checked(check_text, "")

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
        return ("x", "y", "slope", "intercept", "xlabel", "ylabel")

    @property
    def x(self) -> NDArray[np.float64]:
        """The points' first coordinates, shape (n,)."""
        return self.points[:, 0]

    @property
    def y(self) -> NDArray[np.float64]:
        """The points' second coordinates, shape (n,)."""
        return self.points[:, 1]

    def set_points(self, x: ArrayLike, y: ArrayLike) -> None:
        """Replace the points by others with these coordinates."""
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
        return float(_mean_squared_error(self.x, self.y, self.slope, self.intercept))

    @property
    def least_squares(self) -> tuple[float, float]:
        """Slope and intercept with the smallest mean squared error; nan without points.

        If all x are equal, every slope is as good as another, and this one is 0.
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
        sign = "-" if self.intercept < 0 else "+"
        return (
            f"{len(self.points)} points and the line y = {self.slope:.4g} x {sign} "
            f"{abs(self.intercept):.4g}, with the square on each residual.{error}"
        )

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the present picture with matplotlib."""
        from dl101 import plots

        figure, axes = plots.new_figure(self.xlim, self.ylim)
        axes.set(aspect="auto", box_aspect=1)
        axes.set_xlabel(self.xlabel or "x", parse_math=False)
        axes.set_ylabel(self.ylabel or "y", parse_math=False)
        plots.plot_squares(self.points, self.residuals, axes, slope=self.slope)
        axes.axline((0.0, self.intercept), slope=self.slope, color=plots.INK, linewidth=2)
        plots.plot_points(self.points, np.zeros(len(self.points), dtype=np.int64), axes)
        return figure, axes

    def __repr__(self) -> str:
        return (
            f"<LineFit: slope={self.slope:.4g}, intercept={self.intercept:.4g}, "
            f"{len(self.points)} points>"
        )


@on_arrays
def _mean_squared_error(
    x: dl101.Node, y: dl101.Node, slope: dl101.Node, intercept: dl101.Node
) -> dl101.Node:
    return dl101.reduce_mean(dl101.square(y - (slope * x + intercept)))


def _pairs(x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    x, y = check_array("x", x, (None,)), check_array("y", y, (None,))
    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} values but y has {len(y)}: give each point one of each.")
    return np.column_stack([x, y])


def _around(values: NDArray[np.float64]) -> tuple[float, float]:
    """Choose round limits that leave room around the values."""
    if len(values) == 0:
        return -5.0, 5.0
    low, high = float(values.min()), float(values.max())
    room = 0.25 * (high - low) or max(1.0, abs(high))
    unit = 10.0 ** np.floor(np.log10(high - low + 2 * room)) / 2
    return float(np.floor((low - room) / unit) * unit), float(np.ceil((high + room) / unit) * unit)
