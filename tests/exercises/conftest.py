"""What the tests of exercises share: running answers the way a reader's cell does."""

import linecache

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import (
    Verdict,
    backpropagation,
    computational_graphs,
    gradient_descent,
    multi_layer_perceptrons,
    perceptrons,
    training_criterion,
)

ALL = [
    pytest.param(module, exercise, id=exercise.name)
    for module in (
        computational_graphs,
        perceptrons,
        training_criterion,
        gradient_descent,
        backpropagation,
        multi_layer_perceptrons,
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
        exercise.verdict = None
        exec(compile(source, "<cell>", "exec"), namespace)
        assert capsys.readouterr().out == f"{exercise.verdict!r}\n"
        return exercise.verdict

    return run
