"""Still pictures of points and of what a model makes of the plane.

matplotlib is imported when something is drawn. Every figure has a white face of its own, so that
it reads the same in JupyterLab's light and dark themes.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .drawing.inputs import (
    must_be_axes,
    must_be_callable,
    must_be_figure,
    must_be_text,
    must_be_whole,
    must_rise,
    numbers,
    texts,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "COLORS",
    "LOSS_COLOR",
    "MARKERS",
    "add_axes",
    "bundle",
    "new_figure",
    "plot_grid",
    "plot_images",
    "plot_line",
    "plot_loss_map",
    "plot_losses",
    "plot_points",
    "plot_regions",
    "plot_squares",
    "png",
    "show",
]

COLORS = ("#0072b2", "#e69f00", "#009e73")
"""Colour of each class: blue, orange and green that colour-blind readers can tell apart."""

MARKERS = ("o", "s", "^")
"""Marker shape of each class: circle, square, triangle."""

LOSS_COLOR = "#a3348f"
"""Colour of whatever shows a loss."""

_INK = "#212121"
_STRENGTH = 0.55


def new_figure(
    xlim: Sequence[float] = (-5.0, 5.0), ylim: Sequence[float] = (-5.0, 5.0)
) -> tuple[Figure, Axes]:
    """Make an empty plane.

    Parameters
    ----------
    xlim, ylim : pair of float
        The part of the plane that is shown.

    Returns
    -------
    figure : matplotlib.figure.Figure
        A figure that pyplot does not know, so that no cell shows it twice.
    axes : matplotlib.axes.Axes
        Its axes, equally scaled.
    """
    from matplotlib.figure import Figure

    xlim, ylim = must_rise("xlim", xlim), must_rise("ylim", ylim)
    figure = Figure(figsize=(4.0, 4.0), dpi=100, facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlim=xlim, ylim=ylim, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    axes.tick_params(labelsize=8)
    return figure, axes


def add_axes(
    figure: Figure, xlim: Sequence[float], ylim: Sequence[float], *, names: Sequence[str]
) -> Axes:
    """Widen a figure by axes to the right of the one it has.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure with one pair of axes.
    xlim, ylim : pair of float
        The limits of the new axes.
    names : pair of str
        What the axes are called.

    Returns
    -------
    matplotlib.axes.Axes
        The new axes, square.
    """
    must_be_figure(figure)
    xlim, ylim = must_rise("xlim", xlim), must_rise("ylim", ylim)
    if not isinstance(names, list | tuple) or len(names) != 2 or len(figure.axes) != 1:
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
    axes: Axes,
    *,
    resolution: int = 121,
) -> None:
    """Colour the plane by the probability of each class.

    Parameters
    ----------
    probability : callable
        Takes points, shape (n, 2), and returns the probability of class 1, shape (n,), or of
        every class, shape (n, classes).
    axes : matplotlib.axes.Axes
        Where to draw; its limits say which part of the plane.
    resolution : int
        Number of places along each axis.
    """
    must_be_axes(axes)
    must_be_callable("probability", probability)
    must_be_whole("resolution", resolution, 2, 2000)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    columns = np.linspace(left, right, resolution)
    rows = np.linspace(bottom, top, resolution)
    grid = np.stack(np.meshgrid(columns, rows), axis=-1)
    values = probability(grid.reshape(-1, 2))
    values = numbers(
        "what probability returns", values, resolution**2, *[None][: np.ndim(values) - 1]
    )
    if values.ndim == 1:
        values = np.column_stack([1.0 - values, values])
    values = values.reshape(resolution, resolution, -1)
    axes.imshow(
        _mix(values),
        origin="lower",
        extent=(left, right, bottom, top),
        interpolation="bilinear",
        zorder=0,
    )
    best = values.argmax(axis=-1)
    if values.shape[-1] > 2 and best.min() != best.max():
        for k in range(values.shape[-1]):
            others = np.delete(values, k, axis=-1).max(axis=-1)
            lead = np.log(np.maximum(values[..., k], 1e-300)) - np.log(np.maximum(others, 1e-300))
            if lead.min() < 0 < lead.max():
                axes.contour(columns, rows, lead, levels=[0.0], colors=_INK, linewidths=1.5)


def plot_line(weights: ArrayLike, bias: float, axes: Axes) -> None:
    """Draw the line w·x + b = 0 and the vector w that stands on it.

    Parameters
    ----------
    weights : array_like, shape (2,)
        The vector w. Where it is zero there is no line, and nothing is drawn.
    bias : float
        The bias b.
    axes : matplotlib.axes.Axes
        Where to draw.
    """
    must_be_axes(axes)
    w, bias = numbers("weights", weights, 2), float(numbers("bias", bias))
    if not np.isfinite([*w, bias]).all():
        raise ValueError(f"weights and bias must be finite, not {w} and {bias}")
    length = np.hypot(*w)
    if length < 1e-9:
        return
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    foot = middle - (middle @ w + bias) / length**2 * w
    along = np.array([-w[1], w[0]])
    axes.axline(foot, foot + along, color=_INK, linewidth=2, zorder=2)
    axes.set(xlim=(left, right), ylim=(bottom, top))
    if left < foot[0] < right and bottom < foot[1] < top:
        axes.annotate(
            "",
            xy=foot + w,
            xytext=foot,
            arrowprops={"arrowstyle": "-|>", "color": _INK, "linewidth": 2, "shrinkA": 0},
            annotation_clip=False,
            zorder=5,
        )


def plot_points(
    points: ArrayLike,
    labels: ArrayLike,
    axes: Axes | None = None,
    *,
    predictions: ArrayLike | None = None,
) -> Axes:
    """Draw points, each class with a colour and a marker shape of its own.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        The points.
    labels : array_like of int, shape (n,)
        Class of each point, 0, 1 or 2.
    axes : matplotlib.axes.Axes, optional
        Where to draw; by default on a new figure.
    predictions : array_like of int, shape (n,), optional
        Predicted classes; points that differ from their label are ringed.

    Returns
    -------
    matplotlib.axes.Axes
        Where the points were drawn.
    """
    points = numbers("points", points, None, 2)
    labels = numbers("labels", labels, len(points))
    if predictions is not None:
        predictions = numbers("predictions", predictions, len(points))
    if axes is None:
        _, axes = new_figure()
    must_be_axes(axes)
    for k, (color, marker) in enumerate(zip(COLORS, MARKERS, strict=True)):
        mine = points[labels == k]
        if len(mine):
            axes.scatter(
                *mine.T, s=34, c=color, marker=marker, edgecolors="white", linewidths=1, zorder=3
            )
    if predictions is not None:
        wrong = points[labels != predictions]
        axes.scatter(*wrong.T, s=110, facecolors="none", edgecolors=_INK, linewidths=1.3, zorder=4)
    return axes


def plot_losses(points: ArrayLike, losses: ArrayLike, axes: Axes) -> None:
    """Draw a disc under each point whose area is the point's loss.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        The points.
    losses : array_like, shape (n,)
        Their losses, none of them negative.
    axes : matplotlib.axes.Axes
        Where to draw.
    """
    must_be_axes(axes)
    points = numbers("points", points, None, 2)
    areas = 420.0 * numbers("losses", losses, len(points))
    if (areas < 0).any():
        raise ValueError("losses must not be negative")
    style = {"facecolors": LOSS_COLOR + "48", "edgecolors": LOSS_COLOR + "d8", "linewidths": 1}
    axes.scatter(*points.T, s=areas, zorder=1.5, **style)


def plot_grid(
    transform: Callable[[NDArray[np.float64]], ArrayLike],
    axes: Axes,
    *,
    limits: Sequence[float] = (-5.0, 5.0),
    lines: int = 11,
) -> None:
    """Draw where a map of the plane sends its upright and level lines.

    Parameters
    ----------
    transform : callable
        Takes points, shape (n, 2), and returns where each is sent, shape (n, 2).
    axes : matplotlib.axes.Axes
        Where to draw; its limits stay as they are.
    limits : pair of float
        The part of the plane that is sent, along either axis.
    lines : int
        Number of lines along either axis, evenly spaced.
    """
    must_be_axes(axes)
    must_be_callable("transform", transform)
    must_be_whole("lines", lines, 1, 1000)
    view = axes.get_xlim(), axes.get_ylim()
    low, high = must_rise("limits", limits)
    along = np.linspace(low, high, 201)
    for place in np.linspace(low, high, lines):
        line = np.column_stack([np.full_like(along, place), along])
        for straight in (line, line[:, ::-1]):
            sent = numbers("what transform returns", transform(straight), len(along), 2)
            axes.plot(*sent.T, color="#9e9e9e", linewidth=0.8, zorder=1)
    axes.set(xlim=view[0], ylim=view[1])


def plot_images(
    images: ArrayLike,
    captions: Sequence[str] | None = None,
    *,
    columns: int = 10,
    signed: bool = False,
) -> Axes:
    """Draw square pictures side by side.

    Parameters
    ----------
    images : array_like, shape (n, side * side)
        Each row a picture, row of pixels after row of pixels.
    captions : sequence of str, optional
        What stands above each, one for each picture.
    columns : int
        How many pictures stand in a row.
    signed : bool
        Whether 0 is white, negative blue and positive orange, each picture scaled by its largest
        absolute value. Otherwise 0 is white and 1 is black.

    Returns
    -------
    matplotlib.axes.Axes
        One of a new figure.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    images = numbers("images", images, None, None)
    side = round(np.sqrt(images.shape[1]))
    if side**2 != images.shape[1] or not images.size:
        raise ValueError(f"images must have shape (n, side * side), not {images.shape}")
    captions = None if captions is None else texts("captions", captions)
    if captions is not None and len(captions) != len(images):
        raise ValueError(f"there are {len(captions)} captions for {len(images)} images")
    must_be_whole("columns", columns, 1, 100)
    rows = -(-len(images) // columns)
    size = (0.72 * columns, (0.92 if captions is not None else 0.74) * rows)
    figure = Figure(figsize=size, dpi=100, facecolor="white")
    figure.subplots_adjust(0.01, 0.01, 0.99, 1 - 0.2 / size[1], wspace=0.15, hspace=0.35)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    shades = LinearSegmentedColormap.from_list("signed", [COLORS[0], "white", COLORS[1]])
    for k, axes in enumerate(grid):
        axes.set_axis_off()
        if k < len(images):
            scale = (np.abs(images[k]).max() or 1.0) if signed else 1.0
            axes.imshow(
                images[k].reshape(side, side),
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
    axes: Axes,
    *,
    marker: Sequence[float] | None = None,
) -> None:
    """Colour the plane of two parameters by a loss, with contour lines.

    Parameters
    ----------
    columns : array_like, shape (m,)
        Values of the parameter on the horizontal axis.
    rows : array_like, shape (n,)
        Values of the parameter on the vertical axis.
    losses : array_like, shape (n, m)
        The loss for each pair, positive. Without a finite one nothing is drawn.
    axes : matplotlib.axes.Axes
        Where to draw.
    marker : pair of float, optional
        A place to mark with a ring.
    """
    must_be_axes(axes)
    columns, rows = numbers("columns", columns, None), numbers("rows", rows, None)
    losses = numbers("losses", losses, len(rows), len(columns))
    if min(losses.shape) < 2:
        raise ValueError("a map needs two columns and two rows, at least")
    if np.isfinite(losses).all() and losses.size:
        from matplotlib.colors import LinearSegmentedColormap, to_rgb
        from matplotlib.ticker import LogLocator

        end = [1.0 - 0.85 * (1.0 - channel) for channel in to_rgb(LOSS_COLOR)]
        shades = LinearSegmentedColormap.from_list("loss", ["white", end])
        floor = max(losses.min(), losses.max() / 1e4, 1e-12)
        shown = np.log(np.maximum(losses, floor))
        axes.pcolormesh(columns, rows, shown, cmap=shades, shading="gouraud", zorder=0)
        round_values = LogLocator(subs=(1.0, 2.0, 5.0)).tick_values(floor, losses.max() + floor)
        levels = [value for value in round_values if floor < value < losses.max()]
        if levels:
            lines = axes.contour(
                columns, rows, losses, levels=levels, colors=_INK, linewidths=0.7, alpha=0.6
            )
            axes.clabel(lines, fontsize=7, fmt="%g")
    if marker is not None:
        marker = numbers("marker", marker, 2)
        style = {"facecolors": "none", "edgecolors": _INK, "linewidths": 2}
        axes.scatter(*marker, s=110, zorder=4, **style)


def plot_squares(
    points: ArrayLike, residuals: ArrayLike, axes: Axes, *, slope: float = 1.0
) -> None:
    """Draw the square on each residual, beside the upright piece between point and line.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        The points.
    residuals : array_like, shape (n,)
        How far each lies above its line.
    axes : matplotlib.axes.Axes
        Where to draw: square axes, whose limits are set.
    slope : float
        The line's: each square is drawn on the side where the line goes away from the point.
    """
    from matplotlib.patches import Rectangle

    must_be_axes(axes)
    points = numbers("points", points, None, 2)
    residuals = numbers("residuals", residuals, len(points))
    slope = float(numbers("slope", slope))
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    scale = (right - left) / (top - bottom)
    style = {"facecolor": LOSS_COLOR + "33", "edgecolor": LOSS_COLOR + "d0", "zorder": 1.5}
    for (x, y), residual in zip(points, residuals, strict=True):
        side = abs(residual) * scale
        # On the side where the line goes away from the point, if there is room.
        away = (residual > 0) == (slope > 0)
        corner = x - side if (away and x - side > left) or x + side > right else x
        axes.add_patch(Rectangle((corner, y - max(residual, 0.0)), side, abs(residual), **style))


def png(figure: Figure, alt: str, *, mark: str = "dl101") -> bytes:
    """Write a figure as a PNG file that depends on nothing but what it shows.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    alt : str
        What it shows, in words; kept in the file.
    mark : str
        Kept in the file as the software's name.

    Returns
    -------
    bytes
        The file.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    must_be_figure(figure)
    must_be_text("alt", alt)
    must_be_text("mark", mark)
    buffer = io.BytesIO()
    metadata = {"Software": mark, "Description": alt}
    FigureCanvasAgg(figure).print_png(buffer, metadata=metadata)
    return buffer.getvalue()


def show(axes: Axes, alt: str) -> None:
    """Show the figure of some axes, with words for those who cannot see it.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Of a figure made here or by pyplot, which then does not show it again.
    alt : str
        What the figure shows.

    Raises
    ------
    ValueError
        If there are no words.
    """
    from IPython.display import display
    from matplotlib import pyplot

    must_be_axes(axes)
    must_be_text("alt", alt)
    if not alt.strip():
        raise ValueError("show needs words that say what the figure shows: show(axes, 'A line …').")
    display(bundle(png(axes.figure, alt), alt), raw=True)
    pyplot.close(axes.figure)


def bundle(data: bytes, alt: str, *, width: int | None = None) -> dict[str, str | bytes]:
    """Put a PNG file and its words into the formats in which pages show it.

    JupyterLab and nbconvert drop the alternative text of ``image/png``, and keep that of HTML,
    which they prefer; ``image/png`` is for whoever shows no HTML.

    Parameters
    ----------
    data : bytes
        The file.
    alt : str
        What it shows, in words.
    width : int, optional
        How wide it is shown, in CSS pixels; by default as wide as the file says.

    Returns
    -------
    dict
        What IPython's `display` takes with ``raw=True``.
    """
    must_be_text("alt", alt)
    if not isinstance(data, bytes):
        raise TypeError(f"data is a file's bytes, not {data!r:.60}.")
    if width is not None:
        must_be_whole("width", width, 1, 10_000)
    encoded = base64.b64encode(data).decode()
    size = "" if width is None else f' width="{width}"'
    page = f'<img alt="{html.escape(alt)}"{size} src="data:image/png;base64,{encoded}">'
    return {"text/html": page, "image/png": data, "text/plain": alt}


def _mix(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Blend the classes' colours into white: white where no class leads."""
    colors = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in COLORS])
    classes = probabilities.shape[-1]
    excess = np.maximum(probabilities - 1.0 / classes, 0.0) * classes / (classes - 1.0)
    tint = _STRENGTH * excess[..., np.newaxis] * (1.0 - colors[:classes])
    return np.clip(1.0 - tint.sum(axis=-2), 0.0, 1.0)
