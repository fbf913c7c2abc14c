"""A small engine that computes and trains with the reader's own pieces of the library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import dl101 as dl

from ..gradients.backprop import unbroadcast
from . import backpropagation, computational_graphs
from .answers import Wrong, call
from .exercise import Note, Verdict

PIECES = {
    "topological_order": computational_graphs.my_topological_order,
    "backpropagate": backpropagation.backpropagate,
    "tanh_rule": backpropagation.tanh_rule,
    "multiply_rule": backpropagation.multiply_rule,
    "matmul_rule": backpropagation.matmul_rule,
}
"""The exercise in which each piece is written."""

RULES = {"Tanh": "tanh_rule", "Mul": "multiply_rule", "MatMul": "matmul_rule"}
"""The piece that is the gradient rule of a type of operation."""

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([[0.0], [1.0], [1.0], [0.0]])


class PocketEngine:
    """Session, backpropagation and gradient descent, made of pieces that readers wrote.

    Each piece is the answer to the exercise of its name, and is judged by that exercise first.
    The engine's own takes the place of a piece that is left out or still blank. Lesson 5 calls::

        PocketEngine(
            topological_order=topological_order,
            backpropagate=backpropagate,
            tanh_rule=tanh_rule,
            multiply_rule=multiply_rule,
            matmul_rule=matmul_rule,
        ).train()

    as the last line of a cell. What `train` returns shows itself: whose code ran, and how often if
    it is the reader's, and the network's answers; or, where a piece is wrong, what its exercise
    says of it.
    """

    def __init__(
        self,
        *,
        topological_order: Callable | None = None,
        backpropagate: Callable | None = None,
        tanh_rule: Callable | None = None,
        multiply_rule: Callable | None = None,
        matmul_rule: Callable | None = None,
    ):
        given = {
            "topological_order": topological_order,
            "backpropagate": backpropagate,
            "tanh_rule": tanh_rule,
            "multiply_rule": multiply_rule,
            "matmul_rule": matmul_rule,
        }
        verdicts = {
            name: PIECES[name].verdict_on(piece)
            for name, piece in given.items()
            if piece is not None
        }
        self.yours = {n: given[n] for n, verdict in verdicts.items() if verdict.status == "right"}
        blank = ("right", "not attempted")
        self.wrong = {n: verdict for n, verdict in verdicts.items() if verdict.status not in blank}
        self.calls = dict.fromkeys(PIECES, 0)
        self.orders: dict[dl.Node, list[dl.Node]] = {}

    def run(self, fetches: Sequence[dl.Node], given: dict[dl.Node, Any]) -> list:
        """Compute nodes from the values given, each node once."""
        values = dict(given)
        for fetch in fetches:
            for node in self.order(fetch):
                if isinstance(node, dl.constant):
                    values[node] = node.value
                elif node not in values:
                    values[node] = node.compute(*[values[i] for i in node.inputs])
        return [values[fetch] for fetch in fetches]

    def order(self, target: dl.Node) -> list[dl.Node]:
        """List what a node needs, in an order of evaluation; found once for each target."""
        if target not in self.orders:
            self.orders[target] = list(self.piece("topological_order", target))
        return self.orders[target]

    def gradients(self, loss: dl.Node, parameters: Sequence[dl.Node]) -> list[dl.Node]:
        """Make nodes for the gradients: where the walk multiplies by an `Arrow`, rules work."""

        def local(node, i):
            return Arrow(self, node, i)

        found = [self.piece("backpropagate", loss, p, local) for p in parameters]
        for parameter, gradient in zip(parameters, found, strict=True):
            if not isinstance(gradient, Gradient):
                raise Wrong("no_gradient", f"The gradient of {parameter.name} did not arrive.")
        return [gradient.node for gradient in found]

    def hand_on(self, node: dl.Operation, i: int, grad) -> dl.Node | None:
        """Apply the gradient rule of a node; return what it contributes to input `i`."""
        name, grad = RULES.get(node.op_type), dl.convert_to_tensor(grad, node.dtype)
        parts = self.piece(name, node, grad) if name else _library_rule(node, grad)
        part = parts[i] if isinstance(parts, list | tuple) else parts
        return None if part is None else unbroadcast(node, i, part)

    def piece(self, name: str, *arguments):
        """Call the reader's piece of this name, or else the engine's own, and count it."""
        self.calls[name] += 1
        if name in self.yours:
            return call(self.yours[name], *arguments)
        return PIECES[name].right[0](*arguments)

    def train(self, steps: int = 300, learning_rate: float = 0.5) -> "Training":
        """Train a network of four hidden units on XOR, in a graph of its own."""
        if self.wrong:
            return Training(self)
        with dl.Graph().as_default():
            loss, output, values = xor_network()
            parameters = list(values)
            try:
                slopes = self.gradients(loss, parameters)
                losses = []
                for _ in range(steps):
                    value, *found = self.run([loss, *slopes], values)
                    losses.append(float(value))
                    for parameter, slope in zip(parameters, found, strict=True):
                        values[parameter] = values[parameter] - learning_rate * slope
                return Training(self, losses, self.run([output], values)[0])
            except Wrong as wrong:
                return Training(self, stopped=wrong.message)


@dataclass(frozen=True)
class Training:
    """What came of a training: of each step its loss, and the network's outputs at the corners.

    Where a piece is wrong there was none; `engine.wrong` has the verdicts. `stopped` is what a
    piece said that is right for its exercise, and stopped all the same.
    """

    engine: PocketEngine
    losses: Sequence[float] = ()
    outputs: np.ndarray | None = None
    stopped: str = ""

    def _note(self) -> Note:
        if self.engine.wrong:
            found = [_diagnosis(name, verdict) for name, verdict in self.engine.wrong.items()]
            return Note("The engine does not start.", "\n\n".join(found))
        if self.stopped:
            body = f"Your pieces are right, but this engine cannot use one. {self.stopped}"
            return Note("The engine stopped.", body)
        answers = ", ".join(f"{output:.2f}" for output in self.outputs[:, 0])
        return Note(
            "The engine has trained a network on XOR.",
            f"{len(self.losses)} steps took the loss from {self.losses[0]:.2f} to "
            f"{self.losses[-1]:.2f}. For (0, 0), (0, 1), (1, 0) and (1, 1) the network now says "
            f"{answers}. Whose code did it:\n\n" + "\n".join(self._whose()),
        )

    def _whose(self) -> list[str]:
        """List the reader's pieces, a line each, and in one line those still to be written."""
        yours = [name for name in PIECES if name in self.engine.yours]
        lines = [f"- **yours**: `{n}`, called {self.engine.calls[n]} times" for n in yours]
        ours = [f"`{name}` ({_number(name)})" for name in PIECES if name not in yours]
        if ours:
            lines.append("- ours, until you write them in the exercises: " + ", ".join(ours))
        return lines

    def __repr__(self) -> str:
        return repr(self._note())

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        return self._note()._repr_mimebundle_()


