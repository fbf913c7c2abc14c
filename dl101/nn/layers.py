"""Parts of a layer beside its weights: the bias, and dropout."""

from ..checks import check_number
from ..nodes import Node
from ..operations import add, cast, divide, greater_equal, multiply, random_uniform
from ..operations import shape as shape_of
from ..operations.convert import to_floating
from ..shapes import is_known


def bias_add(value, bias, name=None) -> Node:
    """Add a vector to the last axis of a tensor."""
    return add(value, bias, name=name)


def dropout(x, *, rate, noise_shape=None, seed=None, name=None) -> Node:
    """Set each entry to 0 with a probability, `rate`, and scale up the others to keep the mean.

    What is dropped is drawn in `noise_shape`, by default the shape of `x`.

    Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from
    overfitting", 2014.
    """
    x = to_floating(x)
    if isinstance(rate, Node):
        keep = 1 - cast(rate, x.dtype)
    else:
        keep = 1 - check_number("dropout: rate", rate, 0, 1)
        if keep == 0:
            raise ValueError("dropout: rate must be below 1, or nothing is kept.")
    shape = x.shape if is_known(x.shape) else shape_of(x)
    with x.graph.as_default():
        drawn = random_uniform(noise_shape or shape, dtype=x.dtype, seed=seed)
        kept = greater_equal(drawn, 1 - keep)
    return multiply(divide(x, keep), cast(kept, x.dtype), name=name)
