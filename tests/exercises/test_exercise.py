"""What holds for every exercise, and how answers that misbehave are met."""

from itertools import combinations

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import (
    backpropagation,
    multi_layer_perceptrons,
)
from dl101.exercises.graph_function import GraphFunction, _computed

MODULES = (
    backpropagation,
    multi_layer_perceptrons,
)


def test_the_solution_is_accepted(lesson, any_exercise, attempt):
    verdict = attempt(lesson, any_exercise, any_exercise.solution_code)
    assert verdict.status == any_exercise.status == "right", verdict
    assert any_exercise.checked in verdict.message


def test_the_blank_is_not_attempted(lesson, any_exercise, attempt):
    verdict = attempt(lesson, any_exercise, any_exercise.blank)
    assert verdict.status == any_exercise.status == "not attempted"
    assert verdict.mistake is None


@pytest.mark.parametrize("nothing", [(), (...,), ([..., 1],), (np.array([..., 1]),)])
def test_nothing_is_not_attempted(lesson, any_exercise, nothing):
    any_exercise.check(*nothing)
    assert any_exercise.status == "not attempted"


def _fails(*_):
    raise LookupError("no such thing")


def _leaves(*_):
    raise SystemExit(3)


class _Strange:
    """Answers every question with an exception."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __array__(self, *_, **__):
        raise RuntimeError("no array")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None


WEIRD = {
    "none": None,
    "number": 3.5,
    "text": "...",
    "empty": [],
    "ragged": [[1], [2, 3]],
    "nan": float("nan"),
    "huge": 10**400,
    "set": {1, 2},
    "dict": {"a": 1},
    "class": int,
    "module": np,
    "complex": 1j,
    "array": np.zeros((2, 2)),
    "zeros": [0, 0],
    "raises": _fails,
    "exits": _leaves,
    "gives_none": lambda *_: None,
    "gives_text": lambda *_: "text",
    "gives_number": lambda *_: 1.0,
    "gives_array": lambda *_: np.zeros(3),
    "gives_set": lambda *_: {1},
    "gives_nan": lambda *inputs: inputs[0] * np.nan,
    "gives_itself": lambda *inputs: inputs[0],
    "no_arguments": lambda: 1,
    "strange": _Strange(),
    "node": dl.Graph().as_default() and dl.constant(1.0),
}


@pytest.mark.parametrize("answer", WEIRD.values(), ids=WEIRD)
def test_no_answer_makes_a_check_raise(lesson, any_exercise, answer):
    any_exercise.check(answer)
    assert any_exercise.status in ("wrong", "not attempted", "unchecked")
    any_exercise.check(*[answer] * len(any_exercise.answers))
    assert any_exercise.status == "wrong" or any(
        answer is WEIRD[k] for k in ("strange", "gives_none")
    )
    any_exercise.check(*[answer] * 9)
    assert any_exercise.verdict.mistake == "arguments"


def test_interrupting_works(lesson, any_exercise):
    def interrupted(*_):
        raise KeyboardInterrupt

    class Interrupted(dl.Operation):
        def compute(self, x):
            raise KeyboardInterrupt

    if "class" in any_exercise.blank and "dl.Operation" not in any_exercise.blank:
        return  # must be a class of another library, and is tested with that
    if len(any_exercise.answers) == 1 and "def" in any_exercise.blank:
        answer = Interrupted if "class" in any_exercise.blank else interrupted
        with pytest.raises(KeyboardInterrupt):
            any_exercise.check(answer)


def test_texts_are_complete(lesson, any_exercise):
    e = any_exercise
    assert getattr(lesson, e.name) is e
    assert len(e.hints) == 2
    assert e.task.strip()
    assert len(e.why.split()) > 60
    assert "..." in e.blank
    assert [one.number for one in lesson.EXERCISES] == list(range(1, len(lesson.EXERCISES) + 1))


def test_hints_grow_stronger_and_end(lesson, any_exercise, capsys):
    any_exercise._hints_given = 0
    for number, hint in zip((1, 2, 2), any_exercise.hints + any_exercise.hints[-1:], strict=True):
        any_exercise.hint()
        text = capsys.readouterr().out
        assert text.startswith(f"Hint {number} of 2.")
        assert hint in text


def test_solution_shows_the_code_that_is_tested_and_why(lesson, any_exercise, capsys):
    any_exercise.solution()
    text = capsys.readouterr().out
    assert f"```python\n{any_exercise.solution_code.strip()}\n```" in text
    assert any_exercise.why.strip() in text


def test_an_exercise_shows_its_task_and_its_use(lesson, any_exercise):
    text = repr(any_exercise)
    assert "\n" not in text
    assert " ".join(any_exercise.task.split()) in text
    assert any_exercise.call in text
    bundle = any_exercise._repr_mimebundle_()
    assert bundle["text/plain"] == text
    assert bundle["text/markdown"].startswith(f"**Exercise {any_exercise.lesson}.")


def test_checks_leave_the_default_graph_alone(lesson, any_exercise, attempt):
    with dl.Graph().as_default() as graph:
        attempt(lesson, any_exercise, any_exercise.solution_code)
        assert dl.get_default_graph() is graph
        assert not graph.nodes


def test_a_verdict_is_the_same_each_time(lesson, any_exercise, attempt):
    code = any_exercise.solution_code
    assert attempt(lesson, any_exercise, code) == attempt(lesson, any_exercise, code)


GRAPH_FUNCTIONS = [
    exercise
    for lesson in MODULES
    for exercise in lesson.EXERCISES
    if isinstance(exercise, GraphFunction)
]


@pytest.mark.parametrize("exercise", GRAPH_FUNCTIONS, ids=lambda e: e.name)
def test_the_cases_tell_all_mistakes_apart(exercise):
    formulas = {("right", exercise.right)} | {
        (key, formula) for key, mistake in exercise.mistakes.items() for formula in mistake.formulas
    }
    values = [(key, [_computed(f, case) for case in exercise.cases]) for key, f in formulas]
    for (key, mine), (other, theirs) in combinations(values, 2):
        if key == other:
            continue
        pairs = zip(mine, theirs, strict=True)
        assert not all(
            (a is None and b is None)
            or (
                a is not None
                and b is not None
                and a.shape == b.shape
                and np.allclose(a, b, equal_nan=True)
            )
            for a, b in pairs
        ), f"{key} and {other} look alike"
