"""Drawing on matplotlib's axes: points, lines, and what a model makes of the plane.

matplotlib is imported when something is drawn. Every figure has a white background of its own, so
that it looks the same in JupyterLab's light and dark themes. `dl101.figures` shows the figures.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .checks import check_array, check_callable, check_interval, check_labels, check_whole
from .figures import check_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "COLORS",
    "INK",
    "LOSS_COLOR",
    "MARKERS",
    "add_axes",
    "new_figure",
    "plot_arrows",
    "plot_grid",
    "plot_images",
    "plot_line",
    "plot_loss_map",
    "plot_losses",
    "plot_points",
    "plot_regions",
    "plot_relief",
    "plot_squares",
]

COLORS = ("#0072b2", "#e69f00", "#009e73")
"""Colour of each class: blue, orange and green that colour-blind readers can tell apart."""

MARKERS = ("o", "s", "^")
"""Marker shape of each class: circle, square, triangle."""

LOSS_COLOR = "#a3348f"
"""Colour of whatever shows a loss."""

INK = "#212121"
"""Colour of lines."""

RELIEF = {"lift": 0.3, "light": (-0.6, 0.6, 0.8), "contrast": 0.3}
"""How high a relief's highest place is, in widths of the picture; where its light is, to the right,
up and in front; how much of white or black light and shadow add."""

LOW_AND_HIGH = ("#3d7fb4", "#fbfbfb")
"""Colours of the lowest and the highest place of a relief."""

LEVEL_STEPS = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8))
"""Times powers of ten, where a loss has contours: the first row with five or more in a picture."""

STRENGTH = 0.55
"""How much of its colour a region has where its class is certain."""

_PLACES = 121
_PICTURES_IN_A_ROW = 10


def new_figure(
    xlim: Sequence[float] = (-5.0, 5.0), ylim: Sequence[float] = (-5.0, 5.0)
) -> tuple["Figure", "Axes"]:
    """Make a figure with an empty plane, equally scaled along both axes.

    pyplot does not know the figure, so that no cell shows it twice.
    """
    from matplotlib.figure import Figure

    xlim, ylim = check_interval("xlim", xlim), check_interval("ylim", ylim)
    figure = Figure(figsize=(4.0, 4.0), dpi=100, facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlim=xlim, ylim=ylim, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axes.tick_params(labelsize=8)
    return figure, axes


def add_axes(
    figure: "Figure", xlim: Sequence[float], ylim: Sequence[float], *, names: Sequence[str]
) -> "Axes":
    """Widen a figure that has one pair of axes by a second, square one to its right."""
    xlim, ylim = check_interval("xlim", xlim), check_interval("ylim", ylim)
    if len(names) != 2 or len(figure.axes) != 1:
        raise ValueError("add_axes takes a figure with one pair of axes, and two names.")
    left, right = figure.add_gridspec(1, 2)
    figure.axes[0].set_subplotspec(left)
    figure.set_size_inches(8.0, 4.0)
    axes = figure.add_subplot(right)
    axes.set(xlim=xlim, ylim=ylim, xlabel=names[0], ylabel=names[1], box_aspect=1)
    axes.tick_params(labelsize=8)
    return axes


def plot_regions(
    probability: Callable[[NDArray[np.float64]], ArrayLike],
    axes: "Axes",
    *,
    boundary: bool = False,
) -> None:
    """Colour the plane by the probability of each class.

    `probability` takes points, shape (n, 2), and returns the probability of class 1, shape (n,),
    or of every class, shape (n, classes). Lines separate the regions of three classes, and of two
    with `boundary`.
    """
    check_axes(axes)
    check_callable("probability", probability)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    columns = np.linspace(left, right, _PLACES)
    rows = np.linspace(bottom, top, _PLACES)
    grid = np.stack(np.meshgrid(columns, rows), axis=-1)
    values = probability(grid.reshape(-1, 2))
    shape = (_PLACES**2, None) if np.ndim(values) == 2 else (_PLACES**2,)
    values = check_array("what probability returns", values, shape, finite=False)
    if values.ndim == 1:
        values = np.column_stack([1.0 - values, values])
    values = values.reshape(_PLACES, _PLACES, -1)
    axes.imshow(
        _mix(values),
        origin="lower",
        extent=(left, right, bottom, top),
        interpolation="bilinear",
        zorder=0,
    )
    best = values.argmax(axis=-1)
    if (boundary or values.shape[-1] > 2) and best.min() != best.max():
        for k in range(values.shape[-1]):
            others = np.delete(values, k, axis=-1).max(axis=-1)
            lead = np.log(np.maximum(values[..., k], 1e-300)) - np.log(np.maximum(others, 1e-300))
            if lead.min() < 0 < lead.max():
                axes.contour(columns, rows, lead, levels=[0.0], colors=INK, linewidths=1.5)


def _mix(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Blend the classes' colours into white: white where no class leads."""
    colors = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in COLORS])
    classes = probabilities.shape[-1]
    excess = np.maximum(probabilities - 1.0 / classes, 0.0) * classes / (classes - 1.0)
    tint = STRENGTH * excess[..., np.newaxis] * (1.0 - colors[:classes])
    return np.clip(1.0 - tint.sum(axis=-2), 0.0, 1.0)


