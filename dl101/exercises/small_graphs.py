"""Graphs for exercises on walks through graphs, whose nodes count how often they are looked at."""

import numpy as np

from ..graph import Graph, get_default_graph
from ..nodes import Operation
from .orders import in_words

COMPARISONS_ALLOWED = 1_000_000


class TooManyLooks(Exception):
    """`inputs` was read more often than any sensible walk does."""


class TooManyComparisons(Exception):
    """Nodes were compared more often than any search does that keeps them in a set."""


class Watched(Operation):
    """An operation that counts how often in its graph inputs are read and nodes compared."""

    def __init__(self, name, *inputs):
        super().__init__(inputs, name=name, graph=get_default_graph())
        self.arity = len(inputs)

    @property
    def inputs(self):
        if not hasattr(self, "graph"):  # a node being made
            return self._inputs
        self.graph.looks += 1
        if self.graph.looks > self.graph.looks_allowed:
            raise TooManyLooks
        return self._inputs

    @inputs.setter
    def inputs(self, nodes):
        self._inputs = nodes

    def __eq__(self, other):
        self.graph.comparisons += 1
        if self.graph.comparisons > COMPARISONS_ALLOWED:
            raise TooManyComparisons
        return self is other

    __hash__ = Operation.__hash__


def watched(recipe: str, looks_allowed: int = 10_000) -> Watched:
    """Make a graph from lines such as ``c: a b`` between semicolons; the last one is returned."""
    graph, nodes = Graph(), {}
    graph.looks, graph.looks_allowed, graph.comparisons = 0, np.inf, 0
    with graph.as_default():
        for line in recipe.split(";"):
            name, _, inputs = line.partition(":")
            name = name.strip()
            nodes[name] = Watched(name, *(nodes[i] for i in inputs.split()))
    graph.looks, graph.looks_allowed = 0, looks_allowed
    return nodes[name]


def doublings(n: int) -> Watched:
    """Make ``y = y + y``, done `n` times."""
    return watched("; ".join(["y0", *(f"y{i}: y{i - 1} y{i - 1}" for i in range(1, n + 1))]))


def chain(n: int, looks_allowed: int) -> Watched:
    """Make a chain of `n` nodes."""
    recipe = "; ".join(["y0", *(f"y{i}: y{i - 1}" for i in range(1, n))])
    return watched(recipe, looks_allowed)


def pictured(target: Watched) -> str:
    """Tell of which nodes a graph consists."""
    target.graph.looks_allowed = np.inf
    lines = [
        f"{node.name}({', '.join(i.name for i in node.inputs)})" if node.inputs else node.name
        for node in target.graph.nodes
    ]
    return f"The graph, made in this order: {in_words(lines)}; asked for: `{target.name}`."
