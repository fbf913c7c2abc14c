"""The exercise of lesson 5 on the walk backwards through a graph."""

from collections.abc import Callable

import numpy as np

from ..graph import Node, topological_order
from .answers import Wrong, call, numbers, returned, same, shown
from .old_exercise import Exercise
from .orders import breadth_first, on_arrival
from .searches import _pictured, _watched


def _walk(y: Node, x: Node, local: Callable, order: list[Node], combine: Callable) -> float:
    found = {y: 1.0}
    for node in order:
        if node in found:
            for i, needed in enumerate(node.inputs):
                combine(found, needed, found[node], local(node, i))
    return found.get(x, 0.0)


def _add(found, needed, grad, slope):
    found[needed] = found.get(needed, 0.0) + grad * slope


def _overwrite(found, needed, grad, slope):
    found[needed] = grad * slope


def _keep_first(found, needed, grad, slope):
    found.setdefault(needed, grad * slope)


def _no_product(found, needed, grad, slope):
    found[needed] = found.get(needed, 0.0) + slope


def _sum_along_path(found, needed, grad, slope):
    found[needed] = found.get(needed, 0.0) + grad + slope


def _backwards(y):
    return topological_order([y])[::-1]


def _again_and_again(y, x, local):
    """Hand on the whole gradient each time that a contribution arrives."""
    found, queue = {y: 1.0}, [y]
    for node in queue:
        for i, needed in enumerate(node.inputs):
            found[needed] = found.get(needed, 0.0) + found[node] * local(node, i)
            queue.append(needed)
    return found.get(x, 0.0)


def _orders(search) -> list[Callable]:
    return [
        lambda y, turn=turn: search(y, turn) for turn in (list, lambda inputs: list(inputs)[::-1])
    ]


def _walks(orders, *combinations) -> list[Callable]:
    return [
        lambda y, x, local, order=order, combine=combine: _walk(y, x, local, order(y), combine)
        for order in orders
        for combine in combinations
    ]


_WRONG_WALKS = {
    "overwritten": (
        "Contributions are *overwritten*: where a node is used several times, only the last one "
        "counts. They add up: `found[needed] = found.get(needed, 0) + …`.",
        _walks([_backwards], _overwrite),
    ),
    "first_kept": (
        "Where a node is used several times, only the first contribution counts. They add up.",
        _walks([_backwards], _keep_first),
    ),
    "too_early": (
        "A node is visited too early: its gradient is handed on before all of its consumers have "
        "contributed (as in a breadth-first walk, or a depth-first one that visits on arrival), "
        "and what arrives later never gets any further. Visit every node after *all* of its "
        "consumers: in reverse topological order.",
        _walks(_orders(breadth_first) + _orders(on_arrival), _add),
    ),
    "too_early_and_overwritten": (
        "Two mistakes at once: a node is visited before all of its consumers have contributed, and "
        "contributions are overwritten instead of added up.",
        _walks(_orders(breadth_first) + _orders(on_arrival), _overwrite, _keep_first),
    ),
    "counted_twice": (
        "Contributions are counted several times: whenever a new one arrives, the *whole* gradient "
        "so far is handed on again. Wait until it is complete, and hand it on once.",
        [_again_and_again],
    ),
    "no_product": (
        "The local derivatives are added up without the chain rule: a contribution is the "
        "consumer's gradient *times* the local derivative.",
        _walks([_backwards], _no_product),
    ),
    "sum_along_path": (
        "Along a path the local derivatives are to be *multiplied*; only contributions of several "
        "consumers are added.",
        _walks([_backwards], _sum_along_path),
    ),
    "forwards": (
        "The walk runs forwards, from the inputs to y: when a node's turn comes, its consumers "
        "have not been visited. Reverse the order.",
        _walks([lambda y: topological_order([y])], _add, _overwrite),
    ),
}