def plot_line(weights: ArrayLike, bias: float, axes: "Axes", *, dashed: bool = False) -> None:
    """Draw the line w·x + b = 0 and the vector w, which is perpendicular to it.

    The arrow lies over the points; where w is too long for the axes, it is w divided by the number
    that is written into a corner. Where w is zero there is no line, and nothing is drawn.
    """
    check_axes(axes)
    w, bias = check_array("weights", weights, (2,)), float(check_array("bias", bias, ()))
    length = np.hypot(*w)
    if length < 1e-9:
        return
    limits = np.array([axes.get_xlim(), axes.get_ylim()])
    middle, margin = limits.mean(axis=1), 0.06 * np.ptp(limits[0])
    foot = middle - (middle @ w + bias) / length**2 * w
    along = np.array([-w[1], w[0]]) / length
    style = {"color": INK, "linewidth": 2, "linestyle": "--" if dashed else "-"}
    axes.axline(foot, foot + along, **style, zorder=2)
    axes.set(xlim=limits[0], ylim=limits[1])
    low, high = limits[:, 0] + margin, limits[:, 1] - margin
    if not ((low < foot) & (foot < high)).all():
        foot = _middle_of_seen(foot, along, limits)
    if foot is None:
        return
    plot_arrows([foot], [w], axes)


def plot_arrows(starts: ArrayLike, vectors: ArrayLike, axes: "Axes") -> None:
    """Draw vectors w, shape (n, 2), as arrows from `starts`, shape (n, 2), over the points.

    Where one is too long for the axes, all are divided by the number that is written into a corner.
    """
    check_axes(axes)
    vectors = check_array("vectors", vectors, (None, 2))
    starts = check_array("starts", starts, vectors.shape)
    limits = np.array([axes.get_xlim(), axes.get_ylim()])
    margin = 0.04 * np.ptp(limits[0])
    low, high = limits[:, 0] + margin, limits[:, 1] - margin
    room = np.maximum(np.where(vectors > 0, high - starts, starts - low), 0.1 * margin)
    shrunk = _round_up(max(np.max(np.abs(vectors) / room), 1.0))
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
    for start, vector in zip(starts, vectors, strict=True):
        axes.annotate("", xy=start + vector / shrunk, xytext=start, arrowprops=style, zorder=4.5)
    if shrunk > 1:
        corner = {"ha": "left", "va": "top", "transform": axes.transAxes, "fontsize": 8}
        axes.text(0.02, 0.98, f"arrow: $w$ / {shrunk:g}", **corner)


