"""Cross-entropies as one number."""

from ..graph import Node
from ..nn import (
    sigmoid_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits,
    sparse_softmax_cross_entropy_with_logits,
)
from ..operations import (
    cast,
    shape,
    stop_gradient,
)
from .collected import GraphKeys
from .weighing import Reduction, _pair, compute_weighted_loss


def softmax_cross_entropy(
    onehot_labels,
    logits,
    weights=1.0,
    label_smoothing=0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Mean cross-entropy of labels and the softmax of scores.

    Parameters
    ----------
    onehot_labels : Node or array_like, shape (..., classes)
    logits : Node or array_like, shape (..., classes)
        Scores before any softmax.
    weights : Node or array_like, optional
        Factors of the single losses, that broadcast with them.
    label_smoothing : float, optional
        How much of a label is spread over all classes.
    scope : str, optional
        Ignored.
    loss_collection : str or None, optional
        The list of the graph that the loss joins.
    reduction : str, optional
        One of `Reduction`; by default the sum over the number of weights that are not 0,
        which without weights is the mean.

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.compat.v1.losses.softmax_cross_entropy
    """
    labels, logits = _pair(onehot_labels, logits)
    if label_smoothing:
        classes = cast(shape(logits)[-1], logits.dtype)
        labels = labels * (1.0 - label_smoothing) + label_smoothing / classes
    losses = softmax_cross_entropy_with_logits(labels=stop_gradient(labels), logits=logits)
    return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels,
    logits,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Mean cross-entropy of class numbers and the softmax of scores.

    Parameters
    ----------
    labels : Node or array_like, int, shape (...,)
        Class numbers.
    logits : Node or array_like, shape (..., classes)
        Scores before any softmax.
    weights : Node or array_like, optional
        Factors of the single losses, that broadcast with them.
    scope : str, optional
        Ignored.
    loss_collection : str or None, optional
        The list of the graph that the loss joins.
    reduction : str, optional
        One of `Reduction`; by default the sum over the number of weights that are not 0,
        which without weights is the mean.

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.compat.v1.losses.sparse_softmax_cross_entropy
    """
    losses = sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def sigmoid_cross_entropy(
    multi_class_labels,
    logits,
    weights=1.0,
    label_smoothing=0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Mean cross-entropy of yes-or-no labels and the sigmoid of scores.

    Parameters
    ----------
    multi_class_labels : Node or array_like
        0 or 1, or probabilities.
    logits : Node or array_like
        Scores before any sigmoid, of the same shape.
    weights : Node or array_like, optional
        Factors of the single losses, that broadcast with them.
    label_smoothing : float, optional
        How much of a label is spread over all classes.
    scope : str, optional
        Ignored.
    loss_collection : str or None, optional
        The list of the graph that the loss joins.
    reduction : str, optional
        One of `Reduction`; by default the sum over the number of weights that are not 0,
        which without weights is the mean.

    Returns
    -------
    Node
        A scalar.

    See Also
    --------
    tf.compat.v1.losses.sigmoid_cross_entropy
    """
    labels, logits = _pair(multi_class_labels, logits)
    if label_smoothing:
        labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
    losses = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)
