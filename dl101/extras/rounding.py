"""Whole numbers, other dtypes, and questions about numbers."""

import numpy as np

from ..dtypes import bool_
from ..gradients import RegisterGradient
from ..graph import Node
from ..operations import (
    cast,
)
from ..operations.elementwise import FloatUnary, Unary


class floor(FloatUnary):
    """The largest whole number that is not above the entry.

    See Also
    --------
    tf.floor
    """

    op_type = "Floor"

    def compute(self, x):
        return np.floor(x)


class ceil(FloatUnary):
    """The smallest whole number that is not below the entry.

    See Also
    --------
    tf.ceil
    """

    op_type = "Ceil"

    def compute(self, x):
        return np.ceil(x)


class round(Unary):
    """The nearest whole number; halves go to the even one.

    See Also
    --------
    tf.round
    """

    op_type = "Round"

    def compute(self, x):
        return np.rint(x).astype(self.dtype)


class _Question(FloatUnary):
    """A question about each entry.

    Parameters
    ----------
    x : Node or array_like
        Any shape; integers are cast to float64.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `x`, dtype bool.
    """

    def __init__(self, x, name=None):
        super().__init__(x, name)
        self.dtype = bool_


class is_nan(_Question):
    """Whether each entry is nan (not a number).

    See Also
    --------
    tf.is_nan
    """

    op_type = "IsNan"

    def compute(self, x):
        return np.isnan(x)


class is_inf(_Question):
    """Whether each entry is infinite.

    See Also
    --------
    tf.is_inf
    """

    op_type = "IsInf"

    def compute(self, x):
        return np.isinf(x)


class is_finite(_Question):
    """Whether each entry is a number, neither infinite nor nan.

    See Also
    --------
    tf.is_finite
    """

    op_type = "IsFinite"

    def compute(self, x):
        return np.isfinite(x)


def to_float(x, name="ToFloat") -> Node:
    """Cast to float32 (see `cast`).

    See Also
    --------
    tf.to_float
    """
    return cast(x, "float32", name)


def to_double(x, name="ToDouble") -> Node:
    """Cast to float64 (see `cast`).

    See Also
    --------
    tf.to_double
    """
    return cast(x, "float64", name)


def to_int32(x, name="ToInt32") -> Node:
    """Cast to int32 (see `cast`).

    See Also
    --------
    tf.to_int32
    """
    return cast(x, "int32", name)


def to_int64(x, name="ToInt64") -> Node:
    """Cast to int64 (see `cast`).

    See Also
    --------
    tf.to_int64
    """
    return cast(x, "int64", name)


@RegisterGradient(floor, ceil, round)
def _steps(op, grad):
    return None
