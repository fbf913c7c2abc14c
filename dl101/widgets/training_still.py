"""The still picture of a training ground, besides the plane itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dl101 import plots
from dl101.widgets.network import Dense
from dl101.widgets.training_record import History

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_test_points(
    points: NDArray[np.float64], labels: NDArray[np.int64], axes: Axes, wrong: NDArray[np.bool_]
) -> None:
    """Draw test points as hollow markers, with a ring around those that are `wrong`."""
    for k, (color, marker) in enumerate(zip(plots.COLORS, plots.MARKERS, strict=True)):
        places = points[labels == k].T
        axes.scatter(*places, s=24, marker=marker, facecolors="white", edgecolors=color)
    axes.scatter(*points[wrong].T, s=90, facecolors="none", edgecolors=plots.INK, linewidths=1)


def draw_unit_lines(layer: Dense, axes: Axes) -> None:
    """Draw where the sums of a first layer's units are zero, if these are of x1 and x2 alone."""
    view = axes.get_xlim(), axes.get_ylim()
    style = {"color": "#757575", "linewidth": 0.8, "linestyle": (0, (3, 4)), "zorder": 1.5}
    for w, b in zip(layer.weights.T, layer.biases, strict=True):
        if len(w) == 2 and np.hypot(*w) > 1e-9:
            foot = -b * w / (w @ w)
            axes.axline(foot, foot + np.array([-w[1], w[0]]), **style)
    axes.set(xlim=view[0], ylim=view[1])


def draw_losses(history: History, figure: Figure) -> None:
    """Draw the curves of the losses beside the plane."""
    losses = np.concatenate(history[1:])
    highest = max(0.1, 1.05 * np.max(losses, initial=0.0, where=np.isfinite(losses)))
    last = max(1, int(history.steps[-1]))
    axes = plots.add_axes(figure, (0, last), (0, highest), names=("steps", "loss"))
    axes.plot(history.steps, history.train_loss, color=plots.INK, label="training")
    axes.plot(history.steps, history.test_loss, "--", color=plots.LOSS_COLOR, label="test")
    axes.legend(fontsize=8)
