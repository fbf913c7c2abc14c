"""Activations: what a layer makes of its scores."""

import numpy as np

from .. import shapes
from ..dtypes import to_array
from ..graph import Operation
from ..operations.convert import to_floating
from ..operations.elementwise import FloatUnary, Unary


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
        self.alpha = to_array(alpha, self.dtype)
        if self.alpha.ndim:
            raise ValueError(f"LeakyRelu: alpha is a number, not {alpha!r:.60}.")

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
