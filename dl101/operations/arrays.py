"""Operations that arrange entries: shapes, axes, parts, and tensors made of one number."""

import numpy as np

from .. import shapes
from ..dtypes import as_dtype, bool_, float64, int32, promote, to_array
from ..graph import Node, Operation, constant, get_default_graph
from ..shapes import Shape
from .convert import convert_shape, convert_to_tensor, convert_together, graph_of, shape_held_by


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
            raise ValueError(f"Reshape: {wanted} is no shape: one length at most may be -1.")
        if x.shape is None or None in x.shape:
            return Shape(None if n == -1 else n for n in wanted)
        size, rest = int(np.prod(x.shape)), int(np.prod([n for n in wanted if n != -1]))
        if (size != rest) if -1 not in wanted else (rest == 0 or size % rest):
            raise ValueError(
                f"Reshape: the {size} entries of '{x.name}', of shape {x.shape}, do not fit in "
                f"{wanted}."
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
            raise ValueError(f"Transpose: perm={perm!r} does not name each axis once.")
        known = x.shape
        if known is not None:
            if self.perm is not None and len(self.perm) != len(known):
                raise ValueError(
                    f"Transpose: perm={perm!r} does not fit '{x.name}' of shape {known}."
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


def _several(function: str, values):
    if isinstance(values, Node) or not len(values):
        raise ValueError(f"{function} takes a list of at least one tensor, not {values!r:.60}.")
    return values


class concat(Operation):
    """Tensors one after the other along an axis that they have.

    Parameters
    ----------
    values : sequence of Node or array_like
        At least one; of the same shape but for `axis`.
    axis : int
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If known lengths of another axis differ.

    See Also
    --------
    tf.concat
    """

    op_type = "ConcatV2"
    advice = "All lengths but that along the axis must be equal."

    def __init__(self, values, axis, name=None):
        nodes = convert_together(*_several("concat", values))
        known = nodes[0].shape
        self.axis = shapes.normalize_axis(axis, known)
        for node in nodes[1:]:
            known = self._joined(known, node.shape, node)
        super().__init__(nodes, nodes[0].dtype, known, name)

    def _joined(self, known, other, node):
        if known is None or other is None:
            return None
        rest, other_rest = list(known), list(other)
        try:
            m, n = rest.pop(self.axis), other_rest.pop(self.axis)
            joined = list(shapes.merge(Shape(rest), Shape(other_rest)))
        except (ValueError, IndexError):
            raise ValueError(
                f"concat: '{node.name}' of shape {other} does not fit behind shape {known} along "
                f"axis {self.axis}. {self.advice}"
            ) from None
        joined.insert(self.axis % len(known), None if None in (m, n) else m + n)
        return Shape(joined)

    def compute(self, *values):
        return np.concatenate(values, self.axis)


class stack(Operation):
    """Tensors of one shape, laid side by side along a new axis.

    Parameters
    ----------
    values : sequence of Node or array_like
        At least one; all of the same shape.
    axis : int, optional
        Where the new axis stands in the result; first by default.
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If known shapes differ.

    See Also
    --------
    tf.stack
    """

    op_type = "Pack"
    advice = "All tensors must have the same shape."

    def __init__(self, values, axis=0, name=None):
        nodes = convert_together(*_several("stack", values))
        self.axis, known = shapes.normalize_axis(axis, None), nodes[0].shape
        for node in nodes[1:]:
            try:
                known = shapes.merge(known, node.shape)
            except ValueError as error:
                raise ValueError(f"stack: '{node.name}' does not fit: {error}.") from None
        if known is not None:
            place = shapes.normalize_axis(axis, Shape((*known, 1)))
            known = (*known[:place], len(nodes), *known[place:])
        super().__init__(nodes, nodes[0].dtype, known, name)

    def compute(self, *values):
        return np.stack(values, self.axis)


class where(Operation):
    """Entries of `x` where a condition holds, and of `y` where it does not.

    Parameters
    ----------
    condition : Node or array_like, bool
    x, y : Node or array_like
        Shapes that broadcast with that of `condition`.
    name : str, optional

    Returns
    -------
    Node
        Of the common shape, and the common dtype of `x` and `y`.

    Raises
    ------
    TypeError
        If the condition is not boolean.
    ValueError
        If the shapes are known and do not broadcast.

    See Also
    --------
    tf.where
    """

    op_type = "SelectV2"
    advice = "The shapes of the condition and of both choices must broadcast."

    def __init__(self, condition, x=None, y=None, name=None):
        if x is None or y is None:
            raise ValueError("where needs both choices: where(condition, x, y).")
        with (graph_of(condition, x, y) or get_default_graph()).as_default():
            x, y = convert_together(x, y)
            condition = convert_to_tensor(condition, bool_)
        try:
            known = shapes.broadcast(condition.shape, shapes.broadcast(x.shape, y.shape))
        except ValueError as error:
            raise ValueError(
                f"where: the shapes {condition.shape}, {x.shape} and {y.shape} do not broadcast: "
                f"{error}."
            ) from None
        super().__init__([condition, x, y], x.dtype, known, name)

    def may_stretch(self, i):
        return shapes.is_broadcast(self.inputs[i].shape, [n.shape for n in self.inputs])

    def compute(self, condition, x, y):
        return np.where(condition, x, y)


class gather(Operation):
    """Slices picked by their index along an axis.

    Parameters
    ----------
    params : Node or array_like
        What to pick from; at least one axis.
    indices : Node or array_like, int
        Which ones, from 0; any shape.
    axis : int, optional
        The axis of `params` along which to pick; 0 by default.
    name : str, optional

    Returns
    -------
    Node
        The shape of `params` with that of `indices` in the place of `axis`.

    Raises
    ------
    TypeError
        If the indices are no integers.
    ValueError
        If there is no such axis. An index out of range raises when it is computed.

    See Also
    --------
    tf.gather
    """

    op_type = "GatherV2"
    advice = "Indices go from 0 to one less than the length of the axis."

    def __init__(self, params, indices, validate_indices=None, name=None, axis=0):
        x = convert_to_tensor(params, graph=graph_of(indices))
        indices = convert_to_tensor(indices, graph=x.graph)
        if indices.dtype.kind != "i":
            raise TypeError(f"gather: indices are integers, and '{indices.name}' is not.")
        self.axis = shapes.normalize_axis(0 if axis is None else axis, x.shape)
        known = None
        if x.shape is not None and indices.shape is not None:
            known = (*x.shape[: self.axis], *indices.shape, *x.shape[self.axis + 1 :])
        super().__init__([x, indices], x.dtype, known, name)

    def compute(self, x, indices):
        if indices.size and indices.min() < 0:
            raise IndexError(f"index {indices.min()} is negative")
        return np.take(x, indices, self.axis)


class one_hot(Operation):
    """Rows that are 1 in the place an index names, and 0 elsewhere.

    Parameters
    ----------
    indices : Node or array_like, int
        Any shape; an index out of range gives a row of zeros.
    depth : int
        How long each row is.
    on_value, off_value : number, optional
        What to write instead of 1 and 0.
    axis : int, optional
        Where the new axis stands in the result; last by default.
    dtype : dtype, optional
        By default that of `on_value` and `off_value`, and float64 without them.
    name : str, optional

    Returns
    -------
    Node
        The shape of `indices` and one axis of length `depth`.

    See Also
    --------
    tf.one_hot
    """

    op_type = "OneHot"

    def __init__(
        self, indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None
    ):
        x = convert_to_tensor(indices)
        if x.dtype.kind != "i":
            raise TypeError(f"one_hot: indices are integers, and '{x.name}' is {x.dtype.name}.")
        if not hasattr(depth, "__index__"):
            raise TypeError(f"one_hot: the depth is a whole number, not {depth!r:.60}.")
        self.depth = depth.__index__()
        given = [to_array(value).dtype for value in (on_value, off_value) if value is not None]
        if dtype is None:
            dtype = promote(*given) if given else float64
        self.on_value = 1 if on_value is None else on_value
        self.off_value = 0 if off_value is None else off_value
        self.axis, known = shapes.normalize_axis(-1 if axis is None else axis, None), None
        if x.shape is not None:
            place = shapes.normalize_axis(self.axis, Shape((*x.shape, 1)))
            known = (*x.shape[:place], self.depth, *x.shape[place:])
        super().__init__([x], as_dtype(dtype), known, name)

    def compute(self, indices):
        hit = np.expand_dims(indices, -1) == np.arange(self.depth)
        rows = np.where(hit, self.on_value, self.off_value).astype(self.dtype)
        return np.moveaxis(rows, -1, self.axis)


def _is_whole_number(index) -> bool:
    if isinstance(index, np.ndarray):
        return index.ndim == 0 and index.dtype.kind in "iu"
    return hasattr(index, "__index__") and not isinstance(index, bool | np.bool_)


class getitem(Operation):
    """Part of a tensor, by Python's basic indexing: ``x[0]``, ``x[:, 1]``, ``x[..., None]``.

    Parameters
    ----------
    x : Node or array_like
    key : int, slice, Ellipsis, None, or a tuple of these
    name : str, optional

    Returns
    -------
    Node

    Raises
    ------
    TypeError
        For an index that is a list, an array or a node (use `gather`).
    IndexError
        If there are more indices than axes, or one is out of a known range.

    See Also
    --------
    tf.strided_slice
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
                    f"{part!r:.60}; pick by computed or several indices with dl101.gather."
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
        except (IndexError, TypeError) as error:
            raise type(error)(f"'{x.name}' has shape {x.shape}: {error}.") from None
        return [None if s else n for n, s in zip(part.shape, part.strides, strict=True)]

    def compute(self, x):
        return x[self.key]


class fill(Operation):
    """A tensor of one number.

    Parameters
    ----------
    dims : sequence of int, or Node
        Its shape.
    value : Node or number
        What each entry is.
    name : str, optional

    Returns
    -------
    Node
        Of the dtype of `value`.

    See Also
    --------
    tf.fill
    """

    op_type = "Fill"

    def __init__(self, dims, value, name=None):
        value = convert_to_tensor(value, graph=graph_of(dims))
        if value.shape not in (None, ()):
            raise ValueError(f"fill: one number is needed, and '{value.name}' has {value.shape}.")
        dims = convert_shape(dims, value.graph)
        super().__init__([dims, value], value.dtype, shape_held_by(dims), name)

    def compute(self, dims, value):
        return np.full(dims, value, self.dtype)


def zeros(shape, dtype=float64, name=None) -> Node:
    """Make a tensor of zeros.

    Parameters
    ----------
    shape : sequence of int, or Node
    dtype : dtype, optional
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.zeros
    """
    return _filled(shape, 0, dtype, name or "zeros")


def ones(shape, dtype=float64, name=None) -> Node:
    """Make a tensor of ones.

    Parameters
    ----------
    shape : sequence of int, or Node
    dtype : dtype, optional
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.ones
    """
    return _filled(shape, 1, dtype, name or "ones")


def _filled(shape, number, dtype, name):
    dims = convert_shape(shape)
    number = np.array(number, as_dtype(dtype))
    if isinstance(dims, constant):
        return constant(np.full(dims.value, number), name=name)
    return fill(dims, constant(number, graph=dims.graph), name)


class _Like(Operation):
    number = 0

    def __init__(self, tensor, dtype=None, name=None, optimize=True):
        x = convert_to_tensor(tensor)
        super().__init__([x], x.dtype if dtype is None else as_dtype(dtype), x.shape, name)

    def compute(self, x):
        return np.full(np.shape(x), self.number, self.dtype)


class zeros_like(_Like):
    """A tensor of zeros, of the shape of another.

    Parameters
    ----------
    tensor : Node or array_like
    dtype : dtype, optional
        By default that of `tensor`.
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.zeros_like
    """

    op_type = "ZerosLike"


class ones_like(_Like):
    """A tensor of ones, of the shape of another.

    Parameters
    ----------
    tensor : Node or array_like
    dtype : dtype, optional
        By default that of `tensor`.
    name : str, optional

    Returns
    -------
    Node

    See Also
    --------
    tf.ones_like
    """

    op_type = "OnesLike"
    number = 1
