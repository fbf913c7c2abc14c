"""``tf.losses``: the mean loss over a batch, which the graph keeps in a list."""

import dl101 as dl
from dl101.operations.convert import convert_together, to_floating
from dl101.shapes import merge

from .collections import GraphKeys, add_to_collection


def mean_squared_error(
    labels, predictions, weights=1.0, scope=None, loss_collection=GraphKeys.LOSSES
) -> dl.Node:
    """Mean of the squared differences."""
    labels, predictions = _pair(labels, predictions)
    return _mean(dl.square(predictions - labels), weights, loss_collection)


def softmax_cross_entropy(
    onehot_labels,
    logits,
    weights=1.0,
    label_smoothing=0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
) -> dl.Node:
    """Mean cross-entropy of labels and the softmax of logits, both of shape (..., classes)."""
    labels, logits = _pair(onehot_labels, logits)
    if label_smoothing:
        classes = dl.cast(dl.shape(logits)[-1], logits.dtype)
        labels = labels * (1.0 - label_smoothing) + label_smoothing / classes
    losses = dl.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return _mean(losses, weights, loss_collection)


def sparse_softmax_cross_entropy(
    labels, logits, weights=1.0, scope=None, loss_collection=GraphKeys.LOSSES
) -> dl.Node:
    """Mean cross-entropy of class numbers and the softmax of logits of shape (..., classes)."""
    losses = dl.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    return _mean(losses, weights, loss_collection)


def sigmoid_cross_entropy(
    multi_class_labels,
    logits,
    weights=1.0,
    label_smoothing=0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
) -> dl.Node:
    """Mean cross-entropy of labels from 0 to 1 and the sigmoid of logits."""
    labels, logits = _pair(multi_class_labels, logits)
    if label_smoothing:
        labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
    losses = dl.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    return _mean(losses, weights, loss_collection)


def _pair(labels, predictions):
    """Turn both into floating nodes of one dtype and shape."""
    labels, predictions = (to_floating(x) for x in convert_together(labels, predictions))
    try:
        merge(labels.shape, predictions.shape)
    except ValueError as error:
        raise ValueError(
            f"The labels '{labels.name}' and what they are compared with, '{predictions.name}', "
            f"must have one shape, but {error}."
        ) from None
    return labels, predictions


def _check_fit(weights, losses):
    """Refuse (N,) for losses (N, 1), which would broadcast to (N, N)."""
    if None in (weights.shape, losses.shape) or weights.shape == ():
        return
    if len(weights.shape) != len(losses.shape) or any(
        n not in (1, None, m) and m is not None
        for n, m in zip(weights.shape, losses.shape, strict=True)
    ):
        raise ValueError(
            f"weights must be a number or fit the losses, of shape {losses.shape}, axis by axis; "
            f"they have shape {weights.shape}."
        )


def _mean(losses, weights, loss_collection):
    """Sum losses times weights; divide by the number of weights that are not 0."""
    weights = dl.cast(dl.convert_to_tensor(weights, graph=losses.graph), losses.dtype)
    _check_fit(weights, losses)
    counted = dl.cast(dl.not_equal(weights, 0), losses.dtype) * dl.ones_like(losses)
    count = dl.reduce_sum(counted)
    # Of no losses the mean is 0.
    loss = dl.where(count > 0, dl.reduce_sum(losses * weights) / dl.maximum(count, 1.0), 0.0)
    if loss_collection:
        with losses.graph.as_default():
            add_to_collection(loss_collection, loss)
    return loss