class Backpropagate(Exercise):
    """Write the walk of backpropagation."""

    lesson, number, name = 5, 2, "backpropagate"
    task = """
Write backpropagation itself, for graphs of scalars: given the nodes y and x, return the number
∂y/∂x (0 if y does not depend on x). `node.inputs` lists a node's inputs, perhaps one of them twice,
and `local(node, i)` is the derivative of the node by its input number i, a number. It must stand
chains of thousands of nodes; `dl.topological_order([y])` may help.
"""
    blank = """
def backpropagate(y, x, local):
    return ...
"""
    answers = ("backpropagate",)
    hints = (
        "Keep a dictionary from nodes to what is known of their gradients; ∂y/∂y is 1. When may a "
        "node hand its gradient on: at once, or when all of its consumers have contributed?",
        "Walk through `reversed(dl.topological_order([y]))`. At each node, for each input number "
        "i, *add* the node's gradient times `local(node, i)` to what the input has so far.",
    )
    solution_code = """
def backpropagate(y, x, local):
    found = {y: 1.0}
    for node in reversed(dl.topological_order([y])):
        for i, needed in enumerate(node.inputs):
            found[needed] = found.get(needed, 0.0) + found[node] * local(node, i)
    return found.get(x, 0.0)
"""
    why = """
By the chain rule, ∂y/∂x is the sum over all paths from x to y of the products of the local
derivatives along them. There may be exponentially many paths: 25 doublings y = y + y have 2²⁵. The
walk does not look at paths. It uses that they share their ends: whatever the way on to x, the part
from a node up to y is the same, and its sum is the node's own gradient. So it is enough to sum once
per node, and hand the total on. That costs one multiplication per edge, about as much as computing
y.

For this a node's total must be complete when it is handed on, and it is when all consumers have
been visited: in reverse topological order every consumer comes before what it consumes.
`found.get(…) + …` adds the contributions; the same line serves an input that occurs twice, as in x
· x, since `enumerate` visits both places. The loop needs no recursion, so no depth is too much.

`dl.gradients` is this walk, with one difference: instead of numbers it hands on *nodes*, and
`local` times the gradient is a rule's work. Therefore its result can be differentiated again.
"""
    checked = (
        "Checked on eight small graphs, 25 doublings with their 2²⁵ paths, and a chain of 5,000 "
        "nodes."
    )
    small = (
        ("x; y: x", "x"),
        ("x; f1: x; f2: f1; y: x f2", "x"),
        ("x; f1: x; f2: f1; y: f2 x", "x"),
        ("x; g: x; f1: g; f2: f1; y: g f2", "x"),
        ("x; g: x; f1: g; f2: f1; y: f2 g", "x"),
        ("x; y: x x", "x"),
        ("w; x; b; u: w x; v: u b; y: u v", "u"),
        ("a; x; unused: x; y: a", "x"),
    )

    def judge(self, answer):
        graphs = [_graph(recipe, x) for recipe, x in self.small]
        found = [self._found(answer, *graph, _ENDLESS) for graph in graphs]
        wanted = [_right(*graph) for graph in graphs]
        wrong = [i for i, value in enumerate(found) if not _equal(value, wanted[i])]
        if wrong:
            self._diagnose(graphs, found, wanted, wrong)
        self._must_be_quick(answer)
        self._must_be_deep(answer)

    def _found(self, answer, y, x, too_many) -> float | Wrong:
        y.graph.looks, y.graph.looks_allowed = 0, 10_000
        try:
            result = returned(call(answer, y, x, _slope), "the number ∂y/∂x")
        except Wrong as wrong:
            if y.graph.looks > y.graph.looks_allowed:
                raise Wrong(*too_many) from None
            if wrong.mistake != "exception":
                raise
            return wrong
        finally:
            y.graph.looks_allowed = float("inf")
        return float(numbers(result, (), "∂y/∂x"))

    def _diagnose(self, graphs, found, wanted, wrong):
        for mistake, (message, walks) in _WRONG_WALKS.items():
            for walk in walks:
                guess = [walk(y, x, _slope) for y, x in graphs]
                # Some fail where y does not depend on x; that alone is another matter.
                pairs = [p for p in zip(found, guess, strict=True) if not isinstance(p[0], Wrong)]
                if len(pairs) >= len(found) - 1 and all(_equal(*pair) for pair in pairs):
                    example = self._example(graphs, found, wanted, wrong)
                    raise Wrong(mistake, f"{message}\n\n{example}")
        if all(_repeated(graphs[i][0]) and not isinstance(found[i], Wrong) for i in wrong):
            example = self._example(graphs, found, wanted, wrong)
            raise Wrong("repeated_input", f"{_EACH_ARROW}\n\n{example}")
        if isinstance(found[wrong[0]], Wrong):
            if wrong == [len(graphs) - 1]:
                raise Wrong("unneeded", f"{_UNNEEDED} {found[wrong[0]].message}")
            raise found[wrong[0]]
        raise Wrong("other", self._example(graphs, found, wanted, wrong))

    def _example(self, graphs, found, wanted, wrong) -> str:
        i = next((i for i in wrong if not isinstance(found[i], Wrong)), wrong[0])
        y, x = graphs[i]
        value = "an exception" if isinstance(found[i], Wrong) else shown(found[i])
        return (
            f"{_pictured(y)} {_local_derivatives(y)}, ∂y/∂{x.name} should be "
            f"{shown(wanted[i])}; you return {value}."
        )

    def _must_be_quick(self, answer):
        lines = [f"y{i}: y{i - 1} y{i - 1}" for i in range(1, 26)]
        self._must_be(answer, *_graph("; ".join(["y0", *lines]), "y0"), _EXPONENTIAL)

    def _must_be_deep(self, answer):
        lines = [f"y{i}: y{i - 1}" for i in range(1, 5000)]
        y, x = _graph("; ".join(["y0", *lines]), "y0")
        y.graph.looks_allowed = 200_000
        try:
            value = returned(call(answer, y, x, _unit), "the number ∂y/∂x")
        except Wrong as wrong:
            if y.graph.looks > y.graph.looks_allowed:
                raise Wrong(*_SLOW) from None
            raise (
                Wrong("recursion", _RECURSION) if wrong.mistake == "recursion" else wrong
            ) from None
        if not _equal(float(numbers(value, (), "∂y/∂x")), 1.0):
            raise Wrong("other", "For a chain of 5,000 nodes the result is wrong.")

    def _must_be(self, answer, y, x, too_many):
        found = self._found(answer, y, x, too_many)
        if isinstance(found, Wrong):
            raise found
        wanted = _right(y, x)
        if not _equal(found, wanted):
            raise Wrong(
                "other",
                f"For 25 doublings ∂y/∂x should be {shown(wanted)}; you return {shown(found)}.",
            )


