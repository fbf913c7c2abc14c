"""More arithmetic, entry by entry."""

import numpy as np

from ..dtypes import is_floating
from ..gradients import RegisterGradient
from ..graph import Node
from ..operations import (
    divide,
    maximum,
    minimum,
    multiply,
    square,
)
from ..operations.convert import convert_together
from ..operations.elementwise import Binary, FloatUnary
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


@RegisterGradient(floordiv)
def _floordiv(op, grad):
    return None, None


@RegisterGradient(mod)
def _mod(op, grad):
    x, y = op.inputs
    return grad, -grad * floordiv(x, y)


@RegisterGradient(squared_difference)
def _squared_difference(op, grad):
    x, y = op.inputs
    share = 2 * grad * (x - y)
    return share, -share


@RegisterGradient(reciprocal)
def _reciprocal(op, grad):
    return -grad * square(op)


@RegisterGradient(rsqrt)
def _rsqrt(op, grad):
    return -0.5 * grad * op * square(op)
