"""Exercises whose answer is a function of numbers and arrays, without a graph."""

from collections.abc import Callable

import numpy as np

from .answers import Wrong, call, described, returned, same, shown, shown_in_lines
from .graph_function import Mistake
from .old_exercise import Exercise


class PlainFunction(Exercise):
    """An exercise whose answer takes numbers or arrays, and returns numbers or arrays.

    As for a `GraphFunction`, a wrong answer is compared with the typical mistakes on all cases.

    Attributes
    ----------
    parameters : tuple of str
        Names of what the answer takes.
    wanted : str
        What it is to return, for messages.
    cases : tuple of tuple
        Values for the parameters.
    mistakes : dict of str to Mistake
    """

    parameters: tuple[str, ...]
    wanted: str
    cases: tuple[tuple, ...]
    mistakes: dict[str, Mistake]

    @staticmethod
    def right(*values):
        """Compute what is right."""
        raise NotImplementedError

    def judge(self, answer: Callable) -> str | None:
        """See `Exercise.judge`."""
        found = [self.outcome(answer, case) for case in self.cases]
        wanted = [self._computed(self.right, case) for case in self.cases]
        wrong = [i for i in range(len(found)) if not _agree(found[i], wanted[i])]
        if wrong:
            self._diagnose(found, wanted, wrong)
        self._must_leave_alone(answer)
        return self.refine(answer)

    def refine(self, answer: Callable) -> str | None:
        """Judge what only matters for an answer that is right on all cases."""
        return None

    def outcome(self, answer: Callable, case: tuple) -> np.ndarray | Wrong:
        """Call the answer; hand back what it stopped with."""
        try:
            result = returned(call(answer, *map(_copied, case)), self.wanted)
        except Wrong as wrong:
            if wrong.mistake != "exception":
                raise
            return wrong
        return self.as_array(result)

    def as_array(self, result) -> np.ndarray:
        """Turn what the answer returns into an array of numbers."""
        try:
            array = np.asarray(result)
        except Exception:
            array = np.asarray(None)
        if array.dtype.kind not in "iufb":
            raise Wrong(
                "not_numbers",
                f"Your function returns {described(result)}; it is to return {self.wanted}.",
            )
        return array.astype(float)

    def explained(self, wrong: Wrong) -> Wrong:
        """Say more about an exception, where its cause is known."""
        return wrong

    def example(self, case: tuple, found: np.ndarray, wanted: np.ndarray) -> str:
        """Tell what a case gives, and what it should give."""
        given = dict(zip(self.parameters, case, strict=True))
        values = {n: v for n, v in given.items() if not callable(v)}
        if max(map(np.ndim, (*values.values(), found, wanted))) > 1:
            table = shown_in_lines(values | {"your result": found, "it should be": wanted})
            return f"An example:\n\n{table}"
        written = ", ".join(f"`{name}` = {shown(value)}" for name, value in values.items())
        return f"For {written} your result is {shown(found)}; it should be {shown(wanted)}."

    def _computed(self, formula: Callable, case: tuple) -> np.ndarray | None:
        try:
            return np.asarray(formula(*map(_copied, case)), dtype=float)
        except (ValueError, np.linalg.LinAlgError):
            return None

    def _diagnose(self, found: list, wanted: list, wrong: list[int]) -> None:
        i = next((i for i in wrong if not isinstance(found[i], Wrong)), wrong[0])
        if isinstance(found[i], Wrong):
            raise self.explained(found[i])
        example = self.example(self.cases[i], found[i], wanted[i])
        for key, mistake in self.mistakes.items():
            for formula in mistake.formulas:
                guess = [self._computed(formula, case) for case in self.cases]
                if all(map(_agree, found, guess)):
                    raise Wrong(key, f"{mistake.message}\n\n{example}")
        raise Wrong("other", f"{example}")

    def _must_leave_alone(self, answer: Callable) -> None:
        for case in self.cases:
            given = [_copied(value) for value in case]
            call(answer, *given)
            for name, before, after in zip(self.parameters, case, given, strict=True):
                if isinstance(before, np.ndarray) and not np.array_equal(before, after):
                    raise Wrong(
                        "modified",
                        f"The result is right, but your function changes the array `{name}` that "
                        f"it is given (with `+=`, `-=` or the like), and whoever called it may "
                        f"still need it. Make a new array: `x = x - …`.",
                    )


def _copied(value):
    return value.copy() if isinstance(value, np.ndarray) else value


def _agree(found, wanted) -> bool:
    if isinstance(found, Wrong) or wanted is None:
        return isinstance(found, Wrong) and wanted is None
    return same(found, wanted)
