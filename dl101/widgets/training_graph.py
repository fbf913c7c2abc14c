"""A network that is trained, as a `dl101` graph."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import dl101 as dl
from dl101.random_numbers import Random
from dl101.widgets.choices import HIDDEN_FUNCTIONS, OPTIMIZERS
from dl101.widgets.features import with_features
from dl101.widgets.network import Dense
from dl101.widgets.training_data import Data

MOMENTUM = 0.9

LARGEST_LOSS = 1e6
"""With a larger loss, training stops: it will not recover, and all weights are still finite."""


class Diverged(ArithmeticError):
    """The loss has grown beyond all bounds; the step was not taken."""


class Network(NamedTuple):
    """A network before it is trained."""

    hidden: tuple[int, ...]
    """Number of units of each hidden layer."""
    activation: str
    """Activation function of the hidden units."""
    optimizer: str
    """How it is trained."""
    classes: int
    """For two, there is one output unit; for more, one each."""
    seed: int
    """Of the initial weights and of the batches."""
    features: tuple[str, ...] = ()
    """Inputs besides the two coordinates, as in `FEATURES`."""

    @property
    def inputs(self) -> int:
        """Number of inputs."""
        return 2 + len(self.features)

    @property
    def outputs(self) -> int:
        """Number of output units."""
        return 1 if self.classes == 2 else self.classes

    @property
    def gain(self) -> int:
        """Variance of a unit's sum at the start, if its inputs have variance 1.

        He et al., "Delving deep into rectifiers", 2015: relu lets half of its inputs through; 2
        makes up for it.
        """
        return 2 if self.activation == "relu" else 1

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Inputs and outputs of each layer."""
        return list(pairwise((self.inputs, *self.hidden, self.outputs)))


class CheckLoss(dl.Operation):
    """Pass the loss through; raise if it is too large, before any variable is updated."""

    op_type = "CheckLoss"

    def __init__(self, loss: dl.Node, name: str | None = None) -> None:
        super().__init__([loss], loss.dtype, loss.shape, name)

    def compute(self, loss: float) -> float:
        """Return the loss."""
        if not loss <= LARGEST_LOSS:
            raise Diverged(f"{loss:.3g}")
        return loss


class TrainingGraph:
    """The graph of a network, its loss and a training step, with a session.

    `decays` says whether weight decay is a part of it. All that changes in training, the
    parameters and what the optimizer remembers, is one array, `numbers`.
    """

    def __init__(self, network: Network, decays: bool) -> None:
        self.network, self.decays = network, decays
        with dl.Graph().as_default() as graph:
            self.inputs = values = dl.placeholder(dl.float64, [None, network.inputs])
            self.rate = dl.placeholder(dl.float64, [])
            self.decay = dl.placeholder(dl.float64, [])
            self._parameters: list[dl.Variable] = []
            activate = HIDDEN_FUNCTIONS[network.activation]
            for inputs, outputs in network.shapes:
                weights, biases = dl.Variable(dl.zeros([inputs, outputs])), dl.zeros([outputs])
                self._parameters += [weights, dl.Variable(biases)]
                sums = dl.matmul(values, weights) + self._parameters[-1]
                values = activate(sums)
            self.labels, losses = _losses(sums, network.classes)
            self._loss = goal = dl.reduce_mean(losses)
            if decays:
                squares = [dl.reduce_sum(dl.square(w)) for w in self._parameters[::2]]
                goal = goal + self.decay * dl.add_n(squares)
            optimizer = OPTIMIZERS[network.optimizer](self.rate, MOMENTUM)
            self._step = dl.group(CheckLoss(self._loss), optimizer.minimize(goal))
        names = optimizer.get_slot_names()
        slots = [optimizer.get_slot(v, name) for name in names for v in self._parameters]
        others = [v for v in graph.variables if v not in {*self._parameters, *slots}]
        self._variables = [*self._parameters, *slots, *others]
        self._session = dl.Session(graph=graph)
        self._shapes = [value.shape for value in self._session.run(self._variables)]

    def start(self, random: Random) -> NDArray[np.float64]:
        """Draw the parameters that training begins with, and forget what the optimizer knows."""
        gain = self.network.gain
        layers = [(random.weights(a, b, gain), np.zeros(b)) for a, b in self.network.shapes]
        self._session = dl.Session(graph=self._session.graph)
        fresh = self._session.run(self._variables)[len(self._parameters) :]
        return _joined([*(array for layer in layers for array in layer), *fresh])

    @property
    def numbers(self) -> NDArray[np.float64]:
        """The values of all variables, one after the other."""
        return _joined(self._session.run(self._variables))

    @numbers.setter
    def numbers(self, numbers: NDArray[np.float64]) -> None:
        for variable, value in zip(self._variables, self._split(numbers), strict=True):
            variable.load(value, self._session)

    def fits(self, numbers: NDArray[np.float64]) -> bool:
        """Whether there are as many numbers as variables take."""
        return len(numbers) == sum(map(np.prod, self._shapes))

    def _split(self, numbers: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        ends = np.cumsum([int(np.prod(shape)) for shape in self._shapes])
        parts = np.split(numbers, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self._shapes, strict=True)]

    def layers(self, numbers: NDArray[np.float64]) -> list[Dense]:
        """Describe the network that has these numbers."""
        network, values = self.network, self._split(numbers)[: len(self._parameters)]
        last = "sigmoid" if network.classes == 2 else "softmax"
        activations = [network.activation] * len(network.hidden) + [last]
        return list(map(Dense, values[::2], values[1::2], activations))

    def feeds(self, data: Data) -> dict:
        """Feed points and labels."""
        labels = data.labels
        if self.network.classes == 2:
            labels = labels[:, None].astype(np.float64)
        return {self.inputs: with_features(data.points, self.network.features), self.labels: labels}

    def take_step(self, feeds: dict) -> None:
        """Change the variables; raise Diverged, and leave them, if the loss is too large."""
        self._session.run(self._step, feeds)

    def mean_loss(self, feeds: dict) -> float:
        """Compute the mean loss over the points that are fed, nan without any."""
        if len(feeds[self.inputs]) == 0:
            return float("nan")
        with overflow_allowed():
            return float(self._session.run(self._loss, feeds))


@contextmanager
def overflow_allowed() -> Iterator[None]:
    """Silence warnings of overflow: the loss is infinite then, and Diverged says so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* gave inf or nan", RuntimeWarning)
        yield


def _joined(arrays: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate([np.ravel(array) for array in arrays])


def _losses(logits: dl.Node, classes: int) -> tuple[dl.Node, dl.Node]:
    """Make a placeholder of the labels and the loss at each point."""
    if classes == 2:
        labels = dl.placeholder(dl.float64, [None, 1])
        return labels, dl.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    labels = dl.placeholder(dl.int64, [None])
    return labels, dl.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
