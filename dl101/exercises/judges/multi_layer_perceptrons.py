"""Judges of lesson 6: weights drawn at random, and networks of any depth."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

import dl101 as dl

from ..answers import Wrong, call, described, is_blank, returned, shown_in_lines
from ..cases import OTHER_GRAPH, judge_function
from ..gates import ROWS
from . import name_mistake

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
    try:
        array = np.asarray(result)
    except Exception:
        array = np.asarray(None)
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


_WIDTH = 4


def mlp(exercise, answer: Callable) -> None:
    """Judge a function that builds a network, by its logits and by how it starts."""
    judge_function(exercise, answer)
    for sizes, activation in (([5, 3, 2], dl.tanh), ([6, 1], dl.nn.relu)):
        with dl.Graph().as_default():
            _, weights, _ = _built(answer, dl.placeholder(shape=[None, _WIDTH]), sizes, activation)
            with dl.Session() as session:
                starts = session.run(weights)
        for W in starts:
            if len(np.unique(W, axis=1).T) < W.shape[1]:
                raise Wrong("symmetric", f"This is so in {_call(sizes, activation)}.")
    with dl.Graph().as_default() as graph:
        dl.set_random_seed(0)
        answer(dl.placeholder(shape=[None, 400]), [100, 2], dl.tanh)
        with dl.Session() as session:
            spread = np.std(session.run(graph.variables[0]))
    if not 0.02 < spread < 0.2:
        raise Wrong("spread", spread=spread)


def logits_example(sizes, activation, found: np.ndarray, wanted: np.ndarray) -> str:
    """Tell of a network, what it computed and what it should have."""
    table = shown_in_lines({"your logits": found, "they should be": wanted})
    return f"An example, {_call(sizes, activation)} with some weights and biases:\n\n{table}"


def _call(sizes: list[int], activation: Callable) -> str:
    return f"`mlp(x, {sizes}, {'dl.tanh' if activation is dl.tanh else 'dl.nn.relu'})`"


def computed(answer: Callable, sizes: list[int], activation: Callable):
    """Build a reader's network, and compute its logits with weights and biases in their places."""
    random = np.random.default_rng(1)
    with dl.Graph().as_default():
        x = dl.placeholder(shape=[None, _WIDTH], name="x")
        logits, weights, biases = _built(answer, x, sizes, activation)
        if weights is None:
            return logits
        feeds = {node: random.normal(size=node.shape).round(1) for node in weights + biases}
        with dl.Session() as session:
            return session.run(logits, feeds | {x: random.normal(size=(3, _WIDTH)).round(1)})


def _built(answer: Callable, x, sizes: list[int], activation: Callable) -> tuple:
    """Build a reader's network; return its logits, weights and biases, the two None if blank."""
    try:
        logits = answer(x, list(sizes), activation)
    except Exception:
        _must_not_skip_input(x.graph.variables, sizes)
        raise
    if logits is None or is_blank(logits):
        return logits, None, None
    if not isinstance(logits, dl.Node):
        what = described(logits)
        raise Wrong(
            "not_a_node",
            f"Your function returns {what}; it should return the node of the logits.",
        )
    if logits.graph is not x.graph:
        raise Wrong("other_graph", OTHER_GRAPH)
    return logits, *_parameters(logits, sizes)


def _must_not_skip_input(variables: list, sizes: list[int]) -> None:
    shapes = [tuple(v.shape) for v in variables if len(v.shape) == 2]
    if len(sizes) > 1 and shapes[:1] in ([(sizes[0], sizes[1])], [(_WIDTH, sizes[1])]):
        raise Wrong("first_size")


def _parameters(logits, sizes: list[int]) -> tuple[list, list]:
    """Find each layer's weights and biases by their shapes."""
    used = set(dl.topological_order([logits]))
    variables = [v for v in logits.graph.variables if v in used and v.trainable]
    if not variables:
        raise Wrong("no_variables")
    _must_not_skip_input(variables, sizes)
    matrices = list(pairwise([_WIDTH, *sizes]))
    weights = [v for v in variables if tuple(v.shape) in matrices]
    biases = [v for v in variables if v not in weights]
    shapes = (
        f"For `sizes` = {sizes} and x of shape (n, {_WIDTH}), the weights should have the shapes "
        f"{', '.join(map(str, matrices))}, the biases {', '.join(f'({n},)' for n in sizes)}. Your "
        f"variables have: {', '.join(str(tuple(v.shape)) for v in variables)}."
    )
    if [tuple(v.shape) for v in weights] != matrices:
        raise Wrong("weights", shapes)
    if not biases:
        raise Wrong("no_biases", shapes)
    if [(int(np.prod(v.shape)), v.shape[-1:]) for v in biases] != [(n, (n,)) for n in sizes]:
        raise Wrong("biases", shapes)
    return weights, biases
