"""Curves that grow while something runs, such as the loss while a network is trained."""

from __future__ import annotations

import sys
from time import perf_counter

import numpy as np

from .drawing.inputs import must_be_text
from .checks import check_number as as_number
from .plots import bundle, png

__all__ = ["LiveCurves"]

# As in the lessons' other pictures of curves; line styles for those who see no colours.
_STYLES = (("#0072b2", "-"), ("#e69f00", "--"), ("#009e73", "-."), ("#a3348f", ":"))


class LiveCurves:
    """Curves in the output of a notebook's cell, drawn anew as points are added.

    The picture is drawn a few times a second at most, however fast the points come, so that it
    costs little beside the training. What stays in the notebook at the end is the last picture.
    Outside of notebooks nothing is drawn.

    Parameters
    ----------
    *names : str
        What the curves are called, at most four.
    xlabel, ylabel : str
        Names of the axes.
    alt : str, optional
        What the figure shows, in words.
    pause : float, optional
        The shortest time between two pictures, in seconds.

    Attributes
    ----------
    values : dict of str to list of float
        The curves so far.

    Raises
    ------
    TypeError
        If a name is no string.
    ValueError
        If there are no names, more than four, or two that are equal.

    Examples
    --------
    >>> curves = LiveCurves("training", "validation")
    >>> for epoch in range(3):
    ...     curves.add(training=1 / (1 + epoch), validation=1.5 / (1 + epoch))
    >>> curves.finish()
    >>> curves
    <LiveCurves: training, validation; 3 points>
    """

    def __init__(
        self,
        *names: str,
        xlabel: str = "epoch",
        ylabel: str = "loss",
        alt: str | None = None,
        pause: float = 0.2,
    ):
        for text in (*names, xlabel, ylabel, *([] if alt is None else [alt])):
            must_be_text("a name", text)
        if not 1 <= len(names) <= len(_STYLES) or len(set(names)) < len(names):
            raise ValueError(f"LiveCurves takes one to four different names, not {names!r:.200}.")
        self.values: dict[str, list[float]] = {name: [] for name in names}
        self._labels = {"xlabel": xlabel, "ylabel": ylabel}
        self._alt = alt or f"Curves over the {xlabel}: {', '.join(names)}."
        self._pause = as_number("pause", pause)
        self._drawn, self._handle = -np.inf, None
        self._figure = None

    def add(self, **values: float) -> None:
        """Add a point to every curve, and show it if the last picture is old enough.

        Parameters
        ----------
        **values : float
            By the names of the curves. One that is no finite number leaves a gap.

        Raises
        ------
        TypeError
            If a curve gets no value, or a value has no curve.
        """
        if values.keys() != self.values.keys():
            wanted, given = ", ".join(self.values), ", ".join(values) or "nothing"
            raise TypeError(f"add needs a value for each of {wanted}, and was given {given}.")
        for name, value in values.items():
            self.values[name].append(float(value))
        if perf_counter() - self._drawn >= self._pause:
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
