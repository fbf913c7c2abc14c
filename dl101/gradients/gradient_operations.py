"""Operations that only gradients use, to undo what the forward operations did to shapes.

Each is the reverse of an operation that copies, drops or picks entries: an entry that was
used several times gets the sum of the gradients of its uses, one that was not used gets 0.
Where an input is called `like`, only its shape matters.
"""

import numpy as np

from .. import shapes
from ..nodes import Operation
from ..operations.elementwise import Binary
from ..shapes import Shape


class sum_to_like(Operation):
    """Undo broadcasting: sum a gradient over the axes along which `like` was repeated.

    With `of_matrices`, `like` may not be a vector (see the rule of `matmul`).
    """

    op_type = "SumToLike"

    def __init__(self, grad, like, of_matrices=False, name=None):
        self.of_matrices = of_matrices
        super().__init__([grad, like], grad.dtype, like.shape, name)

    def compute(self, grad, like):
        extra = grad.ndim - like.ndim
        if extra:
            if self.of_matrices and like.ndim < 2:
                raise ValueError(
                    "a vector was taken for a matrix; give the placeholder that is fed it its shape"
                )
            grad = np.add.reduce(grad, tuple(range(extra)))
        if grad.shape == like.shape:
            return grad
        repeated = tuple(i for i, n in enumerate(like.shape) if n == 1 != grad.shape[i])
        return np.add.reduce(grad, repeated, keepdims=True)


class spread(Operation):
    """Undo a sum: repeat each entry over the axes that were reduced, to the shape of `like`.

    `axis` names the axes that are missing in `x`; without it `x` fits by broadcasting. With
    `share`, to undo a mean, each entry is divided by the number of its repetitions.
    """

    op_type = "Spread"

    def __init__(self, x, like, axis=None, share=False, name=None):
        self.axis, self.share = axis, share
        super().__init__([x, like], x.dtype, like.shape, name)

    def compute(self, x, like):
        if self.share and x.size:
            x = x / self.dtype.type(like.size // x.size)
        repeated = np.empty(like.shape, self.dtype)
        repeated[...] = x if self.axis is None else np.expand_dims(x, self.axis)
        return repeated


class size_ratio(Operation):
    """How many entries of `x` there are for each of `y`."""

    op_type = "SizeRatio"

    def __init__(self, x, y, name=None):
        super().__init__([x, y], x.dtype, (), name)

    def compute(self, x, y):
        return self.dtype.type(x.size / max(y.size, 1))


class xdivy(Binary):
    """``x / y``, and 0 where `x` is 0, whatever `y` is."""

    op_type = "Xdivy"

    def compute(self, x, y):
        quotient = np.zeros(np.broadcast(x, y).shape, self.dtype)
        return np.divide(x, y, out=quotient, where=x != 0)


class put_slice(Operation):
    """Undo slicing: zeros of the shape of `like`, with `grad` in the place of ``like[key]``."""

    op_type = "PutSlice"

    def __init__(self, grad, like, key, name=None):
        self.key = key
        super().__init__([grad, like], grad.dtype, like.shape, name)

    def compute(self, grad, like):
        whole = np.zeros(np.shape(like), self.dtype)
        whole[self.key] = grad
        return whole


class scatter_add(Operation):
    """Undo `gather`: add each slice of `grad` in the place of `like` it was picked from."""

    op_type = "ScatterAdd"

    def __init__(self, grad, indices, like, axis, name=None):
        self.axis = axis
        super().__init__([grad, indices, like], grad.dtype, like.shape, name)

    def compute(self, grad, indices, like):
        whole = np.zeros(like.shape, self.dtype)
        np.add.at(whole, (*[slice(None)] * (self.axis % like.ndim), indices), grad)
        return whole


class concat_part(Operation):
    """Undo `concat`: the part of `grad` that belongs to ``values[number]``."""

    op_type = "ConcatPart"

    def __init__(self, grad, values, number, axis, name=None):
        self.number, self.axis = number, axis
        super().__init__([grad, *values], grad.dtype, values[number].shape, name)

    def compute(self, grad, *values):
        lengths = [v.shape[self.axis] for v in values]
        start = sum(lengths[: self.number])
        along = [slice(None)] * grad.ndim
        along[self.axis] = slice(start, start + lengths[self.number])
        return grad[tuple(along)]


class products_of_others(Operation):
    """For each entry the product of all others along some axes, without dividing by it."""

    op_type = "ProductsOfOthers"

    def __init__(self, x, axis=None, name=None):
        self.axis = axis
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        if not x.size:
            return np.zeros_like(x)
        axes = shapes.normalize_axes(self.axis, Shape(x.shape)) or ()
        if self.axis is None:
            axes = tuple(range(x.ndim))
        last = tuple(range(x.ndim - len(axes), x.ndim))
        moved = np.moveaxis(x, axes, last)
        rows = moved.reshape(*moved.shape[: x.ndim - len(axes)], -1)
        ones = np.ones_like(rows[..., :1])
        before = np.cumprod(np.concatenate([ones, rows[..., :-1]], -1), -1)
        after = np.cumprod(np.concatenate([ones, rows[..., :0:-1]], -1), -1)[..., ::-1]
        return np.moveaxis((before * after).reshape(moved.shape), last, axes)
