"""Shapes as far as they are known before anything is computed.

A `Shape` is a tuple in which a length that only a feed will tell is ``None``; where not
even the number of axes is known, there is no `Shape` but plain ``None``. Operations use
these functions to find their result's shape, and to complain while the graph is built.
"""

import math
import operator
from collections.abc import Iterable, Mapping

import numpy as np

_LONGEST = np.iinfo(np.int64).max
_MOST_BYTES = 2**44
_MOST_AXES = 64


class Shape(tuple):
    """The lengths of a tensor's axes; ``None`` stands for one not known yet."""

    __slots__ = ()

    def as_list(self) -> list:
        """Return the lengths as a list, as TensorFlow's ``TensorShape.as_list``."""
        return list(self)

    @property
    def ndims(self) -> int:
        """The number of axes."""
        return len(self)

    def is_fully_defined(self) -> bool:
        """Say whether every length is known."""
        return None not in self

    def __repr__(self) -> str:
        return tuple.__repr__(self)


class UnknownShape:
    """The shape of a tensor whose number of axes is not known, as TensorFlow's answers."""

    ndims = None

    def as_list(self) -> list:
        """Raise ValueError: there is nothing to list."""
        raise ValueError("as_list() needs a known number of axes; give the placeholder a shape.")

    def is_fully_defined(self) -> bool:
        """Return False."""
        return False

    def __repr__(self) -> str:
        return "<unknown>"


def as_shape(shape) -> Shape | None:
    """Turn ``None``, one length, or any sequence of lengths into a `Shape`."""
    if shape is None or isinstance(shape, UnknownShape):
        return None
    if isinstance(shape, Shape):
        return shape
    lengths = listed(shape)
    for i, length in enumerate(lengths):
        if length is None:
            continue
        try:
            lengths[i] = operator.index(length)
        except TypeError:
            raise TypeError(
                f"A shape holds whole numbers and None; {shape!r:.60} has {length!r:.60}."
            ) from None
        if not 0 <= lengths[i] <= _LONGEST:
            fault = "is negative" if lengths[i] < 0 else "is too large"
            raise ValueError(f"In the shape {shape!r:.60} the length {length!r:.60} {fault}.")
    return Shape(lengths)


def listed(several) -> list:
    """Make a list of several things, such as the axes of ``axis=[0, 1]``, or of a single one."""
    if isinstance(several, np.ndarray) and several.ndim == 0:
        return [several[()]]
    one = not isinstance(several, Iterable) or isinstance(several, str | bytes | Mapping)
    return [several] if one else list(several)


def is_known(shape: Shape | None) -> bool:
    """Say whether every length of a shape is known."""
    return shape is not None and None not in shape


def check_size(shape: Shape, dtype: np.dtype) -> None:
    """Raise ValueError for a tensor that no machine's memory holds."""
    size = math.prod(shape) * dtype.itemsize
    if size > _MOST_BYTES or len(shape) > _MOST_AXES:
        raise ValueError(
            f"A tensor of shape {shape!r:.60} is too large: it would take {size:.3g} bytes, with "
            f"{len(shape)} axes of at most {_MOST_AXES}."
        )


def compatible(a: tuple | None, b: tuple | None) -> bool:
    """Say whether two shapes, as far as they are known, could turn out to be the same."""
    if a is None or b is None:
        return True
    if len(a) != len(b):
        return False
    for m, n in zip(a, b, strict=True):  # noqa: SIM110 (all() is slower, and each feed comes here)
        if m != n and m is not None and n is not None:
            return False
    return True


def merge(a: Shape | None, b: Shape | None) -> Shape | None:
    """Combine what two shapes of the same tensor tell; raise ValueError if they clash."""
    if a is None or b is None:
        return b if a is None else a
    if not compatible(a, b):
        raise ValueError(f"the shapes {a} and {b} differ")
    return Shape(m if n is None else n for m, n in zip(a, b, strict=True))


