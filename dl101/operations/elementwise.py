"""Operations that treat every entry alike: arithmetic and functions of one number."""

import numpy as np

from .. import shapes
from ..graph import Operation
from .convert import convert_to_tensor, convert_together, refuse_bool, to_floating
from .docstrings import with_sections_of


class _Elementwise(Operation):
    """Completes the docstrings of the operations below with the parameters of their kind."""

    takes_bool = False

    def __init_subclass__(cls):
        cls.__doc__ = with_sections_of(cls.__mro__[1].__doc__, cls.__doc__)


class Unary(_Elementwise):
    """An operation on each entry of one tensor.

    Parameters
    ----------
    x : Node or array_like
        Any shape.
    name : str, optional

    Returns
    -------
    Node
        Of the shape and dtype of `x`.
    """

    def __init__(self, x, name=None):
        x = convert_to_tensor(x)
        if not self.takes_bool:
            refuse_bool(self.op_type, x)
        super().__init__([x], x.dtype, x.shape, name)


class FloatUnary(Unary):
    """An operation on each entry whose result is a floating number.

    Parameters
    ----------
    x : Node or array_like
        Any shape; integers are cast to float64.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `x`; float32 or float64.
    """

    def __init__(self, x, name=None):
        super().__init__(to_floating(x), name)


class Binary(_Elementwise):
    """An operation on the entries of two tensors, stretched to a common shape.

    Parameters
    ----------
    x, y : Node or array_like
        Shapes that broadcast by NumPy's rule. A number takes the other operand's dtype.
    name : str, optional

    Returns
    -------
    Node
        Of the common shape and dtype.

    Raises
    ------
    ValueError
        If the shapes are known and do not broadcast.
    """

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

    def may_stretch(self, i):
        return shapes.is_broadcast(self.inputs[i].shape, [self.inputs[1 - i].shape])

    @staticmethod
    def convert(x, y):
        return convert_together(x, y)

    @staticmethod
    def result_dtype(x):
        return x.dtype


class add(Binary):
    """Sum, entry by entry: ``x + y``.

    See Also
    --------
    tf.add
    """

    op_type = "Add"

    def compute(self, x, y):
        return x + y


class subtract(Binary):
    """Difference, entry by entry: ``x - y``.

    See Also
    --------
    tf.subtract
    """

    op_type = "Sub"

    def compute(self, x, y):
        return x - y


class multiply(Binary):
    """Product, entry by entry: ``x * y``.

    See Also
    --------
    tf.multiply
    """

    op_type = "Mul"

    def compute(self, x, y):
        return x * y


class divide(Binary):
    """Quotient, entry by entry: ``x / y``; of integers it is a float64.

    See Also
    --------
    tf.divide
    """

    op_type = "RealDiv"

    @staticmethod
    def convert(x, y):
        return [to_floating(operand) for operand in convert_together(x, y)]

    def compute(self, x, y):
        return x / y


class pow(Binary):
    """Power, entry by entry: ``x ** y``.

    See Also
    --------
    tf.pow
    """

    op_type = "Pow"

    def compute(self, x, y):
        return x**y


class maximum(Binary):
    """The larger of two entries.

    See Also
    --------
    tf.maximum
    """

    op_type = "Maximum"

    def compute(self, x, y):
        return np.maximum(x, y)


class minimum(Binary):
    """The smaller of two entries.

    See Also
    --------
    tf.minimum
    """

    op_type = "Minimum"

    def compute(self, x, y):
        return np.minimum(x, y)


class negative(Unary):
    """Minus each entry: ``-x``.

    See Also
    --------
    tf.negative
    """

    op_type = "Neg"

    def compute(self, x):
        return -x


class abs(Unary):
    """Absolute value of each entry.

    See Also
    --------
    tf.abs
    """

    op_type = "Abs"

    def compute(self, x):
        return np.abs(x)


class sign(Unary):
    """-1, 0 or 1: the sign of each entry.

    See Also
    --------
    tf.sign
    """

    op_type = "Sign"

    def compute(self, x):
        return np.sign(x)


class square(Unary):
    """Each entry times itself.

    See Also
    --------
    tf.square
    """

    op_type = "Square"

    def compute(self, x):
        return x * x


class sqrt(FloatUnary):
    """Square root of each entry; nan below 0.

    See Also
    --------
    tf.sqrt
    """

    op_type = "Sqrt"

    def compute(self, x):
        return np.sqrt(x)


class exp(FloatUnary):
    """The exponential function of each entry.

    See Also
    --------
    tf.exp
    """

    op_type = "Exp"

    def compute(self, x):
        return np.exp(x)


class log(FloatUnary):
    """Natural logarithm of each entry; -inf at 0, nan below.

    See Also
    --------
    tf.math.log
    """

    op_type = "Log"

    def compute(self, x):
        return np.log(x)


class sin(FloatUnary):
    """Sine of each entry, in radians.

    See Also
    --------
    tf.sin
    """

    op_type = "Sin"

    def compute(self, x):
        return np.sin(x)


class cos(FloatUnary):
    """Cosine of each entry, in radians.

    See Also
    --------
    tf.cos
    """

    op_type = "Cos"

    def compute(self, x):
        return np.cos(x)


class tanh(FloatUnary):
    """Hyperbolic tangent of each entry: an S-shaped curve from -1 to 1.

    See Also
    --------
    tf.tanh
    """

    op_type = "Tanh"

    def compute(self, x):
        return np.tanh(x)


class sigmoid(FloatUnary):
    """The logistic function ``1 / (1 + exp(-x))`` of each entry: from 0 to 1.

    See Also
    --------
    tf.sigmoid
    """

    op_type = "Sigmoid"

    def compute(self, x):
        # For x far below 0, exp(-x) overflows to inf, and 1 / inf is the right result.
        return 1 / (1 + np.exp(-x))


class add_n(Operation):
    """Sum of several tensors of one shape.

    Parameters
    ----------
    inputs : sequence of Node or array_like
        At least one; all of the same shape.
    name : str, optional

    Returns
    -------
    Node
        Of their shape and common dtype.

    Raises
    ------
    ValueError
        If there are none, or known shapes differ.

    See Also
    --------
    tf.add_n
    """

    op_type = "AddN"

    def __init__(self, inputs, name=None):
        if not isinstance(inputs, list | tuple) or not inputs:
            raise ValueError("add_n takes a list of at least one tensor.")
        nodes = convert_together(*inputs)
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
