"""``tf.losses``: losses as one number, gathered by the graph."""

from .distances import (
    absolute_difference,
    hinge_loss,
    huber_loss,
    log_loss,
    mean_squared_error,
)
from .entropies import sigmoid_cross_entropy, softmax_cross_entropy, sparse_softmax_cross_entropy
from .weighing import (
    Reduction,
    add_loss,
    compute_weighted_loss,
    get_losses,
    get_regularization_losses,
    get_total_loss,
)

__all__ = [
    "Reduction",
    "absolute_difference",
    "add_loss",
    "compute_weighted_loss",
    "get_losses",
    "get_regularization_losses",
    "get_total_loss",
    "hinge_loss",
    "huber_loss",
    "log_loss",
    "mean_squared_error",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
]
