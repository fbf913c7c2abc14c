"""Tensors made of one number, or of ones in the right places."""

import numpy as np

from .. import shapes
from ..dtypes import as_dtype, as_whole, float64, promote, to_array
from ..graph import Node, Operation, constant
from ..shapes import Shape, as_shape
from .convert import convert_shape, convert_to_tensor, graph_of, shape_held_by


class one_hot(Operation):
    """Rows that are 1 in the place an index names, and 0 elsewhere.

    Parameters
    ----------
    indices : Node or array_like, int
        Any shape; an index out of range gives a row of zeros.
    depth : int
        How long each row is.
    on_value, off_value : number, optional
        What to write instead of 1 and 0.
    axis : int, optional
        Where the new axis stands in the result; last by default.
    dtype : dtype, optional
        By default that of `on_value` and `off_value`, and float64 without them.
    name : str, optional

    Returns
    -------
    Node
        The shape of `indices` and one axis of length `depth`.

    See Also
    --------
    tf.one_hot
    """

    op_type = "OneHot"

    def __init__(
        self, indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None
    ):
        x = convert_to_tensor(indices)
        if x.dtype.kind != "i":
            raise TypeError(f"one_hot: indices are integers, and '{x.name}' is {x.dtype.name}.")
        self.depth = as_whole("one_hot: the depth", depth)
        if self.depth < 0:
            raise ValueError(f"one_hot: the depth is 0 or more, not {self.depth}.")
        given = [to_array(value).dtype for value in (on_value, off_value) if value is not None]
        if dtype is None:
            dtype = promote(*given) if given else float64
        self.on_value = 1 if on_value is None else on_value
        self.off_value = 0 if off_value is None else off_value
        self.axis, known = shapes.normalize_axis(-1 if axis is None else axis, None), None
        if x.shape is not None:
            place = shapes.normalize_axis(self.axis, Shape((*x.shape, 1)))
            known = (*x.shape[:place], self.depth, *x.shape[place:])
        super().__init__([x], as_dtype(dtype), known, name)

    def compute(self, indices):
        hit = np.expand_dims(indices, -1) == np.arange(self.depth)
        rows = np.where(hit, self.on_value, self.off_value).astype(self.dtype)
        return np.moveaxis(rows, -1, self.axis)


class fill(Operation):
    """A tensor of one number.

    Parameters
    ----------
    dims : sequence of int, or Node
        Its shape.
    value : Node or number
        What each entry is.
    name : str, optional

    Returns
    -------
    Node
        Of the dtype of `value`.

    See Also
    --------
    tf.fill
    """

    op_type = "Fill"

    def __init__(self, dims, value, name=None):
        value = convert_to_tensor(value, graph=graph_of(dims))
        if value.shape not in (None, ()):
            raise ValueError(f"fill: one number is needed, and '{value.name}' has {value.shape}.")
        dims = convert_shape(dims, value.graph)
        super().__init__([dims, value], value.dtype, shape_held_by(dims), name)

    def compute(self, dims, value):
        return np.full(dims, value, self.dtype)


def zeros(shape, dtype=float64, name=None) -> Node:
    """Make a tensor of zeros.

    Parameters
    ----------
    shape : sequence of int, or Node
    dtype : dtype, optional
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.zeros
    """
    return _filled(shape, 0, dtype, "zeros" if name is None else name)


def ones(shape, dtype=float64, name=None) -> Node:
    """Make a tensor of ones.

    Parameters
    ----------
    shape : sequence of int, or Node
    dtype : dtype, optional
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.ones
    """
    return _filled(shape, 1, dtype, "ones" if name is None else name)


def _filled(shape, number, dtype, name):
    dims = convert_shape(shape)
    number = np.array(number, as_dtype(dtype))
    if isinstance(dims, constant):
        shapes.check_size(as_shape(dims.value), number.dtype)
        return constant(np.full(dims.value, number), name=name)
    return fill(dims, constant(number, graph=dims.graph), name)


class _Like(Operation):
    number = 0

    def __init__(self, tensor, dtype=None, name=None, optimize=True):
        x = convert_to_tensor(tensor)
        super().__init__([x], x.dtype if dtype is None else as_dtype(dtype), x.shape, name)

    def compute(self, x):
        return np.full(np.shape(x), self.number, self.dtype)


class zeros_like(_Like):
    """A tensor of zeros, of the shape of another.

    Parameters
    ----------
    tensor : Node or array_like
    dtype : dtype, optional
        By default that of `tensor`.
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.zeros_like
    """

    op_type = "ZerosLike"


class ones_like(_Like):
    """A tensor of ones, of the shape of another.

    Parameters
    ----------
    tensor : Node or array_like
    dtype : dtype, optional
        By default that of `tensor`.
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.ones_like
    """

    op_type = "OnesLike"
    number = 1
