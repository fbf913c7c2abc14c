"""A `dl101` graph that is trained step by step, as the page trains the same network.

`web/training.js` is the same in the page. Either side goes on from where the other one was: the
state that they exchange is a `Snapshot`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl101.checks import check_whole
from dl101.random_numbers import Random
from dl101.widgets.network import Dense
from dl101.widgets.training_data import Data, difference
from dl101.widgets.training_graph import Diverged, Network, TrainingGraph, overflow_allowed
from dl101.widgets.training_record import Curve, History, Record
from dl101.widgets.traits import InvalidValue

_LOWEST = {"step": 0, "interval": 1, "seed": 0, "drawnFrom": 0, "position": 0}
"""The whole numbers of a snapshot, and the smallest that each can be."""


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
    are divided into calls. `record` holds what has been changed since the start. `in_page` says
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
        self._base = self._training = training
        self._test = test
        self.settings = {
            "learning_rate": learning_rate,
            "batch_size": batch_size,
            "weight_decay": weight_decay,
        }
        self._graph = TrainingGraph(network, weight_decay > 0)
        self.restart(network.seed)

    def restart(self, seed: int) -> None:
        """Begin again with new weights."""
        self.network = self.network._replace(seed=seed)
        random = Random(seed)
        self._graph.numbers = self._numbers = self._graph.start(random)
        self._batches = Batches(random)
        self.step_count = 0
        self.in_page = False
        self.record = Record(self._base, self.settings)
        self.record.note_data(0, self._training)
        self._feed()
        self._curve = Curve(self.losses)

    # Training -------------------------------------------------------------------------------

    def step(self, count: int) -> None:
        """Take `count` steps.

        Raise InvalidValue without points to train on, and Diverged if the loss has grown beyond
        all bounds: the weights are then those before that step.
        """
        if len(self._training.points) == 0:
            raise InvalidValue("There are no points to train on: add some.")
        try:
            with overflow_allowed():
                for _ in range(count):
                    self._one_step()
        finally:
            self._numbers = self._graph.numbers

    def _one_step(self) -> None:
        batches = self._batches
        place = batches.drawn_from, batches.position
        try:
            self._graph.take_step(self._batch())
        except Diverged as error:
            batches.resume(*place, len(self._training.points))
            rate = self.settings["learning_rate"]
            raise Diverged(
                f"Training diverges: after step {self.step_count} the loss is {error}. "
                f"Try a smaller learning rate than {rate:g}, and reset the weights."
            ) from None
        self.step_count += 1
        self._known = None
        if self.step_count % self._curve.interval == 0:
            self._curve.add(self.losses)

    def _batch(self) -> dict:
        size = self.settings["batch_size"]
        if size is None:
            return self._whole
        rows = self._batches.next(len(self._training.points), size)
        batch = {node: self._whole[node][rows] for node in (self._graph.inputs, self._graph.labels)}
        return self._whole | batch

    def _feed(self) -> None:
        """Prepare the feeds of the graph."""
        graph = self._graph
        self._whole = graph.feeds(self._training) | {graph.rate: self.settings["learning_rate"]}
        if graph.decays:
            self._whole[graph.decay] = self.settings["weight_decay"]
        self._tests = graph.feeds(self._test)
        self._known: tuple[float, float] | None = None

    # What it has learned ---------------------------------------------------------------------

    @property
    def layers(self) -> list[Dense]:
        """The network with its present weights."""
        return self._graph.layers(self._numbers)

    @property
    def losses(self) -> tuple[float, float]:
        """Mean loss over the training points and over the test points, nan without any."""
        if self._known is None:
            self._known = tuple(map(self._graph.mean_loss, (self._whole, self._tests)))
        return self._known

    @property
    def history(self) -> History:
        """The losses at the start and after every so many steps."""
        return self._curve.history

    # What can be changed while it trains ----------------------------------------------------

    def change(self, name: str, value: float | None) -> None:
        """Set "learning_rate", "batch_size" or "weight_decay" for the next steps."""
        if value == self.settings[name]:
            return
        self.settings[name] = value
        self.record.note_setting(self.step_count, name, value)
        self._settle()

    def _settle(self) -> None:
        """Bring the graph in line with the settings and the numbers."""
        if (self.settings["weight_decay"] > 0) != self._graph.decays:
            self._graph = TrainingGraph(self.network, not self._graph.decays)
        self._graph.numbers = self._numbers
        self._feed()

    @property
    def training(self) -> Data:
        """The points to train on."""
        return self._training

    @training.setter
    def training(self, data: Data) -> None:
        if difference(self._training, data) is None:
            return
        self._training = data
        self._batches.restart()
        self.record.note_data(self.step_count, data)
        self._feed()
        if self.step_count == 0:
            self._curve = Curve(self.losses)

    @property
    def test(self) -> Data:
        """The points that only the test loss is computed from."""
        return self._test

    @test.setter
    def test(self, data: Data) -> None:
        self._test = data
        self._feed()

    # Traffic with the page --------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """Where training is."""
        run = {
            "step": self.step_count,
            "interval": self._curve.interval,
            "seed": self.network.seed,
            "drawnFrom": self._batches.drawn_from,
            "position": self._batches.position,
            "began": self.record.began,
            "inPage": self.in_page,
        }
        curve = self._curve.to_bytes()
        return Snapshot(run, self._numbers.tobytes(), curve, self.record.to_json())

    def resume(
        self, snapshot: Snapshot, training: Data, settings: Mapping[str, float | None]
    ) -> None:
        """Go on from a snapshot, on these points and with these settings."""
        run, numbers = snapshot.run, np.frombuffer(snapshot.numbers)
        step, interval, seed, drawn_from, position = (
            check_whole(name, run[name], low, 2**53) for name, low in _LOWEST.items()
        )
        if not self._graph.fits(numbers):
            raise ValueError(f"{len(numbers)} numbers do not fit {self.network}")
        curve = Curve.from_bytes(snapshot.curve, interval)
        self.record.read(run["began"], snapshot.changes)
        self.network = self.network._replace(seed=seed)
        self._training = training
        self.settings = dict(settings)
        self._numbers, self._curve = numbers, curve
        self.step_count, self.in_page = step, bool(run["inPage"])
        self._batches.resume(drawn_from, position, len(training.points))
        self._settle()
