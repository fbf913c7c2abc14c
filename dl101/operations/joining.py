"""Operations that join several tensors, choose between them, and pick from them."""

import numpy as np

from .. import shapes
from ..checks import check_nonempty_list
from ..dtypes import bool_
from ..graph import get_default_graph
from ..nodes import Operation
from ..shapes import Shape
from .convert import check_integers, convert_to_tensor, convert_together, graph_of


class concat(Operation):
    """Tensors one after the other along an axis that they have."""

    op_type = "ConcatV2"
    advice = "All lengths but that along the axis must be equal."

    def __init__(self, values, axis, name=None):
        nodes = convert_together(*check_nonempty_list("concat: values", values))
        known = nodes[0].shape
        self.axis = shapes.normalize_axis(axis, known)
        for node in nodes[1:]:
            known = self._joined(known, node.shape, node)
        super().__init__(nodes, nodes[0].dtype, known, name)

    def _joined(self, known, other, node):
        if known is None or other is None:
            return None
        rest, other_rest = list(known), list(other)
        try:
            m, n = rest.pop(self.axis), other_rest.pop(self.axis)
            joined = list(shapes.merge(Shape(rest), Shape(other_rest)))
        except (ValueError, IndexError):
            raise ValueError(
                f"concat: '{node.name}' of shape {other} does not fit behind shape {known} along "
                f"axis {self.axis}. {self.advice}"
            ) from None
        joined.insert(self.axis % len(known), None if None in (m, n) else m + n)
        return Shape(joined)

    def compute(self, *values):
        return np.concatenate(values, self.axis)


class stack(Operation):
    """Tensors of one shape, laid side by side along a new axis, the first by default."""

    op_type = "Pack"
    advice = "All tensors must have the same shape."

    def __init__(self, values, axis=0, name=None):
        nodes = convert_together(*check_nonempty_list("stack: values", values))
        self.axis, known = shapes.normalize_axis(axis, None), nodes[0].shape
        for node in nodes[1:]:
            try:
                known = shapes.merge(known, node.shape)
            except ValueError as error:
                raise ValueError(f"stack: '{node.name}' does not fit: {error}.") from None
        super().__init__(nodes, nodes[0].dtype, shapes.with_axis(known, axis, len(nodes)), name)

    def compute(self, *values):
        return np.stack(values, self.axis)


class where(Operation):
    """Entries of `x` where a condition holds, and of `y` where it does not.

    The shapes broadcast; but a vector as condition chooses whole rows, as in TensorFlow 1: its
    entries stand for the first axis.
    """

    op_type = "Select"
    advice = "The shapes of the condition and of both choices must broadcast."

    def __init__(self, condition, x=None, y=None, name=None):
        if x is None or y is None:
            raise ValueError("where needs both choices: where(condition, x, y).")
        with (graph_of(condition, x, y) or get_default_graph()).as_default():
            x, y = convert_together(x, y)
            condition = convert_to_tensor(condition, bool_)
        try:
            known = shapes.broadcast(x.shape, y.shape)
            known = shapes.broadcast(_for_rows(condition.shape, known), known)
        except ValueError as error:
            raise ValueError(
                f"where: the shapes {condition.shape}, {x.shape} and {y.shape} do not broadcast: "
                f"{error}."
            ) from None
        super().__init__([condition, x, y], x.dtype, known, name)

    def is_broadcast(self, i):
        condition, x, y = (node.shape for node in self.inputs)
        rows = _for_rows(condition, None if None in (x, y) else shapes.broadcast(x, y))
        return shapes.is_broadcast((rows, x, y)[i], [rows, x, y])

    def compute(self, condition, x, y):
        if condition.ndim == 1:
            condition = condition.reshape(_for_rows(condition.shape, np.broadcast(x, y).shape))
        return np.where(condition, x, y)


def _for_rows(condition, chosen):
    """Find the shape in which a condition broadcasts: that of a vector has its axis first."""
    if condition is None or len(condition) != 1:
        return condition
    return None if chosen is None else Shape((*condition, *[1] * (len(chosen) - 1)))


class gather(Operation):
    """Slices picked along an axis, by their indices from 0.

    The result has the shape of `params`, with that of `indices` in the place of `axis`.
    """

    op_type = "GatherV2"
    advice = "Indices go from 0 to one less than the length of the axis."

    def __init__(self, params, indices, *, name=None, axis=0):
        x = convert_to_tensor(params, graph=graph_of(indices))
        indices = convert_to_tensor(indices, graph=x.graph)
        check_integers("gather", "indices", indices)
        self.axis = shapes.normalize_axis(0 if axis is None else axis, x.shape)
        known = None
        if x.shape is not None and indices.shape is not None:
            known = (*x.shape[: self.axis], *indices.shape, *x.shape[self.axis + 1 :])
        super().__init__([x, indices], x.dtype, known, name)

    def compute(self, x, indices):
        if indices.size and indices.min() < 0:
            raise IndexError(f"index {indices.min()} is negative")
        return np.take(x, indices, self.axis)
