"""Judges answers that are numbers.

The code of `Check: numbers` computes from them whatever the messages need, and perhaps `accepted`,
which says whether they are right. Without it they are compared with the solution's, up to an
absolute `tolerance`, 1e-6 if it is not set. Wrong answers are compared with the mistakes' in the
same way, or by the mistake's condition. A mistake's answer that sets some of the numbers only is
compared in these.
"""

from typing import Any

import numpy as np

from .answers import Wrong, numbers
from .texts import Mistake, names_bound


def judge(exercise, *answers) -> dict[str, Any]:
    """Accept the answers, and return what has been computed from them, or raise `Wrong`."""
    given = {
        name: numbers(value, np.shape(right), name)[()]
        for name, value, right in zip(exercise.answers, answers, exercise.right, strict=True)
    }
    names = dict(given)
    if exercise.text.check:
        every = exercise.run(exercise.text.check, exercise.given | given)
        names |= {name: value for name, value in every.items() if name not in exercise.given}
    tolerance = names.get("tolerance", 1e-6)

    def close(wanted: dict) -> bool:
        return all(np.allclose(given[n], wanted[n], rtol=0, atol=tolerance) for n in wanted)

    if "accepted" not in names:
        names["accepted"] = close(dict(zip(exercise.answers, exercise.right, strict=True)))
    if names["accepted"]:
        return names
    for mistake in exercise.text.mistakes:
        if mistake.name != "other" and _is(exercise, mistake, names, close):
            raise Wrong(mistake, **names)
    raise Wrong("other", **names)


def _is(exercise, mistake: Mistake, names: dict, close) -> bool:
    if mistake.when:
        return exercise.holds(mistake, names)
    for code in mistake.answers:
        wanted = dict(zip(exercise.answers, exercise.known(code), strict=True))
        bound = {
            name for node in exercise.text.cell(code).tree().body for name in names_bound(node)
        }
        if close({name: value for name, value in wanted.items() if name in bound}):
            return True
    return False
