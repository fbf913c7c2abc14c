"""Operations that reduce axes: sums, means, extremes, and where an extreme lies."""

import numpy as np

from .. import shapes
from ..checks import check_flag
from ..dtypes import as_dtype, int64, is_floating
from ..nodes import Operation
from .convert import convert_to_tensor, refuse_bool


class Reduction(Operation):
    """A reduction over one axis or several of a tensor, by default over all of them.

    With `keepdims` the reduced axes stay, with length 1.
    """

    advice = "Check the axis against the shape of the input."

    def __init__(self, input_tensor, axis=None, keepdims=None, name=None):
        x = convert_to_tensor(input_tensor)
        refuse_bool(self.op_type, x)
        self.keepdims = check_flag("keepdims", keepdims)
        self.axis = shapes.normalize_axes(axis, x.shape)
        shape = shapes.reduced(x.shape, self.axis, self.keepdims)
        super().__init__([x], x.dtype, shape, name)


class reduce_sum(Reduction):
    """Sum over axes."""

    op_type = "Sum"

    def compute(self, x):
        return np.add.reduce(x, self.axis, self.dtype, None, self.keepdims)


class reduce_mean(Reduction):
    """Mean over axes; of integers it is an integer, rounded towards zero."""

    op_type = "Mean"

    def compute(self, x):
        total = np.add.reduce(x, self.axis, self.dtype, None, self.keepdims)
        count = x.size // max(total.size, 1)
        if is_floating(self.dtype):
            return total / count
        return (np.sign(total) * (np.abs(total) // count)).astype(self.dtype)


class reduce_max(Reduction):
    """Largest entry along axes; of no entries -inf, or the lowest integer."""

    op_type = "Max"

    def compute(self, x):
        lowest = -np.inf if is_floating(self.dtype) else np.iinfo(self.dtype).min
        return np.maximum.reduce(x, self.axis, None, None, self.keepdims, lowest)


class reduce_min(Reduction):
    """Smallest entry along axes; of no entries inf, or the highest integer."""

    op_type = "Min"

    def compute(self, x):
        highest = np.inf if is_floating(self.dtype) else np.iinfo(self.dtype).max
        return np.minimum.reduce(x, self.axis, None, None, self.keepdims, highest)


class reduce_prod(Reduction):
    """Product over axes."""

    op_type = "Prod"

    def compute(self, x):
        return np.multiply.reduce(x, self.axis, self.dtype, None, self.keepdims)


class ArgExtreme(Operation):
    """The index of an extreme along one axis, the first by default; of several, the first one."""

    advice = "Check the axis against the shape of the input."

    def __init__(self, input, axis=None, name=None, *, output_type=int64):
        x = convert_to_tensor(input)
        self.axis = shapes.normalize_axis(0 if axis is None else axis, x.shape)
        shape = shapes.reduced(x.shape, (self.axis,), False)
        super().__init__([x], as_dtype(output_type), shape, name)


class argmax(ArgExtreme):
    """Index of the largest entry along an axis, the first by default; of several, the first one."""

    op_type = "ArgMax"

    def compute(self, x):
        return x.argmax(self.axis).astype(self.dtype)


class argmin(ArgExtreme):
    """Index of the smallest entry along an axis, the first by default; of several, the first."""

    op_type = "ArgMin"

    def compute(self, x):
        return x.argmin(self.axis).astype(self.dtype)
