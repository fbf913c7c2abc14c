"""Judges of lesson 7: networks of any depth."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

import dl101 as dl

from ..answers import Wrong, described, is_blank, shown_in_lines
from ..cases import OTHER_GRAPH, judge_function

_WIDTH = 4


def mlp(exercise, answer: Callable) -> None:
    """Judge a function that builds a network, by its logits and by how it starts."""
    judge_function(exercise, answer)
    same_numbers = False
    for sizes, activation in (([5, 3, 2], dl.tanh), ([6, 1], dl.nn.relu)):
        with dl.Graph().as_default():
            _, weights, _ = _built(answer, dl.placeholder(shape=[None, _WIDTH]), sizes, activation)
            with dl.Session() as session:
                starts = session.run(weights)
        for W in starts:
            if len(np.unique(W, axis=1).T) < W.shape[1]:
                raise Wrong("symmetric", f"This is so in {_call(sizes, activation)}.")
        same_numbers = same_numbers or _same_numbers(starts)
    with dl.Graph().as_default() as graph:
        dl.set_random_seed(0)
        answer(dl.placeholder(shape=[None, 400]), [100, 2], dl.tanh)
        with dl.Session() as session:
            spread = np.std(session.run(graph.variables[0]))
    if not 0.02 < spread < 0.2:
        raise Wrong("spread", spread=spread)
    if same_numbers:
        raise Wrong("same_numbers")


def _same_numbers(starts: list) -> bool:
    """Say whether a layer's weights are the first of the layer before, up to a factor."""
    for one, other in pairwise(starts):
        n = min(one.size, other.size)
        if abs(np.corrcoef(one.ravel()[:n], other.ravel()[:n])[0, 1]) > 0.999:
            return True
    return False


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
    made = [tuple(v.shape) for v in logits.graph.variables if len(v.shape) == 2]
    if len(sizes) > 1 and made == [(_WIDTH, size) for size in sizes]:
        raise Wrong("always_x")
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
