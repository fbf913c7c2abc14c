"""Operations that arrange entries anew: dtypes, shapes and axes."""

import numpy as np

from .. import shapes
from ..dtypes import as_dtype, int32
from ..graph import Node, Operation, constant
from ..shapes import Shape
from .convert import convert_to_tensor, graph_of, shape_held_by


class identity(Operation):
    """The tensor itself, under a name of its own.

    Parameters
    ----------
    input : Node or array_like
        Any shape and dtype.
    name : str, optional

    Returns
    -------
    Node
        Of the shape and dtype of `input`.

    See Also
    --------
    tf.identity
    """

    op_type = "Identity"

    def __init__(self, input, name=None):
        x = convert_to_tensor(input)
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        return x


class stop_gradient(identity):
    """The tensor itself, taken for a constant when gradients are found.

    Parameters
    ----------
    input : Node or array_like
        Any shape and dtype.
    name : str, optional

    Returns
    -------
    Node
        Of the shape and dtype of `input`.

    See Also
    --------
    tf.stop_gradient
    """

    op_type = "StopGradient"


class cast(Operation):
    """The entries in another dtype; a fraction is cut off, and 0 is false.

    Parameters
    ----------
    x : Node or array_like
        Any shape.
    dtype : dtype
        The dtype wanted.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `x`.

    See Also
    --------
    tf.cast
    """

    op_type = "Cast"

    def __init__(self, x, dtype, name=None):
        x = convert_to_tensor(x)
        super().__init__([x], as_dtype(dtype), x.shape, name)

    def compute(self, x):
        return x.astype(self.dtype)


class shape(Operation):
    """The shape, as a vector of integers.

    Parameters
    ----------
    input : Node or array_like
        Any shape.
    name : str, optional
    out_type : dtype, optional
        int32 (the default) or int64.

    Returns
    -------
    Node
        Shape (number of axes,).

    See Also
    --------
    tf.shape
    """

    op_type = "Shape"

    def __init__(self, input, name=None, out_type=int32):
        x = convert_to_tensor(input)
        super().__init__([x], as_dtype(out_type), [None if x.shape is None else len(x.shape)], name)

    def compute(self, x):
        return np.array(x.shape, self.dtype)


class reshape(Operation):
    """The same entries in another shape, row by row.

    Parameters
    ----------
    tensor : Node or array_like
        Any shape.
    shape : sequence of int, or Node
        The shape wanted; one length may be -1, to be found from the others.
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If the number of entries is known and does not fit.

    See Also
    --------
    tf.reshape
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
            raise ValueError(f"Reshape: {wanted!r:.60} is no shape: one length at most may be -1.")
        if x.shape is None or None in x.shape:
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
    """The tensor with its axes in another order.

    Parameters
    ----------
    a : Node or array_like
        Any shape.
    perm : sequence of int, optional
        Which axis of `a` each axis of the result is; by default all in reverse order.
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If `perm` does not name each axis once.

    See Also
    --------
    tf.transpose
    """

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
    """The tensor with one more axis, of length 1.

    Parameters
    ----------
    input : Node or array_like
        Any shape.
    axis : int
        Where the new axis stands in the result; -1 puts it last.
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If there is no such place.

    See Also
    --------
    tf.expand_dims
    """

    op_type = "ExpandDims"

    def __init__(self, input, axis, name=None):
        x = convert_to_tensor(input)
        self.axis, known = shapes.normalize_axis(axis, None), None
        if x.shape is not None:
            place = shapes.normalize_axis(axis, Shape((*x.shape, 1)))
            known = (*x.shape[:place], 1, *x.shape[place:])
        # np.expand_dims does the same, more slowly.
        before, after = (self.axis, 0) if self.axis >= 0 else (0, -self.axis - 1)
        ahead = [slice(None)] * before if self.axis >= 0 else [...]
        self._key = (*ahead, None, *[slice(None)] * after)
        super().__init__([x], x.dtype, known, name)

    def compute(self, x):
        return x[self._key]


class squeeze(Operation):
    """The tensor without axes of length 1.

    Parameters
    ----------
    input : Node or array_like
        Any shape.
    axis : int or sequence of int, optional
        The axes to drop; by default all those of length 1.
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If a known length of one of the axes is not 1.

    See Also
    --------
    tf.squeeze
    """

    op_type = "Squeeze"
    advice = "Only axes of length 1 can be dropped."

    def __init__(self, input, axis=None, name=None):
        x = convert_to_tensor(input)
        # To name no axis is to name none in particular, as in TensorFlow.
        self.axis = shapes.normalize_axes(axis, x.shape) or None
        super().__init__([x], x.dtype, self._known_shape(x), name)

    def _known_shape(self, x):
        if x.shape is None or (self.axis is None and None in x.shape):
            return None
        gone = self.axis
        if gone is None:
            gone = [i for i, n in enumerate(x.shape) if n == 1]
        if any(x.shape[i] not in (1, None) for i in gone):
            raise ValueError(
                f"Squeeze: '{x.name}' has shape {x.shape}; only axes of length 1 can be dropped."
            )
        return [n for i, n in enumerate(x.shape) if i not in gone]

    def compute(self, x):
        return np.squeeze(x, self.axis)
