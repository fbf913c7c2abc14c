"""A `dl101` graph that is trained step by step, with the history of its losses."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count as count_from
from itertools import pairwise
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import dl101 as dl
from dl101.widgets.choices import HIDDEN_FUNCTIONS, OPTIMIZERS
from dl101.widgets.network import Dense
from dl101.widgets.training_data import Data, difference
from dl101.widgets.traits import InvalidValue

MOMENTUM = 0.9

LARGEST_LOSS = 1e6
"""With a larger loss, training stops: it will not recover, and all weights are still finite."""

CURVE_LENGTH = 400
"""How many losses are kept; beyond that, every second one is dropped."""


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
        return list(pairwise((2, *self.hidden, self.outputs)))


class History(NamedTuple):
    """The losses during training."""

    steps: NDArray[np.int64]
    """Number of steps taken before."""
    train_loss: NDArray[np.float64]
    """Mean loss over the training points."""
    test_loss: NDArray[np.float64]
    """Mean loss over the test points; nan without any."""


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


class Trainer:
    """Trains a network on points of the plane.

    The same network, data, settings and number of steps give the same weights, however the steps
    are divided into calls. `changes` holds what has been changed since the start: by the number
    of steps taken before, the new "learning_rate", "batch_size" or the data's "edit". `interval`
    is the number of steps between two losses of the history.
    """

    def __init__(
        self,
        network: Network,
        training: Data,
        test: Data,
        *,
        learning_rate: float,
        batch_size: int | None,
    ) -> None:
        self.network = network
        self._test = test
        self.base = training
        self._training = training
        self.settings = {"learning_rate": learning_rate, "batch_size": batch_size}
        self._build()
        self.restart(network.seed)

    def _build(self) -> None:
        network = self.network
        self._graph = dl.Graph()
        with self._graph.as_default():
            dl.set_random_seed(network.seed)
            self._inputs = values = dl.placeholder(dl.float64, [None, 2])
            self._rate = dl.placeholder(dl.float64, [])
            self._parameters: list[dl.Variable] = []
            activate = HIDDEN_FUNCTIONS[network.activation]
            for layer, (inputs, outputs) in enumerate(network.shapes, 1):
                stddev = np.sqrt(network.gain / inputs)
                start = dl.random_normal([inputs, outputs], stddev=stddev, seed=layer)
                weights, biases = dl.Variable(start), dl.Variable(dl.zeros([outputs]))
                self._parameters += [weights, biases]
                sums = dl.matmul(values, weights) + biases
                values = activate(sums)
            self._labels, losses = _losses(sums, network.classes)
            self._loss = dl.reduce_mean(losses)
            step = OPTIMIZERS[network.optimizer](self._rate, MOMENTUM).minimize(self._loss)
            self._step = dl.group(CheckLoss(self._loss), step)

    def restart(self, seed: int) -> None:
        """Begin again with new weights."""
        if seed != self.network.seed:
            self.network = self.network._replace(seed=seed)
            self._build()
        self._session = dl.Session(graph=self._graph)
        self._random = np.random.default_rng(seed)
        self._order = np.zeros(0, dtype=np.int64)
        self.step_count = 0
        self.began = dict(self.settings)
        self.changes: dict[int, dict[str, object]] = {}
        self._before = self.base
        self._note_edit()
        self._feed()
        self.interval = 1
        self._losses = [self._both_losses()]
        self._known = {}

    # Training -------------------------------------------------------------------------------

    def step(self, count: int | None = None, until: float = float("inf")) -> int:
        """Take `count` steps, or as many as possible `until` a time; return how many.

        The time is on the clock of `time.perf_counter`; at least one step is taken. Raise
        InvalidValue without points to train on, and Diverged if the loss has grown beyond all
        bounds: the weights are then those before that step.
        """
        if len(self._training.points) == 0:
            raise InvalidValue("There are no points to train on: add some.")
        before = self.step_count
        with _overflow_allowed():
            for _ in range(count) if count is not None else count_from():
                self._one_step()
                if perf_counter() >= until:
                    break
        return self.step_count - before

    def _one_step(self) -> None:
        try:
            self._session.run(self._step, self._batch())
        except Diverged as error:
            rate = self.settings["learning_rate"]
            raise Diverged(
                f"Training diverges: after step {self.step_count} the loss is {error}. "
                f"Try a smaller learning rate than {rate:g}, and reset the weights."
            ) from None
        self.step_count += 1
        if self.step_count % self.interval == 0:
            self._remember()

    def _batch(self) -> dict:
        size = self.settings["batch_size"]
        if size is None:
            return self._whole
        if len(self._order) == 0:
            self._order = self._random.permutation(len(self._training.points))
        rows, self._order = self._order[:size], self._order[size:]
        batch = {node: self._whole[node][rows] for node in (self._inputs, self._labels)}
        return self._whole | batch

    def _feed(self) -> None:
        """Prepare the feeds of the graph."""
        self._whole = self._feeds(self._training) | {self._rate: self.settings["learning_rate"]}
        self._tests = self._feeds(self._test)

    def _feeds(self, data: Data) -> dict:
        labels = data.labels
        if self.network.classes == 2:
            labels = labels[:, None].astype(np.float64)
        return {self._inputs: data.points, self._labels: labels}

    def _remember(self) -> None:
        self._losses.append(self._both_losses())
        if len(self._losses) > CURVE_LENGTH:
            self._losses = self._losses[::2]
            self.interval *= 2

    # What it has learned ---------------------------------------------------------------------

    @property
    def layers(self) -> list[Dense]:
        """The network with its present weights."""
        values = self._session.run(self._parameters)
        last = "sigmoid" if self.network.classes == 2 else "softmax"
        activations = [self.network.activation] * len(self.network.hidden) + [last]
        return list(map(Dense, values[::2], values[1::2], activations))

    @property
    def losses(self) -> tuple[float, float]:
        """Mean loss over the training points and over the test points, nan without any."""
        if self.step_count not in self._known:
            self._known = {self.step_count: self._both_losses()}
        return self._known[self.step_count]

    def _both_losses(self) -> tuple[float, float]:
        return self._mean_loss(self._whole), self._mean_loss(self._tests)

    def _mean_loss(self, feeds: dict) -> float:
        if len(feeds[self._inputs]) == 0:
            return float("nan")
        with _overflow_allowed():
            return float(self._session.run(self._loss, feeds))

    @property
    def history(self) -> History:
        """The losses at the start and after every `interval` steps."""
        losses = np.array(self._losses)
        return History(np.arange(len(losses)) * self.interval, losses[:, 0], losses[:, 1])

    # What can be changed while it trains ----------------------------------------------------

    def change(self, name: str, value: float | None) -> None:
        """Set "learning_rate" or "batch_size" for the next steps."""
        if value == self.settings[name]:
            return
        self.settings[name] = value
        if self.step_count == 0:
            self.began[name] = value
        else:
            self.changes.setdefault(self.step_count, {})[name] = value
        self._feed()

    @property
    def training(self) -> Data:
        """The points to train on."""
        return self._training

    @training.setter
    def training(self, data: Data) -> None:
        if self.step_count and "edit" not in self.changes.get(self.step_count, {}):
            self._before = self._training
        self._training = data
        self._order = self._order[:0]
        self._note_edit()
        self._feed()
        self._known = {}
        if self.step_count == 0:
            self._losses = [self._both_losses()]

    @property
    def test(self) -> Data:
        """The points that only the test loss is computed from."""
        return self._test

    @test.setter
    def test(self, data: Data) -> None:
        self._test = data
        self._feed()
        self._known = {}

    def _note_edit(self) -> None:
        """Record what has changed in the data since the last step."""
        edit = difference(self._before, self._training)
        now = self.changes.setdefault(self.step_count, {})
        now.pop("edit", None)
        if edit is not None:
            now["edit"] = edit
        if not now:
            del self.changes[self.step_count]


@contextmanager
def _overflow_allowed() -> Iterator[None]:
    """Silence warnings of overflow: the loss is infinite then, and Diverged says so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* gave inf or nan", RuntimeWarning)
        yield


def _losses(logits: dl.Node, classes: int) -> tuple[dl.Node, dl.Node]:
    """Make a placeholder of the labels and the loss at each point."""
    if classes == 2:
        labels = dl.placeholder(dl.float64, [None, 1])
        return labels, dl.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
    labels = dl.placeholder(dl.int64, [None])
    return labels, dl.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
