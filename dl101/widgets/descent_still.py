"""The still picture of a descent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dl101 import plots
from dl101.widgets.surfaces import MARGIN, SOFT, ZOOMS, Criterion, Surface

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLES = {
    "gradient descent": (plots.INK, "o", "-"),
    "momentum": (plots.COLORS[1], "s", "--"),
    "Adam": (plots.COLORS[2], "^", ":"),
}
_APART = 0.012
"""Marks of steps are drawn at least so far apart, in widths of the map."""
_LABELLED = 0.22
"""Contours narrower than this part of the map have no room for their number."""


def draw(surface: Surface, paths: Mapping[str, NDArray[np.float64]]) -> tuple[Figure, Axes]:
    """Draw the places visited on a surface, by the optimizer's name; the last path over the others.

    Where a path leaves the map, more of the plane is shown. Beside a perceptron's criterion stand
    its points, with the line to which each path has led.
    """
    from matplotlib.patches import Circle

    flat = surface.variables == 1
    seen = {
        name: path.T if not flat else np.stack([path[:, 0], surface.evaluate(path[:, 0])[0]])
        for name, path in paths.items()
    }
    xlim, ylim = _limits(surface, seen.values())
    figure, axes = plots.new_figure(xlim, ylim)
    if flat:
        axes.set(aspect="auto", xlabel="$x$", ylabel="$f(x)$")
        x = np.linspace(*xlim, 201)
        axes.plot(x, surface.evaluate(x)[0], color=plots.COLORS[0], linewidth=2)
    else:
        axes.set(xlabel=surface.names[0], ylabel=surface.names[1])
        _map(surface, axes)
    for name, places in seen.items():
        color, marker, line = _STYLES[name]
        style = {"color": color, "marker": marker, "markersize": 3, "linewidth": 1.3}
        axes.plot(*places, line, **style, markevery=_apart(places, xlim, ylim))
        axes.plot(*places[:, :1], "o", markersize=11, markerfacecolor="none", color=plots.INK)
        last = [values[-1:] for values in places]
        axes.plot(*last, marker, color=color, markersize=6, markeredgecolor="white", label=name)
    axes.set(xlim=xlim, ylim=ylim)
    if not flat:
        goal = {"radius": surface.goal, "fill": False, "linestyle": "--", "color": plots.INK}
        axes.add_patch(Circle(surface.minimum, **goal, zorder=4))
    if len(paths) > 1:
        axes.legend(loc="lower right", fontsize=8)
    if isinstance(surface, Criterion):
        _draw_lines(surface, paths, figure)
    return figure, axes


def _limits(surface: Surface, paths: Iterable[NDArray[np.float64]]) -> list[tuple[float, float]]:
    """The map's limits, or wider ones where a path leaves it."""
    flat = surface.variables == 1
    limits = np.array([surface.xlim, surface.ylim])
    middles = limits.mean(axis=1)
    if flat:
        middles[1] = 0.0  # values grow upwards only
    reach = np.abs(np.hstack(list(paths)) - middles[:, None]).max(axis=1)
    times = reach / (limits[:, 1] - middles)
    if not flat:
        times[:] = times.max()
    times = [_zoom(MARGIN * factor) if factor > 1 else 1.0 for factor in times]
    return [
        tuple(middle + factor * (pair - middle))
        for middle, factor, pair in zip(middles, times, limits, strict=True)
    ]


def _zoom(factor: float) -> float:
    power = 10.0 ** np.floor(np.log10(factor))
    return power * next(one for one in ZOOMS if one * power >= factor)


def _apart(
    places: NDArray[np.float64], xlim: tuple[float, float], ylim: tuple[float, float]
) -> list[int]:
    """The steps that leave a mark: those not on the last mark."""
    scaled = places.T / [np.ptp(xlim), np.ptp(ylim)]
    marked = [0]
    for step, place in enumerate(scaled):
        if np.linalg.norm(place - scaled[marked[-1]]) > _APART:
            marked.append(step)
    return marked


def _map(surface: Surface, axes: Axes) -> None:
    xlim, ylim = axes.get_xlim(), axes.get_ylim()
    x, y = np.linspace(*xlim, 121), np.linspace(*ylim, 121)
    # In parts, since a criterion needs an array of all points for each place.
    parts = np.array_split(np.stack(np.meshgrid(x, y)), 10, axis=1)
    values = np.vstack([surface.evaluate(*part)[0] for part in parts])
    plots.plot_relief(x, y, np.log1p(np.maximum(values - surface.lowest, 0) / SOFT), axes)
    highest = values.max()
    levels = surface.levels
    if highest >= 10 * levels[-1]:
        levels = [10.0**k for k in range(int(np.log10(highest)) + 1)][-5:]
    levels = [level for level in levels if values.min() < level < highest]
    if levels:
        style = {"colors": plots.INK, "linewidths": 0.6, "alpha": 0.55}
        lines = axes.contour(x, y, values, levels=levels, **style)
        drawn = zip(lines.levels, lines.allsegs, strict=True)
        room = _LABELLED * np.ptp(ylim)
        roomy = [level for level, pieces in drawn if _width(np.concatenate(pieces)) > room]
        axes.clabel(lines, roomy, fontsize=7, fmt="%g")


def _width(points: NDArray[np.float64]) -> float:
    """How wide a contour is across its longest direction."""
    axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2]
    return np.ptp(points @ axes[1])


def _draw_lines(
    surface: Criterion, paths: Mapping[str, NDArray[np.float64]], figure: Figure
) -> None:
    points, labels = np.array(surface.points), np.array(surface.labels)
    beside = plots.add_axes(figure, surface.wide, surface.high, names=("ink", "symmetry"))
    beside.set(box_aspect=np.ptp(surface.high) / np.ptp(surface.wide))
    weights = list(paths.values())[-1][-1]
    plots.plot_points(points, labels, beside, predictions=points @ weights + surface.bias > 0)
    for name, path in paths.items():
        w, (color, _, line) = path[-1], _STYLES[name]
        if np.any(w):
            foot = -surface.bias * w / (w @ w)
            style = {"color": color, "linestyle": line, "linewidth": 2}
            beside.axline(foot, foot + np.array([-w[1], w[0]]), **style)
