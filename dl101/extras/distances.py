"""Losses that measure how far predictions are from labels."""

from ..graph import Node
from ..nn import (
    relu,
)
from ..operations import abs as absolute
from ..operations import (
    log,
    minimum,
    square,
)
from .arithmetic import squared_difference
from .collected import GraphKeys
from .weighing import Reduction, _pair, compute_weighted_loss


def mean_squared_error(
    labels,
    predictions,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Mean of the squared differences of labels and predictions.

    Parameters
    ----------
    labels : Node or array_like
        What is wanted.
    predictions : Node or array_like
        What came out; of the same shape.
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
    tf.compat.v1.losses.mean_squared_error
    """
    labels, predictions = _pair(labels, predictions)
    losses = squared_difference(predictions, labels)
    return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def absolute_difference(
    labels,
    predictions,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Mean of the absolute differences of labels and predictions.

    Parameters
    ----------
    labels : Node or array_like
        What is wanted.
    predictions : Node or array_like
        What came out; of the same shape.
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
    tf.compat.v1.losses.absolute_difference
    """
    labels, predictions = _pair(labels, predictions)
    losses = absolute(predictions - labels)
    return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def log_loss(
    labels,
    predictions,
    weights=1.0,
    epsilon=1e-7,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Cross-entropy of yes-or-no labels and probabilities; better from logits.

    Parameters
    ----------
    labels : Node or array_like
        What is wanted.
    predictions : Node or array_like
        What came out; of the same shape.
    epsilon : float, optional
        Added within the logarithms, to keep them finite.
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
    tf.compat.v1.losses.log_loss
    """
    labels, predictions = _pair(labels, predictions)
    losses = -labels * log(predictions + epsilon) - (1 - labels) * log(1 - predictions + epsilon)
    return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def huber_loss(
    labels,
    predictions,
    weights=1.0,
    delta=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Mean of squared differences, which grows linearly where they are large.

    Parameters
    ----------
    labels : Node or array_like
        What is wanted.
    predictions : Node or array_like
        What came out; of the same shape.
    delta : float, optional
        From which difference on the loss grows linearly.
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
    tf.compat.v1.losses.huber_loss
    """
    labels, predictions = _pair(labels, predictions)
    distance = absolute(predictions - labels)
    near = minimum(distance, delta)
    losses = 0.5 * square(near) + delta * (distance - near)
    return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def hinge_loss(
    labels,
    logits,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Mean of how far scores are from the right side by 1.

    Parameters
    ----------
    labels : Node or array_like
        0 or 1.
    logits : Node or array_like
        Scores, of the same shape.
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
    tf.compat.v1.losses.hinge_loss
    """
    labels, logits = _pair(labels, logits)
    losses = relu(1 - (2 * labels - 1) * logits)
    return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)
