"""Parts of a layer beside its weights: the bias, and dropout."""

from numbers import Real

from ..graph import Node
from ..operations import add, cast, divide, greater_equal, multiply, random_uniform
from ..operations import shape as shape_of
from ..operations.convert import to_floating


def bias_add(value, bias, name=None) -> Node:
    """Add a vector to the last axis of a tensor.

    Parameters
    ----------
    value : Node or array_like, shape (..., n)
    bias : Node or array_like, shape (n,)
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `value`.

    See Also
    --------
    tf.nn.bias_add
    """
    return add(value, bias, name=name)


def dropout(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None) -> Node:
    """Set entries to 0 at random, and scale up the others so that the mean stays.

    Parameters
    ----------
    x : Node or array_like
    keep_prob : Node or float, optional
        The probability that an entry stays; above 0, at most 1.
    noise_shape : sequence of int or Node, optional
        The shape in which it is drawn what stays; by default that of `x`.
    seed : int, optional
    name : str, optional
    rate : Node or float, optional
        ``1 - keep_prob``; give one of the two.

    Returns
    -------
    Node
        Of the shape and dtype of `x`.

    Raises
    ------
    ValueError
        If neither or both of `keep_prob` and `rate` are given, or one is out of range.

    References
    ----------
    Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting",
    2014.

    See Also
    --------
    tf.compat.v1.nn.dropout
    """
    if (keep_prob is None) == (rate is None):
        raise ValueError("dropout takes keep_prob or rate, one of the two.")
    if not isinstance(rate, Real | Node | None):
        raise TypeError(f"The rate of dropout is a number or a node, not {rate!r:.60}.")
    keep = keep_prob if rate is None else 1 - rate
    if not isinstance(keep, Node) and not (isinstance(keep, Real) and 0 < keep <= 1):
        raise ValueError(f"dropout must keep some entries: 0 < keep_prob <= 1, not {keep!r:.60}.")
    x = to_floating(x)
    shape = shape_of(x) if noise_shape is None else noise_shape
    if noise_shape is None and x.shape is not None and None not in x.shape:
        shape = x.shape
    if isinstance(keep, Node):
        keep = cast(keep, x.dtype)
    with x.graph.as_default():
        kept = greater_equal(random_uniform(shape, dtype=x.dtype, seed=seed), 1 - keep)
    return multiply(divide(x, keep), cast(kept, x.dtype), name=name)
