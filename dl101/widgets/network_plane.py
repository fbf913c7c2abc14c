"""A plane that shows any small dense network."""

from __future__ import annotations

from collections.abc import Sequence

import traitlets
from numpy.typing import ArrayLike

from dl101.widgets.front_end import FrontEnd
from dl101.widgets.network import Dense, dense_layers, to_json
from dl101.widgets.plane import Plane
from dl101.widgets.traits import Checked, InvalidValue


class NetworkPlane(Plane):
    """Points of the plane over the probabilities that a small dense network gives them.

    `layers` is a sequence of (weights, biases, activation). The first layer has two inputs; the
    last is one sigmoid unit for two classes, or a softmax unit for each class. Set `layers` again
    while training: weights are sent to the page, not pictures. The rest is as in `Boundary`.
    """

    _files = FrontEnd("network_plane.js", "view.css")

    layers = Checked(dense_layers, to_json=to_json)

    _parameters = ("layers",)

    def __init__(
        self,
        points: ArrayLike = (),
        labels: ArrayLike = (),
        layers: Sequence[Sequence[object]] = (),
        **options: object,
    ) -> None:
        self.set_trait("classes", _class_count(dense_layers("layers", layers)))
        super().__init__(points, labels, layers=layers, **options)

    @traitlets.validate("layers")
    def _keep_classes(self, proposal: traitlets.Bunch) -> list[Dense]:
        if _class_count(proposal.value) != self.classes:
            raise InvalidValue(f"layers must keep to {self.classes} classes.")
        return proposal.value


def _class_count(layers: Sequence[Dense]) -> int:
    return max(2, len(layers[-1].biases))
