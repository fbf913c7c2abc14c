"""The small dense network that a plane shows, evaluated with the library itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import dl101
from dl101.checks import check_array, check_choice, check_nonempty_list, check_whole
from dl101.widgets.choices import FUNCTIONS
from dl101.widgets.traits import MOST_CLASSES

ACTIVATIONS = tuple(FUNCTIONS)


MOST_LAYERS = 4
"""More hidden layers than this do not fit beside each other."""

MOST_UNITS = 16
"""More units in a layer than this do not fit below each other."""


def check_hidden(name: str, value: object) -> tuple[int, ...]:
    """Accept the number of units of each hidden layer; a single number is one layer."""
    widths = value if isinstance(value, list | tuple | np.ndarray) else [value]
    if len(widths) > MOST_LAYERS:
        raise ValueError(f"{name} must be at most {MOST_LAYERS} layers, not {len(widths)}.")
    return tuple(check_whole(f"{name}[{i}]", n, 1, MOST_UNITS) for i, n in enumerate(widths))


class Dense(NamedTuple):
    """A dense layer: ``activation(inputs @ weights + biases)``."""

    weights: NDArray[np.float64]
    """Shape (inputs, outputs)."""
    biases: NDArray[np.float64]
    """Shape (outputs,)."""
    activation: str = "linear"
    """One of "linear", "sigmoid", "tanh", "relu" and "softmax"."""


def dense_layers(name: str, value: object) -> list[Dense]:
    """Accept layers (weights, biases, activation) from points of the plane to probabilities.

    The last layer is one sigmoid unit for two classes, or a softmax unit for each class. Layers
    may also be dicts, as `to_json` writes them.
    """
    layers = chained_layers(name, value, 2)
    width = len(layers[-1].biases)
    wanted = "sigmoid" if width == 1 else "softmax"
    if width > MOST_CLASSES or layers[-1].activation != wanted:
        raise ValueError(
            f"{name} must end in one sigmoid unit, or in 2 or {MOST_CLASSES} softmax units, "
            f"not in {width} {layers[-1].activation}."
        )
    return layers


def chained_layers(name: str, value: object, inputs: int) -> list[Dense]:
    """Accept layers (weights, biases, activation) of which each fits the one before."""
    layers: list[Dense] = []
    for index, layer in enumerate(check_nonempty_list(name, value)):
        layers.append(_check_layer(f"{name}[{index}]", layer, inputs))
        inputs = len(layers[-1].biases)
    return layers


def _check_layer(name: str, layer: object, inputs: int) -> Dense:
    if isinstance(layer, dict):
        layer = [layer.get(field) for field in Dense._fields]
    if not isinstance(layer, list | tuple) or not 2 <= len(layer) <= 3:
        raise ValueError(f"{name} must be (weights, biases, activation).")
    dense = Dense(*layer)
    weights = check_array(f"{name} weights", dense.weights, (inputs, None))
    biases = check_array(f"{name} biases", dense.biases, (weights.shape[1],))
    return Dense(weights, biases, check_choice(f"{name} activation", dense.activation, ACTIVATIONS))


def to_json(layers: Sequence[Dense]) -> list[dict]:
    """Write a network as the front end reads it, in plain lists and strings."""
    return [
        {
            "weights": layer.weights.tolist(),
            "biases": layer.biases.tolist(),
            "activation": layer.activation,
        }
        for layer in layers
    ]


def evaluate(layers: Sequence[Dense], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the last layer's activations, shape (n, outputs), with `dl101`."""
    activations = tuple(layer.activation for layer in layers)
    session, inputs, parameters, outputs = _built(activations)
    feed = {inputs: points}
    for (weights, biases), layer in zip(parameters, layers, strict=True):
        feed |= {weights: layer.weights, biases: layer.biases}
    return session.run(outputs, feed)


@lru_cache(maxsize=32)
def _built(activations: tuple[str, ...]) -> tuple:
    """Build the graph of a network once; its weights are fed."""
    graph = dl101.Graph()
    with graph.as_default():
        inputs = values = dl101.placeholder(dl101.float64, [None, None])
        parameters = []
        for activation in activations:
            weights = dl101.placeholder(dl101.float64, [None, None])
            biases = dl101.placeholder(dl101.float64, [None])
            values = FUNCTIONS[activation](dl101.matmul(values, weights) + biases)
            parameters.append((weights, biases))
    return dl101.Session(graph=graph), inputs, parameters, values
