"""More functions that reduce axes, and sums that run along one."""

import numpy as np

from .. import shapes
from ..dtypes import bool_, int32, int64
from ..gradients import RegisterGradient
from ..graph import Node, Operation
from ..operations import abs as absolute
from ..operations import (
    add,
    cast,
    convert_to_tensor,
    exp,
    greater,
    log,
    not_equal,
    reduce_max,
    reduce_min,
    reduce_sum,
    reshape,
    shape,
    sqrt,
    square,
    stop_gradient,
    where,
)
from ..operations.convert import refuse_bool, to_floating
from ..operations.reductions import _either
from .rounding import is_finite


def reduce_all(
    input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None
) -> Node:
    """Tell whether all entries along axes are true.

    Parameters
    ----------
    input_tensor : Node or array_like, bool
    axis : int or sequence of int, optional
        All axes by default.
    keepdims : bool, optional
        Whether reduced axes stay, with length 1.
    name : str, optional
    reduction_indices, keep_dims : optional
        Older names of `axis` and `keepdims`.

    Returns
    -------
    Node
        bool.

    Raises
    ------
    TypeError
        If the entries are not boolean.

    See Also
    --------
    tf.reduce_all
    """
    x = cast(convert_to_tensor(input_tensor, bool_), int32)
    smallest = reduce_min(x, axis, keepdims, None, reduction_indices, keep_dims)
    return cast(smallest, bool_, name or "All")


def reduce_any(
    input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None
) -> Node:
    """Tell whether at least one entry along axes is true.

    Parameters
    ----------
    input_tensor : Node or array_like, bool
    axis : int or sequence of int, optional
        All axes by default.
    keepdims : bool, optional
        Whether reduced axes stay, with length 1.
    name : str, optional
    reduction_indices, keep_dims : optional
        Older names of `axis` and `keepdims`.

    Returns
    -------
    Node
        bool.

    Raises
    ------
    TypeError
        If the entries are not boolean.

    See Also
    --------
    tf.reduce_any
    """
    x = cast(convert_to_tensor(input_tensor, bool_), int32)
    count = reduce_sum(x, axis, keepdims, None, reduction_indices, keep_dims)
    return greater(count, 0, name or "Any")


def reduce_logsumexp(
    input_tensor, axis=None, keepdims=None, name=None, reduction_indices=None, keep_dims=None
) -> Node:
    """Logarithm of the sum of exponentials along axes, without overflow.

    Parameters
    ----------
    input_tensor : Node or array_like
    axis : int or sequence of int, optional
        All axes by default.
    keepdims : bool, optional
        Whether reduced axes stay, with length 1.
    name : str, optional
    reduction_indices, keep_dims : optional
        Older names of `axis` and `keepdims`.

    Returns
    -------
    Node
        float32 or float64.

    See Also
    --------
    tf.reduce_logsumexp
    """
    x = to_floating(input_tensor)
    axis = _either("axis", axis, "reduction_indices", reduction_indices)
    keepdims = _either("keepdims", keepdims, "keep_dims", keep_dims)
    largest = reduce_max(x, axis, keepdims=True)
    largest = stop_gradient(where(is_finite(largest), largest, 0.0))
    total = reduce_sum(exp(x - largest), axis, keepdims)
    if not keepdims:
        largest = reshape(largest, shape(total))
    return add(log(total), largest, name)


def count_nonzero(
    input_tensor=None,
    axis=None,
    keepdims=None,
    dtype=int64,
    name=None,
    reduction_indices=None,
    keep_dims=None,
) -> Node:
    """Count the entries along axes that are not 0 (or not false).

    Parameters
    ----------
    input_tensor : Node or array_like
    axis : int or sequence of int, optional
        All axes by default.
    keepdims : bool, optional
        Whether reduced axes stay, with length 1.
    dtype : dtype, optional
    name : str, optional
    reduction_indices, keep_dims : optional
        Older names of `axis` and `keepdims`.

    Returns
    -------
    Node
        Of `dtype`.

    See Also
    --------
    tf.count_nonzero
    """
    x = convert_to_tensor(input_tensor)
    found = x if x.dtype == bool_ else not_equal(x, 0)
    return reduce_sum(cast(found, dtype), axis, keepdims, name, reduction_indices, keep_dims)


def norm(tensor, ord="euclidean", axis=None, keepdims=None, name=None, keep_dims=None) -> Node:
    """Length of vectors along axes, or of the vector of all entries.

    Parameters
    ----------
    tensor : Node or array_like
    ord : {'euclidean', 1, 2, numpy.inf}, optional
        Which length; of a matrix (two axes) only the Euclidean one.
    axis : int or sequence of int, optional
        All axes by default.
    keepdims : bool, optional
        Whether reduced axes stay, with length 1.
    name : str, optional
    keep_dims : optional
        Older name of `keepdims`.

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        For another `ord`.

    See Also
    --------
    tf.norm
    """
    x = to_floating(tensor)
    keepdims = _either("keepdims", keepdims, "keep_dims", keep_dims)
    if ord == 1:
        return reduce_sum(absolute(x), axis, keepdims, name)
    if ord == np.inf:
        return reduce_max(absolute(x), axis, keepdims, name)
    if ord not in ("euclidean", 2):
        raise ValueError(f"norm: ord is 'euclidean', 1, 2 or numpy.inf, not {ord!r:.60}.")
    return sqrt(reduce_sum(square(x), axis, keepdims), name)


class cumsum(Operation):
    """Sums that run along an axis: each entry is the sum of those up to it.

    Parameters
    ----------
    x : Node or array_like
        At least one axis.
    axis : int, optional
        0 by default.
    exclusive : bool, optional
        Whether to leave the entry itself out.
    reverse : bool, optional
        Whether to start from the end.
    name : str, optional

    Returns
    -------
    Node
        Of the shape and dtype of `x`.

    See Also
    --------
    tf.cumsum
    """

    op_type = "Cumsum"

    def __init__(self, x, axis=0, exclusive=False, reverse=False, name=None):
        x = convert_to_tensor(x)
        refuse_bool(self.op_type, x)
        self.axis = shapes.normalize_axis(axis, x.shape)
        self.exclusive, self.reverse = bool(exclusive), bool(reverse)
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        x = np.flip(x, self.axis) if self.reverse else x
        sums = np.add.accumulate(x, self.axis, self.dtype)
        if self.exclusive:
            sums = sums - x
        return np.flip(sums, self.axis) if self.reverse else sums


@RegisterGradient(cumsum)
def _cumsum(op, grad):
    return cumsum(grad, op.axis, op.exclusive, not op.reverse)
