"""Operations that treat every entry alike: arithmetic and functions of one number."""

import numpy as np

from .. import shapes
from ..checks import check_nonempty_list
from ..nodes import Operation
from .convert import convert_to_tensor, convert_together, refuse_bool, to_floating


class Unary(Operation):
    """An operation on each entry of one tensor; the result has its shape and dtype."""

    takes_bool = False

    def __init__(self, x, name=None):
        x = convert_to_tensor(x)
        if not self.takes_bool:
            refuse_bool(self.op_type, x)
        super().__init__([x], x.dtype, x.shape, name)


class FloatUnary(Unary):
    """An operation on each entry whose result is a floating number; integers become float64."""

    def __init__(self, x, name=None):
        super().__init__(to_floating(x), name)


class Binary(Operation):
    """An operation on the entries of two tensors, broadcast to a common shape.

    Numbers and arrays take the dtype of a node beside them.
    """

    takes_bool = False
    advice = (
        "Shapes broadcast when their lengths, compared from the last axis backwards, are equal "
        "or one of them is 1."
    )

    def __init__(self, x, y, name=None):
        x, y = self.convert(x, y)
        if not self.takes_bool:
            refuse_bool(self.op_type, x)
        try:
            shape = shapes.broadcast(x.shape, y.shape)
        except ValueError as error:
            raise ValueError(
                f"{self.op_type}: the shapes {x.shape} of '{x.name}' and {y.shape} of '{y.name}' "
                f"do not broadcast: {error}. {self.advice}"
            ) from None
        super().__init__([x, y], self.result_dtype(x), shape, name)

    def is_broadcast(self, i):
        return shapes.is_broadcast(self.inputs[i].shape, [self.inputs[1 - i].shape])

    @staticmethod
    def convert(x, y):
        return convert_together(x, y)

    @staticmethod
    def result_dtype(x):
        return x.dtype


class add(Binary):
    """Sum, entry by entry: ``x + y``."""

    op_type = "Add"

    def compute(self, x, y):
        return x + y


class subtract(Binary):
    """Difference, entry by entry: ``x - y``."""

    op_type = "Sub"

    def compute(self, x, y):
        return x - y


class multiply(Binary):
    """Product, entry by entry: ``x * y``."""

    op_type = "Mul"

    def compute(self, x, y):
        return x * y


class divide(Binary):
    """Quotient, entry by entry: ``x / y``; of integers it is a float64."""

    op_type = "RealDiv"

    @staticmethod
    def convert(x, y):
        return [to_floating(operand) for operand in convert_together(x, y)]

    def compute(self, x, y):
        return x / y


class floordiv(Binary):
    """Quotient rounded down, entry by entry: ``x // y``."""

    op_type = "FloorDiv"
    advice = "Integers cannot be divided by 0."

    def compute(self, x, y):
        _refuse_zero(y)
        return x // y


class mod(Binary):
    """Remainder of `floordiv`, entry by entry: ``x % y``, with the sign of `y`."""

    op_type = "FloorMod"
    advice = "Integers cannot be divided by 0."

    def compute(self, x, y):
        _refuse_zero(y)
        return x % y


def _refuse_zero(divisor):
    if divisor.dtype.kind == "i" and not np.all(divisor):
        raise ZeroDivisionError("integer division by zero")


class pow(Binary):
    """Power, entry by entry: ``x ** y``."""

    op_type = "Pow"
    advice = f"For a negative power of integers, cast them to floats first. {Binary.advice}"

    def compute(self, x, y):
        return x**y


class maximum(Binary):
    """The larger of two entries."""

    op_type = "Maximum"

    def compute(self, x, y):
        return np.maximum(x, y)


class minimum(Binary):
    """The smaller of two entries."""

    op_type = "Minimum"

    def compute(self, x, y):
        return np.minimum(x, y)


class negative(Unary):
    """Minus each entry: ``-x``."""

    op_type = "Neg"

    def compute(self, x):
        return -x


class abs(Unary):
    """Absolute value of each entry."""

    op_type = "Abs"

    def compute(self, x):
        return np.abs(x)


class sign(Unary):
    """-1, 0 or 1: the sign of each entry."""

    op_type = "Sign"

    def compute(self, x):
        return np.sign(x)


class square(Unary):
    """Each entry times itself."""

    op_type = "Square"

    def compute(self, x):
        return x * x


class sqrt(FloatUnary):
    """Square root of each entry; nan below 0."""

    op_type = "Sqrt"

    def compute(self, x):
        return np.sqrt(x)


class exp(FloatUnary):
    """The exponential function of each entry."""

    op_type = "Exp"

    def compute(self, x):
        return np.exp(x)


class log(FloatUnary):
    """Natural logarithm of each entry; -inf at 0, nan below."""

    op_type = "Log"

    def compute(self, x):
        return np.log(x)


class sin(FloatUnary):
    """Sine of each entry, in radians."""

    op_type = "Sin"

    def compute(self, x):
        return np.sin(x)


class cos(FloatUnary):
    """Cosine of each entry, in radians."""

    op_type = "Cos"

    def compute(self, x):
        return np.cos(x)


class tanh(FloatUnary):
    """Hyperbolic tangent of each entry: an S-shaped curve from -1 to 1."""

    op_type = "Tanh"

    def compute(self, x):
        return np.tanh(x)


class sigmoid(FloatUnary):
    """The logistic function ``1 / (1 + exp(-x))`` of each entry: from 0 to 1."""

    op_type = "Sigmoid"

    def compute(self, x):
        # For x far below 0, exp(-x) overflows to inf; but 1 / inf is right, and finite again, so
        # that the session does not warn.
        return 1 / (1 + np.exp(-x))


class add_n(Operation):
    """Sum of a list of tensors of one shape."""

    op_type = "AddN"

    def __init__(self, inputs, name=None):
        nodes = convert_together(*check_nonempty_list("add_n: inputs", inputs))
        shape = nodes[0].shape
        for node in nodes[1:]:
            try:
                shape = shapes.merge(shape, node.shape)
            except ValueError as error:
                raise ValueError(
                    f"add_n: '{node.name}' does not fit '{nodes[0].name}': {error}."
                ) from None
        super().__init__(nodes, nodes[0].dtype, shape, name)

    def compute(self, *terms):
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total
