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
    multi_layer_perceptrons,
)
from dl101.quiet import import_tensorflow


def needs(exercise) -> list:
    """Skip what needs a package that is not installed."""
    if exercise.needs is None or find_spec(exercise.needs):
        return []
    return [pytest.mark.skip(reason=f"{exercise.needs} is not installed")]


ALL = [
    pytest.param(module, exercise, id=exercise.name, marks=needs(exercise))
    for module in (
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
        if exercise.needs == "tensorflow":
            namespace["keras"] = import_tensorflow().keras
        exercise.verdict = None
        exec(compile(source, "<cell>", "exec"), namespace)
        assert capsys.readouterr().out == f"{exercise.verdict!r}\n"
        # It begins a sentence, if not with a name such as `b`.
        assert not re.match("[a-z]{2}", exercise.verdict.message), exercise.verdict
        return exercise.verdict

    return run


@pytest.fixture
def verdict_on():
    """Run a reader's cells, and then the check."""
    return _verdict_on


def _verdict_on(exercise, *cells: str) -> Verdict:
    names = exercise.given | {"__name__": "__main__", "exercises": {exercise.name: exercise}}
    names.pop("__file__")
    source = "\n".join([*cells, ""])
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
    exec(compile(source, "<cell>", "exec"), names)
    exercise.check(*(names[name] for name in exercise.answers))
    return exercise.verdict
