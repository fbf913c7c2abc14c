"""The small dense network that a plane shows, evaluated with the library itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import dl101
from dl101.widgets.checks import MOST_CLASSES, InvalidValue, finite_array

_FUNCTIONS = {
    "linear": dl101.identity,
    "sigmoid": dl101.sigmoid,
    "tanh": dl101.tanh,
    "relu": dl101.nn.relu,
    "softmax": dl101.nn.softmax,
}
ACTIVATIONS = tuple(_FUNCTIONS)


class Dense(NamedTuple):
    """A dense layer: ``activation(inputs @ weights + biases)``."""

    weights: NDArray[np.float64]
    """Shape (inputs, outputs)."""
    biases: NDArray[np.float64]
    """Shape (outputs,)."""
    activation: str = "linear"
    """One of "linear", "sigmoid", "tanh", "relu" and "softmax"."""


def dense_layers(name: str, value: Sequence[Sequence[object]]) -> list[Dense]:
    """Check a network that takes points of the plane and returns probabilities.

    Parameters
    ----------
    name : str
        What the reader calls the value, for messages.
    value : sequence of (weights, biases, activation)
        The layers, first one first.

    Returns
    -------
    list of Dense
        The same with float64 arrays.

    Raises
    ------
    InvalidValue
        If there is no layer, shapes do not follow on one another, an activation is unknown, or
        the last layer's outputs are no probabilities.
    """
    if not isinstance(value, list | tuple):
        raise InvalidValue(f"{name} must be a list of layers, not {value!r:.60}")
    layers: list[Dense] = []
    width = 2
    for index, layer in enumerate(value):
        layers.append(_dense_layer(f"{name}[{index}]", layer, width))
        width = len(layers[-1].biases)
    if not layers:
        raise InvalidValue(f"{name} must hold at least one layer (weights, biases, activation)")
    wanted = "sigmoid" if width == 1 else "softmax"
    if width > MOST_CLASSES or layers[-1].activation != wanted:
        raise InvalidValue(
            f"{name} must end in one sigmoid unit, or in 2 or {MOST_CLASSES} softmax units, "
            f"not in {width} {layers[-1].activation}"
        )
    return layers


def _dense_layer(name: str, layer: Sequence[object], inputs: int) -> Dense:
    if not isinstance(layer, list | tuple) or not 2 <= len(layer) <= 3:
        raise InvalidValue(f"{name} must be (weights, biases, activation)")
    weights = finite_array(f"{name} weights", layer[0], (inputs, None))
    biases = finite_array(f"{name} biases", layer[1], (weights.shape[1],))
    activation = layer[2] if len(layer) == 3 else "linear"
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        raise InvalidValue(
            f"{name} has activation {activation!r:.60}; known: {', '.join(ACTIVATIONS)}"
        )
    return Dense(weights, biases, activation)


def to_json(layers: Sequence[Dense]) -> list[dict]:
    """Write a network as the front end reads it.

    Parameters
    ----------
    layers : sequence of Dense
        The network.

    Returns
    -------
    list of dict
        For each layer its weights, biases and activation as plain lists and a string.
    """
    return [
        {
            "weights": layer.weights.tolist(),
            "biases": layer.biases.tolist(),
            "activation": layer.activation,
        }
        for layer in layers
    ]


def evaluate(layers: Sequence[Dense], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evaluate a network with `dl101`.

    Parameters
    ----------
    layers : sequence of Dense
        The network.
    points : ndarray of float64, shape (n, inputs)
        What goes in.

    Returns
    -------
    ndarray of float64, shape (n, outputs)
        The last layer's activations.
    """
    activations = tuple(layer.activation for layer in layers)
    session, inputs, parameters, outputs = _built(activations)
    feed = {inputs: points}
    for (weights, biases), layer in zip(parameters, layers, strict=True):
        feed |= {weights: layer.weights, biases: layer.biases}
    return session.run(outputs, feed)


@lru_cache(maxsize=32)
def _built(activations: tuple[str, ...]) -> tuple:
    """Build the graph of a network once; its numbers are fed."""
    graph = dl101.Graph()
    with graph.as_default():
        inputs = values = dl101.placeholder(dl101.float64, [None, None])
        parameters = []
        for activation in activations:
            weights = dl101.placeholder(dl101.float64, [None, None])
            biases = dl101.placeholder(dl101.float64, [None])
            values = _FUNCTIONS[activation](dl101.matmul(values, weights) + biases)
            parameters.append((weights, biases))
    return dl101.Session(graph=graph), inputs, parameters, values
