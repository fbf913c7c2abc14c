"""More ways to cut tensors, turn them round, and put margins around them."""

import builtins

import numpy as np

from .. import shapes
from ..dtypes import as_whole
from ..gradients import RegisterGradient
from ..graph import Node, Operation
from ..operations import (
    concat,
    convert_to_tensor,
    getitem,
    zeros_like,
)


class _split_part(Operation):
    """One of the parts that `split` makes; `sizes` is their number, or the length of each."""

    op_type = "SplitPart"
    advice = "The parts must make up the whole length of the axis."

    def __init__(self, x, sizes, axis, number, name=None):
        self.sizes, self.axis, self.number = sizes, axis, number
        known = x.shape
        if known is not None:
            start, stop = self._bounds(known[axis])
            length = stop - start if stop is not None else None
            known = [*known[:axis], length, *known[axis + 1 :]]
        super().__init__([x], x.dtype, known, name)

    def _bounds(self, length):
        """Find where the part begins and ends, as far as that can be known."""
        if isinstance(self.sizes, tuple):
            return self._bounds_of_sizes(length)
        if length is None:
            return 0, None
        if length % self.sizes:
            raise ValueError(f"a length of {length} cannot be split into {self.sizes} equal parts")
        size = length // self.sizes
        return self.number * size, (self.number + 1) * size

    def _bounds_of_sizes(self, length):
        sizes = list(self.sizes)
        if length is not None:
            rest = length - sum(n for n in sizes if n != -1)
            if rest < 0 or (rest and -1 not in sizes):
                raise ValueError(f"the parts {self.sizes} do not make up a length of {length}")
            sizes = [rest if n == -1 else n for n in sizes]
        if sizes[self.number] == -1:
            return 0, None
        start = sum(sizes[: self.number])
        return start, start + sizes[self.number]

    def compute(self, x):
        start, stop = self._bounds(x.shape[self.axis])
        key = [builtins.slice(None)] * x.ndim
        key[self.axis] = builtins.slice(start, stop)
        return x[tuple(key)]


@RegisterGradient(_split_part)
def _split_part_gradient(op, grad):
    (x,) = op.inputs
    count = len(op.sizes) if isinstance(op.sizes, tuple) else op.sizes
    others = [_split_part(x, op.sizes, op.axis, i) for i in range(count) if i != op.number]
    parts = [zeros_like(other) for other in others]
    parts.insert(op.number, grad)
    return concat(parts, op.axis)


def split(value, num_or_size_splits, axis=0, num=None, name="split") -> list[Node]:
    """Cut a tensor into parts along an axis.

    Parameters
    ----------
    value : Node or array_like
    num_or_size_splits : int or sequence of int
        How many equal parts; or the length of each, one of which may be -1 for the rest.
    axis : int, optional
        0 by default.
    num : optional
        Ignored.
    name : str, optional

    Returns
    -------
    list of Node

    Raises
    ------
    ValueError
        If the parts do not make up the length of the axis.

    See Also
    --------
    tf.split
    """
    x = convert_to_tensor(value)
    axis = shapes.normalize_axis(axis, x.shape)
    sizes = num_or_size_splits
    if np.ndim(sizes):
        sizes = tuple(as_whole("split: a length", n) for n in sizes)
    else:
        sizes = as_whole("split: the number of parts", sizes)
    count = len(sizes) if isinstance(sizes, tuple) else sizes
    try:
        return [_split_part(x, sizes, axis, i, name) for i in range(count)]
    except ValueError as error:
        raise ValueError(f"split: '{x.name}' has shape {x.shape}, and {error}.") from None


def unstack(value, num=None, axis=0, name="unstack") -> list[Node]:
    """Take a tensor apart along an axis: the reverse of `stack`.

    Parameters
    ----------
    value : Node or array_like
    num : int, optional
        The length of the axis, needed if it is not known.
    axis : int, optional
        0 by default.
    name : str, optional

    Returns
    -------
    list of Node
        Without the axis.

    Raises
    ------
    ValueError
        If the length of the axis is not known, and not given.

    See Also
    --------
    tf.unstack
    """
    x = convert_to_tensor(value)
    place = shapes.normalize_axis(axis, x.shape)
    if num is None:
        num = None if x.shape is None else x.shape[place]
    if num is None:
        raise ValueError(f"unstack: the length of axis {axis} of {x!r:.60} is not known; give num.")
    ahead = [builtins.slice(None)] * place if place >= 0 else [...]
    behind = [] if place >= 0 else [builtins.slice(None)] * (-place - 1)
    return [getitem(x, (*ahead, i, *behind), name) for i in range(num)]


def slice(input_, begin, size, name="Slice") -> Node:
    """Take a part of a tensor, given where it begins and how long it is.

    Parameters
    ----------
    input_ : Node or array_like
    begin : sequence of int
        For each axis the first index.
    size : sequence of int
        For each axis how many; -1 for all that follow.
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.slice
    """
    begin = [as_whole("slice: where it begins", start) for start in begin]
    size = [as_whole("slice: a length", count) for count in size]
    key = [
        builtins.slice(start, None if count == -1 else start + count)
        for start, count in zip(begin, size, strict=True)
    ]
    return getitem(input_, tuple(key), name)


def reverse(tensor, axis, name=None) -> Node:
    """Turn the order of entries round, along axes.

    Parameters
    ----------
    tensor : Node or array_like
        Its number of axes must be known.
    axis : int or sequence of int
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `tensor`.

    See Also
    --------
    tf.reverse
    """
    x = convert_to_tensor(tensor)
    if x.shape is None:
        raise ValueError(f"reverse: the number of axes of '{x.name}' must be known.")
    axes = shapes.normalize_axes(axis, x.shape)
    steps = [builtins.slice(None, None, -1 if i in axes else 1) for i in range(len(x.shape))]
    return getitem(x, tuple(steps), name or "ReverseV2")


class pad(Operation):
    """The tensor with a margin of one number around it.

    Parameters
    ----------
    tensor : Node or array_like
    paddings : array_like of int, shape (axes, 2)
        For each axis how many entries go before and after.
    mode : {'CONSTANT'}, optional
    name : str, optional
    constant_values : number, optional
        What the margin is filled with; 0 by default.

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If there is not one pair for each axis, or for another mode.

    See Also
    --------
    tf.pad
    """

    op_type = "Pad"

    def __init__(self, tensor, paddings, mode="CONSTANT", name=None, constant_values=0):
        x = convert_to_tensor(tensor)
        if not isinstance(mode, str) or mode.upper() != "CONSTANT":
            raise ValueError(f"pad: dl101 has the mode 'CONSTANT' only, not {mode!r:.60}.")
        self.paddings = [(int(before), int(after)) for before, after in paddings]
        self.fill = constant_values
        known = x.shape
        if known is not None:
            if len(known) != len(self.paddings):
                raise ValueError(
                    f"pad: {len(self.paddings)} pairs for '{x.name}' of shape {known}."
                )
            known = [
                None if n is None else n + before + after
                for n, (before, after) in zip(known, self.paddings, strict=True)
            ]
        super().__init__([x], x.dtype, known, name)

    def compute(self, x):
        return np.pad(x, self.paddings, constant_values=self.fill)


@RegisterGradient(pad)
def _pad(op, grad):
    key = tuple(builtins.slice(before, -after or None) for before, after in op.paddings)
    return grad[key] if key else grad
