"""TensorFlow's graphs, translated into nodes that `dl101.draw` can draw.

TensorFlow writes any of its graphs as a *GraphDef*: a list of nodes with a name, an operation,
the names of the inputs, and attributes. Only these fields are read here; TensorFlow itself is
not imported.
"""

import numpy as np

from ..graph import Graph, common_graph, topological_order
from ..nodes import Node, Operation, Variable, constant, placeholder

_DTYPES = dict(zip(range(1, 7), ("f4", "f8", "i4", "u1", "i2", "i1"), strict=True))
_DTYPES |= {9: "i8", 10: "?"}
_VALUES = ("float_val", "double_val", "int_val", "int64_val", "bool_val")
_RESOURCE = 20
_VARIABLES = {"VarHandleOp", "Variable", "VariableV2"}
_UPDATES = ("Assign", "ResourceApply", "Apply")


class _Foreign(Node):
    """A node that stands for one of another library, and keeps the name it has there."""

    def __init__(self, graph: Graph, definition):
        self.graph, self.name, self.op_type = graph, definition.name, definition.op
        self.shape = _shape(definition.attr)
        self.inputs = ()  # once all nodes are made


class ForeignOperation(_Foreign, Operation):
    """An operation; where it changes a variable, `ref` is that variable."""


class ForeignPlaceholder(_Foreign, placeholder):
    """A placeholder."""


class ForeignConstant(_Foreign, constant):
    """A constant, with its value where that is numbers."""

    def __init__(self, graph, definition):
        super().__init__(graph, definition)
        self.value = _value(definition.attr["value"].tensor) if "value" in definition.attr else None


class ForeignVariable(_Foreign, Variable):
    """A variable, or what stands for one within a function."""

    initial_value = None

    def __init__(self, graph, definition):
        super().__init__(graph, definition)
        if self.op_type == "Placeholder":  # whose shape is that of a reference
            self.shape = None


def is_foreign(nodes) -> bool:
    """Say whether this is a GraphDef, a graph that can be written as one, or nodes of such."""
    if hasattr(nodes, "node") or hasattr(nodes, "as_graph_def"):
        return True
    parts = nodes if isinstance(nodes, list | tuple) else [nodes]
    return bool(parts) and all(
        hasattr(getattr(part, "graph", None), "as_graph_def") or hasattr(part, "numpy")
        for part in parts
    )


def translate(nodes) -> Graph | list[Node]:
    """Make nodes that can be drawn from what `is_foreign`: a graph, or nodes of one."""
    if hasattr(nodes, "node"):
        return _as_graph(nodes)
    if hasattr(nodes, "as_graph_def"):
        return _as_graph(nodes.as_graph_def(add_shapes=True))
    parts = nodes if isinstance(nodes, list | tuple) else [nodes]
    if not all(hasattr(part, "graph") for part in parts):
        raise TypeError(
            "This tensor was computed at once (eager execution) and belongs to no graph that "
            "could be drawn. Trace a function, as in f.get_concrete_function(...).graph."
        )
    graph = common_graph(parts, "Cannot draw")
    nodes = {node.name: node for node in translate(graph).nodes}
    return [nodes[_name(getattr(part, "op", part).name)] for part in parts]


def _as_graph(graph_def) -> Graph:
    """Translate a GraphDef, whose nodes may come in any order, and may form loops."""
    graph = Graph()
    made = {one.name: _kind(one)(graph, one) for one in graph_def.node}
    for one in graph_def.node:
        made[one.name].inputs = tuple(made[name] for name in _inputs(one) if name in made)
    graph.nodes = topological_order(made.values())
    done = set()
    for node in graph.nodes:
        # Of a loop, the arrow that leads back is left out.
        inputs = [i for i in node.inputs if i in done]
        if node.op_type.startswith(_UPDATES) and inputs and isinstance(inputs[0], Variable):
            node.ref, *inputs = inputs
        node.inputs = tuple(inputs)
        done.add(node)
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
    """List the names of a node's inputs.

    Names with ``^`` are nodes that must only run before it. They are the inputs of a NoOp, which
    has no others.
    """
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
    """Read an array from a TensorProto, in which a value that repeats is written only once."""
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
