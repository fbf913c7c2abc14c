"""Shows what the examination of a patient has found: curves, pictures, weights and a table."""

from typing import TYPE_CHECKING

import numpy as np

from ..figures import show
from ..plots import COLORS, plot_images
from .evidence import STEPS, Check, Evidence
from .symptoms import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHOWN = 10


def show_evidence(evidence: Evidence) -> None:
    """Show all of it, as figures and a table."""
    from IPython.display import Markdown, display

    show(_curves(evidence), _curves_in_words(evidence))
    learned, new = evidence.pictures[:_SHOWN], evidence.new_pictures[:_SHOWN]
    labels = [f"label {label}" for label in evidence.labels[:_SHOWN]]
    answers = [f"read as {_answer(row)}" for row in evidence.probabilities[:_SHOWN]]
    show(
        plot_images(np.concatenate([learned, new]), labels + answers),
        f"Two rows of digits. Ten that were learned, with the captions {', '.join(labels)}. Ten "
        f"new ones: {', '.join(answers)}; their labels are "
        f"{', '.join(map(str, evidence.new_labels[:_SHOWN]))}.",
    )
    show(
        plot_images(evidence.units, [f"unit {k}" for k in range(1, 11)], signed=True),
        "The weights of the ten units of the first hidden layer, each as a picture of 8 by 8 "
        "pixels in orange and blue.",
    )
    display(Markdown(_table(evidence)))


def _answer(probabilities) -> str:
    return str(probabilities.argmax()) if np.isfinite(probabilities).all() else "?"


def _curves(evidence: Evidence) -> "Axes":
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator

    figure = Figure(figsize=(7.4, 2.6), dpi=100, facecolor="white", layout="constrained")
    left, right = figure.subplots(1, 2)
    for rows, axes in ((evidence.losses, left), (evidence.accuracies, right)):
        for row, name, color, style in zip(
            rows, ("learned pictures", "new pictures"), COLORS, ("-", "--"), strict=False
        ):
            axes.plot(row, style, color=color, label=name, marker="." if len(row) < 9 else "")
        axes.set(xlabel="step", xlim=(-0.03 * STEPS, 1.03 * STEPS))
        axes.tick_params(labelsize=8, which="both")
    low, high = np.nanmin(evidence.losses), np.nanmax(evidence.losses)
    left.set(ylabel="loss", yscale="log", ylim=(low / 1.3, high * 1.3))
    left.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    left.yaxis.set_major_formatter("{x:g}")
    left.minorticks_off()
    right.set(ylabel="accuracy", ylim=(0, 1.03))
    right.legend(fontsize=8)
    return left


def _curves_in_words(evidence: Evidence) -> str:
    steps = np.unique(np.linspace(0, evidence.losses.shape[1] - 1, 6).astype(int))
    told = [f"Two diagrams. At steps {', '.join(map(str, steps))}:"]
    for i, which in enumerate(("learned", "new")):
        losses = ", ".join(f"{value:.2g}" for value in evidence.losses[i, steps])
        accuracies = ", ".join(percent(value) for value in evidence.accuracies[i, steps])
        told.append(f"on the {which} pictures the losses {losses} and accuracies {accuracies}.")
    return " ".join(told)


def _table(evidence: Evidence) -> str:
    rows = [
        ("loss at the first and the last step", _pair(evidence.losses[0])),
        ("… in how many steps it rose", percent(evidence.rises)),
        (
            "… changed by a step a thousandth as long",
            f"{evidence.small_step:+.2g}".replace("+nan", "nan"),
        ),
        *((f"gradient of {name} at the start", _checked(c)) for name, c in evidence.checks.items()),
        ("largest score at the start", f"{evidence.score:.1f}, as {evidence.dtype}"),
        ("cosine of the two most similar units", f"{evidence.alikeness:.3f}"),
        (
            "learned pictures whose most similar one has the same label",
            percent(evidence.neighbours),
        ),
        ("new pictures among the learned ones", f"{evidence.shared} of {len(evidence.new_labels)}"),
    ]
    return "\n".join(["| examined | found |", "|:--|:--|", *(f"| {a} | {b} |" for a, b in rows)])


def _pair(row) -> str:
    return f"{row[0]:.2f} and {row[-1]:.2f}"


def _checked(check: Check) -> str:
    if np.isnan(check.error):
        return "nan"
    if check.size == 0:
        return "0, as the difference quotients"
    return f"off by {percent(check.error)} of its size; cosine {check.cosine:.2f}"
