"""What every exercise has: a task, hints, a solution, and a check that names the mistake."""

import sys
from dataclasses import dataclass
from typing import Any

from .answers import NotAttempted, Wrong, is_blank, scrubbed

MIME_TYPE = "application/vnd.dl101.exercise+json"

_LABELS = {
    "right": "Right.",
    "wrong": "Not right yet.",
    "not attempted": "Not attempted yet.",
    "unchecked": "This could not be checked.",
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
    """What a check found.

    Parameters
    ----------
    lesson : int
    exercise : str
        The exercise's name.
    status : {'right', 'wrong', 'not attempted', 'unchecked'}
        The last one means that the check itself failed.
    message : str
        What to tell the reader, in Markdown.
    mistake : str, optional
        A word for the kind of mistake, where the answer is wrong.
    """

    lesson: int
    exercise: str
    status: str
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


class Exercise:
    """One exercise of a lesson.

    A subclass fills in the attributes and the method `judge`.

    Attributes
    ----------
    lesson, number : int
        Its place in the course.
    name : str
        What it is called in its module.
    task : str
        What is to be done, in a sentence or two of Markdown.
    blank : str
        The cell as the reader finds it, without the call of `check`.
    answers : tuple of str
        The names in the blank that are handed to `check`.
    hints : tuple of str
        A nudge, then a stronger one.
    solution_code : str
        The cell, filled in.
    why : str
        Why that is a solution, in Markdown.
    checked : str
        What has been checked of an answer that is right.
    needs : str or None
        A package without which an answer cannot be checked.
    verdict : Verdict or None
        What the last check found.
    """

    lesson: int
    number: int
    name: str
    task: str
    blank: str
    answers: tuple[str, ...]
    hints: tuple[str, ...]
    solution_code: str
    why: str
    checked: str
    needs: str | None = None

    def __init__(self):
        self.verdict: Verdict | None = None
        self._hints_given = 0

    def check(self, *answer) -> None:
        """Say whether an answer is right, or what is wrong with it; never raise.

        Parameters
        ----------
        *answer
            What the task asks for. Nothing, or ``...``, counts as not attempted.
        """
        self.verdict = self._verdict(answer)
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
        _show(Note(label, f"{text.strip()}\n\n{after}"))

    def solution(self) -> None:
        """Show a solution, and why it is one."""
        code = self.solution_code.strip()
        _show(Note("A solution.", f"\n\n```python\n{code}\n```\n\n{self.why.strip()}"))

    @property
    def status(self) -> str:
        """The status of the last check; before any, 'not attempted'."""
        return self.verdict.status if self.verdict else "not attempted"

    def judge(self, *answer) -> str | None:
        """Raise `Wrong` or `NotAttempted`, or accept the answer.

        Returns
        -------
        str or None
            A remark on an answer that is right.
        """
        raise NotImplementedError

    def _verdict(self, answer: tuple) -> Verdict:
        mistake = None
        try:
            if not answer or is_blank(answer):
                raise NotAttempted
            remark = self.judge(*self._arranged(answer))
            status, message = "right", "\n\n".join(filter(None, [self.checked, remark]))
        except NotAttempted:
            status = "not attempted"
            message = (
                f"Put your answer in the place of `...` and run the cell again; "
                f"`exercises.{self.name}.hint()` gives a hint."
            )
        except Wrong as wrong:
            status, message, mistake = "wrong", wrong.message.strip(), wrong.mistake
        except Exception as error:
            status = "unchecked"
            message = (
                f"The check itself stopped with {scrubbed(error)}Either your answer is of a kind "
                f"that nobody thought of, or the exercise has a fault."
            )
        return Verdict(self.lesson, self.name, status, message, mistake)

    def _arranged(self, answer: tuple) -> tuple:
        wanted = len(self.answers)
        if len(answer) == 1 < wanted and isinstance(answer[0], list | tuple):
            answer = tuple(answer[0])
        if len(answer) != wanted:
            raise Wrong("arguments", f"Call the check like this: `{self.call}`.")
        return answer

    @property
    def call(self) -> str:
        """The line of code that asks for a check."""
        return f"exercises.{self.name}.check({', '.join(self.answers)})"

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
