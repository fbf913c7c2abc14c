"""What the tests of exercises share: running answers the way a reader's cell does."""

import linecache
import re
from importlib.util import find_spec

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import (
    Verdict,
    backpropagation,
    computational_graphs,
    gradient_descent,
    keras_lesson,
    multi_layer_perceptrons,
    perceptrons,
    tensorflow_lesson,
    training_criterion,
)
from dl101.import_tensorflow import import_tensorflow


def needs(exercise) -> list:
    """Skip what needs a package that is not installed."""
    if exercise.needs is None or find_spec(exercise.needs):
        return []
    return [pytest.mark.skip(reason=f"{exercise.needs} is not installed")]


ALL = [
    pytest.param(module, exercise, id=exercise.name, marks=needs(exercise))
    for module in (
        computational_graphs,
        perceptrons,
        training_criterion,
        gradient_descent,
        backpropagation,
        multi_layer_perceptrons,
        tensorflow_lesson,
        keras_lesson,
    )
    for exercise in module.EXERCISES
]


def pytest_generate_tests(metafunc):
    if "any_exercise" in metafunc.fixturenames:
        metafunc.parametrize(("lesson", "any_exercise"), ALL)


@pytest.fixture
def attempt(capsys):
    """Run a cell that ends with the exercise's check, and return the verdict."""

    def run(lesson, exercise, code: str) -> Verdict:
        source = f"{code.strip()}\n\n{exercise.call}\n"
        linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
        namespace = {"__name__": "__main__", "np": np, "dl": dl, "exercises": lesson}
        if exercise.needs == "tensorflow":
            namespace["keras"] = import_tensorflow().keras
        exercise.verdict = None
        exec(compile(source, "<cell>", "exec"), namespace)
        assert capsys.readouterr().out == f"{exercise.verdict!r}\n"
        # It begins a sentence, if not with a name such as `b`.
        assert not re.match("[a-z]{2}", exercise.verdict.message), exercise.verdict
        return exercise.verdict

    return run
