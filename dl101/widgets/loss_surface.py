"""The cross-entropy of a boundary as a map over two of its parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import traitlets
from ipywidgets import widget_serialization
from numpy.typing import ArrayLike, NDArray

from dl101.widgets.checks import InvalidValue, Text, finite_array
from dl101.widgets.loss_boundary import LOSS, LossBoundary, sigmoid_losses
from dl101.widgets.picture import Picture, front_end

_LIMITS = {"w1": (-4.0, 4.0), "w2": (-4.0, 4.0), "b": (-8.0, 8.0)}
_SYMBOLS = {"w1": "$w_1$", "w2": "$w_2$", "b": "$b$"}


class LossSurface(Picture):
    """A boundary and, beside it, the map of its cross-entropy over two of w1, w2 and b.

    A ring on the map is the boundary's present line: moving either moves the other. It is the
    boundary itself that is shown, not a copy: its numbers and points change with the picture, and
    other views of it follow.

    Parameters
    ----------
    boundary : LossBoundary
        Whose loss.
    x, y : {"w1", "w2", "b"}
        Which parameters the map shows, across and up; the third keeps its present value.
    xlim, ylim : pair of float, optional
        Which values; by default -4 to 4 for a weight and -8 to 8 for the bias.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.

    Examples
    --------
    >>> from dl101.datasets import two_clouds
    >>> LossSurface(LossBoundary(*two_clouds(50)), x="w1", y="b")
    <LossSurface: cross-entropy over w1 and b, 50 points>
    """

    _front_end = front_end("loss_surface.js", (*LOSS, "loss_grid.js"))
    _css = LossBoundary._css

    boundary = traitlets.Instance(LossBoundary, read_only=True).tag(
        sync=True, **widget_serialization
    )
    x = Text("w1").tag(sync=True)
    y = Text("w2").tag(sync=True)

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
            raise InvalidValue(f"boundary must be a LossBoundary, not {boundary!r:.60}")
        self.set_trait("boundary", boundary)
        x, y = (_parameter(name, value) for name, value in (("x", x), ("y", y)))
        super().__init__(
            x=x,
            y=y,
            xlim=_LIMITS[x] if xlim is None else xlim,
            ylim=_LIMITS[y] if ylim is None else ylim,
        )

    @traitlets.validate("x", "y")
    def _two_parameters(self, proposal: traitlets.Bunch) -> str:
        name = proposal.trait.name
        value = _parameter(name, proposal.value)
        if value == (self.y if name == "x" else self.x):
            raise InvalidValue(f"x and y must be two different parameters, not {value!r:.60} twice")
        return value

    def losses(self, columns: ArrayLike, rows: ArrayLike) -> NDArray[np.float64]:
        """Compute the mean cross-entropy for each pair of values of the two parameters.

        Parameters
        ----------
        columns : array_like, shape (m,)
            Values of the parameter `x`.
        rows : array_like, shape (n,)
            Values of the parameter `y`.

        Returns
        -------
        ndarray of float64, shape (n, m)
            The losses, computed by `dl101`; the third parameter has the boundary's present value.
        """
        columns = finite_array("columns", columns, (None,))
        rows = finite_array("rows", rows, (None,))
        points, labels = self.boundary.points, self.boundary.labels
        features = dict(
            zip(_LIMITS, (points[:, 0], points[:, 1], np.ones(len(points))), strict=True)
        )
        (third,) = _LIMITS.keys() - {self.x, self.y}
        rest = getattr(self.boundary, third) * features[third]
        across = np.multiply.outer(columns, features[self.x])
        wanted = np.broadcast_to(labels, across.shape)
        result = np.full((len(rows), len(columns)), np.nan)
        if len(points):
            for i, row in enumerate(rows):
                logits = across + (row * features[self.y] + rest)
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

    def still(self) -> bytes:
        """Draw the present picture without a browser.

        Returns
        -------
        bytes
            A PNG file, the same whenever the widget's state is the same.
        """
        from dl101 import figures, plots

        figure, _ = self.boundary.draw()
        columns, rows = np.linspace(*self.xlim, 61), np.linspace(*self.ylim, 61)
        marker = (getattr(self.boundary, self.x), getattr(self.boundary, self.y))
        names = [_SYMBOLS[name] for name in (self.x, self.y)]
        beside = plots.add_axes(figure, self.xlim, self.ylim, names=names)
        plots.plot_loss_map(columns, rows, self.losses(columns, rows), beside, marker=marker)
        return figures.png(figure, self.alt, mark="dl101 still")

    def __repr__(self) -> str:
        points = len(self.boundary.points)
        return f"<LossSurface: cross-entropy over {self.x} and {self.y}, {points} points>"


def _parameter(name: str, value: object) -> str:
    if not (isinstance(value, str) and value in _LIMITS):
        raise InvalidValue(f'{name} must be "w1", "w2" or "b", not {value!r:.60}')
    return value
