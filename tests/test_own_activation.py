"""A network in the page with the reader's activation: what Python checks and computes for it."""

import numpy as np
import pytest

import dl101 as dl
from dl101.datasets import xor_clouds
from dl101.random_numbers import Random
from dl101.widgets import InvalidValue, OwnActivation
from dl101.widgets.own_activation import PLACES

TEXT = "{ forward(values) {}, backward(values, gradient) {} }"


def made(**options):
    return OwnActivation(TEXT, *xor_clouds(20, seed=1), **options)


def test_it_computes_values_and_one_step_as_numpy_does():
    points, labels = xor_clouds(20, seed=1)
    own = made(function=dl.tanh, optimizer="gradient descent", learning_rate=0.5, seed=3)
    expected = own._setup["expected"]
    np.testing.assert_allclose(expected["values"], np.tanh(PLACES), rtol=1e-14)
    random = Random(3)
    W, V = random.weights(2, 4), random.weights(4, 1)
    hidden = np.tanh(points @ W)
    error = (1 / (1 + np.exp(-hidden @ V)) - labels[:, None]) / len(labels)
    back = error @ V.T * (1 - hidden**2)
    steps = [points.T @ back, back.sum(0), hidden.T @ error, error.sum(0)]
    parameters = [start - 0.5 * step for start, step in zip([W, 0, V, 0], steps, strict=True)]
    flat = np.concatenate([one.ravel() for one in parameters])
    np.testing.assert_allclose(expected["parameters"], flat, rtol=0, atol=1e-14)
    gradient = np.concatenate([one.ravel() for one in steps])
    np.testing.assert_allclose(expected["gradient"], gradient, rtol=0, atol=1e-14)


def test_the_page_tells_the_outcome_and_cannot_change_the_code():
    own = made()
    assert own.outcome is None
    before = own.get_state()
    own.set_state({"_setup": {**own._setup, "javascript": "alert()"}})
    assert own.get_state() == before
    own.set_state({"outcome": {"status": "wrong", "mistake": "sign"}, "_edits": 1})
    assert (own.javascript, own.outcome["mistake"]) == (TEXT, "sign")
    assert repr(own) == "<OwnActivation: 2-4-1, 20 points, wrong>"
    own.reset()
    assert own.outcome is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"javascript": " "}, "javascript must not be empty"),
        ({"javascript": 3}, "javascript must be a string, not 3"),
        ({"points": [1, 2]}, r"points must have shape \(n, 2\)"),
        ({"points": np.zeros((0, 2)), "labels": []}, "points must be at least one"),
        ({"labels": [0]}, "points has 20 rows but labels has 1"),
        ({"labels": [2] * 20}, "labels must be whole numbers from 0 to 1"),
        ({"hidden": ()}, "hidden must be at least one layer"),
        ({"hidden": (1, 2, 3, 4, 5)}, "hidden must be at most 4 layers"),
        ({"hidden": (0,)}, r"hidden\[0\] must be a whole number from 1 to 16"),
        ({"optimizer": "adam"}, "optimizer must be one of .* Did you mean 'Adam'"),
        ({"learning_rate": -1}, "learning_rate must be a finite number"),
        ({"steps": 0}, "steps must be a whole number from 1 to 5000"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"function": 3}, "function must be callable|function must be a function"),
        ({"xlim": (1, 0)}, "xlim must rise"),
        ({"rate": 1}, "has no argument 'rate'; it takes javascript, points, labels"),
    ],
)
def test_mistakes_are_named(change, message):
    points, labels = xor_clouds(20, seed=1)
    given = {"javascript": TEXT, "points": points, "labels": labels} | change
    with pytest.raises((TypeError, ValueError, InvalidValue), match=message):
        OwnActivation(**given)
