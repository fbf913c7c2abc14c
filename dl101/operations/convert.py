"""Turning what an operation is given into nodes that fit together."""

import numpy as np

from ..dtypes import as_dtype, bool_, float64, is_floating, promote, to_array
from ..graph import Node, constant, get_default_graph
from ..shapes import as_shape


def convert_to_tensor(value, dtype=None, name=None, *, graph=None) -> Node:
    """Turn a number, array or list into a node; leave a node as it is.

    Parameters
    ----------
    value : Node or array_like
        A list that holds nodes is stacked into one.
    dtype : dtype, optional
        The dtype wanted; a node of another dtype is refused, as TensorFlow does.
    name : str, optional
        A name for the new constant.

    Returns
    -------
    Node

    Raises
    ------
    TypeError
        If `value` is no number or cannot have that dtype.

    See Also
    --------
    tf.convert_to_tensor
    """
    dtype = None if dtype is None else as_dtype(dtype)
    if isinstance(value, list | tuple) and graph_of(value) is not None:
        from .parts import stack

        value = stack([convert_to_tensor(v, dtype, graph=graph_of(value)) for v in value])
    if isinstance(value, Node):
        if value.op_type == "NoOp":
            raise TypeError(f"'{value.name}' is run for what it does, and has no value.")
        if dtype is not None and dtype != value.dtype:
            raise TypeError(
                f"'{value.name}' is {value.dtype.name}, and {dtype.name} is wanted; use dl101.cast."
            )
        return value
    return constant(value, dtype, name=name, graph=graph)


def graph_of(*values):
    """Find the graph of the first node among values, and among lists of values."""
    try:
        return _graph_of(values)
    except RecursionError:
        raise ValueError(
            "A list that is nested so deeply, or contains itself, cannot become a tensor."
        ) from None


def _graph_of(values):
    for value in values:
        if isinstance(value, Node):
            return value.graph
        if isinstance(value, list | tuple) and (found := _graph_of(value)) is not None:
            return found
    return None


def convert_together(*values) -> list[Node]:
    """Turn operands into nodes of one dtype.

    Numbers and arrays take the dtype of the nodes beside them where they fit in it, so that
    ``2 * x`` is float32 for a float32 `x`. Nodes of different dtypes meet in the one that
    `dl101.dtypes.promote` finds.
    """
    graph = graph_of(*values) or get_default_graph()
    values = [
        convert_to_tensor(v) if isinstance(v, list | tuple) and graph_of(v) else v for v in values
    ]
    arrays = [v if isinstance(v, Node) else to_array(v) for v in values]
    known = [v.dtype for v in arrays if isinstance(v, Node)]
    common = promote(*known) if known else None
    for array in arrays:
        weak = common is not None and not isinstance(array, Node)
        if not weak or (is_floating(array.dtype) and not is_floating(common)):
            common = array.dtype if common is None else promote(common, array.dtype)
    return [
        _with_dtype(v, common) if isinstance(v, Node) else constant(v, common, graph=graph)
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
    return x if is_floating(x.dtype) else _with_dtype(x, float64)


def _with_dtype(node: Node, dtype) -> Node:
    if node.dtype == dtype:
        return node
    from .arrays import cast

    return cast(node, dtype)


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
