"""Fuzzing of the exercises' checks: they never raise, whatever a reader hands over."""

from importlib.util import find_spec

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from dl101 import exercises

from . import calls
from .calls import apart
from .test_library import FEWER

ANSWERS = (
    *calls.WRONG,
    *calls.TENSORS,
    "lambda *a: a[0]",
    "lambda *a: None",
    "lambda *a: 'x' * 10000",
    "lambda: 1",
    "lambda *a: a",
    "lambda *a: np.float64(np.nan)",
    "lambda *a: dl.constant(1.0, graph=dl.Graph())",
    "lambda *a: 1 / 0",
    "lambda *a: {}['<b>']",
    "dl.square",
    "dl.add",
    "np.add",
    "dl.Operation",
    "type('Mine', (dl.Operation,), {'compute': lambda self, x: x})",
)


def lessons():
    for lesson in exercises.LESSONS:
        needs = {exercise.needs for exercise in lesson.EXERCISES} - {None}
        missing = [package for package in needs if find_spec(package) is None]
        marks = pytest.mark.skipif(bool(missing), reason=f"{missing} not installed")
        yield pytest.param(lesson.EXERCISES, id=lesson.topic, marks=marks)


def try_out(exercise):
    some, count = st.sampled_from(ANSWERS), len(exercise.answers)

    @FEWER
    @given(texts=st.lists(some, min_size=count, max_size=count) | st.lists(some, max_size=3))
    def many_times(texts):
        note(exercise.name)
        with apart():
            scope = calls.namespace()
            exercise.check(*(eval(text, scope) for text in texts))
        assert exercise.verdict.status in ("right", "wrong", "not attempted", "unchecked")
        assert len(exercise.verdict.message) < 3000

    many_times()


@pytest.mark.parametrize("of_lesson", list(lessons()))
def test_checks_never_raise(of_lesson):
    for exercise in of_lesson:
        try_out(exercise)
