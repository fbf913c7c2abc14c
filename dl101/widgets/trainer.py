"""A `dl101` graph that is trained step by step, as the page trains the same network.

`web/training.js` is the same in the page. Either side goes on from where the other one was: the
state that they exchange is a `Snapshot`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import dl101 as dl
from dl101.checks import check_whole
from dl101.random_numbers import Random
from dl101.widgets.choices import HIDDEN_FUNCTIONS, OPTIMIZERS
from dl101.widgets.features import with_features
from dl101.widgets.network import Dense
from dl101.widgets.training_data import Data, Edit, difference, edited
from dl101.widgets.traits import InvalidValue

MOMENTUM = 0.9

LARGEST_LOSS = 1e6
"""With a larger loss, training stops: it will not recover, and all weights are still finite."""

CURVE_LENGTH = 400
"""How many losses are kept; beyond that, every second one is dropped."""


_LOWEST = {"step": 0, "interval": 1, "seed": 0, "drawnFrom": 0, "position": 0}
"""The whole numbers of a snapshot, and the smallest that each can be."""


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


class History(NamedTuple):
    """The losses during training."""

    steps: NDArray[np.int64]
    """Number of steps taken before."""
    train_loss: NDArray[np.float64]
    """Mean loss over the training points."""
    test_loss: NDArray[np.float64]
    """Mean loss over the test points; nan without any."""


class Snapshot(NamedTuple):
    """Where training is, in what travels between Python and the page."""

    run: dict
    """Numbers of steps and of the generator, and the settings at the start."""
    numbers: bytes
    """The parameters, and what the optimizer remembers, as float64."""
    curve: bytes
    """Pairs of losses as float64, on the training and on the test points."""
    changes: list
    """Pairs of a number of steps and a dict of what was changed after them."""


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


class Batches:
    """Cuts batches from the rows of a data set in rounds, each in a new random order."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.restart()

    def restart(self) -> None:
        """Begin a new round with the next batch."""
        self._order = np.zeros(0, dtype=np.int64)
        self.position = 0
        self.drawn_from = self._random.state

    def next(self, count: int, size: int) -> NDArray[np.int64]:
        """Return the rows of the next batch: `size` of `count`, fewer at the end of a round."""
        if self.position >= len(self._order):
            self.drawn_from = self._random.state
            self._order = self._random.permutation(count)
            self.position = 0
        rows = self._order[self.position : self.position + size]
        self.position += len(rows)
        return rows

    def resume(self, drawn_from: int, position: int, count: int) -> None:
        """Go on from where other batches of a data set of `count` rows were."""
        self._random.state = drawn_from
        self.restart()
        if position > 0:
            self._order = self._random.permutation(count)
            self.position = position


