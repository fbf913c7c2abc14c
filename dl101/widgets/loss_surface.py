"""The cross-entropy of a boundary as a map over two of its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from ipywidgets import widget_serialization
from numpy.typing import ArrayLike, NDArray

from dl101.checks import check_array, check_choice
from dl101.plots import LEVEL_STEPS, RELIEF
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.loss_boundary import LossBoundary, sigmoid_losses
from dl101.widgets.picture import Picture
from dl101.widgets.traits import Choice, InvalidValue

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LIMITS = {"w1": (-4.0, 4.0), "w2": (-4.0, 4.0), "b": (-8.0, 8.0)}
_SYMBOLS = {"w1": "$w_1$", "w2": "$w_2$", "b": "$b$"}


class LossSurface(Picture):
    """A boundary and, beside it, the map of its cross-entropy over two of "w1", "w2" and "b".

    `x` and `y` name the parameters that the map shows, across and up; the third keeps its present
    value. A ring on the map marks the present perceptron: moving it moves the line, and the other
    way round. The widget shows the boundary itself, not a copy. `xlim` and `ylim` are by default
    -4 to 4 for a weight and -8 to 8 for the bias.

    Raise InvalidValue, which is a ValueError, if something cannot be shown.

    Examples
    --------
    >>> from dl101.datasets import two_clouds
    >>> LossSurface(LossBoundary(*two_clouds(50)), x="w1", y="b")
    <LossSurface: cross-entropy over w1 and b, 50 points>
    """

    _files = FrontEnd("loss_surface.js", "view.css", "loss.css")
    _constants = traitlets.Dict({"relief": RELIEF, "steps": LEVEL_STEPS}, read_only=True).tag(
        sync=True
    )
    _limits = traitlets.Dict(_LIMITS).tag(sync=True)

    boundary = traitlets.Instance(LossBoundary, read_only=True).tag(
        sync=True, **widget_serialization
    )
    x = Choice("w1", _LIMITS)
    y = Choice("w2", _LIMITS)

    _parameters = ("x", "y")
    _still_width = 720

    def __init__(
        self,
        boundary: LossBoundary,
        x: str = "w1",
        y: str = "w2",
        xlim: Sequence[float] | None = None,
        ylim: Sequence[float] | None = None,
    ) -> None:
        if not isinstance(boundary, LossBoundary):
            raise TypeError(f"boundary must be a LossBoundary, not {boundary!r:.60}.")
        self.set_trait("boundary", boundary)
        super().__init__(
            x=x,
            y=y,
            xlim=_LIMITS[check_choice("x", x, _LIMITS)] if xlim is None else xlim,
            ylim=_LIMITS[check_choice("y", y, _LIMITS)] if ylim is None else ylim,
        )
        self._limits = {**_LIMITS, self.x: self.xlim, self.y: self.ylim}
        self.observe(self._keep_limits, ["xlim", "ylim"])
        self.observe(self._take_limits, ["x", "y"])

    def _keep_limits(self, change: traitlets.Bunch) -> None:
        axis = change.name.removesuffix("lim")
        self._limits = {**self._limits, getattr(self, axis): change.new}

    def _take_limits(self, change: traitlets.Bunch) -> None:
        setattr(self, f"{change.name}lim", self._limits[change.new])

    @traitlets.validate("x", "y")
    def _two_parameters(self, proposal: traitlets.Bunch) -> str:
        if proposal.value == (self.y if proposal.trait.name == "x" else self.x):
            raise InvalidValue(
                f"x and y must be two different parameters, not {proposal.value!r} twice."
            )
        return proposal.value

    def losses(self, columns: ArrayLike, rows: ArrayLike) -> NDArray[np.float64]:
        """Compute the mean cross-entropy for each pair of values of the two parameters.

        `columns`, shape (m,), are values of the parameter `x`, and `rows`, shape (n,), of `y`;
        the result has shape (n, m).
        """
        columns = check_array("columns", columns, (None,))
        rows = check_array("rows", rows, (None,))
        points, labels = self.boundary.points, self.boundary.labels
        inputs = {"w1": points[:, 0], "w2": points[:, 1], "b": np.ones(len(points))}
        (third,) = _LIMITS.keys() - {self.x, self.y}
        rest = getattr(self.boundary, third) * inputs[third]
        across = np.multiply.outer(columns, inputs[self.x])
        wanted = np.broadcast_to(labels, across.shape)
        result = np.full((len(rows), len(columns)), np.nan)
        if len(points):
            for i, row in enumerate(rows):
                logits = across + (row * inputs[self.y] + rest)
                result[i] = sigmoid_losses(wanted, logits).mean(axis=1)
        return result

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        x, y = (f"{name} = {getattr(self.boundary, name):.4g}" for name in (self.x, self.y))
        return (
            f"{self.boundary.alt} Beside it a map of the mean cross-entropy over {self.x} and "
            f"{self.y}, with a ring at {x}, {y}."
        )

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the present picture with matplotlib."""
        from dl101 import plots

        figure, axes = self.boundary.draw()
        columns, rows = np.linspace(*self.xlim, 61), np.linspace(*self.ylim, 61)
        marker = (getattr(self.boundary, self.x), getattr(self.boundary, self.y))
        names = [_SYMBOLS[name] for name in (self.x, self.y)]
        beside = plots.add_axes(figure, self.xlim, self.ylim, names=names)
        plots.plot_loss_map(columns, rows, self.losses(columns, rows), beside, marker=marker)
        return figure, axes

    def __repr__(self) -> str:
        points = len(self.boundary.points)
        return f"<LossSurface: cross-entropy over {self.x} and {self.y}, {points} points>"
