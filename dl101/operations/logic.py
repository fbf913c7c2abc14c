"""Comparisons and logic: operations whose result is true or false."""

import numpy as np

from ..dtypes import bool_
from .convert import convert_to_tensor, graph_of
from .elementwise import Binary, Unary


class Comparison(Binary):
    """A comparison of the entries of two tensors, broadcast to a common shape."""

    @staticmethod
    def result_dtype(x):
        return bool_


class Logical(Comparison):
    """A function of two truth values, entry by entry; other values are refused."""

    takes_bool = True

    @staticmethod
    def convert(x, y):
        graph = graph_of(x, y)
        return [convert_to_tensor(operand, bool_, graph=graph) for operand in (x, y)]


class equal(Comparison):
    """Whether entries are equal. (``x == y`` asks whether two nodes are the same one.)"""

    op_type = "Equal"
    takes_bool = True

    def compute(self, x, y):
        return x == y


class not_equal(Comparison):
    """Whether entries differ."""

    op_type = "NotEqual"
    takes_bool = True

    def compute(self, x, y):
        return x != y


class greater(Comparison):
    """Whether ``x > y``, entry by entry."""

    op_type = "Greater"

    def compute(self, x, y):
        return x > y


class greater_equal(Comparison):
    """Whether ``x >= y``, entry by entry."""

    op_type = "GreaterEqual"

    def compute(self, x, y):
        return x >= y


class less(Comparison):
    """Whether ``x < y``, entry by entry."""

    op_type = "Less"

    def compute(self, x, y):
        return x < y


class less_equal(Comparison):
    """Whether ``x <= y``, entry by entry."""

    op_type = "LessEqual"

    def compute(self, x, y):
        return x <= y


class logical_and(Logical):
    """Whether both entries are true: ``x & y``."""

    op_type = "LogicalAnd"

    def compute(self, x, y):
        return x & y


class logical_or(Logical):
    """Whether at least one of two entries is true: ``x | y``."""

    op_type = "LogicalOr"

    def compute(self, x, y):
        return x | y


class logical_not(Unary):
    """Whether each entry is false: ``~x``."""

    op_type = "LogicalNot"
    takes_bool = True

    def __init__(self, x, name=None):
        super().__init__(convert_to_tensor(x, bool_), name)

    def compute(self, x):
        return np.logical_not(x)
