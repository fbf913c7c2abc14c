"""Keeping tensors, such as gradients, from becoming too long."""

import numpy as np

from ..dtypes import as_number
from ..graph import Node
from ..nn import l2_loss
from ..operations import add_n, divide, maximum, minimum, multiply, reduce_sum, sqrt, where
from ..operations.convert import to_floating
from .rounding import is_finite


def clip_by_norm(t, clip_norm, axes=None, name=None) -> Node:
    """Shorten a tensor that is longer than a bound to that length.

    Parameters
    ----------
    t : Node or array_like
    clip_norm : Node or number
        The bound of its length, the root of the sum of squares; positive.
    axes : sequence of int, optional
        The axes of a vector; all by default.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `t`.

    References
    ----------
    Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013.

    See Also
    --------
    tf.clip_by_norm
    """
    t = to_floating(t)
    squares = reduce_sum(t * t, axes, keepdims=True)
    # The root has no finite derivative at 0.
    positive = squares > 0
    length = where(positive, sqrt(where(positive, squares, 1.0)), squares)
    return divide(t * clip_norm, maximum(length, clip_norm), name)


def global_norm(t_list, name=None) -> Node:
    """Length of all tensors together: the root of the sum of all squares.

    Parameters
    ----------
    t_list : sequence of Node, array_like or None
        ``None`` is left out.
    name : str, optional

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.global_norm
    """
    halves = [l2_loss(t) for t in t_list if t is not None]
    return sqrt(add_n(halves) * 2, name or "global_norm")


def clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None) -> tuple[list, Node]:
    """Shorten several tensors together, so that their directions stay.

    Parameters
    ----------
    t_list : sequence of Node, array_like or None
        Gradients, say; ``None`` stays ``None``.
    clip_norm : Node or number
        The bound of their common length.
    use_norm : Node, optional
        Their common length, if it is there already.
    name : str, optional

    Returns
    -------
    list of Node or None
        The tensors; nan if one was not finite.
    Node
        Their common length before.

    References
    ----------
    Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013.

    See Also
    --------
    tf.clip_by_global_norm
    """
    if not isinstance(clip_norm, Node) and as_number("clip_norm", clip_norm) <= 0:
        raise ValueError(f"clip_norm must be above 0, not {clip_norm!r:.60}.")
    length = global_norm(t_list) if use_norm is None else use_norm
    scale = clip_norm * minimum(divide(1.0, length), 1.0 / clip_norm)
    scale = where(is_finite(length), scale, np.nan)
    return [None if t is None else multiply(t, scale) for t in t_list], length