def _diagnosis(name: str, verdict: Verdict) -> str:
    return f"`{name}` (exercise {_number(name)}): {verdict.message}"


def _number(name: str) -> str:
    return f"{PIECES[name].lesson}.{PIECES[name].number}"


class Arrow:
    """The local derivative on an arrow in a graph of matrices: it multiplies by applying a rule."""

    __array_ufunc__ = None  # NumPy's numbers leave the product to `__rmul__`

    def __init__(self, engine: PocketEngine, node: dl.Operation, i: int):
        self.engine, self.node, self.i = engine, node, i

    def __mul__(self, grad) -> "Gradient | float":
        grad = grad.node if isinstance(grad, Gradient) else grad
        part = self.engine.hand_on(self.node, self.i, grad)
        return 0.0 if part is None else Gradient(part)

    __rmul__ = __mul__


@dataclass(frozen=True)
class Gradient:
    """A gradient on its way back; contributions add up."""

    __array_ufunc__ = None
    node: dl.Node

    def __add__(self, other) -> "Gradient":
        return Gradient(self.node + other.node) if isinstance(other, Gradient) else self

    __radd__ = __add__


def xor_network() -> tuple[dl.Node, dl.Node, dict[dl.Node, Any]]:
    """Build the network; return its loss, its output and the parameters' first values."""
    random = np.random.default_rng(0)
    start = {
        dl.Variable(random.normal(size=shape), name=name): None
        for name, shape in (("W1", (2, 4)), ("b1", (4,)), ("w2", (1, 4)), ("b2", (1,)))
    }
    W1, b1, w2, b2 = start
    hidden = dl.tanh(dl.constant(CORNERS) @ W1 + b1)
    logit = dl.reduce_sum(hidden * w2, axis=1, keepdims=True) + b2
    losses = dl.nn.sigmoid_cross_entropy_with_logits(labels=dl.constant(XOR), logits=logit)
    values = {variable: variable.initial_value.value for variable in start}
    return dl.reduce_mean(losses), dl.sigmoid(logit), values


def _library_rule(node: dl.Operation, grad: dl.Node):
    return dl.get_gradient_function(node)(node, grad)
