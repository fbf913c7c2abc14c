"""The boundary with the loss of every point, and their mean, in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import dl101
from dl101.widgets.boundary import Boundary
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.on_arrays import on_arrays

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class LossBoundary(Boundary):
    """Two classes of points, a line between them, and the loss of each point.

    Each point sits on a disc whose area is its loss -log p, where p is the probability that the
    sigmoid of w·x + b gives to the point's own class. Their mean, the cross-entropy, is shown
    beside the picture. The arguments are those of `Boundary`.

    Examples
    --------
    >>> widget = LossBoundary([[-1, 0], [1, 0]], [0, 1], w1=2.0)
    >>> round(widget.loss, 4)
    0.1269
    """

    _files = FrontEnd("loss_boundary.js", "view.css", "loss.css")

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

    def _draw_over(self, axes: Axes) -> None:
        from dl101 import plots

        plots.plot_losses(self.points, self.losses, axes)
        super()._draw_over(axes)


@on_arrays
def sigmoid_losses(labels: dl101.Node, logits: dl101.Node) -> dl101.Node:
    """Compute the cross-entropy of each logit with `dl101`; both arrays have one shape."""
    return dl101.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
