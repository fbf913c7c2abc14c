"""The forward operations: what a graph can compute, each with a `compute` in NumPy.

Each takes nodes, numbers, arrays or lists, and returns a node. Where shapes or dtypes do not
fit, ValueError or TypeError says so while the graph is built, as far as they are known then.
"""

from types import ModuleType as _ModuleType

from .constants import fill, one_hot, ones, ones_like, range, zeros, zeros_like
from .convert import convert_to_tensor
from .elementwise import (
    abs,
    add,
    add_n,
    cos,
    divide,
    exp,
    floordiv,
    log,
    maximum,
    minimum,
    mod,
    multiply,
    negative,
    pow,
    sigmoid,
    sign,
    sin,
    sqrt,
    square,
    subtract,
    tanh,
)
from .joining import concat, gather, stack, where
from .linear import matmul
from .logic import (
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    not_equal,
)
from .random import random_normal, random_uniform, set_random_seed, truncated_normal
from .reductions import (
    argmax,
    argmin,
    reduce_max,
    reduce_mean,
    reduce_min,
    reduce_prod,
    reduce_sum,
)
from .shaping import (
    cast,
    expand_dims,
    getitem,
    identity,
    reshape,
    shape,
    squeeze,
    stop_gradient,
    transpose,
)
from .state import (
    assign,
    assign_add,
    assign_sub,
    global_variables,
    global_variables_initializer,
    group,
    no_op,
    trainable_variables,
    variables_initializer,
)

__all__ = [
    name
    for name, value in list(globals().items())
    if not (name.startswith("_") or isinstance(value, _ModuleType))
]
