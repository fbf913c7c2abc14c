"""The boundary with the loss of every point, and their mean, in view."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

import dl101
from dl101.widgets.boundary import Boundary
from dl101.widgets.picture import PLANE, front_end, style

LOSS = (*PLANE, "line.js", "loss.js")
"""The modules behind the pictures of the cross-entropy."""


class LossBoundary(Boundary):
    """Two classes of points, a line between them, and what each point loses by it.

    Each point stands on a disc whose area is its loss -log p, where p is the probability that the
    sigmoid of w·x + b gives to the point's own class; their mean, the cross-entropy, is shown
    beside the picture and follows the hand.

    Parameters
    ----------
    points, labels, w1, w2, b, xlim, ylim, kernel_readout
        As for `Boundary`.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.

    Examples
    --------
    >>> widget = LossBoundary([[-1, 0], [1, 0]], [0, 1], w1=2.0)
    >>> round(widget.loss, 4)
    0.1269
    """

    _front_end = front_end("loss_boundary.js", LOSS)
    _css = style("plane.css", "loss.css")

    @property
    def losses(self) -> NDArray[np.float64]:
        """Each point's loss -log p, shape (n,): natural logarithms, computed by `dl101`."""
        return sigmoid_losses(self.labels, self.logits())

    @property
    def loss(self) -> float:
        """The mean of `losses`, the cross-entropy; nan without points."""
        return float(np.mean(self.losses)) if len(self.points) else float("nan")

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        if len(self.points) == 0:
            return super().alt
        return (
            f"{super().alt} Mean cross-entropy {self.loss:.3f}; each point stands on a disc whose "
            f"area is its loss, the largest {self.losses.max():.3f}."
        )

    def _draw_over(self, axes: object) -> None:
        from dl101 import plots

        plots.plot_losses(self.points, self.losses, axes)
        super()._draw_over(axes)


def sigmoid_losses(labels: NDArray[np.int64], logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the cross-entropy of each logit with `dl101`.

    Parameters
    ----------
    labels : ndarray of int64
        0 or 1.
    logits : ndarray of float64
        Log-odds of class 1, of the labels' shape.

    Returns
    -------
    ndarray of float64
        -log sigmoid(z) where the label is 1, -log(1 - sigmoid(z)) where it is 0.
    """
    session, fed, losses = _built()
    return session.run(losses, dict(zip(fed, (labels, logits), strict=True)))


@lru_cache(maxsize=1)
def _built() -> tuple:
    """Build the graph once, apart from the reader's."""
    with dl101.Graph().as_default() as graph:
        fed = [dl101.placeholder(dl101.float64, name=name) for name in ("labels", "logits")]
        losses = dl101.nn.sigmoid_cross_entropy_with_logits(labels=fed[0], logits=fed[1])
    return dl101.Session(graph=graph), fed, losses
