"""The exercise of lesson 6 on building a network of any depth."""

from itertools import pairwise

import numpy as np

from ..graph import Graph, Node, Variable, placeholder, topological_order
from ..nn import relu
from ..operations import set_random_seed, tanh
from ..session import Session
from .answers import Wrong, call, described, returned, shown_in_lines
from .graph_function import _OTHER_GRAPH
from .old_exercise import Exercise

_ACTIVATIONS = {
    "dl.tanh": (tanh, np.tanh),
    "dl.nn.relu": (relu, lambda a: np.maximum(a, 0)),
}


class Mlp(Exercise):
    """Build a multi-layer perceptron."""

    lesson, number, name = 6, 6, "mlp"
    task = """
Write a function that builds a whole network: from the node x, of shape (n, d), a list `sizes` of
the number of units in each layer, such as [16, 16, 2], and a function `activation`, such as
`dl.tanh`, return the node of the logits. Every layer has weights and biases of its own, as
variables; the activation follows every layer but the last.
"""
    blank = """
def mlp(x, sizes, activation):
    return ...
"""
    answers = ("mlp",)
    hints = (
        "Keep the node of the layer so far under a name, `h`, which begins as x. For each size, "
        "make W of shape (width of h, size) and b of shape (size,). The width is `h.shape[1]`.",
        "In a loop over `enumerate(sizes)`: `h = h @ W + b`, and `h = activation(h)` if it is not "
        "the last layer. For W, `dl.random_normal([rows, columns], stddev=…, seed=…)`.",
    )
    solution_code = """
def mlp(x, sizes, activation):
    h = x
    for layer, size in enumerate(sizes):
        if layer > 0:
            h = activation(h)
        n_in = h.shape[1]
        W = dl.Variable(dl.random_normal([n_in, size], stddev=n_in**-0.5, seed=layer))
        b = dl.Variable(dl.zeros([size]))
        h = h @ W + b
    return h
"""
    why = """
A layer is an affine map, h @ W + b; between two of them comes an activation, since two affine maps
in a row are one. So the activation stands *before* every layer but the first, or, which is the
same, after every layer but the last. The last has none: the loss wants logits, which may be any
numbers. With tanh behind it they would lie between -1 and 1, and with a sigmoid in the loss no
probability could leave the range from 0.27 to 0.73.

The width of a layer's input is that of the layer before, `h.shape[1]`, known while the graph is
built, although the number of examples is not. Weights start at random, to tell the units apart, and
with a standard deviation of 1/√n_in, to keep the size of the sums; biases start at 0. And both are
variables, or the optimizer would have nothing to change. This is what Keras calls a stack of
*dense* layers, in lesson 8.
"""
    checked = (
        "Checked with one, two and three layers, tanh and relu, for your own start and for other "
        "weights in its place."
    )
    width = 4
    cases = (
        ([5, 3, 2], "dl.tanh"),
        ([6, 1], "dl.nn.relu"),
        ([3], "dl.tanh"),
        ([5, 3, 2], "dl.nn.relu"),
    )

    def judge(self, answer):
        for sizes, activation in self.cases:
            self._try(answer, sizes, activation)
        return self._remark(answer)

    def _try(self, answer, sizes, activation):
        function, formula = _ACTIVATIONS[activation]
        with Graph().as_default() as graph:
            x = placeholder(shape=[None, self.width], name="x")
            logits = self._built(answer, x, sizes, function)
            weights, biases = self._parameters(graph, logits, sizes)
            random = np.random.default_rng(1)
            points = random.normal(size=(3, self.width)).round(1)
            values = {v: random.normal(size=v.shape).round(1) for v in weights + biases}
            with Session() as session:
                found = call(session.run, logits, {x: points} | values)
                starts = call(session.run, weights)
        layers = [
            (values[w], values[b].reshape(1, -1)) for w, b in zip(weights, biases, strict=True)
        ]
        call_ = f"`mlp(x, {sizes}, {activation})`"
        self._must_compute(np.asarray(found, float), points, layers, formula, call_)
        self._must_start_apart(starts, call_)

    def _built(self, answer, x, sizes, function) -> Node:
        logits = returned(call(answer, x, list(sizes), function), "a node")
        if not isinstance(logits, Node):
            raise Wrong(
                "not_a_node",
                f"Your function returns {described(logits)}; it is to return the node of the "
                f"logits.",
            )
        if logits.graph is not x.graph:
            raise Wrong("other_graph", _OTHER_GRAPH)
        return logits

    def _parameters(self, graph, logits, sizes) -> tuple[list[Variable], list[Variable]]:
        """Find each layer's weights and biases by their shapes."""
        used = set(topological_order([logits]))
        variables = [v for v in graph.variables if v in used and v.trainable]
        if not variables:
            raise Wrong(
                "no_variables",
                "There is no trainable variable in your network: an optimizer could not change "
                "anything. Wrap the start of W and b in `dl.Variable(…)`.",
            )
        widths = [self.width, *sizes]
        matrices = list(pairwise(widths))
        weights = [v for v in variables if tuple(v.shape) in matrices]
        biases = [v for v in variables if v not in weights]
        has = ", ".join(str(tuple(v.shape)) for v in variables)
        shapes = (
            f"For `sizes` = {sizes} and x of shape (n, {self.width}), the weights are to have the "
            f"shapes {', '.join(map(str, matrices))}, the biases "
            f"{', '.join(f'({size},)' for size in sizes)}. Your variables have: {has}."
        )
        if [tuple(v.shape) for v in weights] != matrices:
            raise Wrong("weights", f"The weights do not have the right shapes.\n\n{shapes}")
        if not biases:
            raise Wrong("no_biases", f"The biases are missing.\n\n{shapes}")
        if [(int(np.prod(v.shape)), v.shape[-1:]) for v in biases] != [(s, (s,)) for s in sizes]:
            raise Wrong("biases", f"The biases do not have the right shapes.\n\n{shapes}")
        return weights, biases

    def _must_compute(self, found, points, layers, formula, call_):
        wanted = _forward(points, layers, formula)
        if found.shape == wanted.shape and np.allclose(found, wanted):
            return
        table = shown_in_lines({"your logits": found, "they should be": wanted})
        example = f"An example, {call_} with some weights and biases:\n\n{table}"
        for key, guess, message in _mistakes(points, layers, formula):
            if guess.shape == found.shape and np.allclose(found, guess):
                raise Wrong(key, f"{message}\n\n{example}")
        raise Wrong("other", example)

    @staticmethod
    def _must_start_apart(starts, call_):
        for W in starts:
            if W.shape[1] > 1 and len(np.unique(W, axis=1).T) < W.shape[1]:
                raise Wrong(
                    "symmetric",
                    f"The network is right, but in {call_} several units of a layer start with "
                    f"the same weights, and remain copies of each other for ever. Start W at "
                    f"random: `dl.random_normal`.",
                )

    def _remark(self, answer) -> str | None:
        with Graph().as_default() as graph:
            set_random_seed(0)
            x = placeholder(shape=[None, 400], name="x")
            self._built(answer, x, [100, 2], tanh)
            with Session() as session:
                spread = np.std(call(session.run, graph.variables[0]))
        if 0.02 < spread < 0.2:
            return None
        return (
            f"One thing more: with 400 inputs your weights start with the standard deviation "
            f"{spread:.2g}. Something near 1/√400 = 0.05 would keep the size of the sums."
        )


