"""Activations: what a layer makes of its scores."""

import numpy as np

from .. import shapes
from ..checks import shorten
from ..dtypes import to_array
from ..nodes import Operation
from ..operations.convert import to_floating
from ..operations.elementwise import FloatUnary, Unary


class relu(Unary):
    """The positive part of each entry: ``max(x, 0)``."""

    op_type = "Relu"

    def compute(self, x):
        return np.maximum(x, 0)


class leaky_relu(FloatUnary):
    """Each entry where it is positive, and `alpha` times it, from 0 to 1, where it is not."""

    op_type = "LeakyRelu"

    def __init__(self, features, alpha=0.2, name=None):
        super().__init__(features, name)
        self.alpha = to_array(alpha, self.dtype)
        if self.alpha.ndim:
            raise ValueError(f"LeakyRelu: alpha must be a number, not {shorten(alpha)}.")

    def compute(self, x):
        return np.where(x > 0, x, self.alpha * x)


class elu(FloatUnary):
    """Each entry where it is positive, and ``exp(x) - 1`` where it is not.

    Source: Clevert, Unterthiner, Hochreiter, "Fast and accurate deep network learning by
    exponential linear units (ELUs)", 2016.
    """

    op_type = "Elu"

    def compute(self, x):
        return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


class softplus(FloatUnary):
    """A smooth version of relu: ``log(1 + exp(x))``, finite for any finite x."""

    op_type = "Softplus"

    def compute(self, x):
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


class OverClasses(Operation):
    """An operation on vectors of scores, which lie along one axis, the last by default."""

    advice = "There must be an axis of classes."

    def __init__(self, logits, axis=None, name=None):
        logits = to_floating(logits)
        self.axis = shapes.normalize_axis(-1 if axis is None else axis, logits.shape)
        super().__init__([logits], logits.dtype, logits.shape, name)


class softmax(OverClasses):
    """Probabilities from scores: ``exp(z_i) / sum_j exp(z_j)`` along an axis, the last by default.

    Finite for any finite scores.
    """

    op_type = "Softmax"

    def compute(self, z):
        # The largest score becomes 0: a common factor cancels, and nothing overflows.
        powers = np.exp(z - np.maximum.reduce(z, self.axis, keepdims=True, initial=-np.inf))
        return powers / np.add.reduce(powers, self.axis, keepdims=True)


class log_softmax(OverClasses):
    """Logarithms of the softmax, computed without taking the log of a tiny number."""

    op_type = "LogSoftmax"

    def compute(self, z):
        z = z - np.maximum.reduce(z, self.axis, keepdims=True, initial=-np.inf)
        return z - np.log(np.add.reduce(np.exp(z), self.axis, keepdims=True))