def _graph(recipe: str, x: str) -> tuple[Node, Node]:
    y = _watched(recipe)
    return y, next(node for node in y.graph.nodes if node.name == x)


def _right(y, x) -> float:
    return _walk(y, x, _slope, _backwards(y), _add)


def _slope(node: Node, i: int) -> float:
    """Give every edge of a small graph a local derivative of its own."""
    if isinstance(i, Node):
        raise TypeError(
            "local(node, i) takes an input's number, 0, 1, …, and not the input itself."
        )
    if not 0 <= i < len(node._inputs):
        raise IndexError(f"'{node.name}' has {len(node._inputs)} inputs, and no number {i}.")
    return 2.0 + i + sum(map(ord, node.name)) % 5


def _repeated(y: Node) -> list[Node]:
    """List the nodes of a graph that are made of one node, twice."""
    return [node for node in y.graph.nodes if len(set(node.inputs)) < len(node.inputs)]


def _local_derivatives(y: Node) -> str:
    if repeated := _repeated(y):
        node = repeated[0]
        return (
            f"{node.name} has {node.inputs[0].name} as input twice: input 0 with local derivative "
            f"{_slope(node, 0):g}, input 1 with {_slope(node, 1):g}. With these"
        )
    slopes = (
        f"∂{node.name}/∂{needed.name} = {_slope(node, k):g}"
        for node in y.graph.nodes
        for k, needed in enumerate(node.inputs)
    )
    return f"With the local derivatives {', '.join(slopes)}"


def _unit(node: Node, i: int) -> float:
    return 1.0


def _equal(found, wanted) -> bool:
    return not isinstance(found, Wrong) and same(np.asarray(found), np.asarray(wanted))


_ENDLESS = (
    "endless",
    "Your function does not come to an end: in a graph of a few nodes it looked at `.inputs` more "
    "than 10,000 times.",
)
_EXPONENTIAL = (
    "exponential",
    "It is right for small graphs, but on 25 doublings, y = y + y, your function looked at "
    "`.inputs` more than 10,000 times for 26 nodes: it follows each *path*, and there are 2²⁵ of "
    "them. Visit each node once, when its gradient is complete.",
)
_SLOW = (
    "slow",
    "It is right for small graphs, but on a chain of 5,000 nodes your function looked at `.inputs` "
    "more than 200,000 times. Does it start over for every node?",
)
_RECURSION = (
    "It is right for small graphs, but on a chain of 5,000 nodes your function reaches Python's "
    "recursion limit. Walk in a loop, through a list of nodes in reverse topological order."
)
_UNNEEDED = "Where y does not depend on x at all, ∂y/∂x is 0, and your function fails."
_EACH_ARROW = (
    "Each arrow counts, also where two come from the same node: use `enumerate(node.inputs)`."
)
