"""Losses: cross-entropies between labels and scores, and the size of weights."""

import numpy as np

from .. import shapes
from ..graph import Node, Operation
from ..operations import convert_to_tensor, divide, reduce_sum, square
from ..operations.convert import convert_together, graph_of, to_floating
from ..operations.elementwise import Binary
from .activations import log_softmax


class SoftmaxCrossEntropy(Operation):
    """``-sum(labels * log_softmax(logits))`` over the last axis.

    The log-softmax is an input besides the logits, so that the gradient, which needs it too,
    does not compute it again.
    """

    op_type = "SoftmaxCrossEntropyWithLogits"
    advice = "Labels and logits must have the same shape (..., classes)."

    def __init__(self, labels, logits, gradient_of_labels, name=None):
        self.gradient_of_labels = gradient_of_labels
        shape = shapes.merge(labels.shape, logits.shape)
        shape = shapes.reduced(shape, shapes.normalize_axes(-1, shape), False)
        super().__init__([labels, logits, log_softmax(logits)], logits.dtype, shape, name)

    def compute(self, labels, logits, log_p):
        if labels.shape != log_p.shape:
            raise ValueError(f"shapes {labels.shape} and {log_p.shape} differ")
        return -np.add.reduce(labels * log_p, -1)


def softmax_cross_entropy_with_logits(
    _sentinel=None, labels=None, logits=None, dim=-1, name=None, axis=None
) -> Node:
    """Cross-entropy between labels and the softmax of logits, one number per example.

    ``-sum_i labels_i * log_softmax(logits)_i``, finite for any finite logits.

    Parameters
    ----------
    labels : Node or array_like, shape (..., classes)
        Each vector along the last axis is a probability distribution, for example one-hot.
        Gradients do not reach them; for that there is `softmax_cross_entropy_with_logits_v2`.
    logits : Node or array_like, shape (..., classes)
        Scores before any softmax.
    name : str, optional

    Returns
    -------
    Node
        Shape (...,); float32 or float64.

    Raises
    ------
    ValueError
        If known shapes differ, or an argument is missing or not given by name.

    See Also
    --------
    tf.compat.v1.nn.softmax_cross_entropy_with_logits
    """
    _check_losses_arguments("softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    return _softmax_cross_entropy(labels, logits, (dim, axis), name, gradient_of_labels=False)


def softmax_cross_entropy_with_logits_v2(
    labels=None, logits=None, axis=None, name=None, dim=-1
) -> Node:
    """Cross-entropy as `softmax_cross_entropy_with_logits`, with gradients of labels too.

    Parameters
    ----------
    labels : Node or array_like, shape (..., classes)
        Each vector along the last axis is a probability distribution.
    logits : Node or array_like, shape (..., classes)
        Scores before any softmax.
    name : str, optional

    Returns
    -------
    Node
        Shape (...,); float32 or float64.

    Raises
    ------
    ValueError
        If known shapes differ, or an argument is missing.

    See Also
    --------
    tf.nn.softmax_cross_entropy_with_logits
    """
    _check_losses_arguments("softmax_cross_entropy_with_logits_v2", None, labels, logits)
    return _softmax_cross_entropy(labels, logits, (dim, axis), name, gradient_of_labels=True)


def _check_losses_arguments(function, sentinel, labels, logits):
    if sentinel is not None:
        raise ValueError(f"Call {function} with its arguments by name: labels=..., logits=...")
    if labels is None or logits is None:
        raise ValueError(f"{function} needs both labels and logits.")


def _softmax_cross_entropy(labels, logits, axes, name, gradient_of_labels):
    if not all(axis is None or shapes.normalize_axes(axis, None) == (-1,) for axis in axes):
        raise ValueError("Here the classes lie along the last axis; transpose if need be.")
    labels, logits = _of_one_shape("softmax_cross_entropy_with_logits", labels, logits)
    return SoftmaxCrossEntropy(labels, logits, gradient_of_labels, name)


def _of_one_shape(function, labels, logits):
    labels, logits = (to_floating(x) for x in convert_together(labels, logits))
    try:
        shapes.merge(labels.shape, logits.shape)
    except ValueError as error:
        raise ValueError(
            f"{function}: labels '{labels.name}' and logits '{logits.name}' must have one shape, "
            f"but {error}."
        ) from None
    return labels, logits


class SparseSoftmaxCrossEntropy(Operation):
    """Minus the entry of ``log_softmax(logits)`` that a class number picks, for each vector."""

    op_type = "SparseSoftmaxCrossEntropyWithLogits"
    advice = "Labels are class numbers from 0 to classes - 1, one for each row of logits."

    def __init__(self, labels, logits, name=None):
        inputs = [labels, logits, log_softmax(logits)]
        super().__init__(inputs, logits.dtype, labels.shape, name)

    def compute(self, labels, logits, log_p):
        if labels.shape != log_p.shape[:-1]:
            raise ValueError(f"shapes {labels.shape} and {log_p.shape[:-1]} differ")
        classes = log_p.shape[-1]
        if labels.size and not (labels.min() >= 0 and labels.max() < classes):
            raise ValueError(f"a label is not between 0 and {classes - 1}")
        return -np.take_along_axis(log_p, labels[..., None], -1)[..., 0]


def sparse_softmax_cross_entropy_with_logits(
    _sentinel=None, labels=None, logits=None, name=None
) -> Node:
    """Cross-entropy between class numbers and the softmax of logits, one number per example.

    Parameters
    ----------
    labels : Node or array_like, int, shape (...,)
        The number of the right class, from 0.
    logits : Node or array_like, shape (..., classes)
        Scores before any softmax.
    name : str, optional

    Returns
    -------
    Node
        Shape (...,); float32 or float64.

    Raises
    ------
    TypeError
        If the labels are no integers.
    ValueError
        If known shapes do not fit, or an argument is missing or not given by name. A label
        out of range raises when it is computed.

    See Also
    --------
    tf.nn.sparse_softmax_cross_entropy_with_logits
    """
    function = "sparse_softmax_cross_entropy_with_logits"
    _check_losses_arguments(function, _sentinel, labels, logits)
    logits = to_floating(convert_to_tensor(logits, graph=graph_of(labels)))
    labels = convert_to_tensor(labels, graph=logits.graph)
    if labels.dtype.kind != "i":
        raise TypeError(
            f"Labels are class numbers here, and '{labels.name}' is {labels.dtype.name}; for "
            f"probabilities use softmax_cross_entropy_with_logits."
        )
    rows = None if logits.shape is None else shapes.Shape(logits.shape[:-1])
    try:
        shapes.merge(labels.shape, rows)
    except ValueError as error:
        raise ValueError(
            f"{function}: the labels '{labels.name}' must have the shape of the logits "
            f"'{logits.name}' without the last axis, but {error}."
        ) from None
    return SparseSoftmaxCrossEntropy(labels, logits, name)


class _SigmoidCrossEntropy(Binary):
    """Cross-entropy of independent yes-or-no labels, entry by entry.

    Equal to ``-z log(sigmoid(x)) - (1 - z) log(1 - sigmoid(x))`` for labels z and logits x,
    and finite for any finite x.
    """

    op_type = "SigmoidCrossEntropyWithLogits"

    def compute(self, z, x):
        return np.maximum(x, 0) - x * z + np.log1p(np.exp(-np.abs(x)))


def sigmoid_cross_entropy_with_logits(_sentinel=None, labels=None, logits=None, name=None) -> Node:
    """Cross-entropy between yes-or-no labels and the sigmoid of logits, entry by entry.

    Parameters
    ----------
    labels : Node or array_like
        Probabilities from 0 to 1, of the shape of `logits`.
    logits : Node or array_like
        Scores before any sigmoid.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `logits`; float32 or float64.

    Raises
    ------
    ValueError
        If known shapes differ, or an argument is missing or not given by name.

    See Also
    --------
    tf.nn.sigmoid_cross_entropy_with_logits
    """
    function = "sigmoid_cross_entropy_with_logits"
    _check_losses_arguments(function, _sentinel, labels, logits)
    labels, logits = _of_one_shape(function, labels, logits)
    return _SigmoidCrossEntropy(labels, logits, name)


def l2_loss(t, name=None) -> Node:
    """Half the sum of the squares of all entries.

    Parameters
    ----------
    t : Node or array_like
        Any shape.
    name : str, optional

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.nn.l2_loss
    """
    return divide(reduce_sum(square(to_floating(t))), 2, name=name)
