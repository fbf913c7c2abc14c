"""From the losses of examples to one number, and the list of losses that a graph gathers."""

from ..graph import Node
from ..operations import (
    add_n,
    cast,
    convert_to_tensor,
    not_equal,
    ones_like,
    reduce_mean,
    reduce_sum,
    where,
)
from ..operations.convert import convert_together, to_floating
from ..shapes import merge
from .collected import GraphKeys, add_to_collection, get_collection


class Reduction:
    """How the losses of examples become one number.

    See Also
    --------
    tf.losses.Reduction
    """

    NONE = "none"
    SUM = "weighted_sum"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"


def compute_weighted_loss(
    losses,
    weights=1.0,
    scope=None,
    loss_collection=GraphKeys.LOSSES,
    reduction=Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Node:
    """Weigh losses, and make one number of them.

    Parameters
    ----------
    losses : Node or array_like
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
    tf.compat.v1.losses.compute_weighted_loss
    """
    losses = to_floating(losses)
    weights = convert_to_tensor(weights, graph=losses.graph)
    weights = cast(weights, losses.dtype)
    weighed = losses * weights
    loss = _reduced(weighed, weights, reduction)
    if loss_collection:
        with loss.graph.as_default():
            add_to_collection(loss_collection, loss)
    return loss


def _reduced(weighed, weights, reduction):
    if reduction == Reduction.NONE:
        return weighed
    if reduction == Reduction.SUM:
        return reduce_sum(weighed)
    spread = weights * ones_like(weighed)
    if reduction == Reduction.MEAN:
        return _safe_ratio(reduce_sum(weighed), reduce_sum(spread))
    if reduction == Reduction.SUM_OVER_BATCH_SIZE:
        return reduce_mean(weighed)
    if reduction != Reduction.SUM_BY_NONZERO_WEIGHTS:
        raise ValueError(f"{reduction!r:.60} is none of dl101.losses.Reduction.")
    count = reduce_sum(cast(not_equal(spread, 0), weighed.dtype))
    return _safe_ratio(reduce_sum(weighed), count)


def _safe_ratio(total, count):
    """Divide; of nothing the mean is 0."""
    return where(count > 0, total / where(count > 0, count, 1.0), 0.0)


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


def add_loss(loss, loss_collection=GraphKeys.LOSSES) -> None:
    """Add a loss to those that the graph has gathered.

    Parameters
    ----------
    loss : Node
    loss_collection : str or None, optional

    See Also
    --------
    tf.compat.v1.losses.add_loss
    """
    if loss_collection:
        add_to_collection(loss_collection, loss)


def get_losses(scope=None, loss_collection=GraphKeys.LOSSES) -> list[Node]:
    """Return the losses that the default graph has gathered.

    Parameters
    ----------
    scope : str, optional
        Only those whose names begin like this.
    loss_collection : str, optional

    See Also
    --------
    tf.compat.v1.losses.get_losses
    """
    return get_collection(loss_collection, scope)


def get_regularization_losses(scope=None) -> list[Node]:
    """Return the losses that regularizers have made of the default graph's variables.

    Parameters
    ----------
    scope : str, optional
        Only those whose names begin like this.

    See Also
    --------
    tf.compat.v1.losses.get_regularization_losses
    """
    return get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_total_loss(add_regularization_losses=True, name="total_loss", scope=None) -> Node:
    """Add up the losses that the default graph has gathered.

    Parameters
    ----------
    add_regularization_losses : bool, optional
        Whether those of regularizers too.
    name : str, optional
    scope : str, optional
        Only those whose names begin like this.

    Raises
    ------
    ValueError
        If there are none.

    See Also
    --------
    tf.compat.v1.losses.get_total_loss
    """
    losses = get_losses(scope)
    if add_regularization_losses:
        losses = losses + get_regularization_losses(scope)
    if not losses:
        raise ValueError("The graph has gathered no losses yet.")
    return add_n(losses, name)
