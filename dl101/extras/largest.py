"""The largest entries along an axis."""

from typing import NamedTuple

import numpy as np

from ..dtypes import as_whole, bool_, int32
from ..gradients import RegisterGradient
from ..graph import Node, Operation
from ..operations import (
    cast,
    convert_to_tensor,
    equal,
    expand_dims,
    range,
    reduce_sum,
    shape,
)
from ..operations.convert import graph_of


class _take_along_last(Operation):
    """The entries that indices pick along the last axis."""

    op_type = "TakeAlongLastAxis"

    def __init__(self, x, indices, name=None):
        super().__init__([x, indices], x.dtype, indices.shape, name)

    def compute(self, x, indices):
        return np.take_along_axis(x, indices, -1)


@RegisterGradient(_take_along_last)
def _take_along_last_gradient(op, grad):
    x, indices = op.inputs
    hit = equal(expand_dims(indices, -1), range(shape(x)[-1]))
    return reduce_sum(expand_dims(grad, -1) * cast(hit, x.dtype), axis=-2), None


class _top_indices(Operation):
    """Where the largest entries along the last axis are, in falling order; the first of equals."""

    op_type = "TopKV2"
    advice = "There must be at least k entries."

    def __init__(self, x, k, name=None):
        self.k = as_whole("k", k)
        known = None if x.shape is None else (*x.shape[:-1], self.k)
        super().__init__([x], int32, known, name)

    def compute(self, x):
        if x.shape[-1] < self.k:
            raise ValueError(
                f"there are {x.shape[-1]} entries, and the largest {self.k} are wanted"
            )
        # Sorted backwards, so that a stable sort leaves the first of equal entries first.
        order = x.shape[-1] - 1 - np.argsort(x[..., ::-1], -1, kind="stable")
        return order[..., ::-1][..., : self.k].astype(self.dtype)


class TopKV2(NamedTuple):
    """The result of `nn.top_k`.

    Attributes
    ----------
    values : Node
        The largest entries.
    indices : Node
        Their places along the last axis.
    """

    values: Node
    indices: Node


def top_k(input, k=1, sorted=True, name=None) -> TopKV2:
    """Find the largest entries along the last axis, and where they are.

    Parameters
    ----------
    input : Node or array_like
        At least one axis.
    k : int, optional
        How many.
    sorted : optional
        Ignored; they are in falling order.
    name : str, optional

    Returns
    -------
    values, indices : Node
        Shape (..., k); of equal entries the first comes first.

    See Also
    --------
    tf.nn.top_k
    """
    x = convert_to_tensor(input)
    indices = _top_indices(x, k, name)
    return TopKV2(_take_along_last(x, indices), indices)


class in_top_k(Operation):
    """Whether the entry that a class number picks is among the `k` largest of its row.

    Parameters
    ----------
    predictions : Node or array_like, shape (rows, classes)
    targets : Node or array_like, int, shape (rows,)
    k : int
    name : str, optional

    Returns
    -------
    Node
        Shape (rows,), dtype bool. Entries equal to the k-th largest count as among them.

    See Also
    --------
    tf.nn.in_top_k
    """

    op_type = "InTopKV2"
    advice = "Targets are class numbers, one for each row of predictions."

    def __init__(self, predictions, targets, k, name=None):
        x = convert_to_tensor(predictions, graph=graph_of(targets))
        targets = convert_to_tensor(targets, graph=x.graph)
        self.k = as_whole("k", k)
        super().__init__([x, targets], bool_, targets.shape, name)

    def compute(self, x, targets):
        picked = np.take_along_axis(x, targets[:, None], 1)
        return np.sum(x > picked, 1) < self.k