class Trainer:
    """Trains a network on points of the plane.

    The same network, data, settings and number of steps give the same weights, however the steps
    are divided into calls. `changes` holds what has been changed since the start: by the number
    of steps taken before, the new "learning_rate", "batch_size" or "weight_decay", or the data's
    "edit". `interval` is the number of steps between two losses of the history. `in_page` says
    whether the page has taken some of the steps.
    """

    def __init__(
        self,
        network: Network,
        training: Data,
        test: Data,
        *,
        learning_rate: float,
        batch_size: int | None,
        weight_decay: float = 0.0,
    ) -> None:
        self.network = network
        self._test = test
        self.base = training
        self._training = training
        self.settings = {
            "learning_rate": learning_rate,
            "batch_size": batch_size,
            "weight_decay": weight_decay,
        }
        self._build()
        self.restart(network.seed)

    # The graph --------------------------------------------------------------------------------

    def _build(self) -> None:
        network = self.network
        with dl.Graph().as_default() as graph:
            self._inputs = values = dl.placeholder(dl.float64, [None, network.inputs])
            self._rate = dl.placeholder(dl.float64, [])
            self._decay = dl.placeholder(dl.float64, [])
            self._parameters: list[dl.Variable] = []
            activate = HIDDEN_FUNCTIONS[network.activation]
            for inputs, outputs in network.shapes:
                weights, biases = dl.Variable(dl.zeros([inputs, outputs])), dl.zeros([outputs])
                self._parameters += [weights, dl.Variable(biases)]
                sums = dl.matmul(values, weights) + self._parameters[-1]
                values = activate(sums)
            self._labels, losses = _losses(sums, network.classes)
            self._loss = goal = dl.reduce_mean(losses)
            self._decays = self.settings["weight_decay"] > 0
            if self._decays:
                squares = [dl.reduce_sum(dl.square(w)) for w in self._parameters[::2]]
                goal = goal + self._decay * dl.add_n(squares)
            optimizer = OPTIMIZERS[network.optimizer](self._rate, MOMENTUM)
            self._step = dl.group(CheckLoss(self._loss), optimizer.minimize(goal))
        names = optimizer.get_slot_names()
        slots = [optimizer.get_slot(v, name) for name in names for v in self._parameters]
        others = [v for v in graph.variables if v not in {*self._parameters, *slots}]
        self._variables = [*self._parameters, *slots, *others]
        self._session = dl.Session(graph=graph)
        self._sizes = [v.size for v in self._session.run(self._variables)]
        self._loaded = False

    def _load(self) -> None:
        """Write the numbers into the session, unless they are there."""
        if self._loaded:
            return
        shapes = [value.shape for value in self._session.run(self._variables)]
        parts = np.split(self._numbers, np.cumsum(self._sizes)[:-1])
        for variable, part, shape in zip(self._variables, parts, shapes, strict=True):
            variable.load(part.reshape(shape), self._session)
        self._loaded = True

    def restart(self, seed: int) -> None:
        """Begin again with new weights."""
        self.network = self.network._replace(seed=seed)
        random, gain = Random(seed), self.network.gain
        layers = [(random.weights(a, b, gain), np.zeros(b)) for a, b in self.network.shapes]
        start = np.concatenate([array.ravel() for layer in layers for array in layer])
        self._session = dl.Session(graph=self._session.graph)  # with a new optimizer
        fresh = self._session.run(self._variables)
        rest = [value.ravel() for value in fresh[len(self._parameters) :]]
        self._numbers = np.concatenate([start, *rest])
        self._loaded = False
        self._batches = Batches(random)
        self.step_count = 0
        self.in_page = False
        self.began = dict(self.settings)
        self.changes: dict[int, dict[str, object]] = {}
        self._note_edit()
        self._feed()
        self.interval = 1
        self._losses = [self._both_losses()]

    # Training -------------------------------------------------------------------------------

    def step(self, count: int) -> None:
        """Take `count` steps.

        Raise InvalidValue without points to train on, and Diverged if the loss has grown beyond
        all bounds: the weights are then those before that step.
        """
        if len(self._training.points) == 0:
            raise InvalidValue("There are no points to train on: add some.")
        self._load()
        try:
            with _overflow_allowed():
                for _ in range(count):
                    self._one_step()
        finally:
            values = self._session.run(self._variables)
            self._numbers = np.concatenate([value.ravel() for value in values])

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
        self._known = None
        if self.step_count % self.interval == 0:
            self._remember()

    def _batch(self) -> dict:
        size = self.settings["batch_size"]
        if size is None:
            return self._whole
        rows = self._batches.next(len(self._training.points), size)
        batch = {node: self._whole[node][rows] for node in (self._inputs, self._labels)}
        return self._whole | batch

    def _feed(self) -> None:
        """Prepare the feeds of the graph."""
        rate, decay = self.settings["learning_rate"], self.settings["weight_decay"]
        self._whole = self._feeds(self._training) | {self._rate: rate}
        if self._decays:
            self._whole[self._decay] = decay
        self._tests = self._feeds(self._test)
        self._known: tuple[float, float] | None = None

    def _feeds(self, data: Data) -> dict:
        labels = data.labels
        if self.network.classes == 2:
            labels = labels[:, None].astype(np.float64)
        inputs = with_features(data.points, self.network.features)
        return {self._inputs: inputs, self._labels: labels}

    def _remember(self) -> None:
        self._losses.append(self._both_losses())
        if len(self._losses) > CURVE_LENGTH:
            self._losses = self._losses[::2]
            self.interval *= 2

    # What it has learned ---------------------------------------------------------------------

    @property
    def layers(self) -> list[Dense]:
        """The network with its present weights."""
        shapes = [shape for a, b in self.network.shapes for shape in ((a, b), (b,))]
        parts = np.split(self._numbers, np.cumsum(self._sizes)[: len(shapes)])
        values = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=False)]
        last = "sigmoid" if self.network.classes == 2 else "softmax"
        activations = [self.network.activation] * len(self.network.hidden) + [last]
        return list(map(Dense, values[::2], values[1::2], activations))

    @property
    def losses(self) -> tuple[float, float]:
        """Mean loss over the training points and over the test points, nan without any."""
        if self._known is None:
            self._known = self._both_losses()
        return self._known

    def _both_losses(self) -> tuple[float, float]:
        self._load()
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
        """Set "learning_rate", "batch_size" or "weight_decay" for the next steps."""
        if value == self.settings[name]:
            return
        self.settings[name] = value
        if self.step_count == 0:
            self.began[name] = value
        else:
            self.changes.setdefault(self.step_count, {})[name] = value
        self._settle()

    def _settle(self) -> None:
        """Bring the graph in line with the settings."""
        if (self.settings["weight_decay"] > 0) != self._decays:
            self._build()
        self._feed()

    @property
    def training(self) -> Data:
        """The points to train on."""
        return self._training

    @training.setter
    def training(self, data: Data) -> None:
        self._training = data
        self._batches.restart()
        self._note_edit()
        self._feed()
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

    def _note_edit(self) -> None:
        """Record what has changed in the data since the last step."""
        before = self.base
        for step, change in self.changes.items():
            if step < self.step_count and "edit" in change:
                before = edited(before, change["edit"])
        edit = difference(before, self._training)
        now = self.changes.setdefault(self.step_count, {})
        now.pop("edit", None)
        if edit is not None:
            now["edit"] = edit
        if not now:
            del self.changes[self.step_count]

    # Traffic with the page --------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """Where training is."""
        run = {
            "step": self.step_count,
            "interval": self.interval,
            "seed": self.network.seed,
            "drawnFrom": self._batches.drawn_from,
            "position": self._batches.position,
            "began": self.began,
            "inPage": self.in_page,
        }
        changes = [[step, _to_json(change)] for step, change in self.changes.items()]
        return Snapshot(run, self._numbers.tobytes(), np.array(self._losses).tobytes(), changes)

    def resume(
        self, snapshot: Snapshot, training: Data, settings: Mapping[str, float | None]
    ) -> None:
        """Go on from a snapshot, on these points and with these settings."""
        run = snapshot.run
        numbers = np.frombuffer(snapshot.numbers)
        losses = np.frombuffer(snapshot.curve).reshape(-1, 2)
        changes = {int(step): _from_json(change) for step, change in snapshot.changes}
        step, interval, seed, drawn_from, position = (
            check_whole(name, run[name], low, 2**53) for name, low in _LOWEST.items()
        )
        began = {name: run["began"][name] for name in self.settings}
        if len(numbers) != sum(self._sizes):
            raise ValueError(f"{len(numbers)} numbers do not fit {self.network}")
        self.network = self.network._replace(seed=seed)
        self._training = training
        self.settings = dict(settings)
        self._numbers, self._loaded = numbers, False
        self._losses = list(map(tuple, losses))
        self.step_count, self.interval = step, interval
        self.in_page, self.began, self.changes = bool(run["inPage"]), began, changes
        self._batches.resume(drawn_from, position, len(training.points))
        self._settle()


def _to_json(change: dict) -> dict:
    if "edit" not in change:
        return change
    edit = change["edit"]
    return {**change, "edit": [edit.start, edit.stop, edit.rows.tolist()]}


def _from_json(change: dict) -> dict:
    if "edit" not in change:
        return change
    start, stop, rows = change["edit"]
    return {**change, "edit": Edit(start, stop, np.array(rows, dtype=float).reshape(-1, 3))}


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
