"""What every exercise has: a task, hints, a solution, and a check that names the mistake."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np

import dl101

from . import cases, numeric, texts, verdicts
from .answers import NotAttempted, Wrong, described, is_blank, same, scrubbed, shown
from .texts import Code, Malformed, Mistake

MIME_TYPE = "application/vnd.dl101.exercise+json"

_LABELS = {
    "right": "Right.",
    "wrong": "Not right yet.",
    "not attempted": "Not attempted yet.",
    "unchecked": "This could not be checked.",
}
_KINDS = {
    "numbers": numeric.judge,
    "nodes": cases.judge_nodes,
    "function": cases.judge_function,
    "patient": verdicts.judge,
}


@dataclass(frozen=True)
class Note:
    """A few paragraphs of Markdown under a bold label, readable as plain text too."""

    label: str
    body: str

    def __repr__(self) -> str:
        return f"{self.label} {self.body}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/markdown": f"**{self.label}** {self.body}"}


@dataclass(frozen=True)
class Verdict:
    """What a check found; where the answer is wrong, `mistake` is a word for the mistake."""

    lesson: int | str
    exercise: str
    status: str  # right, wrong, not attempted, or unchecked if the check itself failed
    message: str
    mistake: str | None = None

    @property
    def record(self) -> dict[str, Any]:
        """What programs that read the notebook may want to know."""
        record = {"lesson": self.lesson, "exercise": self.exercise, "status": self.status}
        return record | ({"mistake": self.mistake} if self.mistake else {})

    def __repr__(self) -> str:
        return f"{_LABELS[self.status]} {self.message}"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        note = Note(_LABELS[self.status], self.message)
        return note._repr_mimebundle_() | {MIME_TYPE: self.record}


class Lesson:
    """The exercises of a lesson, by their names; their texts are read when the first is needed.

    Its number is a letter if it is an appendix.
    """

    def __init__(self, number: int | str, topic: str):
        self.number, self.topic = number, topic

    @property
    def path(self) -> Path:
        """The file with the texts."""
        return Path(__file__).parent / f"{self.topic}.md"

    @cached_property
    def EXERCISES(self) -> tuple["Exercise", ...]:
        """All of them, in the lesson's order."""
        return tuple(
            Exercise(self, number, text)
            for number, text in enumerate(texts.read(self.path), start=1)
        )

    def __getattr__(self, name: str) -> "Exercise":
        if not name.startswith("_"):
            for exercise in self.EXERCISES:
                if exercise.name == name:
                    return exercise
        raise AttributeError(f"Lesson {self.number} has no exercise {name!r}.")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(exercise.name for exercise in self.EXERCISES)]


