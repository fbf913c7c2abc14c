"""What judges exercises where their texts do not: a module for each lesson."""

import re
from collections.abc import Mapping, Sequence

from ..answers import NotAttempted, Wrong


def name_mistake(exercise, more: str, **names) -> None:
    """Raise the first mistake of the text whose condition holds; tell `more` after its message."""
    for mistake in exercise.text.mistakes:
        if mistake.when and exercise.holds(mistake, names):
            raise Wrong(mistake, more, **names)


def choices_with_reasons(answers: Mapping[str, str], words: Sequence[str]) -> dict[str, str]:
    """Return the word that each answer begins with; of the reasons, check that they are given."""
    found = {}
    for case, answer in answers.items():
        if isinstance(answer, str) and answer.strip() in ("", "..."):
            raise NotAttempted
        first, *reason = re.findall(r"\w+", answer) if isinstance(answer, str) else [""]
        found[case] = next((word for word in words if word.startswith(first.lower() or ".")), "")
        if not found[case]:
            raise Wrong("no_word", case=case.upper())
        if len(reason) < 4:
            raise Wrong("no_reason", case=case.upper())
    return found
