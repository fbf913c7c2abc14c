"""Losses: cross-entropies between labels and scores, and the size of weights."""

import numpy as np

from .. import shapes
from ..nodes import Node, Operation
from ..operations import convert_to_tensor, divide, reduce_sum, square
from ..operations.convert import check_integers, convert_together, graph_of, to_floating
from ..operations.elementwise import Binary
from ..shapes import Shape
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
        return 0 - np.add.reduce(labels * log_p, -1)  # not -, which would make -0.0 of 0


def softmax_cross_entropy_with_logits(*, labels, logits, name=None) -> Node:
    """Cross-entropy between labels and the softmax of logits, one number per example.

    ``-sum_i labels_i * log_softmax(logits)_i`` over the last axis, finite for any finite logits.
    The labels along it are a probability distribution, for example one-hot. Gradients do not
    reach them; for that there is `softmax_cross_entropy_with_logits_v2`.
    """
    labels, logits = _of_one_shape("softmax_cross_entropy_with_logits", labels, logits)
    return SoftmaxCrossEntropy(labels, logits, gradient_of_labels=False, name=name)


def softmax_cross_entropy_with_logits_v2(*, labels, logits, name=None) -> Node:
    """Cross-entropy as `softmax_cross_entropy_with_logits`, with gradients of labels too."""
    labels, logits = _of_one_shape("softmax_cross_entropy_with_logits_v2", labels, logits)
    return SoftmaxCrossEntropy(labels, logits, gradient_of_labels=True, name=name)


def _of_one_shape(function, labels, logits):
    labels, logits = (to_floating(x) for x in convert_together(labels, logits))
    if not shapes.compatible(labels.shape, logits.shape):
        raise ValueError(
            f"{function}: labels '{labels.name}' and logits '{logits.name}' must have one shape, "
            f"but the shapes {labels.shape} and {logits.shape} differ."
        )
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
        return 0 - np.take_along_axis(log_p, labels[..., None], -1)[..., 0]


def sparse_softmax_cross_entropy_with_logits(*, labels, logits, name=None) -> Node:
    """Cross-entropy between class numbers and the softmax of logits, one number per example.

    The labels are integers, of the shape of the logits without the last axis.
    """
    function = "sparse_softmax_cross_entropy_with_logits"
    logits = to_floating(convert_to_tensor(logits, graph=graph_of(labels)))
    labels = convert_to_tensor(labels, graph=logits.graph)
    check_integers(function, "labels", labels)
    rows = None if logits.shape is None else Shape(logits.shape[:-1])
    if not shapes.compatible(labels.shape, rows):
        raise ValueError(
            f"{function}: the labels '{labels.name}' must have the shape of the logits "
            f"'{logits.name}' without the last axis, but the shapes {labels.shape} and {rows} "
            f"differ."
        )
    return SparseSoftmaxCrossEntropy(labels, logits, name)


class SigmoidCrossEntropy(Binary):
    """``-y log(sigmoid(z)) - (1 - y) log(1 - sigmoid(z))`` for labels y and logits z."""

    op_type = "SigmoidCrossEntropyWithLogits"

    def compute(self, labels, logits):
        return np.maximum(logits, 0) - labels * logits + np.log1p(np.exp(-np.abs(logits)))


def sigmoid_cross_entropy_with_logits(*, labels, logits, name=None) -> Node:
    """Cross-entropy between yes-or-no labels and the sigmoid of logits, entry by entry.

    The labels are probabilities from 0 to 1, of the shape of the logits. Finite for any finite
    logits.
    """
    labels, logits = _of_one_shape("sigmoid_cross_entropy_with_logits", labels, logits)
    return SigmoidCrossEntropy(labels, logits, name)


def l2_loss(t, name=None) -> Node:
    """Half the sum of the squares of all entries."""
    return divide(reduce_sum(square(to_floating(t))), 2, name=name)
