"""Turning what an operation is given into nodes that fit together."""

import numpy as np

from ..dtypes import as_dtype, bool_, float64, is_floating, promote, to_array
from ..graph import get_default_graph
from ..nodes import Node, apply, constant
from ..shapes import as_shape


def convert_to_tensor(value, dtype=None, name=None, *, graph=None) -> Node:
    """Turn a number, an array or a list into a node; leave a node as it is.

    A list that holds nodes is stacked. A node of another dtype than `dtype` is refused.
    """
    dtype = None if dtype is None else as_dtype(dtype)
    if isinstance(value, list | tuple) and graph_of(value) is not None:
        value = apply("Pack", [convert_to_tensor(v, dtype, graph=graph_of(value)) for v in value])
    if isinstance(value, Node):
        if value.op_type == "NoOp":
            raise TypeError(f"'{value.name}' is run for its side effect, and has no value.")
        if dtype is not None and dtype != value.dtype:
            raise TypeError(
                f"'{value.name}' is {value.dtype.name}, and {dtype.name} is wanted; use dl101.cast."
            )
        return value
    return constant(value, dtype, name=name, graph=graph)


def graph_of(*values):
    """Find the graph of the first node among values, and among lists of values."""
    for value in values:
        if isinstance(value, Node):
            return value.graph
        if isinstance(value, list | tuple) and (found := graph_of(*value)) is not None:
            return found
    return None


def convert_together(*values) -> list[Node]:
    """Turn operands into nodes of one dtype.

    Numbers and arrays take the dtype of the nodes beside them where they fit in it, so that
    ``2 * x`` is float32 for a float32 `x`. Nodes of different dtypes meet in the one that
    `dl101.dtypes.promote` finds.
    """
    graph = graph_of(*values) or get_default_graph()
    values = [convert_to_tensor(v) if graph_of(v) else v for v in values]
    arrays = [v if isinstance(v, Node) else to_array(v) for v in values]
    known = [v.dtype for v in arrays if isinstance(v, Node)]
    common = promote(*known) if known else None
    for array in arrays:
        weak = common is not None and not isinstance(array, Node)
        if not weak or (is_floating(array.dtype) and not is_floating(common)):
            common = array.dtype if common is None else promote(common, array.dtype)
    return [
        with_dtype(v, common) if isinstance(v, Node) else constant(v, common, graph=graph)
        for v in arrays
    ]


def refuse_bool(operation: str, node: Node) -> None:
    """Raise TypeError for a boolean node where numbers are needed."""
    if node.dtype == bool_:
        raise TypeError(
            f"{operation} needs numbers, and '{node.name}' is bool; use dl101.cast, for example "
            f"to float64."
        )


def to_floating(x) -> Node:
    """Turn an operand into a node of a floating dtype; integers become float64."""
    x = convert_to_tensor(x)
    return x if is_floating(x.dtype) else with_dtype(x, float64)


def with_dtype(node: Node, dtype: np.dtype) -> Node:
    """Cast a node, unless it has the dtype already."""
    return node if node.dtype == dtype else apply("Cast", node, dtype)


def convert_shape(shape, graph=None) -> Node:
    """Turn a shape (lengths, an array, a node, or a list with nodes) into an int32 node."""
    if isinstance(shape, Node):
        return shape
    if isinstance(shape, list | tuple) and graph_of(shape) is not None:
        return convert_to_tensor(shape)
    shape = as_shape(shape)
    if shape is None or None in shape:
        raise ValueError(f"The shape {shape} is not complete: None is only for placeholders.")
    return constant(np.array(shape, np.int32), graph=graph)


def shape_held_by(node: Node):
    """Find the shape that a shape node will give, as far as its value is known in advance."""
    if isinstance(node, constant):
        return as_shape(node.value)
    if node.shape is None or len(node.shape) != 1 or node.shape[0] is None:
        return None
    return as_shape([None] * node.shape[0])


def check_integers(function: str, what: str, node: Node) -> None:
    """Raise TypeError for indices or labels that are not whole numbers."""
    if node.dtype.kind != "i":
        raise TypeError(
            f"{function}: the {what} must be integers, and '{node.name}' is {node.dtype.name}."
        )


def check_scalar(function: str, what: str, node: Node) -> None:
    """Raise ValueError for a node that is known to be no single number."""
    if node.shape not in (None, ()):
        raise ValueError(
            f"{function}: the {what} must be a number, and '{node.name}' has shape {node.shape}."
        )