def _forward(points, layers, formula, *, last=False, apart=()):
    h = points
    for i, (W, b) in enumerate(layers):
        h = h @ W + b
        if (i < len(layers) - 1 or last) and i not in apart:
            h = formula(h)
    return h


def _mistakes(points, layers, formula):
    yield (
        "activation_at_the_end",
        _forward(points, layers, formula, last=True),
        "The activation follows the last layer too. Logits may be any numbers; leave it out there.",
    )
    yield (
        "no_activation",
        _forward(points, layers, lambda a: a),
        "There is no activation at all: layers without one between them are together a single "
        "affine map.",
    )
    yield (
        "only_at_the_end",
        formula(_forward(points, layers, lambda a: a)),
        "The activation comes once, behind the last layer: it belongs between the layers.",
    )
    for i in range(len(layers) - 1):
        yield (
            "one_left_out",
            _forward(points, layers, formula, apart=(i,)),
            f"The activation after layer {i + 1} is missing.",
        )
    yield (
        "activation_of_input",
        _forward(formula(points), layers, formula),
        "The activation is applied to the input x too; it begins after the first layer.",
    )
    for name, (_, other) in _ACTIVATIONS.items():
        yield (
            "activation_ignored",
            _forward(points, layers, other),
            f"Your network uses `{name}`, and not the `activation` that it is given.",
        )
    weights_only = [(W, 0 * b) for W, b in layers]
    yield (
        "biases_unused",
        _forward(points, weights_only, formula),
        "The biases are made, but do not take part.",
    )