def broadcast(a: Shape | None, b: Shape | None) -> Shape | None:
    """Find the shape of an elementwise operation on `a` and `b`, by NumPy's rule."""
    if a is None or b is None:
        return None
    rank = max(len(a), len(b))
    a, b = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    return Shape(_broadcast_length(m, n) for m, n in zip(a, b, strict=True))


def _broadcast_length(m, n):
    if m == n or n == 1:
        return m
    if m == 1:
        return n
    if m is None or n is None:
        return n if m is None else m
    raise ValueError(f"lengths {m} and {n} differ and neither is 1")


def is_broadcast(shape: Shape | None, others: Iterable[Shape | None]) -> bool:
    """Say whether an operand of `shape` may get repeated to fit operands of `others`."""
    for other in others:
        if other == ():
            continue
        if shape is None or other is None or len(other) > len(shape):
            return True
        overlap = zip(shape[-len(other) :], other, strict=True)
        if any(mine in (1, None) and theirs != 1 for mine, theirs in overlap):
            return True
    return False


def matmul(a: Shape | None, b: Shape | None) -> Shape | None:
    """Find the shape of the matrix product of `a` and `b`, by NumPy's rule for ``@``."""
    if () in (a, b):
        raise ValueError("a scalar is not a matrix")
    if a is None or b is None:
        return None
    inner_a, inner_b = a[-1], b[-2] if len(b) > 1 else b[0]
    if None not in (inner_a, inner_b) and inner_a != inner_b:
        raise ValueError(f"the inner lengths {inner_a} and {inner_b} differ")
    batch = broadcast(Shape(a[:-2]), Shape(b[:-2]))
    return Shape((*batch, *a[-2:-1], *(b[-1:] if len(b) > 1 else ())))


def reduced(shape: Shape | None, axes: tuple[int, ...] | None, keepdims: bool) -> Shape | None:
    """Find the shape that is left when `axes` (all of them for ``None``) are reduced."""
    if axes is None and not keepdims:
        return Shape()
    if shape is None:
        return None
    gone = range(len(shape)) if axes is None else axes
    if keepdims:
        return Shape(1 if i in gone else n for i, n in enumerate(shape))
    return Shape(n for i, n in enumerate(shape) if i not in gone)


def normalize_axis(axis, shape: Shape | None) -> int:
    """Turn one axis into a non-negative axis number, as `normalize_axes` does with several."""
    if axis is None or isinstance(axis, Iterable):
        raise TypeError(f"axis must be a whole number, not {axis!r:.60}.")
    return normalize_axes(axis, shape)[0]


def normalize_axes(axis, shape: Shape | None) -> tuple[int, ...] | None:
    """Turn an axis, several, or ``None`` (all) into non-negative axis numbers.

    Where the number of axes is unknown, negative numbers are left as they are.
    """
    if axis is None:
        return None
    axes = listed(axis)
    for i, one in enumerate(axes):
        try:
            axes[i] = operator.index(None if isinstance(one, bool | np.bool_) else one)
        except TypeError:
            raise TypeError(f"axis must be a whole number, not {one!r:.60}.") from None
        rank = _MOST_AXES if shape is None else len(shape)
        if not -rank <= axes[i] < rank:
            axes_there = f"its axes are 0 to {rank - 1}" if rank else "a scalar has no axes"
            of = "a tensor" if shape is None else f"shape {shape}"
            raise ValueError(f"There is no axis {one!r:.60} in {of}: {axes_there}.")
        if shape is not None:
            axes[i] %= rank
    if len(set(axes)) < len(axes):
        raise ValueError(f"axis {axis!r:.60} names the same axis twice.")
    return tuple(axes)


def with_axis(shape: Shape | None, axis: int, length) -> Shape | None:
    """Find the shape with one more axis, which `axis` numbers in the result."""
    if shape is None:
        return None
    place = normalize_axis(axis, Shape((*shape, length)))
    return Shape((*shape[:place], length, *shape[place:]))
