"""Comparisons and logic: operations whose result is true or false."""

import numpy as np

from ..dtypes import bool_
from .convert import convert_to_tensor, graph_of
from .elementwise import Binary, Unary


class Comparison(Binary):
    """A comparison of the entries of two tensors, stretched to a common shape.

    Parameters
    ----------
    x, y : Node or array_like
        Shapes that broadcast by NumPy's rule.
    name : str, optional

    Returns
    -------
    Node
        Of the common shape, dtype bool.

    Raises
    ------
    ValueError
        If the shapes are known and do not broadcast.
    """

    @staticmethod
    def result_dtype(x):
        return bool_


class Logical(Comparison):
    """A logical operation on the entries of two tensors, stretched to a common shape.

    Parameters
    ----------
    x, y : Node or array_like, bool
        Shapes that broadcast by NumPy's rule.
    name : str, optional

    Returns
    -------
    Node
        Of the common shape, dtype bool.

    Raises
    ------
    TypeError
        If an operand is not boolean.
    ValueError
        If the shapes are known and do not broadcast.
    """

    takes_bool = True

    @staticmethod
    def convert(x, y):
        graph = graph_of(x, y)
        return [convert_to_tensor(operand, bool_, graph=graph) for operand in (x, y)]


class equal(Comparison):
    """Whether entries are equal: ``x == y``.

    See Also
    --------
    tf.equal
    """

    op_type = "Equal"
    takes_bool = True

    def compute(self, x, y):
        return x == y


class not_equal(Comparison):
    """Whether entries differ: ``x != y``.

    See Also
    --------
    tf.not_equal
    """

    op_type = "NotEqual"
    takes_bool = True

    def compute(self, x, y):
        return x != y


class greater(Comparison):
    """Whether ``x > y``, entry by entry.

    See Also
    --------
    tf.greater
    """

    op_type = "Greater"

    def compute(self, x, y):
        return x > y


class greater_equal(Comparison):
    """Whether ``x >= y``, entry by entry.

    See Also
    --------
    tf.greater_equal
    """

    op_type = "GreaterEqual"

    def compute(self, x, y):
        return x >= y


class less(Comparison):
    """Whether ``x < y``, entry by entry.

    See Also
    --------
    tf.less
    """

    op_type = "Less"

    def compute(self, x, y):
        return x < y


class less_equal(Comparison):
    """Whether ``x <= y``, entry by entry.

    See Also
    --------
    tf.less_equal
    """

    op_type = "LessEqual"

    def compute(self, x, y):
        return x <= y


class logical_and(Logical):
    """Whether both entries are true.

    See Also
    --------
    tf.logical_and
    """

    op_type = "LogicalAnd"

    def compute(self, x, y):
        return x & y


class logical_or(Logical):
    """Whether at least one of two entries is true.

    See Also
    --------
    tf.logical_or
    """

    op_type = "LogicalOr"

    def compute(self, x, y):
        return x | y


class logical_not(Unary):
    """Whether each entry is false.

    Parameters
    ----------
    x : Node or array_like, bool
        Any shape.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `x`, dtype bool.

    Raises
    ------
    TypeError
        If `x` is not boolean.

    See Also
    --------
    tf.logical_not
    """

    op_type = "LogicalNot"
    takes_bool = True

    def __init__(self, x, name=None):
        super().__init__(convert_to_tensor(x, bool_), name)

    def compute(self, x):
        return np.logical_not(x)
