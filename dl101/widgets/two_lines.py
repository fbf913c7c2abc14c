"""Two lines, the plane of their two units, and a third line in that plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.checks import check_array
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.network import Dense, evaluate
from dl101.widgets.plane import Plane
from dl101.widgets.traits import MOST_POINTS, Array, Number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
"""The inputs of a logical function of two variables."""

XOR = (0, 1, 1, 0)
"""Whether exactly one of a corner's coordinates is 1."""

STEEPEST = 20.0
_HARD = 1e12
_ON_THE_LINE = 1e-9
_HIDDEN_LIMITS = (-0.25, 1.25)


def _check_line(name: str, value: object) -> NDArray[np.float64]:
    """Accept the weights of a line and its bias."""
    return check_array(name, value, (3,))


class TwoLines(Plane):
    """Two classes of points, two lines between them, and what a third unit makes of the two.

    Each unit outputs sigmoid(k (w·x + b)), where k is the `steepness`, at most 20. With
    `steepness=None` it is a hard step: 1 where w·x + b > 0, and 0 elsewhere. The units h₁ and h₂
    see the points; the output unit sees (h₁, h₂). The plane of (h₁, h₂) is shown beside that of the
    points. `first`, `second` and `third` are (w₁, w₂, b) of the three units.

    By default, the points are the four corners (0, 0), (0, 1), (1, 0) and (1, 1), and the labels
    XOR's. The two lines begin as one vertical and one horizontal line. The rest is as in
    `Boundary`.

    Examples
    --------
    >>> widget = TwoLines(first=(1, 1, -0.5), second=(-1, -1, 1.5), third=(1, 1, -1.5))
    >>> widget.hidden()
    array([[0., 1.],
           [1., 1.],
           [1., 1.],
           [1., 0.]])
    >>> widget.accuracy
    1.0
    """

    _files = FrontEnd("two_lines.js", "view.css", "loss.css")
    _constants = traitlets.Dict(
        {
            "most_points": MOST_POINTS,
            "steepest": STEEPEST,
            "hard": _HARD,
            "on_the_line": _ON_THE_LINE,
            "hidden_limits": _HIDDEN_LIMITS,
        },
        read_only=True,
    ).tag(sync=True)

    first = Array(_check_line)
    second = Array(_check_line)
    third = Array(_check_line)
    steepness = Number(None, 0.5, STEEPEST)

    _parameters = ("first", "second", "third", "steepness")
    _still_width = 720

    def __init__(
        self,
        points: ArrayLike | None = None,
        labels: ArrayLike | None = None,
        first: Sequence[float] | None = None,
        second: Sequence[float] | None = None,
        third: Sequence[float] = (1.0, 1.0, -0.5),
        steepness: float | None = None,
        **options: object,
    ) -> None:
        if points is None:
            points, labels = CORNERS, XOR if labels is None else labels
            options = {"xlim": (-1.0, 2.0), "ylim": (-1.0, 2.0), **options}
            middle = 0.5
        else:
            labels = () if labels is None else labels
            middle = 0.0
        super().__init__(
            points,
            labels,
            first=(1.0, 0.0, -middle) if first is None else first,
            second=(0.0, 1.0, -middle) if second is None else second,
            third=third,
            steepness=steepness,
            **options,
        )

    # What readers ask -----------------------------------------------------------------------

    @property
    def layers(self) -> list[Dense]:
        """The network over the plane; hard steps are sigmoids that nobody can tell from them."""
        hidden = np.column_stack([self.first, self.second])
        return [self._layer(hidden), self._layer(self.third[:, np.newaxis])]

    def _layer(self, columns: NDArray[np.float64]) -> Dense:
        weights, biases = columns[:2], columns[2]
        if self.steepness is None:
            return Dense(_HARD * weights, _HARD * (biases - _ON_THE_LINE), "sigmoid")
        return Dense(self.steepness * weights, self.steepness * biases, "sigmoid")

    def hidden(self, points: ArrayLike | None = None) -> NDArray[np.float64]:
        """Evaluate the two hidden units, shape (n, 2)."""
        return evaluate(self.layers[:1], self._where(points))

    # Showing --------------------------------------------------------------------------------

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        units = (
            "hard steps" if self.steepness is None else f"sigmoids of steepness {self.steepness:g}"
        )
        return (
            f"{len(self.points)} points of two classes, blue circles and orange squares, and two "
            f"lines between them. Beside it, each point at the values of the two lines' units, "
            f"{units}, with a third line. {self._accuracy_text()}"
        )

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the present picture with matplotlib."""
        from dl101 import plots

        figure, axes = super().draw()
        beside = plots.add_axes(figure, _HIDDEN_LIMITS, _HIDDEN_LIMITS, names=["$h_1$", "$h_2$"])
        last = self.layers[1:]
        plots.plot_regions(lambda places: evaluate(last, places)[:, 0], beside)
        plots.plot_grid(self.hidden, beside, self.xlim, self.ylim)
        plots.plot_line(self.third[:2], self.third[2], beside)
        plots.plot_points(self.hidden(), self.labels, beside, predictions=self.predictions())
        return figure, axes

    def _draw_over(self, axes: Axes) -> None:
        from dl101 import plots

        plots.plot_line(self.first[:2], self.first[2], axes)
        plots.plot_line(self.second[:2], self.second[2], axes, dashed=True)

    def __repr__(self) -> str:
        return f"<TwoLines: {len(self.points)} points, {self._accuracy_text()[:-1].lower()}>"
