"""Curves that grow while something runs, such as the loss while a network is trained."""

import sys
from time import perf_counter

import numpy as np

from .checks import check_text
from .figures import bundle, png
from .plots import COLORS, LOSS_COLOR

__all__ = ["LiveCurves"]

# Line styles for those who see no colours.
_STYLES = tuple(zip((*COLORS, LOSS_COLOR), ("-", "--", "-.", ":"), strict=True))
_PAUSE = 0.2  # seconds between two pictures, at least


class LiveCurves:
    """One to four curves in the output of a notebook's cell, drawn anew as points are added.

    The picture is drawn a few times a second at most, however fast the points come, so that it
    costs little beside the training. The last picture stays in the notebook. Outside of notebooks
    nothing is drawn. `values` holds the curves so far, by their names; `alt` says in words what
    the figure shows.

    >>> curves = LiveCurves("training", "validation")
    >>> for epoch in range(3):
    ...     curves.add(training=1 / (1 + epoch), validation=1.5 / (1 + epoch))
    >>> curves.finish()
    >>> curves
    <LiveCurves: training, validation; 3 points>
    """

    def __init__(
        self, *names: str, xlabel: str = "epoch", ylabel: str = "loss", alt: str | None = None
    ):
        for name in names:
            check_text("a name", name)
        if not 1 <= len(names) <= len(_STYLES) or len(set(names)) < len(names):
            raise ValueError(f"LiveCurves takes one to four different names, not {names!r:.200}.")
        self.values: dict[str, list[float]] = {name: [] for name in names}
        self._labels = {"xlabel": xlabel, "ylabel": ylabel}
        self._alt = alt or f"Curves over the {xlabel}: {', '.join(names)}."
        self._drawn, self._handle = -np.inf, None
        self._figure = None

    def add(self, **values: float) -> None:
        """Add a point to every curve, and show it if the last picture is old enough.

        NaN and infinity leave a gap.
        """
        if values.keys() != self.values.keys():
            wanted, given = ", ".join(self.values), ", ".join(values) or "nothing"
            raise TypeError(f"add needs a value for each of {wanted}, and was given {given}.")
        for name, value in values.items():
            self.values[name].append(float(value))
        if perf_counter() - self._drawn >= _PAUSE:
            self._draw()

    def finish(self) -> None:
        """Show all points, also those that came too fast."""
        self._draw()

    def _draw(self) -> None:
        ipython = sys.modules.get("IPython")
        if ipython is None or ipython.get_ipython() is None:
            return
        picture = bundle(png(self._plot(), self._alt), self._alt)
        if self._handle is None:
            self._handle = ipython.display.display(picture, raw=True, display_id=True)
        else:
            self._handle.update(picture, raw=True)
        self._drawn = perf_counter()

    def _plot(self):
        from matplotlib.figure import Figure

        if self._figure is None:
            self._figure = Figure(figsize=(5, 2.8), facecolor="white", layout="constrained")
            self._figure.add_subplot()
        [axes] = self._figure.axes
        axes.clear()
        for (name, ys), (color, line) in zip(self.values.items(), _STYLES, strict=False):
            marker = "o" if len(ys) == 1 else None
            axes.plot(
                range(1, len(ys) + 1), ys, color=color, linestyle=line, marker=marker, label=name
            )
        axes.set(**self._labels)
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend()
        return self._figure

    def __repr__(self) -> str:
        points = len(next(iter(self.values.values())))
        return f"<LiveCurves: {', '.join(self.values)}; {points} points>"
