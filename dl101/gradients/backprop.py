"""Backpropagation: the nodes that compute gradients, added to the graph."""

from collections import defaultdict

from .. import shapes
from ..checks import shorten
from ..dtypes import is_floating
from ..graph import common_graph, name_scope, topological_order
from ..nodes import Node, Operation, constant
from ..operations import add_n, convert_to_tensor, ones_like
from .gradient_operations import sum_to_like
from .registry import input_gradients


def gradients(
    ys, xs, grad_ys=None, name: str = "gradients", *, stop_gradients=None
) -> list[Node | None]:
    """Add to the graph nodes for the derivatives of ``sum(ys)`` with respect to each of `xs`.

    `ys` and `xs` are nodes or lists of nodes; the entries of all `ys` are summed, weighted by
    `grad_ys` where these are given. `stop_gradients` are nodes to treat as constants. For each
    of `xs` there is a node of its shape and dtype, or ``None`` where `ys` does not depend on it
    by way of floating numbers. An operation on the way that has no gradient rule raises
    LookupError.

    Source: Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors",
    1986.
    """
    ys, xs = _nodes(ys, "ys"), _nodes(xs, "xs")
    stopped = [] if stop_gradients is None else _nodes(stop_gradients, "stop_gradients")
    weights = list(grad_ys) if isinstance(grad_ys, list | tuple) else [grad_ys] * len(ys)
    if len(weights) != len(ys):
        raise ValueError(f"gradients: there are {len(ys)} ys, and {len(weights)} grad_ys for them.")
    if not ys and not xs:
        raise ValueError("gradients: there is nothing to differentiate.")
    graph = common_graph([*ys, *xs], "gradients cannot join")
    with graph.as_default(), name_scope(name):
        initial = [initial_gradient(y, weight) for y, weight in zip(ys, weights, strict=True)]
        totals = backpropagate(ys, initial, xs, stopped)
    return [totals.get(x) for x in xs]


def backpropagate(ys, initial_gradients, xs, stopped=()) -> dict[Node, Node]:
    """Walk from `ys` back to `xs`; return the gradient of every node on the way."""
    order = topological_order(ys)
    active = between(order, xs, stopped)
    contributions = defaultdict(list)
    for y, gradient in zip(ys, initial_gradients, strict=True):
        contributions[y].append(gradient)

    totals = {}
    # A node comes after all of its consumers, so its contributions are complete by then.
    for node in reversed(order):
        if node not in active or node not in contributions:
            continue
        parts = contributions[node]
        totals[node] = parts[0] if len(parts) == 1 else add_n(parts)
        if node in stopped or not active.intersection(node.inputs):
            continue  # one of `xs`: nothing behind it is asked for
        for i, part in enumerate(input_gradients(node, totals[node])):
            if part is not None and node.inputs[i] in active:
                contributions[node.inputs[i]].append(unbroadcast(node, i, part))
    return totals


def between(order, xs, stopped=()) -> set[Node]:
    """Find the floating nodes that depend on one of `xs`, by way of such nodes."""
    active, sources = set(), set(xs)
    for node in order:
        reached = node in sources or (node not in stopped and any(i in active for i in node.inputs))
        if reached and is_floating(node.dtype):
            active.add(node)
    return active


def unbroadcast(op: Operation, i: int, gradient: Node) -> Node:
    """Give a gradient the shape of the input it belongs to: sum over what was broadcast."""
    x = op.inputs[i]
    if op.is_broadcast(i) and not (gradient.shape == x.shape and shapes.is_known(x.shape)):
        # A factor of unknown shape was taken for a matrix: when it is summed, that is checked.
        return sum_to_like(gradient, x, of_matrices=op.op_type == "MatMul" and x.shape is None)
    if not shapes.compatible(gradient.shape, x.shape):
        raise ValueError(
            f"The gradient rule for {op.op_type} gives input {i}, '{x.name}' of shape {x.shape}, "
            f"a gradient of shape {gradient.shape} ('{op.name}'). A gradient has the shape of "
            f"what it belongs to; is a transpose or a sum missing in the rule?"
        )
    return gradient


def initial_gradient(y: Node, weight=None) -> Node:
    """Make the gradient that `y` starts with: `weight`, or ones."""
    if not is_floating(y.dtype):
        raise TypeError(
            f"Cannot differentiate '{y.name}': it is {y.dtype.name}, and derivatives need floating "
            f"numbers; use dl101.cast before the computation."
        )
    if weight is None:
        return constant(1.0, y.dtype, y.shape) if shapes.is_known(y.shape) else ones_like(y)
    weight = convert_to_tensor(weight, y.dtype)
    if not shapes.compatible(weight.shape, y.shape):
        raise ValueError(
            f"grad_ys for '{y.name}' must have its shape {y.shape}, and has {weight.shape}."
        )
    return weight


def _nodes(nodes, what: str) -> list[Node]:
    nodes = list(nodes) if isinstance(nodes, list | tuple) else [nodes]
    for node in nodes:
        if not isinstance(node, Node):
            raise TypeError(f"gradients: {what} must be nodes; got {shorten(node)}.")
    return nodes
