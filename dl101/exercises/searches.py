"""Trying out a reader's search for the order of evaluation, on nodes that watch it."""

from collections.abc import Callable

import numpy as np

from ..graph import Graph, get_default_graph
from ..nodes import Node, Operation
from .answers import Wrong, call, described, is_blank, returned
from .orders import breadth_first, check_order, in_words, on_arrival


def check_small(answer: Callable, recipes: tuple[str, ...]) -> None:
    """Raise `Wrong` unless the orders found in small graphs are right.

    Parameters
    ----------
    answer : callable
        Takes a node, returns a list of nodes.
    recipes : tuple of str
        Graphs, as lines such as ``c: a b`` between semicolons; the last node is the target.
    """
    targets = [_watched(recipe) for recipe in recipes]
    found = [_listed(answer, target, _ENDLESS) for target in targets]
    faults = [_fault(order, target) for order, target in zip(found, targets, strict=True)]
    wrong = [i for i, fault in enumerate(faults) if fault]
    if not wrong:
        return
    mistake, cause = _cause(found, targets)
    if mistake:
        # The most telling example: one that is wrong read backwards too.
        wrong = [i for i in wrong if faults[i].mistake == "too_early"] or wrong
    i = wrong[0]
    raise Wrong(
        mistake or faults[i].mistake, f"{cause}{faults[i].message}\n\n{_pictured(targets[i])}"
    )


def check_doublings(answer: Callable, n: int) -> None:
    """Raise `Wrong` if the search walks every path of ``y = y + y``, done `n` times."""
    lines = [f"y{i}: y{i - 1} y{i - 1}" for i in range(1, n + 1)]
    target = _watched("; ".join(["y0", *lines]))
    _must_be_order(_listed(answer, target, _EXPONENTIAL), target)


def check_chain(answer: Callable, n: int) -> None:
    """Raise `Wrong` if the search does not manage a chain of `n` nodes."""
    lines = [f"y{i}: y{i - 1}" for i in range(1, n)]
    target = _watched("; ".join(["y0", *lines]))
    target.graph.looks_allowed = 20 * n
    try:
        order = _listed(answer, target, _SLOW)
    except Wrong as wrong:
        raise Wrong("recursion", _RECURSION) if wrong.mistake == "recursion" else wrong from None
    _must_be_order(order, target)


class TooManyLooks(Exception):
    """`inputs` was read more often than any sensible search does."""


class _Watched(Operation):
    """An operation that counts how often inputs are read in its graph."""

    def __init__(self, name, *inputs):
        super().__init__(inputs, name=name, graph=get_default_graph())

    @property
    def inputs(self):
        self.graph.looks += 1
        if self.graph.looks > self.graph.looks_allowed:
            raise TooManyLooks
        return self._inputs

    @inputs.setter
    def inputs(self, nodes):
        self._inputs = nodes


def _watched(recipe: str) -> _Watched:
    """Make a graph from lines such as ``c: a b``; the last one is the target."""
    graph, nodes = Graph(), {}
    graph.looks, graph.looks_allowed = 0, np.inf
    with graph.as_default():
        for line in recipe.split(";"):
            name, _, inputs = line.partition(":")
            name = name.strip()
            nodes[name] = _Watched(name, *(nodes[i] for i in inputs.split()))
    graph.looks, graph.looks_allowed = 0, 10_000
    return nodes[name]


_ENDLESS = (
    "endless",
    "Your function does not come to an end: in a graph of a few nodes it looked at `.inputs` more "
    "than 10,000 times. Does every round of your loop take something off the stack, or put on "
    "something new?",
)
_EXPONENTIAL = (
    "exponential",
    "The order is right for small graphs, but on 25 doublings, y = y + y, your function looked at "
    "`.inputs` more than 10,000 times for 26 nodes. It walks each *path*, and there are 2²⁵ of "
    "them. Remember the nodes that are done, and do not go into them again.",
)
_SLOW = (
    "slow",
    "The order is right for small graphs, but on a chain of 5,000 nodes your function looked at "
    "`.inputs` more than 100,000 times. Does it start over for every node?",
)
_RECURSION = (
    "The order is right for small graphs, but on a chain of 5,000 nodes your function reaches "
    "Python's recursion limit. Keep your own stack: a list of the nodes that are waiting, and a "
    "`while` loop."
)


def _listed(answer, target: _Watched, too_many: tuple[str, str]) -> list[Node]:
    """Call the reader's function, and see to it that what it returns is a list of nodes."""

    def search(node):
        order = answer(node)
        return order if order is None or is_blank(order) else _as_list(order)

    if not callable(answer):
        call(answer)
    try:
        order = returned(call(search, target), "a list of nodes")
    except Wrong:
        if target.graph.looks > target.graph.looks_allowed:
            raise Wrong(*too_many) from None
        raise
    for node in order:
        if not isinstance(node, Node):
            raise Wrong("not_nodes", f"The list is to hold nodes; yours holds {described(node)}.")
    return order


def _as_list(order) -> list:
    if isinstance(order, set | frozenset | dict | str) or not hasattr(order, "__iter__"):
        reason = " A set has no order." if isinstance(order, set | frozenset) else ""
        raise Wrong(
            "not_a_list", f"Your function returns {described(order)}, and not a list.{reason}"
        )
    return list(order)


def _must_be_order(order: list[Node], target: _Watched) -> None:
    target.graph.looks_allowed = np.inf
    check_order([node.name for node in order], target)


def _fault(order: list[Node], target: _Watched) -> Wrong | None:
    try:
        _must_be_order(order, target)
    except Wrong as wrong:
        return wrong
    return None


def _cause(found: list, targets: list) -> tuple[str | None, str]:
    """Find a typical wrong search that gives the same orders, perhaps read backwards."""
    for mistake, search, message in _WRONG_SEARCHES:
        for turn in (list, lambda inputs: list(inputs)[::-1]):
            guess = [search(target, turn) for target in targets]
            if found in (guess, [order[::-1] for order in guess]):
                return mistake, f"{message}\n\n"
    return None, ""


def _pictured(target) -> str:
    lines = (
        f"{node.name}({', '.join(i.name for i in node.inputs)})" if node.inputs else node.name
        for node in target.graph.nodes
    )
    return f"The graph, made in this order: {in_words(list(lines))}; asked for: `{target.name}`."


_WRONG_SEARCHES = (
    (
        "breadth_first",
        breadth_first,
        "This is breadth-first order: level by level from the target. In x + f(f(x)), x is on the "
        "first level below the sum, and yet the innermost f needs it.",
    ),
    (
        "on_arrival",
        on_arrival,
        "This lists a node when the search reaches it. List it when the search leaves it, after "
        "all of its inputs.",
    ),
)
