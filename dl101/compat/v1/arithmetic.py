"""More arithmetic, casts, clipping, and dropout by the probability of keeping."""

import dl101 as dl
from dl101.checks import check_number
from dl101.dtypes import is_floating
from dl101.operations.convert import convert_together, to_floating


def div(x, y, name=None) -> dl.Node:
    """Divide as Python 2 did: integers give an integer, rounded down."""
    x, y = convert_together(x, y)
    return dl.divide(x, y, name) if is_floating(x.dtype) else dl.floordiv(x, y, name)


def truncatediv(x, y, name=None) -> dl.Node:
    """Quotient of integers rounded towards 0, as C divides."""
    x, y = convert_together(x, y)
    if is_floating(x.dtype):
        raise TypeError(f"truncatediv takes integers, and '{x.name}' is {x.dtype.name}.")
    return dl.multiply(dl.sign(x) * dl.sign(y), abs(x) // abs(y), name)


def to_float(x, name="ToFloat") -> dl.Node:
    """Cast to float32."""
    return dl.cast(x, dl.float32, name)


def to_double(x, name="ToDouble") -> dl.Node:
    """Cast to float64."""
    return dl.cast(x, dl.float64, name)


def to_int32(x, name="ToInt32") -> dl.Node:
    """Cast to int32; fractions are cut off."""
    return dl.cast(x, dl.int32, name)


def to_int64(x, name="ToInt64") -> dl.Node:
    """Cast to int64; fractions are cut off."""
    return dl.cast(x, dl.int64, name)


def clip_by_value(t, clip_value_min, clip_value_max, name=None) -> dl.Node:
    """Replace entries below a bound, or above another one, by the bound."""
    return dl.maximum(dl.minimum(t, clip_value_max), clip_value_min, name)


def clip_by_norm(t, clip_norm, axes=None, name=None) -> dl.Node:
    """Scale a tensor down to a length (the root of the sum of squares) that it exceeds."""
    t = to_floating(t)
    squares = dl.reduce_sum(t * t, axes, keepdims=True)
    # The root has no finite derivative at 0.
    positive = squares > 0
    length = dl.where(positive, dl.sqrt(dl.where(positive, squares, 1.0)), squares)
    return dl.divide(t * clip_norm, dl.maximum(length, clip_norm), name)


def global_norm(t_list, name=None) -> dl.Node:
    """Length of all tensors together; ``None`` is left out."""
    halves = [dl.nn.l2_loss(t) for t in t_list if t is not None]
    return dl.sqrt(dl.add_n(halves) * 2, name or "global_norm")


def clip_by_global_norm(t_list, clip_norm, use_norm=None, name=None) -> tuple[list, dl.Node]:
    """Scale several tensors down together, so that their directions stay.

    Returns the tensors (``None`` stays ``None``; NaN if one was not finite) and the length that
    they had together.
    """
    if not isinstance(clip_norm, dl.Node):
        check_number("clip_norm", clip_norm, 0)
    length = global_norm(t_list) if use_norm is None else use_norm
    # The last term is 0, or NaN if the length is not finite.
    scale = clip_norm * dl.minimum(1.0 / length, 1.0 / clip_norm) + 0.0 * length
    return [None if t is None else dl.multiply(t, scale) for t in t_list], length


def dropout(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None) -> dl.Node:
    """Set entries to 0 at random, and scale up the others so that the mean stays.

    Give `keep_prob` or ``rate = 1 - keep_prob``.
    """
    if (keep_prob is None) == (rate is None):
        raise ValueError("dropout takes keep_prob or rate, one of the two.")
    rate = 1 - keep_prob if rate is None else rate
    return dl.nn.dropout(x, noise_shape=noise_shape, seed=seed, name=name, rate=rate)
