"""Graphs and walks for lesson 5's exercises."""

from collections.abc import Callable

import numpy as np

from ...graph import Node, topological_order
from ..answers import shown
from ..small_graphs import pictured, watched


def graph(recipe: str, x: str) -> tuple[Node, Node]:
    """Make a small graph; return its target and the node of that name."""
    y = watched(recipe)
    return y, next(node for node in y.graph.nodes if node.name == x)


def ends(y: Node) -> tuple[Node, Node]:
    """Return a graph's target and its first node."""
    return y, y.graph.nodes[0]


def slope(node: Node, i: int) -> float:
    """Give every edge of a small graph a local derivative of its own."""
    if isinstance(i, Node):
        raise TypeError(
            "local(node, i) takes an input's number, 0, 1, …, and not the input itself."
        )
    if not 0 <= i < node.arity:
        raise IndexError(f"'{node.name}' has {node.arity} inputs, and no number {i}.")
    return 2.0 + i + sum(map(ord, node.name)) % 5


def unit(node: Node, i: int) -> float:
    """Give every edge the local derivative 1."""
    return 1.0


def about(y: Node, x: Node, found: np.ndarray, wanted: np.ndarray) -> str:
    """Tell of a small graph, and what was found in it."""
    return (
        f"{pictured(y)} {_local_derivatives(y)}, ∂y/∂{x.name} should be {shown(wanted)}; you "
        f"return {shown(found)}."
    )


def _local_derivatives(y: Node) -> str:
    for node in y.graph.nodes:
        if len(set(node.inputs)) < len(node.inputs):
            return (
                f"{node.name} has {node.inputs[0].name} as input twice: input 0 with local "
                f"derivative {slope(node, 0):g}, input 1 with {slope(node, 1):g}. With these"
            )
    slopes = (
        f"∂{node.name}/∂{needed.name} = {slope(node, k):g}"
        for node in y.graph.nodes
        for k, needed in enumerate(node.inputs)
    )
    return f"With the local derivatives {', '.join(slopes)}"


def walking(order: Callable, combine: Callable, turned: bool = False) -> Callable:
    """Make a walk that visits nodes in some order, and combines contributions in some way."""

    def backpropagate(y, x, local):
        found = {y: 1.0}
        for node in order(y, (lambda inputs: list(inputs)[::-1]) if turned else list):
            for i, needed in enumerate(node.inputs):
                if node in found:
                    combine(found, needed, found[node], local(node, i))
        return found.get(x, 0.0)

    return backpropagate


def backwards(y, turn):
    """Reverse topological order."""
    return topological_order([y])[::-1]


def add(found, needed, grad, slope):
    """Add a contribution up: the right way."""
    found[needed] = found.get(needed, 0.0) + grad * slope


def overwrite(found, needed, grad, slope):
    """Keep the last contribution alone."""
    found[needed] = grad * slope


def keep_first(found, needed, grad, slope):
    """Keep the first contribution alone."""
    found.setdefault(needed, grad * slope)


def no_product(found, needed, grad, slope):
    """Leave out the gradient that arrives."""
    found[needed] = found.get(needed, 0.0) + slope


def sum_along_path(found, needed, grad, slope):
    """Add along a path, too."""
    found[needed] = found.get(needed, 0.0) + grad + slope