class Exercise:
    """An exercise of a lesson. What its text gives are attributes of it too."""

    def __init__(self, lesson: Lesson, number: int, text: texts.Text):
        self.lesson, self.topic, self.number, self.text = lesson.number, lesson.topic, number, text
        self.name, self.task, self.hints, self.why = text.name, text.task, text.hints, text.why
        self.blank, self.answers, self.needs = text.blank.text, text.answers, text.needs
        self.solution_code = text.solution.text
        self.verdict: Verdict | None = None
        self._hints_given = 0

    def check(self, *answer) -> None:
        """Say whether an answer is right, or what is wrong with it; never raise.

        Nothing, or ``...``, counts as not attempted.
        """
        self.verdict = self.verdict_on(*answer)
        _show(self.verdict)

    def hint(self) -> None:
        """Show a hint; called again, a stronger one."""
        self._hints_given = min(self._hints_given + 1, len(self.hints))
        text = self.hints[self._hints_given - 1]
        if self._hints_given < len(self.hints):
            after = "For a stronger hint, call `hint()` again."
        else:
            after = "This is the last hint; there is also `solution()`."
        label = f"Hint {self._hints_given} of {len(self.hints)}."
        _show(Note(label, f"{text}\n\n{after}"))

    def solution(self) -> None:
        """Show a solution, and why it is one."""
        _show(Note("A solution.", f"\n\n```python\n{self.solution_code}\n```\n\n{self.why}"))

    @property
    def status(self) -> str:
        """The status of the last check; before any, 'not attempted'."""
        return self.verdict.status if self.verdict else "not attempted"

    @property
    def call(self) -> str:
        """The line of code that asks for a check."""
        return f"exercises.{self.name}.check({', '.join(self.answers)})"

    @cached_property
    def given(self) -> dict[str, Any]:
        """The names that all code of the text may use: NumPy, `dl101` and what it defines."""
        names = {"np": np, "dl": dl101, "shown": shown, "same": same, "described": described}
        # As code in a library's file it is never taken for a reader's.
        names |= {"__name__": f"{__package__}.{self.topic}", "__file__": str(self.text.blank.path)}
        return self.run(self.text.given, names) if self.text.given else names

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and name in self.given:
            return self.given[name]
        raise AttributeError(f"The exercise {self.name!r} has no {name!r}.")

    @cached_property
    def right(self) -> tuple:
        """The solution's answers."""
        return self._answer(self.text.solution)

    def known(self, code: Code) -> tuple:
        """Compute the answers of a cell of the text; what it does not define is the solution's."""
        return self._answer(self.text.solution, self.text.cell(code))

    def _answer(self, *codes: Code) -> tuple:
        names = dict(self.given)
        for code in codes:
            self.run(code, names)
        return tuple(names[name] for name in self.answers)

    def run(self, code: Code, names: dict[str, Any]) -> dict[str, Any]:
        """Run code of the text."""
        try:
            return code.run(names)
        except (Malformed, NotAttempted, Wrong):
            raise
        except Exception as error:
            raise Malformed(f"{code.place_of(error)}: {type(error).__name__}: {error}") from error

    def holds(self, mistake: Mistake, names: dict[str, Any]) -> bool:
        """Say whether the condition of a mistake holds."""
        return bool(self._computed(mistake.when, names, mistake.place))

    def filled_in(self, message: str, names: dict[str, Any], place: str = "") -> str:
        """Compute the expressions in a message."""
        parts = []
        for text, expression, form, _ in Formatter().parse(message):
            parts.append(text)
            if expression is not None:
                value = self._computed(expression, names, place or self.text.place)
                plain = form or isinstance(value, str)
                parts.append(format(value, form) if plain else shown(value))
        return "".join(parts).strip()

    def _computed(self, expression: str, names: dict[str, Any], place: str) -> Any:
        try:
            return eval(expression, self.given | names)
        except Exception as error:
            message = f"{place}: `{expression}`: {type(error).__name__}: {error}"
            raise Malformed(message) from error

    def verdict_on(self, *answer) -> Verdict:
        """Judge an answer without showing or keeping what is found."""
        mistake = None
        try:
            status, message, mistake = self._found(answer)
        except Exception as error:
            status = "unchecked"
            message = (
                f"The check itself stopped with {scrubbed(error)}Either your answer is of a kind "
                f"that nobody thought of, or the exercise has a fault."
            )
        return Verdict(self.lesson, self.name, status, message, mistake)

    def _found(self, answer: tuple) -> tuple[str, str, str | None]:
        try:
            # Of a patient, the verdict may come first, and the line later.
            if not answer or is_blank(answer[:1] if self.text.kind == "patient" else answer):
                raise NotAttempted
            return "right", self._judged(*self._arranged(answer)), None
        except NotAttempted:
            message = (
                f"Put your answer in the place of `...` and run the cell again; "
                f"`exercises.{self.name}.hint()` gives a hint."
            )
            return "not attempted", message, None
        except Wrong as wrong:
            return "wrong", self._told(wrong), wrong.mistake

    def _judged(self, *answer) -> str:
        """Say of an answer that it is right, or raise."""
        remarks = {remark.name: remark for remark in self.text.remarks}
        try:
            names = self.judge(self, *answer) or {}
            found = [remark for remark in remarks.values() if remark.when]
            found = [remark for remark in found if self.holds(remark, names)]
        except Wrong as wrong:
            if wrong.mistake not in remarks:
                raise
            names, found = wrong.values, [remarks[wrong.mistake]]
        messages = [self.text.checked, *(remark.message for remark in found)]
        return "\n\n".join(self.filled_in(message, names) for message in messages)

    def _told(self, wrong: Wrong) -> str:
        """Put together what is said of a wrong answer."""
        named = {mistake.name: mistake for mistake in self.text.mistakes}
        mistake = wrong.known or named.get(wrong.mistake)
        stopped = not wrong.values or wrong.values.get("error")
        otherwise = "" if stopped else self.text.otherwise
        parts = [wrong.message.strip(), self.filled_in(otherwise, wrong.values)]
        if mistake:
            parts.insert(0, self.filled_in(mistake.message, wrong.values, mistake.place))
        return "\n\n".join(filter(None, parts))

    @property
    def judge(self) -> Callable:
        """What judges an answer, by the kind of the exercise."""
        if self.text.kind == "judged":
            judges = importlib.import_module(f"{__package__}.judges.{self.topic}")
            return getattr(judges, self.name)
        if self.text.kind not in _KINDS:
            raise Malformed(f"{self.text.place}: no check is called {self.text.kind!r}.")
        return _KINDS[self.text.kind]

    def _arranged(self, answer: tuple) -> tuple:
        wanted = len(self.answers)
        if len(answer) == 1 < wanted and isinstance(answer[0], list | tuple):
            answer = tuple(answer[0])
        if len(answer) != wanted:
            raise Wrong("arguments", f"Call the check like this: `{self.call}`.")
        return answer

    def _note(self) -> Note:
        return Note(
            f"Exercise {self.lesson}.{self.number}.",
            f"{' '.join(self.task.split())} Check with `{self.call}`; help with "
            f"`exercises.{self.name}.hint()` and `exercises.{self.name}.solution()`.",
        )

    def __repr__(self) -> str:
        return repr(self._note())

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        return self._note()._repr_mimebundle_()


def _show(note: Note | Verdict) -> None:
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from IPython.display import display

        display(note)
    else:
        print(note)
