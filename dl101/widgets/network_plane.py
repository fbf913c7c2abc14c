"""A plane that shows any small dense network."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from dl101.widgets.checks import Checked, InvalidValue
from dl101.widgets.network import Dense, dense_layers, to_json
from dl101.widgets.picture import front_end
from dl101.widgets.plane import Plane


class NetworkPlane(Plane):
    """Points of the plane over the probabilities that a small dense network gives them.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Points, at most 2000.
    labels : array_like of int, shape (n,)
        Class of each point, counted from 0.
    layers : sequence of (weights, biases, activation)
        The network. The first layer has two inputs; the last is one sigmoid unit for two
        classes, or a softmax unit for each class. Can be set again later: training streams
        weights, not pictures.
    xlim, ylim, kernel_readout
        As for `Plane`.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.
    """

    _front_end = front_end("network_plane.js")

    layers = Checked(lambda self, name, value: self._check_layers(name, value), to_json)

    _parameters = ("layers",)

    def __init__(
        self,
        points: ArrayLike = (),
        labels: ArrayLike = (),
        layers: Sequence[Sequence[object]] = (),
        **options: object,
    ) -> None:
        outputs = len(dense_layers("layers", layers)[-1].biases)
        self.set_trait("classes", max(2, outputs))
        super().__init__(points, labels, layers=layers, **options)

    def _check_layers(self, name: str, value: object) -> list[Dense]:
        if isinstance(value, list):  # where the front end and `reset` have written it
            value = [_from_json(name, one) if isinstance(one, dict) else one for one in value]
        layers = dense_layers(name, value)
        if max(2, len(layers[-1].biases)) != self.classes:
            raise InvalidValue(f"{name} must keep to {self.classes} classes")
        return layers


def _from_json(name: str, layer: dict) -> Dense:
    parts = [layer.get(part) for part in Dense._fields]
    if None in parts:
        raise InvalidValue(f"{name} must have weights, biases and an activation in each layer")
    return Dense(*parts)
