"""The still picture of a question, which keeps the truth to itself."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dl101 import plots

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LETTERS = 52
"""What fits into a row of the figure."""

_LINE = 0.2
"""Inches from one row of text to the next."""


def draw(
    question: Mapping[str, object], xlim: tuple[float, float], ylim: tuple[float, float]
) -> tuple[Figure, Axes]:
    """Draw a question over empty axes, a number line or the options."""
    figure, axes = plots.new_figure(xlim, ylim)
    title = textwrap.wrap(_literal(question["question"]), _LETTERS)
    axes.set_title("\n".join(title), fontsize=9, loc="left")
    if question["kind"] == "choice":
        rows = [row for text in question["options"] for row in _option(text)]
        _write(axes, rows)
        figure.set_size_inches(4.0, 0.3 + _LINE * (len(title) + len(rows)))
    elif question["kind"] == "number":
        axes.set(aspect="auto", xlabel=_literal(question["unit"]), ylabel="", yticks=[])
        axes.spines[["left", "right", "top"]].set_visible(False)
        figure.set_size_inches(4.0, 0.8 + _LINE * len(title))
    else:
        names = {f"{axis}label": _literal(question[f"{axis}label"]) or f"${axis}$" for axis in "xy"}
        axes.set(aspect="auto", **names)
        if question.get("points"):
            plots.plot_points(question["points"], question["labels"], axes)
        height = 4.0 if question["kind"] == "place" else 2.6
        figure.set_size_inches(4.0, height + _LINE * len(title))
    return figure, axes


def _option(text: str) -> list[str]:
    marks = {"initial_indent": "○ ", "subsequent_indent": "    "}
    return textwrap.wrap(_literal(text), _LETTERS, **marks)


def _write(axes: Axes, rows: list[str]) -> None:
    axes.set_axis_off()
    axes.set(aspect="auto")
    axes.text(0, 1, "\n".join(rows), va="top", transform=axes.transAxes, fontsize=9)


def _literal(text: str) -> str:
    """Keep matplotlib from reading a formula between two dollar signs."""
    return text.replace("$", r"\$")
