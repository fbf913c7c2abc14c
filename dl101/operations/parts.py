"""Operations that join tensors, choose between them, and pick parts of them."""

import numpy as np

from .. import shapes
from ..dtypes import bool_
from ..graph import Operation, get_default_graph
from ..shapes import Shape
from .convert import convert_to_tensor, convert_together, graph_of


def _several(function: str, values):
    several = isinstance(values, list | tuple) or (isinstance(values, np.ndarray) and values.ndim)
    if not several or not len(values):
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
        A vector chooses whole rows, as in TensorFlow 1: its entries stand for the first axis.
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
    tf.compat.v1.where
    """

    op_type = "Select"
    advice = "The shapes of the condition and of both choices must broadcast."

    def __init__(self, condition, x=None, y=None, name=None):
        if x is None or y is None:
            raise ValueError("where needs both choices: where(condition, x, y).")
        with (graph_of(condition, x, y) or get_default_graph()).as_default():
            x, y = convert_together(x, y)
            condition = convert_to_tensor(condition, bool_)
        try:
            known = shapes.broadcast(x.shape, y.shape)
            known = shapes.broadcast(_for_rows(condition.shape, known), known)
        except ValueError as error:
            raise ValueError(
                f"where: the shapes {condition.shape}, {x.shape} and {y.shape} do not broadcast: "
                f"{error}."
            ) from None
        super().__init__([condition, x, y], x.dtype, known, name)

    def may_stretch(self, i):
        return shapes.is_broadcast(self.inputs[i].shape, [n.shape for n in self.inputs])

    def compute(self, condition, x, y):
        if condition.ndim == 1:
            condition = condition.reshape(_for_rows(condition.shape, np.broadcast(x, y).shape))
        return np.where(condition, x, y)


def _for_rows(condition, chosen):
    """Find the shape in which a condition stretches: that of a vector has its axis first."""
    if condition is None or len(condition) != 1:
        return condition
    return None if chosen is None else Shape((*condition, *[1] * (len(chosen) - 1)))


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
        except (IndexError, TypeError, ValueError) as error:
            raise type(error)(f"'{x.name}' has shape {x.shape}: {error}.") from None
        return [None if s else n for n, s in zip(part.shape, part.strides, strict=True)]

    def compute(self, x):
        return x[self.key]
