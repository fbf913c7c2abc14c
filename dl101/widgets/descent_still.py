"""The still picture of a descent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dl101 import plots
from dl101.widgets.surfaces import LEVELS, Surface

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = "#212121"
_STYLES = {
    "gradient descent": (_INK, "o", "-"),
    "momentum": (plots.COLORS[1], "s", "--"),
    "Adam": (plots.COLORS[2], "^", ":"),
}


def draw(surface: Surface, paths: Mapping[str, NDArray[np.float64]]) -> tuple[Figure, Axes]:
    """Draw the places visited on a surface, by the optimizer's name."""
    figure, axes = plots.new_figure(surface.xlim, surface.ylim)
    if surface.variables == 1:
        axes.set(aspect="auto", xlabel="$x$", ylabel="$f(x)$")
        x = np.linspace(*surface.xlim, 201)
        axes.plot(x, surface.evaluate(x)[0], color=plots.COLORS[0], linewidth=2)
    else:
        axes.set(xlabel="$x$", ylabel="$y$")
        _contours(surface, axes)
    for name, path in paths.items():
        color, marker, line = _STYLES[name]
        places = path.T if surface.variables == 2 else (path[:, 0], surface.evaluate(path[:, 0])[0])
        axes.plot(*places, line, color=color, marker=marker, markersize=3, linewidth=1.3)
        last = [values[-1:] for values in places]
        axes.plot(*last, marker, color=color, markersize=8, markeredgecolor="white", label=name)
    if len(paths) > 1:
        axes.legend(loc="lower right", fontsize=8)
    return figure, axes


def _contours(surface: Surface, axes: Axes) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    x, y = (np.linspace(*limits, 121) for limits in (surface.xlim, surface.ylim))
    values = surface.evaluate(*np.meshgrid(x, y))[0]
    tint = LinearSegmentedColormap.from_list("tint", ["#73b0d4", "#ffffff"])
    axes.imshow(
        np.log1p(values / 0.3),
        origin="lower",
        extent=(*surface.xlim, *surface.ylim),
        cmap=tint,
        interpolation="bilinear",
        zorder=0,
    )
    levels = [level for level in LEVELS if level < values.max()]
    axes.contour(x, y, values, levels=levels, colors=_INK, linewidths=0.6, alpha=0.55)
