"""Operations that gradients need to get shapes right, and nobody else.

Each is the reverse of an operation that copies, drops or picks entries: an entry that was
used several times gets the sum of the gradients of its uses, one that was not used gets 0.
"""

import numpy as np

from .. import shapes
from ..graph import Operation
from ..shapes import Shape


class sum_to_like(Operation):
    """Undo a stretching: sum a gradient over the axes along which an input was repeated.

    Parameters
    ----------
    grad : Node
        A gradient, of the shape to which `x` was stretched.
    x : Node
        Whose shape the result gets; its value does not matter.
    """

    op_type = "SumToLike"

    def __init__(self, grad, x, name=None):
        super().__init__([grad, x], grad.dtype, x.shape, name)

    def compute(self, grad, x):
        wanted = x.shape
        if grad.shape == wanted:
            return grad
        extra = grad.ndim - len(wanted)
        if grad.shape[extra:] == wanted:
            return np.add.reduce(grad, tuple(range(extra)))
        stretched = [extra + i for i, n in enumerate(wanted) if n == 1 != grad.shape[extra + i]]
        summed = np.add.reduce(grad, (*range(extra), *stretched))
        return summed.reshape(wanted)


class spread(Operation):
    """Undo a reduction: repeat each entry over the axes that were reduced.

    Parameters
    ----------
    x : Node
        What to repeat.
    like : Node
        Whose shape the result gets; its value does not matter.
    axis : tuple of int, optional
        The axes that are missing in `x`; by default `x` fits `like` by broadcasting.
    share : bool, optional
        Whether each entry is divided by the number of its repetitions, to undo a mean.
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
    """How many entries of `x` there are for each of `y`.

    Parameters
    ----------
    x, y : Node
        Only their shapes matter.
    """

    op_type = "SizeRatio"

    def __init__(self, x, y, name=None):
        super().__init__([x, y], x.dtype, (), name)

    def compute(self, x, y):
        return self.dtype.type(x.size / max(y.size, 1))


class as_matrix(Operation):
    """A vector as a matrix of one row or one column; matrices as they are.

    Parameters
    ----------
    x : Node
        Shape (n,) or (..., n, m).
    column : bool
        Whether a vector becomes a column.
    """

    op_type = "AsMatrix"

    def __init__(self, x, column, name=None):
        self.column = column
        super().__init__([x], x.dtype, None, name)

    def compute(self, x):
        if x.ndim > 1:
            return x
        return x[:, None] if self.column else x[None, :]


class product_as_matrix(Operation):
    """The gradient of ``a @ b`` with the axes that it lacks where a factor is a vector.

    Parameters
    ----------
    grad : Node
        Shape of ``a @ b``.
    a, b : Node
        The factors; only their shapes matter.
    """

    op_type = "ProductAsMatrix"

    def __init__(self, grad, a, b, name=None):
        super().__init__([grad, a, b], grad.dtype, None, name)

    def compute(self, grad, a, b):
        grad = np.asarray(grad)
        if b.ndim == 1:
            grad = grad[..., None]
        return grad[..., None, :] if a.ndim == 1 else grad


class put_slice(Operation):
    """Undo a slicing: a tensor of zeros with `grad` in the place of ``x[key]``.

    Parameters
    ----------
    grad : Node
    x : Node
        Whose shape the result gets; its value does not matter.
    key : tuple
        A basic index.
    """

    op_type = "PutSlice"

    def __init__(self, grad, x, key, name=None):
        self.key = key
        super().__init__([grad, x], grad.dtype, x.shape, name)

    def compute(self, grad, x):
        whole = np.zeros(np.shape(x), self.dtype)
        whole[self.key] = grad
        return whole


class scatter_add(Operation):
    """Undo a gathering: add each slice of `grad` up in the place it was picked from.

    Parameters
    ----------
    grad : Node
    indices : Node
    x : Node
        Whose shape the result gets; its value does not matter.
    axis : int
    """

    op_type = "ScatterAdd"

    def __init__(self, grad, indices, x, axis, name=None):
        self.axis = axis
        super().__init__([grad, indices, x], grad.dtype, x.shape, name)

    def compute(self, grad, indices, x):
        axis = self.axis % x.ndim
        whole = np.zeros(x.shape, self.dtype)
        np.add.at(whole, (*[slice(None)] * axis, indices), grad)
        return whole


class concat_part(Operation):
    """Undo a concatenation: the part of `grad` that belongs to one of the values.

    Parameters
    ----------
    grad : Node
    values : sequence of Node
        What was joined; only their shapes matter.
    number : int
        The position of the value wanted.
    axis : int
    """

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
    """For each entry the product of all others along some axes, without dividing by it.

    Parameters
    ----------
    x : Node
    axis : tuple of int, optional
        All axes by default.
    """

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
