"""Judges of lesson 1: orders of evaluation, a search for them, and an operation of one's own."""

from collections.abc import Callable
from contextlib import suppress

import numpy as np

from ...dtypes import float32
from ...graph import Graph
from ...nodes import Node, Operation, placeholder
from ..answers import (
    NotAttempted,
    Wrong,
    call,
    described,
    is_blank,
    is_empty,
    must_be_subclass,
    returned,
)
from ..cases import judge_nodes
from ..orders import breadth_first, check_order, in_words, marked_on_push, on_arrival
from ..small_graphs import (
    TooManyComparisons,
    TooManyLooks,
    Watched,
    chain,
    doublings,
    pictured,
    watched,
)


def order(exercise, names) -> None:
    """Judge an order in which to evaluate the nodes of a small graph."""
    if isinstance(names, str) or not isinstance(names, list | tuple):
        raise Wrong("not_a_list", what=described(names))
    names = [node.name if isinstance(node, Node) else node for node in names]
    y, _ = exercise.graph()
    known = [node.name for node in y.graph.nodes]
    for name in names:
        if name not in known:
            raise Wrong("unknown", what=described(name), known=in_words(known))
    check_order(names, y)


_SMALL = (
    "a",
    "x; f: x; y: f",
    "x; f1: x; f2: f1; y: x f2",
    "x; f1: x; f2: f1; y: f2 x",
    "x; y: x x",
    "x; w; b; other: x; u: w x; v: u b; y: u v",
    "a; b; c: a b; d: b c; e: c a; unused: e; y: e d b",
)


def my_topological_order(exercise, search: Callable) -> None:
    """Judge a search for an order of evaluation."""
    if not callable(search):
        call(search)
    if is_empty(search):
        raise NotAttempted
    _judge_small(search)
    target = doublings(25)
    _must_be_order(_listed(search, target, "exponential"), target)
    target = chain(5000, 100_000)
    try:
        found = _listed(search, target, "slow")
    except Wrong as wrong:
        raise Wrong("too_deep") if wrong.mistake == "recursion" else wrong from None
    _must_be_order(found, target)


def _judge_small(search: Callable) -> None:
    targets = [watched(recipe) for recipe in _SMALL]
    found = [_listed(search, target, "endless") for target in targets]
    faults = [_fault(order, target) for order, target in zip(found, targets, strict=True)]
    wrong = [i for i, fault in enumerate(faults) if fault]
    if not wrong:
        return
    mistake = _cause(found, targets)
    if mistake:
        # The most telling example: one that is wrong read backwards too.
        wrong = [i for i in wrong if faults[i].mistake == "too_early"] or wrong
    example = f"{faults[wrong[0]].message}\n\n{pictured(targets[wrong[0]])}"
    raise Wrong(mistake or faults[wrong[0]].mistake, example)


def _listed(search: Callable, target: Watched, too_many: str) -> list[Node]:
    """Call the reader's function, and see to it that what it returns is a list of nodes."""

    def as_list(node):
        order = search(node)
        if order is None or is_blank(order):
            return order
        if isinstance(order, set | frozenset | dict | str) or not hasattr(order, "__iter__"):
            raise Wrong("not_a_list", what=described(order))
        return list(order)

    try:
        order = returned(call(as_list, target), "a list of nodes")
    except Wrong as wrong:
        if TooManyLooks.__name__ in wrong.message:
            raise Wrong(too_many) from None
        if TooManyComparisons.__name__ in wrong.message:
            raise Wrong("listed_in_a_list") from None
        raise
    for node in order:
        if not isinstance(node, Node):
            raise Wrong("not_nodes", what=described(node))
    return order


def _must_be_order(order: list[Node], target: Watched) -> None:
    target.graph.looks_allowed = np.inf
    check_order([node.name for node in order], target)


def _fault(order: list[Node], target: Watched) -> Wrong | None:
    try:
        _must_be_order(order, target)
    except Wrong as wrong:
        return wrong
    return None


def _cause(found: list, targets: list) -> str | None:
    """Find a typical wrong search that gives the same orders, perhaps read backwards."""
    found = [list(dict.fromkeys(order)) for order in found]
    for search in (breadth_first, on_arrival, marked_on_push):
        for turn in (list, lambda inputs: list(inputs)[::-1]):
            guess = [search(target, turn) for target in targets]
            if found in (guess, [order[::-1] for order in guess]):
                return search.__name__
    return None


def operation(exercise, softsign) -> None:
    """Judge an operation of the reader's own."""
    must_be_subclass(softsign, Operation, exercise.blank)
    if softsign.compute is Operation.compute:
        raise Wrong("no_compute")
    with suppress(Wrong):  # it may need what `__init__` sets; but it must be filled in
        call(object.__new__(softsign).compute, np.ones(2))
    with Graph().as_default():
        x = placeholder(float32, [4], name="x")
        node = call(softsign, x)
        _must_have_input(node, x)
        given = np.array([-3.0, -0.5, 0.0, 2.0])
        result = _computed(node, given)
    if isinstance(result, Node):
        raise Wrong("graph_in_compute")
    if result is None:
        raise Wrong("no_return")
    judge_nodes(exercise, softsign)
    if not np.array_equal(given, [-3.0, -0.5, 0.0, 2.0]):
        raise Wrong("modified")
    if node.shape is not None and tuple(node.shape) != (4,):
        raise Wrong("shape", shape=f"`{node.shape}`")
    if node.shape is None or node.dtype != float32:
        raise Wrong("untold")


def _computed(node: Operation, x: np.ndarray):
    try:
        return call(node.compute, x)
    except Wrong as wrong:
        raise Wrong("graph_in_compute") if wrong.mistake == "numpy_on_a_node" else wrong from None


def _must_have_input(node, x: Node) -> None:
    if not hasattr(node, "inputs"):
        raise Wrong("no_super")
    if not node.inputs:
        raise Wrong("no_inputs")
    if node.inputs != (x,):
        raise Wrong("other_inputs", count=len(node.inputs))
