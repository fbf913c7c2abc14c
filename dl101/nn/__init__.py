"""Activations and losses, by the names they have in ``tf.nn``."""

from ..operations import sigmoid, tanh
from .activations import elu, leaky_relu, log_softmax, relu, softmax, softplus
from .layers import bias_add, dropout
from .losses import (
    l2_loss,
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)

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


def __getattr__(name):
    from ..extras import find

    return find("nn", name)


def __dir__():
    from ..extras import names

    return sorted({*globals(), *names("nn")})
