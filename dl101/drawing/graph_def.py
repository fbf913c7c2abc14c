"""TensorFlow's graphs, put into nodes that `dl101.draw` can draw.

TensorFlow writes any of its graphs as a *GraphDef*: a list of nodes with a name, an operation,
the names of the inputs, and attributes. Only these fields are read here; TensorFlow itself is
not imported.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..graph import Graph
from ..nodes import Node, Operation, Variable, constant, placeholder

_DTYPES = dict(zip(range(1, 7), ("f4", "f8", "i4", "u1", "i2", "i1"), strict=True))
_DTYPES |= {9: "i8", 10: "?"}
_VALUES = ("float_val", "double_val", "int_val", "int64_val", "bool_val")
_RESOURCE = 20
_VARIABLES = {"VarHandleOp", "Variable", "VariableV2"}
_UPDATES = ("Assign", "ResourceApply", "Apply")


class _Foreign(Node):
    """A node that stands for one of another library, and keeps the name it has there."""

    def __init__(self, graph: Graph, definition, inputs: list[Node]):
        self.graph, self.name, self.op_type = graph, definition.name, definition.op
        self.inputs, self.shape = tuple(inputs), _shape(definition.attr)
        graph._add(self)


class ForeignOperation(_Foreign, Operation):
    """An operation of another library; of one that changes a variable, `ref` is that variable."""

    def __init__(self, graph, definition, inputs):
        if definition.op.startswith(_UPDATES) and inputs and isinstance(inputs[0], Variable):
            self.ref, *inputs = inputs
        super().__init__(graph, definition, inputs)


class ForeignPlaceholder(_Foreign, placeholder):
    """A placeholder of another library."""


class ForeignConstant(_Foreign, constant):
    """A constant of another library, with its value where it is numbers."""

    def __init__(self, graph, definition, inputs):
        super().__init__(graph, definition, inputs)
        self.value = _value(definition.attr["value"].tensor) if "value" in definition.attr else None


class ForeignVariable(_Foreign, Variable):
    """A variable of another library, or what stands for one within a function."""

    initial_value = None

    def __init__(self, graph, definition, inputs):
        super().__init__(graph, definition, inputs)
        if self.op_type == "Placeholder":  # whose shape is that of a reference
            self.shape = None


def is_foreign(nodes) -> bool:
    """Say whether something is a GraphDef, a graph that can be written as one, or of such a graph.

    Parameters
    ----------
    nodes : object

    Returns
    -------
    bool
    """
    if isinstance(nodes, Node | Graph | str | Mapping):
        return False
    if hasattr(nodes, "node") or hasattr(nodes, "as_graph_def"):
        return True
    if isinstance(nodes, list | tuple):
        return bool(nodes) and all(map(_is_part, nodes))
    return _is_part(nodes)


def _is_part(node) -> bool:
    if isinstance(node, Node):
        return False
    return hasattr(getattr(node, "graph", None), "as_graph_def") or hasattr(node, "numpy")


def translate(nodes) -> Graph | list[Node]:
    """Make nodes that can be drawn of another library's.

    Parameters
    ----------
    nodes : GraphDef, tf.Graph, tf.Tensor, tf.Operation, or sequence of the latter two

    Returns
    -------
    Graph or list of Node
        What was given, as a graph, or as nodes of one.

    Raises
    ------
    TypeError
        If a tensor was computed at once and is part of no graph.
    ValueError
        If the nodes belong to several graphs.
    """
    if hasattr(nodes, "node"):
        return _as_graph(nodes)
    if hasattr(nodes, "as_graph_def"):
        return _as_graph(nodes.as_graph_def(add_shapes=True))
    parts = list(nodes) if isinstance(nodes, list | tuple) else [nodes]
    if not all(hasattr(part, "graph") for part in parts):
        raise TypeError(
            "This tensor was computed at once (eager execution), and belongs to no graph that "
            "could be drawn. Trace a function, as in f.get_concrete_function(...).graph."
        )
    if any(part.graph is not parts[0].graph for part in parts):
        raise ValueError("Cannot draw nodes of two graphs in one picture.")
    graph = translate(parts[0].graph)
    return [graph.get_tensor_by_name(_name(getattr(part, "op", part).name)) for part in parts]


def _as_graph(graph_def) -> Graph:
    """Translate a GraphDef, whose nodes may come in any order, and in loops form circles."""
    definitions = {definition.name: definition for definition in graph_def.node}
    graph, made, begun = Graph(), {}, set()
    for name in definitions:
        stack = [name]
        while stack:
            name = stack[-1]
            wanted = [i for i in _inputs(definitions[name]) if i in definitions]
            waiting = [i for i in wanted if i not in begun]
            begun.add(name)
            if waiting and name not in made:
                stack.append(waiting[0])
                continue
            stack.pop()
            if name not in made:
                # An input that is begun and not made leads back round a loop.
                inputs = [made[i] for i in wanted if i in made]
                made[name] = _kind(definitions[name])(graph, definitions[name], inputs)
    return graph


def _kind(definition) -> type[_Foreign]:
    op = definition.op
    held_elsewhere = op == "Placeholder" and definition.attr["dtype"].type == _RESOURCE
    if op in _VARIABLES or held_elsewhere:
        return ForeignVariable
    if op.startswith("Placeholder"):
        return ForeignPlaceholder
    return ForeignConstant if op == "Const" else ForeignOperation


def _inputs(definition) -> list[str]:
    """List whose values a node takes; NoOp takes none, but others must be done before it."""
    before = definition.op == "NoOp"
    return [_name(name) for name in definition.input if before or not name.startswith("^")]


def _name(tensor: str) -> str:
    return tensor.removeprefix("^").partition(":")[0]


def _shape(attributes) -> tuple[int | None, ...] | None:
    shapes = [attributes["shape"].shape] if "shape" in attributes else []
    if "_output_shapes" in attributes:
        shapes += attributes["_output_shapes"].list.shape[:1]
    for shape in shapes:
        if not shape.unknown_rank:
            return tuple(None if dim.size < 0 else dim.size for dim in shape.dim)
    return None


def _value(tensor) -> np.ndarray | None:
    """Read an array from a TensorProto; a value that repeats is written there but once."""
    if tensor.dtype not in _DTYPES or tensor.tensor_shape.unknown_rank:
        return None
    dtype = np.dtype(_DTYPES[tensor.dtype])
    shape = tuple(dim.size for dim in tensor.tensor_shape.dim)
    if tensor.tensor_content:
        return np.frombuffer(tensor.tensor_content, dtype.newbyteorder("<")).reshape(shape)
    entries = next((list(v) for v in (getattr(tensor, k) for k in _VALUES) if v), [0])
    flat = np.full(int(np.prod(shape)), entries[-1], dtype)
    flat[: len(entries)] = entries[: flat.size]
    return flat.reshape(shape)
