"""Operations that arrange the entries of one tensor anew: dtypes, shapes, axes and parts."""

import numpy as np

from .. import shapes
from ..checks import shorten
from ..dtypes import as_dtype, int32
from ..nodes import Node, Operation, constant
from ..shapes import Shape
from .convert import convert_to_tensor, graph_of, shape_held_by


class identity(Operation):
    """The tensor itself, under a name of its own."""

    op_type = "Identity"

    def __init__(self, input, name=None):
        x = convert_to_tensor(input)
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        return x


class stop_gradient(identity):
    """The tensor itself, treated as a constant when gradients are computed."""

    op_type = "StopGradient"


class cast(Operation):
    """The entries in another dtype; a fraction is cut off, and 0 is false."""

    op_type = "Cast"

    def __init__(self, x, dtype, name=None):
        x = convert_to_tensor(x)
        super().__init__([x], as_dtype(dtype), x.shape, name)

    def compute(self, x):
        return x.astype(self.dtype)


class shape(Operation):
    """The shape, as a vector of integers."""

    op_type = "Shape"

    def __init__(self, input, name=None, out_type=int32):
        x = convert_to_tensor(input)
        super().__init__([x], as_dtype(out_type), [None if x.shape is None else len(x.shape)], name)

    def compute(self, x):
        return np.array(x.shape, self.dtype)


class reshape(Operation):
    """The same entries in another shape, row by row.

    One length of `shape` may be -1, to be found from the others.
    """

    op_type = "Reshape"
    advice = "The lengths of the new shape must multiply to the number of entries."

    def __init__(self, tensor, shape, name=None):
        x = convert_to_tensor(tensor)
        target = shape
        if not isinstance(shape, Node):
            dtype = None if graph_of(shape) else int32
            target = convert_to_tensor(shape, dtype, graph=x.graph)
        super().__init__([x, target], x.dtype, self._known_shape(x, target), name)

    def _known_shape(self, x, target):
        if not isinstance(target, constant):
            return shape_held_by(target)
        wanted = [int(n) for n in target.value.reshape(-1)]
        if wanted.count(-1) > 1 or min(wanted, default=0) < -1:
            raise ValueError(
                f"Reshape: {wanted!r:.60} is not a shape: at most one length may be -1."
            )
        if not shapes.is_known(x.shape):
            return Shape(None if n == -1 else n for n in wanted)
        size, rest = int(np.prod(x.shape)), int(np.prod([n for n in wanted if n != -1]))
        if (size != rest) if -1 not in wanted else (rest == 0 or size % rest):
            raise ValueError(
                f"Reshape: the {size} entries of '{x.name}', of shape {x.shape}, do not fit in "
                f"{wanted!r:.60}."
            )
        return Shape(size // rest if n == -1 else n for n in wanted)

    def compute(self, x, shape):
        return x.reshape(shape)


class transpose(Operation):
    """The tensor with its axes in another order: `perm`, or reversed without it."""

    op_type = "Transpose"

    def __init__(self, a, perm=None, name=None):
        x = convert_to_tensor(a)
        self.perm = None if perm is None else shapes.normalize_axes(perm, None)
        if self.perm is not None and sorted(self.perm) != list(range(len(self.perm))):
            raise ValueError(f"Transpose: perm={perm!r:.60} does not name each axis once.")
        known = x.shape
        if known is not None:
            if self.perm is not None and len(self.perm) != len(known):
                raise ValueError(
                    f"Transpose: perm={perm!r:.60} does not fit '{x.name}' of shape {known}."
                )
            known = known[::-1] if self.perm is None else [known[i] for i in self.perm]
        super().__init__([x], x.dtype, known, name)

    def compute(self, x):
        return x.transpose(self.perm)


class expand_dims(Operation):
    """The tensor with one more axis, of length 1; `axis` is its place in the result."""

    op_type = "ExpandDims"

    def __init__(self, input, axis, name=None):
        x = convert_to_tensor(input)
        self.axis = shapes.normalize_axis(axis, None)
        # np.expand_dims does the same, more slowly.
        self._key = entry_along(self.axis, None)
        super().__init__([x], x.dtype, shapes.with_axis(x.shape, axis, 1), name)

    def compute(self, x):
        return x[self._key]


def entry_along(axis: int, entry) -> tuple:
    """Make the index that has `entry` in the place of an axis, counted from either end."""
    if axis >= 0:
        return (*[slice(None)] * axis, entry)
    return (..., entry, *[slice(None)] * (-axis - 1))


class squeeze(Operation):
    """The tensor without axes of length 1: those of `axis`, or all of them."""

    op_type = "Squeeze"
    advice = "Only axes of length 1 can be dropped."

    def __init__(self, input, axis=None, name=None):
        x = convert_to_tensor(input)
        # An empty list of axes stands for all, as in TensorFlow.
        self.axis = shapes.normalize_axes(axis, x.shape) or None
        super().__init__([x], x.dtype, self._known_shape(x), name)

    def _known_shape(self, x):
        if x.shape is None or (self.axis is None and None in x.shape):
            return None
        gone = self.axis
        if gone is None:
            gone = [i for i, n in enumerate(x.shape) if n == 1]
        if any(x.shape[i] not in (1, None) for i in gone):
            raise ValueError(f"Squeeze: '{x.name}' has shape {x.shape}. {self.advice}")
        return [n for i, n in enumerate(x.shape) if i not in gone]

    def compute(self, x):
        return np.squeeze(x, self.axis)


class getitem(Operation):
    """Part of a tensor, by Python's basic indexing: ``x[0]``, ``x[:, 1]``, ``x[..., None]``.

    For computed or several indices there is `gather`.
    """

    op_type = "StridedSlice"
    advice = "Check the indices against the shape of the input."

    def __init__(self, x, key, name=None):
        x = convert_to_tensor(x)
        self.key = key if isinstance(key, tuple) else (key,)
        for part in self.key:
            basic = part is None or part is Ellipsis or isinstance(part, slice)
            if not (basic or _is_whole_number(part)):
                raise TypeError(
                    f"'{x.name}' can be indexed with integers, slices, ... and None, not with "
                    f"{shorten(part)}; pick by computed or several indices with dl101.gather."
                )
        super().__init__([x], x.dtype, self._known_shape(x), name)

    def _known_shape(self, x):
        if x.shape is None:
            return None
        # Slicing a view that is never read tells the shape. Axes of unknown length get a long
        # one, and alone a stride, by which they are found again in the result. The Ellipsis
        # keeps NumPy from reading an entry that is indexed on every axis.
        unknown = x.shape.count(None)
        long = 1 << (40 // max(1, unknown))
        lengths = [long if n is None else n for n in x.shape]
        strides = [int(n is None) for n in x.shape]
        view = np.lib.stride_tricks.as_strided(np.zeros(1, np.int8), lengths, strides)
        try:
            part = view[self.key if ... in self.key else (*self.key, ...)]
        except (IndexError, TypeError, ValueError) as error:
            raise type(error)(f"'{x.name}' has shape {x.shape}: {error}.") from None
        return [None if s else n for n, s in zip(part.shape, part.strides, strict=True)]

    def compute(self, x):
        return x[self.key]


def _is_whole_number(index) -> bool:
    if isinstance(index, np.ndarray):
        return index.ndim == 0 and index.dtype.kind in "iu"
    return hasattr(index, "__index__") and not isinstance(index, bool | np.bool_)
