"""More of ``tf.nn``: activations, statistics, affine maps."""

import numpy as np

from ..gradients import RegisterGradient
from ..graph import Node
from ..nn import bias_add, relu, sigmoid, softplus
from ..operations import abs as absolute
from ..operations import (
    convert_to_tensor,
    divide,
    gather,
    logical_and,
    matmul,
    maximum,
    multiply,
    reduce_mean,
    reduce_sum,
    square,
    squeeze,
    stop_gradient,
    where,
)
from ..operations.convert import convert_together, to_floating
from ..operations.elementwise import FloatUnary, Unary
from ..operations.reductions import _either
from .arithmetic import rsqrt, squared_difference

_SELU_SCALE, _SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717


class selu(FloatUnary):
    """A scaled `nn.elu`, under which layers keep mean 0 and variance 1.

    References
    ----------
    Klambauer et al., "Self-normalizing neural networks", 2017.

    See Also
    --------
    tf.nn.selu
    """

    op_type = "Selu"

    def compute(self, x):
        below = _SELU_ALPHA * np.expm1(np.minimum(x, 0))
        return (_SELU_SCALE * np.where(x > 0, x, below)).astype(self.dtype)


@RegisterGradient(selu)
def _selu(op, grad):
    (x,) = op.inputs
    scale, whole = _SELU_SCALE, _SELU_SCALE * _SELU_ALPHA
    return where(x < 0, grad * (op + whole), scale * grad)


class relu6(Unary):
    """Each entry between 0 and 6, and the nearer of the two outside.

    See Also
    --------
    tf.nn.relu6
    """

    op_type = "Relu6"

    def compute(self, x):
        return np.clip(x, 0, 6)


@RegisterGradient(relu6)
def _relu6(op, grad):
    return where(logical_and(op > 0, op < 6), grad, 0.0)


def softsign(features, name=None) -> Node:
    """An S-shaped curve from -1 to 1: ``x / (1 + abs(x))``.

    Parameters
    ----------
    features : Node or array_like
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `features`.

    See Also
    --------
    tf.nn.softsign
    """
    x = to_floating(features)
    return divide(x, 1 + absolute(x), name)


def swish(features, beta=1.0) -> Node:
    """Each entry times its sigmoid: ``x * sigmoid(beta * x)``.

    Parameters
    ----------
    features : Node or array_like
    beta : number, optional

    Returns
    -------
    Node
        Of the shape of `features`.

    References
    ----------
    Ramachandran, Zoph, Le, "Searching for activation functions", 2017.

    See Also
    --------
    tf.nn.swish
    """
    x = to_floating(features)
    return x * sigmoid(x if beta == 1 else beta * x)


def xw_plus_b(x, weights, biases, name=None) -> Node:
    """Affine map of rows: ``x @ weights + biases``.

    Parameters
    ----------
    x : Node or array_like, shape (rows, n)
    weights : Node or array_like, shape (n, m)
    biases : Node or array_like, shape (m,)
    name : str, optional

    Returns
    -------
    Node
        Shape (rows, m).

    See Also
    --------
    tf.nn.xw_plus_b
    """
    return bias_add(matmul(x, weights), biases, name=name)


def relu_layer(x, weights, biases, name=None) -> Node:
    """Positive part of an affine map of rows: ``relu(x @ weights + biases)``.

    Parameters
    ----------
    x : Node or array_like, shape (rows, n)
    weights : Node or array_like, shape (n, m)
    biases : Node or array_like, shape (m,)
    name : str, optional

    Returns
    -------
    Node
        Shape (rows, m).

    See Also
    --------
    tf.nn.relu_layer
    """
    return relu(xw_plus_b(x, weights, biases), name)


def l2_normalize(x, axis=None, epsilon=1e-12, name=None, dim=None) -> Node:
    """Scale vectors along axes to length 1.

    Parameters
    ----------
    x : Node or array_like
    axis : int or sequence of int, optional
        The axes of a vector; all by default. `dim` is its older name.
    epsilon : number, optional
        What the squared length is taken for at least.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `x`.

    See Also
    --------
    tf.nn.l2_normalize
    """
    x = to_floating(x)
    squares = reduce_sum(square(x), _either("axis", axis, "dim", dim), keepdims=True)
    return multiply(x, rsqrt(maximum(squares, epsilon)), name)


def moments(x, axes, shift=None, name=None, keep_dims=None, keepdims=None) -> tuple[Node, Node]:
    """Mean and variance along axes.

    Parameters
    ----------
    x : Node or array_like
    axes : sequence of int
    shift : optional
        Ignored.
    name : str, optional
    keepdims : bool, optional
        Whether reduced axes stay, with length 1. `keep_dims` is its older name.

    Returns
    -------
    mean, variance : Node

    See Also
    --------
    tf.nn.moments
    """
    x = to_floating(x)
    mean = reduce_mean(x, axes, keepdims=True)
    variance = reduce_mean(squared_difference(x, stop_gradient(mean)), axes, keepdims=True)
    if _either("keepdims", keepdims, "keep_dims", keep_dims):
        return mean, variance
    return squeeze(mean, axes), squeeze(variance, axes)


def batch_normalization(x, mean, variance, offset, scale, variance_epsilon, name=None) -> Node:
    """Shift by a mean, scale by a standard deviation; then scale and shift as wanted.

    Parameters
    ----------
    x, mean, variance : Node or array_like
    offset, scale : Node or array_like or None
        What is added, and multiplied, in the end.
    variance_epsilon : number
        Added to the variance, to keep its root away from 0.
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `x`.

    References
    ----------
    Ioffe, Szegedy, "Batch normalization: accelerating deep network training by reducing
    internal covariate shift", 2015.

    See Also
    --------
    tf.nn.batch_normalization
    """
    x, mean, variance = convert_together(x, mean, variance)
    factor = rsqrt(variance + variance_epsilon)
    if scale is not None:
        factor = factor * scale
    shift = -mean * factor if offset is None else offset - mean * factor
    return convert_to_tensor(x * factor + shift)


def embedding_lookup(params, ids, partition_strategy="mod", name=None) -> Node:
    """Pick rows of a table by their numbers.

    Parameters
    ----------
    params : Node or array_like
        The table.
    ids : Node or array_like, int
    partition_strategy : optional
        Ignored.
    name : str, optional

    Returns
    -------
    Node
        The shape of `ids`, followed by that of a row.

    See Also
    --------
    tf.nn.embedding_lookup
    """
    return gather(params, ids, name=name)


def weighted_cross_entropy_with_logits(labels, logits, pos_weight, name=None) -> Node:
    """Cross-entropy of yes-or-no labels, in which a missed yes weighs more.

    ``-pos_weight * labels * log(sigmoid(x)) - (1 - labels) * log(1 - sigmoid(x))``

    Parameters
    ----------
    labels, logits : Node or array_like
        Of one shape.
    pos_weight : number
    name : str, optional

    Returns
    -------
    Node
        Of the shape of `logits`.

    See Also
    --------
    tf.nn.weighted_cross_entropy_with_logits
    """
    labels, logits = (to_floating(x) for x in convert_together(labels, logits))
    weight = 1 + (pos_weight - 1) * labels
    return (1 - labels) * logits + weight * softplus(-logits)
