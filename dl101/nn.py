"""Activations and losses, by the names they have in ``tf.nn``."""

import numpy as np

from . import shapes
from .graph import Node, Operation
from .operations import (
    add,
    cast,
    convert_to_tensor,
    divide,
    greater_equal,
    multiply,
    random_uniform,
    reduce_sum,
    sigmoid,
    square,
    tanh,
)
from .operations import shape as shape_of
from .operations.convert import convert_together, graph_of, to_floating
from .operations.elementwise import Binary, FloatUnary, Unary

__all__ = [
    "bias_add",
    "dropout",
    "elu",
    "l2_loss",
    "leaky_relu",
    "log_softmax",
    "relu",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softmax_cross_entropy_with_logits_v2",
    "softplus",
    "sparse_softmax_cross_entropy_with_logits",
    "tanh",
]


class relu(Unary):
    """The positive part of each entry: ``max(x, 0)``.

    See Also
    --------
    tf.nn.relu
    """

    op_type = "Relu"

    def compute(self, x):
        return np.maximum(x, 0)


class leaky_relu(FloatUnary):
    """Each entry where it is positive, and `alpha` times it where it is not.

    Parameters
    ----------
    features : Node or array_like
        Any shape; integers are cast to float64.
    alpha : float, optional
        The slope below 0; from 0 to 1.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `features`; float32 or float64.

    See Also
    --------
    tf.nn.leaky_relu
    """

    op_type = "LeakyRelu"

    def __init__(self, features, alpha=0.2, name=None):
        super().__init__(features, name)
        self.alpha = self.dtype.type(alpha)

    def compute(self, x):
        return np.where(x > 0, x, self.alpha * x)


class elu(FloatUnary):
    """Each entry where it is positive, and ``exp(x) - 1`` where it is not.

    References
    ----------
    Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by
    exponential linear units (ELUs)", 2016.

    See Also
    --------
    tf.nn.elu
    """

    op_type = "Elu"

    def compute(self, x):
        return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


class softplus(FloatUnary):
    """A smooth version of relu: ``log(1 + exp(x))``, finite for any finite x.

    See Also
    --------
    tf.nn.softplus
    """

    op_type = "Softplus"

    def compute(self, x):
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


class _OverClasses(Operation):
    """Works on vectors of scores, which lie along one axis."""

    advice = "There must be an axis of classes."

    def __init__(self, logits=None, axis=None, name=None, dim=None):
        logits = to_floating(logits)
        axis = dim if axis is None else axis
        self.axis = shapes.normalize_axis(-1 if axis is None else axis, logits.shape)
        super().__init__([logits], logits.dtype, logits.shape, name)


class softmax(_OverClasses):
    """Probabilities from scores: ``exp(z_i) / sum_j exp(z_j)`` along an axis.

    Parameters
    ----------
    logits : Node or array_like
        Scores; at least one axis. Integers are cast to float64.
    axis : int, optional
        The axis of the classes; the last by default. `dim` is its older name.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `logits`; positive, with sum 1 along the axis.

    See Also
    --------
    tf.nn.softmax
    """

    op_type = "Softmax"

    def compute(self, z):
        # The largest score becomes 0: a common factor cancels, and nothing overflows.
        powers = np.exp(z - np.maximum.reduce(z, self.axis, keepdims=True, initial=-np.inf))
        return powers / np.add.reduce(powers, self.axis, keepdims=True)


class log_softmax(_OverClasses):
    """Logarithms of the softmax, computed without taking the log of a tiny number.

    Parameters
    ----------
    logits : Node or array_like
        Scores; at least one axis. Integers are cast to float64.
    axis : int, optional
        The axis of the classes; the last by default. `dim` is its older name.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `logits`.

    See Also
    --------
    tf.nn.log_softmax
    """

    op_type = "LogSoftmax"

    def compute(self, z):
        z = z - np.maximum.reduce(z, self.axis, keepdims=True, initial=-np.inf)
        return z - np.log(np.add.reduce(np.exp(z), self.axis, keepdims=True))


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
    if any(axis not in (None, -1) for axis in axes):
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


def dropout(x, keep_prob=None, noise_shape=None, seed=None, name=None, rate=None) -> Node:
    """Set entries to 0 at random, and scale up the others so that the mean stays.

    Parameters
    ----------
    x : Node or array_like
    keep_prob : Node or float, optional
        The probability that an entry stays; above 0, at most 1.
    noise_shape : sequence of int or Node, optional
        The shape in which it is drawn what stays; by default that of `x`.
    seed : int, optional
    name : str, optional
    rate : Node or float, optional
        ``1 - keep_prob``; give one of the two.

    Returns
    -------
    Node
        Of the shape and dtype of `x`.

    Raises
    ------
    ValueError
        If neither or both of `keep_prob` and `rate` are given, or one is out of range.

    References
    ----------
    Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting",
    2014.

    See Also
    --------
    tf.compat.v1.nn.dropout
    """
    if (keep_prob is None) == (rate is None):
        raise ValueError("dropout takes keep_prob or rate, one of the two.")
    keep = keep_prob if rate is None else 1 - rate
    if not isinstance(keep, Node) and not 0 < keep <= 1:
        raise ValueError(f"dropout must keep some entries: 0 < keep_prob <= 1, not {keep}.")
    x = to_floating(x)
    shape = shape_of(x) if noise_shape is None else noise_shape
    if noise_shape is None and x.shape is not None and None not in x.shape:
        shape = x.shape
    if isinstance(keep, Node):
        keep = cast(keep, x.dtype)
    with x.graph.as_default():
        kept = greater_equal(random_uniform(shape, dtype=x.dtype, seed=seed), 1 - keep)
    return multiply(divide(x, keep), cast(kept, x.dtype), name=name)


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


def bias_add(value, bias, name=None) -> Node:
    """Add a vector to the last axis of a tensor.

    Parameters
    ----------
    value : Node or array_like, shape (..., n)
    bias : Node or array_like, shape (n,)
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `value`.

    See Also
    --------
    tf.nn.bias_add
    """
    return add(value, bias, name=name)
