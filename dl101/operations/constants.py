"""Tensors made of one number, of ones in the right places, or of numbers in a row."""

import numpy as np

from .. import shapes
from ..checks import check_whole
from ..dtypes import as_dtype, float64, promote, to_array
from ..nodes import Node, Operation, constant
from ..shapes import as_shape
from .convert import (
    check_integers,
    check_scalar,
    convert_shape,
    convert_to_tensor,
    convert_together,
    graph_of,
    shape_held_by,
    with_dtype,
)


class fill(Operation):
    """A tensor of shape `dims` whose entries are all `value`."""

    op_type = "Fill"

    def __init__(self, dims, value, name=None):
        value = convert_to_tensor(value, graph=graph_of(dims))
        check_scalar("fill", "value", value)
        dims = convert_shape(dims, value.graph)
        super().__init__([dims, value], value.dtype, shape_held_by(dims), name)

    def compute(self, dims, value):
        return np.full(dims, value, self.dtype)


def zeros(shape, dtype=float64, name=None) -> Node:
    """Make a tensor of zeros."""
    return _filled(shape, 0, dtype, "zeros" if name is None else name)


def ones(shape, dtype=float64, name=None) -> Node:
    """Make a tensor of ones."""
    return _filled(shape, 1, dtype, "ones" if name is None else name)


def _filled(shape, number, dtype, name):
    dims = convert_shape(shape)
    number = np.array(number, as_dtype(dtype))
    if isinstance(dims, constant):
        shapes.check_size(as_shape(dims.value), number.dtype)
        return constant(np.full(dims.value, number), name=name)
    return fill(dims, constant(number, graph=dims.graph), name)


class zeros_like(Operation):
    """A tensor of zeros, of the shape of another and, unless `dtype` is given, of its dtype."""

    op_type = "ZerosLike"
    number = 0

    def __init__(self, tensor, dtype=None, name=None):
        x = convert_to_tensor(tensor)
        super().__init__([x], x.dtype if dtype is None else as_dtype(dtype), x.shape, name)

    def compute(self, x):
        return np.full(np.shape(x), self.number, self.dtype)


class ones_like(zeros_like):
    """A tensor of ones, of the shape of another and, unless `dtype` is given, of its dtype."""

    op_type = "OnesLike"
    number = 1


class one_hot(Operation):
    """Vectors of length `depth` that are 1 in the place an index names, and 0 elsewhere.

    They lie along a new axis, the last by default. An index out of range gives zeros. The dtype
    is that of `on_value` and `off_value`, and float64 without them.
    """

    op_type = "OneHot"

    def __init__(
        self, indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None
    ):
        x = convert_to_tensor(indices)
        check_integers("one_hot", "indices", x)
        self.depth = check_whole("one_hot: depth", depth, low=0)
        given = [to_array(value).dtype for value in (on_value, off_value) if value is not None]
        if dtype is None:
            dtype = promote(*given) if given else float64
        self.on_value = 1 if on_value is None else on_value
        self.off_value = 0 if off_value is None else off_value
        self.axis = shapes.normalize_axis(-1 if axis is None else axis, None)
        known = shapes.with_axis(x.shape, self.axis, self.depth)
        super().__init__([x], as_dtype(dtype), known, name)

    def compute(self, indices):
        hit = np.expand_dims(indices, -1) == np.arange(self.depth)
        rows = np.where(hit, self.on_value, self.off_value).astype(self.dtype)
        return np.moveaxis(rows, -1, self.axis)


class range(Operation):
    """Numbers from `start` up to, and not including, `limit`, in steps of `delta`.

    A single number is the limit, and the start is 0.
    """

    op_type = "Range"
    advice = "The step must not be 0."

    def __init__(self, start, limit=None, delta=1, dtype=None, name=None):
        start, limit = (0, start) if limit is None else (start, limit)
        if dtype is not None and graph_of(start, limit, delta) is None:
            start, limit, delta = (to_array(n, as_dtype(dtype)) for n in (start, limit, delta))
        nodes = convert_together(start, limit, delta)
        if dtype is not None:
            nodes = [with_dtype(node, as_dtype(dtype)) for node in nodes]
        for what, node in zip(("start", "limit", "delta"), nodes, strict=True):
            check_scalar("range", what, node)
        shape = [None]
        if all(isinstance(node, constant) for node in nodes):
            shape = self.compute(*(node.value for node in nodes)).shape
        super().__init__(nodes, nodes[0].dtype, shape, name)

    def compute(self, start, limit, delta):
        if delta == 0:
            raise ValueError("range: the step is 0")
        steps = (float(limit) - float(start)) / float(delta)
        if not (np.isfinite(steps) and steps < 2**40):
            raise ValueError(f"range: from {start} to {limit} in steps of {delta} has no end")
        return np.arange(start, limit, delta, start.dtype)
