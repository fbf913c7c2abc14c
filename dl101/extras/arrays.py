"""More ways to fill, repeat and shuffle tensors, and their sizes."""

import numpy as np

from ..dtypes import int32, to_array
from ..gradients import RegisterGradient
from ..graph import Node, Operation, StatefulOperation, constant
from ..operations import (
    convert_to_tensor,
    getitem,
    identity,
    reduce_prod,
    reduce_sum,
    reshape,
    shape,
    stack,
)
from ..operations.convert import _with_dtype, convert_shape
from ..operations.random import _checked_seed
from ..shapes import as_shape


class placeholder_with_default(identity):
    """A value that may be fed, and is there if it is not.

    Parameters
    ----------
    input : Node or array_like
        The value without a feed.
    shape : sequence of int or None, or None
        What values fed must look like.
    name : str, optional

    Returns
    -------
    Node
        Of the dtype of `input`.

    See Also
    --------
    tf.placeholder_with_default
    """

    op_type = "PlaceholderWithDefault"

    def __init__(self, input, shape, name=None):
        super().__init__(input, name)
        self.shape = as_shape(shape)


@RegisterGradient(placeholder_with_default)
def _placeholder_with_default(op, grad):
    return grad


class tile(Operation):
    """The tensor repeated along its axes.

    Parameters
    ----------
    input : Node or array_like
    multiples : sequence of int, or Node
        For each axis how often; one for each axis of `input`.
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If there is not one for each axis.

    See Also
    --------
    tf.tile
    """

    op_type = "Tile"
    advice = "There is one number of repetitions for each axis."

    def __init__(self, input, multiples, name=None):
        x = convert_to_tensor(input)
        multiples = convert_shape(multiples, x.graph)
        count = None if multiples.shape is None else multiples.shape[0]
        if None not in (x.shape, count) and len(x.shape) != count:
            raise ValueError(
                f"tile: {count} multiples for '{x.name}' of shape {x.shape}. {self.advice}"
            )
        known = x.shape
        if known is not None:
            times = [None] * len(known)
            if isinstance(multiples, constant):
                times = multiples.value
            known = [None if None in (n, m) else n * m for n, m in zip(known, times, strict=True)]
        super().__init__([x, multiples], x.dtype, known, name)

    def compute(self, x, multiples):
        return np.tile(x, multiples)


@RegisterGradient(tile)
def _tile(op, grad):
    x, multiples = op.inputs
    rank = multiples.shape[0] if x.shape is None else len(x.shape)
    if rank == 0:
        return grad, None
    both = stack([_with_dtype(multiples, int32), shape(x)], axis=1)
    apart = reshape(grad, reshape(both, [2 * rank]))
    total = reduce_sum(apart, axis=list(range(0, 2 * rank, 2)))
    return (total if x.shape is None or None in x.shape else reshape(total, x.shape)), None


def size(input, name=None, out_type=int32) -> Node:
    """Number of entries.

    Parameters
    ----------
    input : Node or array_like
    name : str, optional
    out_type : dtype, optional
        int32 (the default) or int64.

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.size
    """
    return reduce_prod(shape(input, out_type=out_type), name=name)


def rank(input, name=None) -> Node:
    """Number of axes.

    Parameters
    ----------
    input : Node or array_like
    name : str, optional

    Returns
    -------
    Node
        A scalar, int32.

    See Also
    --------
    tf.rank
    """
    x = shape(input)
    return getitem(shape(x), 0, name)


def linspace(start, stop, num, name=None) -> Node:
    """Numbers at equal distances, from a first to a last one.

    Parameters
    ----------
    start, stop : number
        The first and the last; stop is included.
    num : int
        How many.
    name : str, optional

    Returns
    -------
    Node
        Shape (num,).

    See Also
    --------
    tf.linspace
    """
    first, last = to_array(start), to_array(stop)
    numbers = np.linspace(first, last, num, dtype=np.result_type(first, last))
    return constant(numbers, name=name or "LinSpace")


class random_shuffle(StatefulOperation):
    """The slices along the first axis in a random order.

    Parameters
    ----------
    value : Node or array_like
        At least one axis.
    seed : int, optional
    name : str, optional

    Returns
    -------
    Node
        Of the shape and dtype of `value`.

    See Also
    --------
    tf.random.shuffle
    """

    op_type = "RandomShuffle"

    def __init__(self, value, seed=None, name=None):
        x = convert_to_tensor(value)
        self.seed = None
        if seed is not None or x.graph.seed is not None:
            own = len(x.graph.nodes) if seed is None else _checked_seed(seed)
            self.seed = (x.graph.seed or 0, own)
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, state, x):
        if self not in state:
            state[self] = np.random.default_rng(self.seed)
        return state[self].permutation(x)
