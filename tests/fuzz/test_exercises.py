"""Fuzzing of the exercises' checks: they never raise, whatever a reader hands over."""

import importlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl101 import exercises

from . import expressions
from .expressions import apart

ANSWERS = (
    *expressions.WRONG,
    *expressions.TENSORS,
    "lambda *a: a[0]",
    "lambda *a: None",
    "lambda *a: 'x' * 10000",
    "lambda: 1",
    "lambda *a: a",
    "lambda *a: np.float64(np.nan)",
    "lambda *a: dl.constant(1.0, graph=dl.Graph())",
    "lambda *a: 1 / 0",
    "lambda *a: {}['<b>']",
    "lambda *a: knot",
    "dl.square",
    "dl.add",
    "np.add",
    "dl.Operation",
    "type('Mine', (dl.Operation,), {'compute': lambda self, x: x})",
)


def every_exercise():
    for module in pkgutil.iter_modules(exercises.__path__):
        loaded = importlib.import_module(f"{exercises.__name__}.{module.name}")
        for exercise in getattr(loaded, "EXERCISES", ()):
            yield pytest.param(exercise, id=f"{module.name}.{exercise.name}")


@pytest.mark.parametrize("exercise", list(every_exercise()))
@given(data=st.data())
def test_checks_never_raise(exercise, data):
    several = st.lists(st.sampled_from(ANSWERS), max_size=3)
    wanted = st.lists(
        st.sampled_from(ANSWERS), min_size=len(exercise.answers), max_size=len(exercise.answers)
    )
    texts = data.draw(wanted | several, label=exercise.name)
    with apart():
        scope = expressions.namespace()
        exercise.check(*(eval(text, scope) for text in texts))
    verdict = exercise.verdict
    assert verdict.status in ("right", "wrong", "not attempted", "unchecked")
    assert len(verdict.message) < 3000
    exercise.hint()
