"""More functions of one number: exponentials, angles, hyperbolas."""

import numpy as np

from ..gradients import RegisterGradient
from ..operations import (
    cos,
    exp,
    sqrt,
    square,
)
from ..operations.convert import convert_together, to_floating
from ..operations.elementwise import Binary, FloatUnary


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


@RegisterGradient(atan2)
def _atan2(op, grad):
    y, x = op.inputs
    share = grad / (square(x) + square(y))
    return x * share, -y * share


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
