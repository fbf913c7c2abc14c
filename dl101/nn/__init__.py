"""Activations and losses, by the names they have in ``tf.nn``."""

from types import ModuleType as _ModuleType

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
    name
    for name, value in list(globals().items())
    if not (name.startswith("_") or isinstance(value, _ModuleType))
]
