"""The forward operations: what a graph can compute, each with a `compute` in NumPy."""

from . import overloads as _overloads
from .arrays import (
    cast,
    concat,
    expand_dims,
    fill,
    gather,
    getitem,
    identity,
    one_hot,
    ones,
    ones_like,
    reshape,
    shape,
    squeeze,
    stack,
    stop_gradient,
    transpose,
    where,
    zeros,
    zeros_like,
)
from .convert import convert_to_tensor
from .elementwise import (
    abs,
    add,
    add_n,
    cos,
    divide,
    exp,
    log,
    maximum,
    minimum,
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
from .sequences import range
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

__all__ = [name for name in dir() if not name.startswith("_")]
