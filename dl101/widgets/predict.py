"""A guess that is taken before the truth is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.checks import (
    check_array,
    check_interval,
    check_labels,
    check_nonempty_list,
    check_number,
    check_text,
    check_whole,
    shorten,
)
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.picture import Picture
from dl101.widgets.traits import (
    Flag,
    InvalidValue,
    check_points,
    check_same_length,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 41
"""A curve that is drawn by hand is kept as its heights at so many places."""

_SAMPLES = 161
_HOW = {
    "curve": "Draw your guess.",
    "place": "Mark your guess in the picture.",
    "number": "Guess the number.",
    "choice": "Choose one.",
}


class Predict(Picture):
    """A question to which the reader gives an answer before the truth is shown.

    `Predict.curve`, `Predict.place`, `Predict.number` and `Predict.choice` make one. Once the truth
    is shown, `revealed` is True: truth and guess are shown over each other, and how far apart they
    are is said in words. A reader who has no guess is asked for one, once, and can skip it.

    `guess` is None until there is one. It is kept with the widget's state in a saved notebook.

    Raise InvalidValue, which is a ValueError, if a guess does not suit the question.

    Examples
    --------
    >>> question = Predict.choice("Which is larger?", ["1/3", "0.3"], truth=0)
    >>> question
    <Predict: choice 'Which is larger?', no guess>
    >>> question.guess = 1
    >>> question.guess, question.revealed
    (1, False)
    """

    _files = FrontEnd("predict.js", "view.css", "predict.css")
    _question = traitlets.Dict().tag(sync=True)

    guess = traitlets.Any(None, allow_none=True).tag(sync=True)
    revealed = Flag(False)

    _parameters = ("guess", "revealed")

    def __init__(self, kind: str, question: str, explanation: str, **options: object) -> None:
        if not check_text("question", question).strip():
            raise ValueError("question must not be empty.")
        limits = {name: options.pop(name) for name in ("xlim", "ylim") if name in options}
        self._question = {
            "kind": kind,
            "question": question,
            "explanation": check_text("explanation", explanation),
            "columns": COLUMNS,
            **options,
        }
        super().__init__(**limits)

    # The four kinds -------------------------------------------------------------------------

    @classmethod
    def curve(
        cls,
        question: str,
        truth: ArrayLike | Callable[[NDArray[np.float64]], ArrayLike],
        x: Sequence[float] = (0.0, 1.0),
        y: Sequence[float] = (0.0, 1.0),
        xlabel: str = "",
        ylabel: str = "",
        *,
        explanation: str = "",
    ) -> Predict:
        """Ask for a curve, drawn over axes from `x` and `y`.

        `truth` is a function of an array of places, or points of the curve from left to right,
        shape (k, 2). `guess` holds the drawn heights at 41 equally spaced places, None where
        nothing was drawn.
        """
        xlim, ylim = check_interval("x", x), check_interval("y", y)
        points = _sampled(truth, xlim) if callable(truth) else check_points("truth", truth)
        if len(points) < 2 or (np.diff(points[:, 0]) <= 0).any():
            raise ValueError(
                "truth must be a function, or at least two points whose first coordinates rise."
            )
        if points[-1, 0] <= xlim[0] or points[0, 0] >= xlim[1]:
            raise ValueError(
                f"truth lies from {points[0, 0]:g} to {points[-1, 0]:g}, "
                f"outside x, which is from {xlim[0]:g} to {xlim[1]:g}."
            )
        return cls(
            "curve",
            question,
            explanation,
            xlim=xlim,
            ylim=ylim,
            truth=points.tolist(),
            xlabel=check_text("xlabel", xlabel),
            ylabel=check_text("ylabel", ylabel),
        )

    @classmethod
    def place(
        cls,
        question: str,
        truth: ArrayLike,
        x: Sequence[float] = (-5.0, 5.0),
        y: Sequence[float] = (-5.0, 5.0),
        xlabel: str = "",
        ylabel: str = "",
        *,
        points: ArrayLike | None = None,
        labels: ArrayLike | None = None,
        radius: float | None = None,
        explanation: str = "",
    ) -> Predict:
        """Ask for a place of the plane, from `x` and `y`; `truth` and `guess` are pairs.

        `points` and their `labels` are shown as in `Boundary`. A guess is right that is at most
        `radius` away.
        """
        xlim, ylim = check_interval("x", x), check_interval("y", y)
        at = check_array("truth", truth, (2,))
        for name, value, (low, high) in zip("xy", at, (xlim, ylim), strict=True):
            if not low <= value <= high:
                raise ValueError(f"truth is at {name} = {value:g}, not from {low:g} to {high:g}.")
        shown = check_points("points", [] if points is None else points)
        classes = check_labels("labels", np.zeros(len(shown)) if labels is None else labels)
        check_same_length(shown, classes)
        return cls(
            "place",
            question,
            explanation,
            xlim=xlim,
            ylim=ylim,
            truth=at.tolist(),
            xlabel=check_text("xlabel", xlabel),
            ylabel=check_text("ylabel", ylabel),
            points=shown.tolist(),
            labels=classes.tolist(),
            radius=None if radius is None else float(check_number("radius", radius, 0)),
        )

    @classmethod
    def number(
        cls,
        question: str,
        truth: float,
        unit: str = "",
        tolerance: float = 0.0,
        *,
        x: Sequence[float] | None = None,
        explanation: str = "",
    ) -> Predict:
        """Ask for a number, typed or slid to. A guess is right that is at most `tolerance` off.

        The slider goes over `x`: by default to 100 for percent, and else to a power of ten that the
        truth does not exceed.
        """
        value = float(check_number("truth", truth))
        return cls(
            "number",
            question,
            explanation,
            xlim=_range(value, check_text("unit", unit)) if x is None else check_interval("x", x),
            truth=value,
            unit=unit.strip(),
            tolerance=float(check_number("tolerance", tolerance, 0)),
        )

    @classmethod
    def choice(
        cls,
        question: str,
        options: Sequence[str],
        truth: int | Sequence[int],
        *,
        explanation: str = "",
    ) -> Predict:
        """Ask for one of several options.

        `truth` is the index of the right one, or the indices of several, each of which is right.
        `guess` is an index.
        """
        texts = check_nonempty_list("options", options)
        if len(texts) < 2:
            raise ValueError("options must be at least two.")
        for text in texts:
            check_text("each option", text)
        several = isinstance(truth, list | tuple | set | np.ndarray)
        indices = check_nonempty_list("truth", list(truth)) if several else [truth]
        right = sorted(check_whole("truth", index, 0, len(texts) - 1) for index in indices)
        return cls("choice", question, explanation, options=texts, truth=right)

    # The guess ------------------------------------------------------------------------------

    @traitlets.validate("guess")
    def _check_guess(self, proposal: traitlets.Bunch) -> object:
        value, kind = proposal.value, self._question["kind"]
        if value is None:
            return None
        try:
            match kind:
                case "curve":
                    return _check_heights(value)
                case "place":
                    return check_array("guess", value, (2,)).tolist()
                case "number":
                    return float(check_number("guess", value))
                case _:
                    return check_whole("guess", value, 0, len(self._question["options"]) - 1)
        except (TypeError, ValueError) as error:
            raise InvalidValue(str(error)) from None

    # Showing --------------------------------------------------------------------------------

    @property
    def alt(self) -> str:
        """The question in words, without the truth."""
        what = self._question
        ends = f"from {self.xlim[0]:g} to {self.xlim[1]:g}"
        match what["kind"]:
            case "choice":
                more = f" {'; '.join(what['options'])}."
            case "number":
                more = f" A number line {ends}."
            case kind:
                names = [what[f"{axis}label"] or axis for axis in "xy"]
                up = f"from {self.ylim[0]:g} to {self.ylim[1]:g}"
                more = f" Empty axes: {names[0]} {ends}, {names[1]} {up}."
                if kind == "place" and what["points"]:
                    more = more.replace("Empty axes", f"{len(what['points'])} points over axes")
        return f"{what['question']}{more} {_HOW[what['kind']]}"

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the question with matplotlib, without the truth."""
        from dl101.widgets import predict_still

        return predict_still.draw(self._question, self.xlim, self.ylim)

    def __repr__(self) -> str:
        state = "no guess" if self.guess is None else "guessed"
        what = self._question
        return f"<Predict: {what['kind']} {what['question']!r}, {state}>"


def _sampled(function: Callable, xlim: tuple[float, float]) -> NDArray[np.float64]:
    places = np.linspace(*xlim, _SAMPLES)
    heights = check_array("what truth returns", function(places), (_SAMPLES,))
    return np.column_stack([places, heights])


def _range(truth: float, unit: str) -> tuple[float, float]:
    """Choose a slider's ends that say no more than the size of a number."""
    size = abs(truth)
    end = 10.0 ** np.ceil(np.log10(size)) if size else 1.0
    if unit.strip() in ("%", "percent") and size <= 100:
        end = 100.0
    return (-end if truth < 0 else 0.0), float(end)


def _check_heights(value: object) -> list[float | None] | None:
    heights = value.tolist() if isinstance(value, np.ndarray) else value
    fits = isinstance(heights, list | tuple) and len(heights) == COLUMNS
    if not fits or not all(one is None or _is_finite(one) for one in heights):
        raise ValueError(
            f"guess must be {COLUMNS} numbers, None where nothing is drawn, not {shorten(value)}."
        )
    if all(one is None for one in heights):
        return None
    return [None if one is None else float(one) for one in heights]


def _is_finite(value: object) -> bool:
    return isinstance(value, Real) and isfinite(value)
