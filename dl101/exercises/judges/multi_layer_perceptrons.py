"""Judges of lesson 6: weights drawn at random, and remedies chosen with reasons."""

from collections.abc import Callable
from typing import Any

import numpy as np

import dl101 as dl

from ..answers import Wrong, as_array, call, described, returned
from ..gates import ROWS
from . import choices_with_reasons, name_mistake

_STARTS = {
    "a": ([[0.5, 0.5], [0.5, 0.5]], [[0.5], [0.5]]),
    "b": ([[0.0, 0.0], [0.0, 0.0]], [[0.0], [0.0]]),
    "c": ([[1.0, 1.0], [-0.5, -0.5]], [[0.5], [-0.3]]),
    "d": ([[1.0, 1.0], [-0.5, -0.5]], [[0.8], [0.8]]),
}


def trained(start: str, steps: int) -> np.ndarray:
    """Train two hidden units on XOR from one of the starts; return W₁, of shape (2, 2)."""
    random = np.random.default_rng(0)
    with dl.Graph().as_default():
        x, y = dl.placeholder(shape=[None, 2]), dl.placeholder(shape=[None, 1])
        W1, W2 = (dl.Variable(weights) for weights in _STARTS[start])
        logits = dl.tanh(x @ W1 + dl.Variable(np.zeros(2))) @ W2 + dl.Variable(np.zeros(1))
        losses = dl.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits)
        step = dl.train.GradientDescentOptimizer(0.5).minimize(dl.reduce_mean(losses))
        with dl.Session() as session:
            for _ in range(steps):
                batch = random.choice(4, 2, replace=False) if start == "d" else slice(None)
                feeds = {x: ROWS[batch], y: ROWS[batch].sum(axis=1, keepdims=True) == 1}
                session.run(step, feeds)
            return session.run(W1)


def he_normal(exercise, answer: Callable) -> dict[str, Any]:
    """Judge a function that draws weights, by what it draws."""
    state = np.random.get_state()  # noqa: NPY002
    try:
        sample, turned = (
            _drawn(answer, shape, np.random.default_rng(7)) for shape in ((400, 100), (100, 400))
        )
        random = np.random.default_rng(1)
        first, second = (_drawn(answer, (5, 4), random) for _ in range(2))
        again = _drawn(answer, (5, 4), np.random.default_rng(1))
    finally:
        np.random.set_state(state)  # noqa: NPY002
    spreads = np.array([sample.std(), turned.std()])
    n_in, n_out = np.array([400, 100]), np.array([100, 400])

    def near(wanted) -> bool:
        return np.allclose(spreads, wanted, rtol=0.03)

    example = ""
    if not near(np.sqrt(2 / n_in)):
        example = (
            f"For n_in = 400, n_out = 100 the standard deviation of your weights is "
            f"{spreads[0]:.4f}; it should be near √(2 / 400) = 0.0707."
        )
    names = {"sample": sample, "near": near, "n_in": n_in, "n_out": n_out}
    names["again_the_same"] = np.array_equal(first, second)
    name_mistake(exercise, example, repeatable=np.array_equal(first, again), **names)
    return names


def _drawn(answer: Callable, shape: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    result = returned(call(answer, *shape, random), "an array of shape (n_in, n_out)")
    array = as_array(result)
    if array.dtype.kind not in "iuf":
        raise Wrong(
            "not_numbers",
            f"Your function returns {described(result)}; it should return an array of NumPy.",
        )
    if array.shape != shape:
        mistake = "transposed" if array.shape == shape[::-1] else "shape"
        raise Wrong(mistake, n_in=shape[0], n_out=shape[1], shape=str(shape), found=array.shape)
    if not np.isfinite(array).all():
        raise Wrong("not_finite", "Not all of your weights are finite.")
    return array.astype(float)


def what_to_change(exercise, a: str, b: str, c: str, d: str) -> None:
    """Judge four choices of a remedy; of the reasons, only that they are given."""
    answers = {"a": a, "b": b, "c": c, "d": d}
    found = choices_with_reasons(answers, ("activation", "start", "units", "patience"))
    if list(found.values()) != ["activation", "units", "start", "patience"]:
        name_mistake(exercise, "", **found)
