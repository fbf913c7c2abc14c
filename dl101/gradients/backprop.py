"""Backpropagation: the nodes that compute gradients, added to the graph."""

from .. import shapes
from ..dtypes import is_floating
from ..graph import Node, Operation, constant, name_scope, topological_order
from ..operations import add_n, convert_to_tensor, ones_like
from .registry import input_gradients
from .shaping import sum_to_like


def gradients(
    ys, xs, grad_ys=None, name: str = "gradients", stop_gradients=None
) -> list[Node | None]:
    """Add to the graph nodes for the derivatives of ``sum(ys)`` with respect to each of `xs`.

    Parameters
    ----------
    ys : Node or sequence of Node
        What to differentiate; tensors of any shape, whose entries are summed.
    xs : Node or sequence of Node
        What to differentiate by: variables, placeholders, or any node on the way.
    grad_ys : Node, array_like, or sequence of these, optional
        Weights of the entries of `ys` in the sum, of the shapes of `ys`; 1 by default.
    name : str, optional
        The name scope of the new nodes.
    stop_gradients : Node or sequence of Node, optional
        Nodes to treat as constants.

    Returns
    -------
    list of Node or None
        For each of `xs` a node of its shape and dtype; ``None`` where `ys` does not depend on
        it, or it is not a floating number.

    Raises
    ------
    TypeError
        If one of `ys` or `xs` is no node, or one of `ys` is no floating number.
    ValueError
        If they belong to several graphs, or a gradient has the wrong shape.
    LookupError
        If an operation on the way has no gradient rule.

    References
    ----------
    Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", 1986.

    See Also
    --------
    tf.gradients
    """
    ys, xs = _nodes(ys, "ys"), _nodes(xs, "xs")
    stopped = [] if stop_gradients is None else _nodes(stop_gradients, "stop_gradients")
    weights = list(grad_ys) if isinstance(grad_ys, list | tuple) else [grad_ys] * len(ys)
    if len(weights) != len(ys):
        raise ValueError(f"There are {len(ys)} ys, and {len(weights)} grad_ys for them.")
    graph = _common_graph([*ys, *xs])
    with graph.as_default(), name_scope(name):
        seeds = [seed(y, w) for y, w in zip(ys, weights, strict=True)]
        totals, _ = backpropagate(ys, seeds, xs, stopped)
    return [totals.get(x) for x in xs]


def backpropagate(ys, seeds, xs, stopped=()) -> tuple[dict, dict]:
    """Walk from `ys` back to `xs`, and add to the graph the gradient of every node on the way.

    Parameters
    ----------
    ys, xs : sequence of Node
    seeds : sequence of Node
        The gradient that each of `ys` starts with.
    stopped : collection of Node, optional
        Nodes to treat as constants.

    Returns
    -------
    totals : dict of Node to Node
        For each node visited, in the order of the visits, its gradient.
    contributions : dict of Node to dict
        For each node visited, what its gradient is the sum of: by consumer and number of the
        consumer's input (or by ``None`` and the place among `ys`), a node.
    """
    order = topological_order(ys)
    active = between(order, xs, stopped)
    contributions: dict[Node, dict[tuple, Node]] = {}
    for k, (y, seed_of_y) in enumerate(zip(ys, seeds, strict=True)):
        contributions.setdefault(y, {})[None, k] = seed_of_y

    totals = {}
    # Consumers come before what they consume, so that a node's contributions are complete
    # when its turn comes.
    for node in reversed(order):
        if node not in active or node not in contributions:
            continue
        parts = list(contributions[node].values())
        grad = totals[node] = parts[0] if len(parts) == 1 else add_n(parts)
        if any(i in active for i in node.inputs) and node not in stopped:
            for i, share in enumerate(input_gradients(node, grad)):
                if share is not None and node.inputs[i] in active:
                    contributions.setdefault(node.inputs[i], {})[node, i] = _fitted(node, i, share)
    return totals, contributions


def between(order, xs, stopped=()) -> set[Node]:
    """Find the nodes that depend on one of `xs` by way of floating numbers."""
    active, sources = set(), set(xs)
    for node in order:
        reached = node in sources or (node not in stopped and any(i in active for i in node.inputs))
        if reached and is_floating(node.dtype):
            active.add(node)
    return active


def _fitted(op: Operation, i: int, share: Node) -> Node:
    """Give a gradient the shape of the input it belongs to."""
    wanted = op.inputs[i]
    if op.may_stretch(i) and (share.shape != wanted.shape or not _is_known(wanted.shape)):
        return sum_to_like(share, wanted)
    try:
        shapes.merge(wanted.shape, share.shape)
    except ValueError:
        raise ValueError(
            f"The gradient rule for {op.op_type} gives input {i}, '{wanted.name}' of shape "
            f"{wanted.shape}, a gradient of shape {share.shape} ('{op.name}'). A gradient has the "
            f"shape of what it belongs to; is a transpose or a sum missing in the rule?"
        ) from None
    return share


def _is_known(shape) -> bool:
    return shape is not None and shape.is_fully_defined()


def seed(y: Node, weight=None) -> Node:
    """Make the gradient that `y` starts with: `weight`, or ones."""
    if not is_floating(y.dtype):
        raise TypeError(
            f"Cannot differentiate '{y.name}': it is {y.dtype.name}, and derivatives need floating "
            f"numbers; use dl101.cast before the computation."
        )
    if weight is None:
        return constant(1.0, y.dtype, y.shape) if _is_known(y.shape) else ones_like(y)
    weight = convert_to_tensor(weight, y.dtype)
    try:
        shapes.merge(y.shape, weight.shape)
    except ValueError as error:
        raise ValueError(f"grad_ys for '{y.name}' does not have its shape: {error}.") from None
    return weight


def _nodes(nodes, what: str) -> list[Node]:
    nodes = list(nodes) if isinstance(nodes, list | tuple) else [nodes]
    for node in nodes:
        if not isinstance(node, Node):
            raise TypeError(f"gradients: {what} are nodes, and {node!r:.60} is none.")
    return nodes


def _common_graph(nodes):
    if not nodes:
        raise ValueError("gradients: there is nothing to differentiate.")
    for node in nodes:
        if node.graph is not nodes[0].graph:
            raise ValueError(
                f"gradients: '{node.name}' and '{nodes[0].name}' belong to different graphs."
            )
    return nodes[0].graph
