"""More functions that treat every entry alike."""

import numpy as np

from ..dtypes import bool_, is_floating
from ..gradients import RegisterGradient
from ..graph import Node
from ..operations import (
    cast,
    cos,
    divide,
    exp,
    maximum,
    minimum,
    multiply,
    sqrt,
    square,
)
from ..operations.convert import convert_together, to_floating
from ..operations.elementwise import Binary, FloatUnary, Unary
from ..operations.logic import Logical


class floordiv(Binary):
    """Quotient rounded down, entry by entry: ``x // y``.

    See Also
    --------
    tf.floordiv
    """

    op_type = "FloorDiv"
    advice = "An integer cannot be divided by 0."

    def compute(self, x, y):
        return x // y


class mod(Binary):
    """What is left of `x` after ``x // y`` times `y`: ``x % y``, of the sign of `y`.

    See Also
    --------
    tf.mod
    """

    op_type = "FloorMod"
    advice = "An integer cannot be divided by 0."

    def compute(self, x, y):
        return x % y


class squared_difference(Binary):
    """Square of the difference, entry by entry: ``(x - y) ** 2``.

    See Also
    --------
    tf.squared_difference
    """

    op_type = "SquaredDifference"

    def compute(self, x, y):
        return np.square(x - y)


class atan2(Binary):
    """The angle of the point (`x`, `y`) to the first axis, in radians; `y` comes first.

    See Also
    --------
    tf.atan2
    """

    op_type = "Atan2"

    @staticmethod
    def convert(x, y):
        return [to_floating(operand) for operand in convert_together(x, y)]

    def compute(self, y, x):
        return np.arctan2(y, x)


class logical_xor(Logical):
    """Whether exactly one of two entries is true.

    See Also
    --------
    tf.logical_xor
    """

    op_type = "LogicalXor"

    def compute(self, x, y):
        return x ^ y


class reciprocal(FloatUnary):
    """One over each entry: ``1 / x``.

    See Also
    --------
    tf.reciprocal
    """

    op_type = "Reciprocal"

    def compute(self, x):
        return 1 / x


class rsqrt(FloatUnary):
    """One over the square root of each entry.

    See Also
    --------
    tf.rsqrt
    """

    op_type = "Rsqrt"

    def compute(self, x):
        return 1 / np.sqrt(x)


class log1p(FloatUnary):
    """Natural logarithm of ``1 + x``, exact for small `x`.

    See Also
    --------
    tf.log1p
    """

    op_type = "Log1p"

    def compute(self, x):
        return np.log1p(x)


class expm1(FloatUnary):
    """The exponential function minus 1, exact for small `x`.

    See Also
    --------
    tf.expm1
    """

    op_type = "Expm1"

    def compute(self, x):
        return np.expm1(x)


class tan(FloatUnary):
    """Tangent of each entry, in radians.

    See Also
    --------
    tf.tan
    """

    op_type = "Tan"

    def compute(self, x):
        return np.tan(x)


class asin(FloatUnary):
    """The angle whose sine is the entry, from -π/2 to π/2.

    See Also
    --------
    tf.asin
    """

    op_type = "Asin"

    def compute(self, x):
        return np.arcsin(x)


class acos(FloatUnary):
    """The angle whose cosine is the entry, from 0 to π.

    See Also
    --------
    tf.acos
    """

    op_type = "Acos"

    def compute(self, x):
        return np.arccos(x)


class atan(FloatUnary):
    """The angle whose tangent is the entry, from -π/2 to π/2.

    See Also
    --------
    tf.atan
    """

    op_type = "Atan"

    def compute(self, x):
        return np.arctan(x)


class sinh(FloatUnary):
    """Hyperbolic sine of each entry.

    See Also
    --------
    tf.sinh
    """

    op_type = "Sinh"

    def compute(self, x):
        return np.sinh(x)


class cosh(FloatUnary):
    """Hyperbolic cosine of each entry.

    See Also
    --------
    tf.cosh
    """

    op_type = "Cosh"

    def compute(self, x):
        return np.cosh(x)


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


def div(x, y, name=None) -> Node:
    """Divide as Python 2 did: integers give an integer, rounded down.

    Parameters
    ----------
    x, y : Node or array_like
        Shapes that broadcast.
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.div
    """
    x, y = convert_together(x, y)
    return divide(x, y, name) if is_floating(x.dtype) else floordiv(x, y, name)


def scalar_mul(scalar, x, name=None) -> Node:
    """Multiply a tensor by a number.

    Parameters
    ----------
    scalar : Node or number
    x : Node or array_like
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `x`.

    See Also
    --------
    tf.scalar_mul
    """
    return multiply(scalar, x, name)


def clip_by_value(t, clip_value_min, clip_value_max, name=None) -> Node:
    """Set entries below a bound, and above another one, to the bound.

    Parameters
    ----------
    t : Node or array_like
    clip_value_min, clip_value_max : Node or array_like
        The bounds: numbers, or of the shape of `t`.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `t`.

    See Also
    --------
    tf.clip_by_value
    """
    return maximum(minimum(t, clip_value_max), clip_value_min, name)


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


@RegisterGradient(floordiv)
def _floordiv(op, grad):
    return None, None


@RegisterGradient(floor, ceil, round)
def _steps(op, grad):
    return None


@RegisterGradient(mod)
def _mod(op, grad):
    x, y = op.inputs
    return grad, -grad * floordiv(x, y)


@RegisterGradient(squared_difference)
def _squared_difference(op, grad):
    x, y = op.inputs
    share = 2 * grad * (x - y)
    return share, -share


@RegisterGradient(atan2)
def _atan2(op, grad):
    y, x = op.inputs
    share = grad / (square(x) + square(y))
    return x * share, -y * share


@RegisterGradient(reciprocal)
def _reciprocal(op, grad):
    return -grad * square(op)


@RegisterGradient(rsqrt)
def _rsqrt(op, grad):
    return -0.5 * grad * op * square(op)


@RegisterGradient(log1p)
def _log1p(op, grad):
    return grad / (1 + op.inputs[0])


@RegisterGradient(expm1)
def _expm1(op, grad):
    return grad * exp(op.inputs[0])


@RegisterGradient(tan)
def _tan(op, grad):
    return grad / square(cos(op.inputs[0]))


@RegisterGradient(asin)
def _asin(op, grad):
    return grad / sqrt(1 - square(op.inputs[0]))


@RegisterGradient(acos)
def _acos(op, grad):
    return -grad / sqrt(1 - square(op.inputs[0]))


@RegisterGradient(atan)
def _atan(op, grad):
    return grad / (1 + square(op.inputs[0]))


@RegisterGradient(sinh)
def _sinh(op, grad):
    return grad * cosh(op.inputs[0])


@RegisterGradient(cosh)
def _cosh(op, grad):
    return grad * sinh(op.inputs[0])