def _middle_of_seen(
    foot: NDArray[np.float64], along: NDArray[np.float64], limits: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Find the middle of the part of a line that is within limits, None if there is none."""
    start, end = -np.inf, np.inf
    for place, direction, (low, high) in zip(foot, along, limits, strict=True):
        if direction == 0.0:
            if not low <= place <= high:
                return None
            continue
        one, other = sorted([(low - place) / direction, (high - place) / direction])
        start, end = max(start, one), min(end, other)
    return foot + (start + end) / 2 * along if start < end else None


def _round_up(value: float) -> float:
    """Find 1, 2 or 5 times a power of ten, at least as large as `value`."""
    power = 10.0 ** np.floor(np.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * (1 - 1e-9))


def plot_points(
    points: ArrayLike,
    labels: ArrayLike,
    axes: "Axes | None" = None,
    *,
    predictions: ArrayLike | None = None,
) -> "Axes":
    """Draw points, shape (n, 2), with a colour and a marker shape for each of the classes 0, 1, 2.

    Without `axes`, they are drawn on a new figure. Points whose prediction differs from their
    label are ringed. Returns the axes.
    """
    points = check_array("points", points, (None, 2))
    labels = check_labels("labels", check_array("labels", labels, (len(points),)))
    if axes is None:
        _, axes = new_figure()
    check_axes(axes)
    for k, (color, marker) in enumerate(zip(COLORS, MARKERS, strict=True)):
        mine = points[labels == k]
        if len(mine):
            axes.scatter(
                *mine.T, s=34, c=color, marker=marker, edgecolors="white", linewidths=1, zorder=3
            )
    if predictions is not None:
        wrong = points[labels != check_array("predictions", predictions, labels.shape)]
        axes.scatter(*wrong.T, s=110, facecolors="none", edgecolors=INK, linewidths=1.3, zorder=4)
    return axes


def plot_losses(points: ArrayLike, losses: ArrayLike, axes: "Axes") -> None:
    """Draw a disc under each point, whose area is the point's loss."""
    check_axes(axes)
    points = check_array("points", points, (None, 2))
    areas = 420.0 * check_array("losses", losses, (len(points),), finite=False)
    if (areas < 0).any():
        raise ValueError("losses must not be negative.")
    style = {"facecolors": LOSS_COLOR + "48", "edgecolors": LOSS_COLOR + "d8", "linewidths": 1}
    axes.scatter(*points.T, s=areas, zorder=1.5, **style)


def plot_grid(
    transform: Callable[[NDArray[np.float64]], ArrayLike],
    axes: "Axes",
    xlim: Sequence[float] = (-5.0, 5.0),
    ylim: Sequence[float] = (-5.0, 5.0),
) -> None:
    """Draw where a map of the plane sends vertical and horizontal lines.

    `transform` takes points, shape (n, 2), and returns where each is sent. There are eleven
    lines each way over the part of the plane from `xlim` and `ylim`. The limits of `axes` stay.
    """
    check_axes(axes)
    check_callable("transform", transform)
    view = axes.get_xlim(), axes.get_ylim()
    low, high = np.transpose([check_interval("xlim", xlim), check_interval("ylim", ylim)])
    along = np.linspace(low, high, 201)
    for place in np.linspace(low, high, 11):
        for axis in (0, 1):
            line = along.copy()
            line[:, axis] = place[axis]
            sent = transform(line)
            sent = check_array("what transform returns", sent, (len(line), 2), finite=False)
            axes.plot(*sent.T, color="#9e9e9e", linewidth=0.8, zorder=1)
    axes.set(xlim=view[0], ylim=view[1])


def plot_images(
    images: ArrayLike,
    captions: Sequence[str] | None = None,
    *,
    signed: bool = False,
    columns: int = _PICTURES_IN_A_ROW,
) -> "Axes":
    """Draw square pictures in rows, each under its caption; return axes of the new figure.

    With fewer `columns`, by default ten, the pictures are larger.

    `images` has shape (n, side * side): each row a picture, row of pixels after row of pixels.
    0 is white and 1 is black. With `signed`, 0 is white, negative blue and positive orange, and
    each picture is scaled by its largest absolute value.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    images = check_array("images", images, (None, None))
    side = round(np.sqrt(images.shape[1]))
    if side**2 != images.shape[1] or not images.size:
        raise ValueError(f"images must have shape (n, side * side), not {images.shape}.")
    if captions is not None and len(captions) != len(images):
        raise ValueError(f"There are {len(captions)} captions for {len(images)} images.")
    columns = check_whole("columns", columns, 1)
    rows = -(-len(images) // columns)
    side_in_inches = 0.72 * _PICTURES_IN_A_ROW / columns
    size = (7.2, (side_in_inches + (0.2 if captions is not None else 0.02)) * rows)
    figure = Figure(figsize=size, dpi=100, facecolor="white")
    figure.subplots_adjust(0.01, 0.01, 0.99, 1 - 0.2 / size[1], wspace=0.15, hspace=0.35)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    shades = LinearSegmentedColormap.from_list("signed", [COLORS[0], "white", COLORS[1]])
    for axes in grid:
        axes.set_axis_off()
    for k, (image, axes) in enumerate(zip(images, grid, strict=False)):
        scale = (np.abs(image).max() or 1.0) if signed else 1.0
        axes.imshow(
            image.reshape(side, side),
            cmap=shades if signed else "gray_r",
            vmin=-scale if signed else 0.0,
            vmax=scale,
        )
        if captions is not None:
            axes.set_title(captions[k], fontsize=8, pad=2)
    return grid[0]


def plot_loss_map(
    columns: ArrayLike,
    rows: ArrayLike,
    losses: ArrayLike,
    axes: "Axes",
    *,
    marker: Sequence[float] | None = None,
) -> None:
    """Draw a positive loss over the plane of two parameters as a relief, with contour lines.

    `columns`, shape (m,), and `rows`, shape (n,), are the values of the parameters on the
    horizontal and the vertical axis, and `losses` has shape (n, m); unless all are finite,
    nothing is drawn. `marker`, a pair of parameters, is marked with a ring.
    """
    check_axes(axes)
    columns, rows = check_array("columns", columns, (None,)), check_array("rows", rows, (None,))
    losses = check_array("losses", losses, (len(rows), len(columns)), finite=False)
    if np.isfinite(losses).all():
        floor = max(losses.min(), losses.max() / 1e4, 1e-12)
        plot_relief(columns, rows, np.log(np.maximum(losses, floor)), axes)
        levels = _levels(floor, losses.max())
        if levels:
            lines = axes.contour(
                columns, rows, losses, levels=levels, colors=INK, linewidths=0.7, alpha=0.6
            )
            axes.clabel(lines, fontsize=7, fmt="%g")
    if marker is not None:
        style = {"facecolors": "none", "edgecolors": INK, "linewidths": 2}
        axes.scatter(*check_array("marker", marker, (2,)), s=110, zorder=4, **style)


def _levels(low: float, high: float) -> list[float]:
    """Choose a few round values between two others."""
    found: list[float] = []
    powers = range(int(np.floor(np.log10(low))), int(np.floor(np.log10(high))) + 1)
    for steps in LEVEL_STEPS:
        found = [float(f"{step * 10.0**k:.3g}") for k in powers for step in steps]
        found = [level for level in found if low < level < high]
        if len(found) >= 5:
            break
    return found


def plot_relief(columns: ArrayLike, rows: ArrayLike, heights: ArrayLike, axes: "Axes") -> None:
    """Draw heights, shape (n, m), as a landscape: the lower, the darker, lit from the upper left.

    `columns`, shape (m,), and `rows`, shape (n,), are the places on the two axes, in rising order
    and two or more of each.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.image import NonUniformImage

    check_axes(axes)
    columns, rows = check_array("columns", columns, (None,)), check_array("rows", rows, (None,))
    heights = check_array("heights", heights, (len(rows), len(columns)))
    heights = (heights - heights.min()) / (np.ptp(heights) or 1.0)
    tints = LinearSegmentedColormap.from_list("relief", LOW_AND_HIGH)(heights)[..., :3]
    right, above, front = RELIEF["light"]
    up, across = np.gradient(RELIEF["lift"] * heights, 1 / len(rows), 1 / len(columns))
    facing = (front - across * right - up * above) / np.sqrt(across**2 + up**2 + 1.0)
    light = RELIEF["contrast"] * np.clip(facing / front - 1.0, -1.0, 1.0)[..., np.newaxis]
    shaded = np.where(light > 0, tints + light * (1.0 - tints), tints * (1.0 + light))
    (left, right), (bottom, top) = columns[[0, -1]], rows[[0, -1]]
    image = NonUniformImage(axes, interpolation="bilinear", extent=(left, right, bottom, top))
    image.set_data(columns, rows, (255 * shaded).round().astype(np.uint8))
    image.set_zorder(0)
    axes.add_image(image)


def plot_squares(
    points: ArrayLike, residuals: ArrayLike, axes: "Axes", *, slope: float = 1.0
) -> None:
    """Draw the square of each residual, on the vertical segment between point and line.

    A residual is how far a point lies above its line. `axes` are square, and their limits are
    set. Each square is drawn on the side where a line of this `slope` leads away from the point,
    if there is room.
    """
    from matplotlib.patches import Rectangle

    check_axes(axes)
    points = check_array("points", points, (None, 2))
    residuals = check_array("residuals", residuals, (len(points),))
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    scale = (right - left) / (top - bottom)
    style = {"facecolor": LOSS_COLOR + "33", "edgecolor": LOSS_COLOR + "d0", "zorder": 1.5}
    for (x, y), residual in zip(points, residuals, strict=True):
        side = abs(residual) * scale
        away = (residual > 0) == (slope > 0)
        corner = x - side if (away and x - side > left) or x + side > right else x
        axes.add_patch(Rectangle((corner, y - max(residual, 0.0)), side, abs(residual), **style))
