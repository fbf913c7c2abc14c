"""Hypothesis strategies: shapes, axes, and arrays whose entries suit what is tested."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

FLOATS = ("float64", "float32")
NUMBERS = (*FLOATS, "int32", "int64")


def shapes(min_rank=0, max_rank=4, min_length=0, max_length=4):
    return hnp.array_shapes(
        min_dims=min_rank, max_dims=max_rank, min_side=min_length, max_side=max_length
    )


def broadcasting_shapes(count=2, min_length=0, max_rank=4):
    """Shapes that broadcast with each other, such as (3, 2), (2,) and ()."""
    return hnp.mutually_broadcastable_shapes(
        num_shapes=count, min_dims=0, max_dims=max_rank, min_side=min_length, max_side=4
    ).map(lambda found: found.input_shapes)


def axes(rank, several=True):
    """None, one axis, or several, counted from either end."""
    one = st.integers(-rank, rank - 1) if rank else st.nothing()
    if not several:
        return one
    distinct = st.lists(one, unique_by=lambda axis: axis % rank, max_size=rank)
    return st.one_of(st.none(), one, distinct, distinct.map(tuple))


@st.composite
def arrays(draw, shape, dtype="float64", low=-3, high=3):
    """An array of any numbers between bounds; every third or so is a whole number.

    Only the seed is drawn by hypothesis, so that large arrays cost nothing.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if dtype == "bool":
        return rng.integers(0, 2, shape).astype(bool)
    if np.dtype(dtype).kind == "i":
        return np.asarray(rng.integers(int(np.ceil(low)), int(high), shape, endpoint=True), dtype)
    numbers = rng.uniform(low, high, shape)
    whole = np.where(rng.random(shape) < 0.3, np.round(numbers).clip(low, high), numbers)
    return np.asarray(whole, dtype)


@st.composite
def apart(draw, shape, low=-3, high=3, stream=0):
    """A float64 array of distinct numbers, none near another one or near 0.

    So no entry is at a kink (0 for abs, a tie for maximum), where central differences are
    wrong by nature. Arrays with different `stream` differ even when hypothesis draws the
    same for both.
    """
    rng = np.random.default_rng([draw(st.integers(0, 2**32 - 1)), stream])
    size = int(np.prod(shape))
    steps = rng.permutation(max(size, 1))[:size] + rng.uniform(0.3, 0.7)
    return low + (high - low) * (steps / max(size, 1)).reshape(shape)
