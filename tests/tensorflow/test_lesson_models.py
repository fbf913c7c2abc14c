"""Lesson 8's models, built by the lesson's own functions, agree between dl101 and TensorFlow."""

import ast
from pathlib import Path

import nbformat
import numpy as np
import pytest

import dl101 as dl
from dl101.import_tensorflow import import_tensorflow

pytest.importorskip("tensorflow")

LESSON = Path(__file__).parents[2] / "lessons" / "08-tensorflow.ipynb"
MODELS = ("linear regression", "XOR network", "softmax on digits")


@pytest.fixture(scope="module")
def lesson():
    """Run the lesson's cells up to the one that defines the problems."""
    tensorflow = import_tensorflow()
    namespace = {}
    for cell in nbformat.read(LESSON, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        exec(compile(cell.source, LESSON.name, "exec"), namespace)
        if "problems = " in cell.source:
            break
    assert namespace["tensorflow"] is tensorflow
    return namespace


def test_the_models_are_those_of_the_lesson(lesson):
    assert tuple(lesson["problems"]) == MODELS


@pytest.mark.parametrize("name", MODELS)
def test_losses_gradients_and_weights_agree(lesson, name):
    problem = lesson["problems"][name]
    ours, theirs = (lesson["train"](tf, *problem) for tf in (dl, lesson["tf1"]))
    losses, gradients, weights = zip(ours, theirs, strict=True)
    losses = [run for (run,) in losses]
    assert len(losses[0]) == 200
    np.testing.assert_allclose(*losses, rtol=1e-9)
    for one, two in zip(*weights, strict=True):
        assert one.dtype == two.dtype == np.float64
        np.testing.assert_allclose(one, two, rtol=0, atol=1e-9 * np.abs(two).max())
    for one, two in zip(*gradients, strict=True):
        assert one.shape == two.shape
        assert len(one) == 200
        np.testing.assert_allclose(one, two, rtol=0, atol=1e-9 * np.abs(two).max())


@pytest.mark.parametrize("name", MODELS)
def test_the_models_learn(lesson, name):
    (losses,), _, _ = lesson["train"](dl, *lesson["problems"][name])
    assert losses[-1] < 0.7 * losses[0]


def test_no_model_knows_which_library_it_is_built_with():
    """Functions that take the library must not reach around it."""
    for cell in nbformat.read(LESSON, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        for function in ast.walk(ast.parse(cell.source)):
            if isinstance(function, ast.FunctionDef) and "tf" in [
                a.arg for a in function.args.args
            ]:
                names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
                if function.name != "session_step":  # puts TensorFlow's graph on a device
                    assert not names & {"dl", "tf1", "tensorflow"}, function.name
