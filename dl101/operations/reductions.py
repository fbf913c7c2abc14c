"""Operations that reduce axes: sums, means, extremes, and where an extreme lies."""

import numpy as np

from .. import shapes
from ..dtypes import as_dtype, as_flag, int64, is_floating
from ..graph import Operation
from .convert import convert_to_tensor, refuse_bool
from .docstrings import with_sections_of


class Reduction(Operation):
    """A reduction of some axes of a tensor, or of all of them.

    Parameters
    ----------
    input_tensor : Node or array_like
        Any shape.
    axis : int or sequence of int, optional
        The axes to reduce, negative ones counted from the last; all of them by default.
    keepdims : bool, optional
        Whether reduced axes stay, with length 1.
    name : str, optional
    reduction_indices, keep_dims : optional
        Older names of `axis` and `keepdims`.

    Returns
    -------
    Node
        Of the dtype of `input_tensor`; a scalar if all axes are reduced.

    Raises
    ------
    ValueError
        If an axis does not exist, or is named twice.

    """

    advice = "Check the axis against the shape of the input."

    def __init__(
        self,
        input_tensor,
        axis=None,
        keepdims=None,
        name=None,
        reduction_indices=None,
        keep_dims=None,
    ):
        x = convert_to_tensor(input_tensor)
        refuse_bool(self.op_type, x)
        axis = _either("axis", axis, "reduction_indices", reduction_indices)
        self.keepdims = as_flag("keepdims", _either("keepdims", keepdims, "keep_dims", keep_dims))
        self.axis = shapes.normalize_axes(axis, x.shape)
        shape = shapes.reduced(x.shape, self.axis, self.keepdims)
        super().__init__([x], x.dtype, shape, name)

    def __init_subclass__(cls):
        cls.__doc__ = with_sections_of(Reduction.__doc__, cls.__doc__)


def _either(name, value, old_name, old_value):
    if value is not None and old_value is not None:
        raise ValueError(f"Give {name} or {old_name} (its older name), not both.")
    return old_value if value is None else value


class reduce_sum(Reduction):
    """Sum over axes.

    See Also
    --------
    tf.reduce_sum
    """

    op_type = "Sum"

    def compute(self, x):
        return np.add.reduce(x, self.axis, self.dtype, None, self.keepdims)


class reduce_mean(Reduction):
    """Mean over axes; of integers it is an integer, rounded towards zero.

    See Also
    --------
    tf.reduce_mean
    """

    op_type = "Mean"

    def compute(self, x):
        total = np.add.reduce(x, self.axis, self.dtype, None, self.keepdims)
        count = x.size // max(total.size, 1)
        if is_floating(self.dtype):
            return total / count
        return (np.sign(total) * (np.abs(total) // count)).astype(self.dtype)


def _lowest(dtype):
    return -np.inf if is_floating(dtype) else np.iinfo(dtype).min


def _highest(dtype):
    return np.inf if is_floating(dtype) else np.iinfo(dtype).max


class reduce_max(Reduction):
    """Largest entry along axes; of no entries -inf, or the lowest integer.

    See Also
    --------
    tf.reduce_max
    """

    op_type = "Max"

    def compute(self, x):
        return np.maximum.reduce(x, self.axis, None, None, self.keepdims, _lowest(self.dtype))


class reduce_min(Reduction):
    """Smallest entry along axes; of no entries inf, or the highest integer.

    See Also
    --------
    tf.reduce_min
    """

    op_type = "Min"

    def compute(self, x):
        return np.minimum.reduce(x, self.axis, None, None, self.keepdims, _highest(self.dtype))


class reduce_prod(Reduction):
    """Product over axes.

    See Also
    --------
    tf.reduce_prod
    """

    op_type = "Prod"

    def compute(self, x):
        return np.multiply.reduce(x, self.axis, self.dtype, None, self.keepdims)


class _ArgExtreme(Operation):
    advice = "Check the axis against the shape of the input."

    def __init__(self, input, axis=None, name=None, dimension=None, output_type=int64):
        x = convert_to_tensor(input)
        axis = _either("axis", axis, "dimension", dimension)
        self.axis = shapes.normalize_axis(0 if axis is None else axis, x.shape)
        shape = shapes.reduced(x.shape, (self.axis,), False)
        super().__init__([x], as_dtype(output_type), shape, name)


class argmax(_ArgExtreme):
    """Index of the largest entry along an axis; the first one of several.

    Parameters
    ----------
    input : Node or array_like
        At least one axis.
    axis : int, optional
        The axis to look along; 0 by default. `dimension` is its older name.
    name : str, optional
    output_type : dtype, optional
        int64 (the default) or int32.

    Returns
    -------
    Node
        The shape of `input` without `axis`.

    Raises
    ------
    ValueError
        If the axis does not exist.

    See Also
    --------
    tf.argmax
    """

    op_type = "ArgMax"

    def compute(self, x):
        return x.argmax(self.axis).astype(self.dtype)


class argmin(_ArgExtreme):
    """Index of the smallest entry along an axis; the first one of several.

    Parameters
    ----------
    input : Node or array_like
        At least one axis.
    axis : int, optional
        The axis to look along; 0 by default. `dimension` is its older name.
    name : str, optional
    output_type : dtype, optional
        int64 (the default) or int32.

    Returns
    -------
    Node
        The shape of `input` without `axis`.

    Raises
    ------
    ValueError
        If the axis does not exist.

    See Also
    --------
    tf.argmin
    """

    op_type = "ArgMin"

    def compute(self, x):
        return x.argmin(self.axis).astype(self.dtype)
