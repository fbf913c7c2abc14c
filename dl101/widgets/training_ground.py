"""A training ground: a network that is trained while the reader watches."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.checks import check_number, check_whole
from dl101.widgets.choices import HIDDEN_FUNCTIONS, OPTIMIZERS
from dl101.widgets.export import program
from dl101.widgets.live_plane import LivePlane
from dl101.widgets.network import Dense, to_json
from dl101.widgets.picture import OLD_LOADER, PLANE, front_end, style
from dl101.widgets.plane import Plane
from dl101.widgets.trainer import History, Network, Trainer
from dl101.widgets.training_data import NO_DATA, OWN, SOURCES, Data, check_data, make
from dl101.widgets.traits import (
    MOST_POINTS,
    Array,
    Checked,
    Choice,
    InvalidValue,
    Number,
    Whole,
    check_labels,
    check_points,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SHARED = (
    "contours.js",
    "units.js",
    "loss_curves.js",
    "training_controls.js",
    "training_details.js",
)

MOST_STEPS = 1_000_000
"""More steps than this at once keep the kernel busy for longer than anybody waits."""

MOST_LAYERS = 4
"""More hidden layers than this do not fit beside each other."""

MOST_UNITS = 16
"""More units in a layer than this do not fit below each other."""


def _check_hidden(name: str, value: object) -> tuple[int, ...]:
    """Accept the number of units of each hidden layer; a single number is one layer."""
    widths = value if isinstance(value, list | tuple | np.ndarray) else [value]
    if len(widths) > MOST_LAYERS:
        raise ValueError(f"{name} must be at most {MOST_LAYERS} layers, not {len(widths)}.")
    return tuple(check_whole(f"{name}[{i}]", n, 1, MOST_UNITS) for i, n in enumerate(widths))


class TrainingGround(LivePlane):
    """Points of the plane and a dense network that is trained on them while the reader watches.

    `dataset` is "xor", "clouds", "circles", "moons", "spirals" or "three clouds"; "own points" for
    an empty plane; or a pair (points, labels) of the reader's own. `n` points are drawn, with
    `noise` as their standard deviation; a fraction `test_share` of them is kept for testing.
    `hidden` is the number of units of each hidden layer, at most 4 layers of 16 units;
    `activation` is "linear", "tanh", "sigmoid" or "relu". `optimizer` is "gradient descent",
    "momentum" or "Adam"; a step uses `batch_size` points, by default all. `seed` is that of the
    points, the initial weights and the batches. `pace` is in steps a second while playing; None
    for as many as the kernel can take.

    The network is a `dl101` graph and is trained in the kernel by `dl101`'s optimizers, on the
    event loop: between two pieces of training the kernel does whatever else it is asked.

    Raise InvalidValue, which is a ValueError, if an argument makes no network or no data set.

    Examples
    --------
    >>> ground = TrainingGround("xor", hidden=(4,))
    >>> ground.step(200)
    >>> ground
    <TrainingGround: 'xor', 2-4-1 tanh, Adam, step 200>
    >>> ground.accuracy
    1.0
    """

    _esm = OLD_LOADER
    _front_end = front_end("training_ground.js", shared=(*PLANE, *_SHARED))
    _css = style("plane.css", "training_ground.css")

    dataset = Choice("xor", [*SOURCES, OWN])
    hidden = Checked(_check_hidden, to_json=list)
    activation = Choice("tanh", HIDDEN_FUNCTIONS)
    optimizer = Choice("Adam", OPTIMIZERS)
    learning_rate = Number(0.05, 0, 100, excluded=0)
    batch_size = Whole(None, 1)
    noise = Number(0.0, 0, 4)
    test_points = Array(check_points)
    test_labels = Array(check_labels)

    _datasets = traitlets.List().tag(sync=True)
    _layers = traitlets.List().tag(sync=True)
    _progress = traitlets.Dict().tag(sync=True)
    _curve = traitlets.Bytes().tag(sync=True)
    _program = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        dataset: str | Sequence[ArrayLike] = "xor",
        *,
        hidden: Sequence[int] = (4,),
        activation: str = "tanh",
        optimizer: str = "Adam",
        learning_rate: float = 0.05,
        batch_size: int | None = None,
        noise: float | None = None,
        n: int = 200,
        test_share: float = 0.3,
        seed: int = 0,
        pace: float | None = 100.0,
        kernel_readout: Callable[[Plane], str | Mapping[str, object]] | None = None,
        **options: object,
    ) -> None:
        self._prepare()
        self._drawn = (check_whole("n", n, 1, MOST_POINTS), check_whole("seed", seed, 0))
        self._test_share = check_number("test_share", test_share, 0, 1)
        if test_share == 1:
            raise ValueError("test_share must leave points to train on, and 1 does not.")
        self._own = NO_DATA
        self._renewing = False
        if not isinstance(dataset, str):
            self._own = _own_data(dataset)
            dataset = OWN
        classes = SOURCES[dataset].classes if dataset in SOURCES else self._own.classes
        self.set_trait("classes", classes)
        if noise is None:
            noise = SOURCES[dataset].noise if dataset in SOURCES else 0.0
        super().__init__(
            dataset=dataset,
            hidden=hidden,
            activation=activation,
            optimizer=optimizer,
            learning_rate=learning_rate,
            batch_size=batch_size,
            noise=noise,
            pace=pace,
            test_points=(),
            test_labels=(),
            **options,
        )
        names = [name for name, source in SOURCES.items() if source.classes == classes]
        self._datasets = [*names, OWN]
        self._seed = seed
        self._draw_data()
        self._new_trainer()
        self._listen()
        self.kernel_readout = kernel_readout

    def _listen(self) -> None:
        super()._listen()
        self.observe(self._new_points, ["points", "labels"])
        self.observe(self._new_network, ["hidden", "activation", "optimizer"])
        self.observe(self._new_data, ["dataset", "noise"])
        self.observe(self._new_setting, ["learning_rate", "batch_size"])

    # What readers ask -----------------------------------------------------------------------

    @property
    def layers(self) -> list[Dense]:
        """The network with its present weights, first layer first."""
        return self._trainer.layers

    @property
    def step_count(self) -> int:
        """How many training steps have been taken."""
        return self._trainer.step_count

    @property
    def train_loss(self) -> float:
        """Mean cross-entropy over the training points."""
        return self._trainer.losses[0]

    @property
    def test_loss(self) -> float:
        """Mean cross-entropy over the test points; nan without any."""
        return self._trainer.losses[1]

    @property
    def history(self) -> History:
        """The losses so far: arrays `steps`, `train_loss` and `test_loss`, at most 400 long."""
        return self._trainer.history

    @property
    def test_accuracy(self) -> float:
        """Fraction of the test points that are classified correctly; nan without any."""
        if len(self.test_points) == 0:
            return float("nan")
        return float(np.mean(self.predictions(self.test_points) == self.test_labels))

    def export(self) -> str:
        """Write a `dl101` program that does what has been done here.

        It makes the same data and initial weights, takes the same steps with every change made by
        hand in its place, and ends with the same losses, as `train_loss` and `test_loss`.
        """
        return program(self._trainer, self._made)

    # What readers do ------------------------------------------------------------------------

    def step(self, count: int = 1) -> None:
        """Take `count` training steps now, a million at most.

        Raise Diverged, which is an ArithmeticError, if the loss has grown beyond all bounds: the
        weights are then those before that step.
        """
        count = check_whole("count", count, 1, MOST_STEPS)
        self._notice = ""
        try:
            self._trainer.step(count)
        except Exception as error:
            self._ended(error)
            raise
        finally:
            self._show()

    def reset(self, seed: int | None = None) -> None:
        """Pause, and begin again with new weights, by default from the same seed."""
        seed = self._seed if seed is None else check_whole("seed", seed, 0)
        self.playing = False
        self._seed = seed
        self._notice = ""
        self._trainer.restart(self._seed)
        self._show()

    def set_points(
        self,
        points: ArrayLike,
        labels: ArrayLike,
        test_points: ArrayLike | None = None,
        test_labels: ArrayLike | None = None,
    ) -> None:
        """Replace the training points, and the test points if given; training goes on."""
        check_data(points, labels, self.classes)  # before anything changes
        if test_points is not None:
            test = check_data(test_points, () if test_labels is None else test_labels, self.classes)
            with self._together():
                self.test_points, self.test_labels = test
            self._made = None
            self._trainer.test = test
        super().set_points(points, labels)

    # Checks ---------------------------------------------------------------------------------

    @traitlets.validate("test_labels")
    def _check_test_labels(self, proposal: traitlets.Bunch) -> NDArray[np.int64]:
        self._check_classes(proposal.value)
        return proposal.value

    @traitlets.validate("dataset")
    def _keep_classes(self, proposal: traitlets.Bunch) -> str:
        name = proposal.value
        if name in SOURCES and SOURCES[name].classes != self.classes:
            raise InvalidValue(
                f"{name!r} has {SOURCES[name].classes} classes, and this training ground "
                f"{self.classes}: make another one with TrainingGround({name!r})."
            )
        return name

    # Data and network -----------------------------------------------------------------------

    @contextmanager
    def _renewed(self) -> Iterator[None]:
        """Leave alone what observes the traits that change inside."""
        self._renewing = True
        try:
            yield
        finally:
            self._renewing = False

    def _draw_data(self) -> None:
        """Draw the data set again."""
        n, seed = self._drawn
        self._made = None
        data = self._own
        if self.dataset in SOURCES:
            self._made = (self.dataset, n, seed, self.noise, self._test_share)
            data = make(self.dataset, n, seed, self.noise)
        self._base, test = data.split(self._test_share)
        with self._renewed(), self._together():
            self.points, self.labels = self._base
            self.test_points, self.test_labels = test
        self._initial = self._snapshot()

    def _new_trainer(self) -> None:
        network = Network(self.hidden, self.activation, self.optimizer, self.classes, self._seed)
        settings = {"learning_rate": self.learning_rate, "batch_size": self.batch_size}
        test = Data(self.test_points, self.test_labels)
        self._trainer = Trainer(network, self._base, test, **settings)
        self._trainer.training = Data(self.points, self.labels)
        self._notice = ""
        self._show()

    def _new_data(self, change: traitlets.Bunch) -> None:
        if self._renewing:
            return
        if change.name == "dataset" and self.dataset in SOURCES:
            with self._renewed():
                self.noise = SOURCES[self.dataset].noise
        self._draw_data()
        self._new_trainer()

    def _new_network(self, _change: traitlets.Bunch) -> None:
        self._new_trainer()

    def _new_points(self, _change: traitlets.Bunch) -> None:
        if self._renewing or len(self.points) != len(self.labels):
            return
        self._trainer.training = Data(self.points, self.labels)
        if not self._live.running:
            self._show()

    def _new_setting(self, change: traitlets.Bunch) -> None:
        self._trainer.change(change.name, change.new)

    # Playing --------------------------------------------------------------------------------

    def _work(self, count: int | None, until: float) -> int:
        return self._trainer.step(count, until)

    def _do(self, action: str) -> None:
        if action == "step":
            self.step()
        elif action == "reset":
            self.reset()
        elif action == "new weights":
            self.reset(self._seed + 1)
        elif action == "program":
            self._program = self.export()

    def _show(self) -> None:
        """Send the present weights and losses in one message."""
        trainer = self._trainer
        self._viewers.sent += 1
        with self.hold_sync():
            self._layers = to_json(trainer.layers)
            self._progress = {
                "picture": self._viewers.sent,
                "step": trainer.step_count,
                "losses": [_finite_or_none(loss) for loss in trainer.losses],
                "interval": trainer.interval,
                "seed": self._seed,
            }
            self._curve = np.column_stack(trainer.history[1:]).astype("<f4").tobytes()
        if self.kernel_readout is not None:
            self._refresh()

    # Showing --------------------------------------------------------------------------------

    @property
    def _arguments(self) -> Sequence[str]:
        return list(inspect.signature(TrainingGround).parameters)[:-2]

    @property
    def _shape(self) -> str:
        return "-".join(map(str, (2, *self.hidden, self._trainer.network.outputs)))

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return (
            f"{len(self.points)} training points and {len(self.test_points)} test points over the "
            f"probabilities of a network {self._shape} after {self.step_count} training steps. "
            f"{self._accuracy_text()} Training loss {self.train_loss:.4f}."
        )

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the plane and, in further axes of the figure, the loss curves, with matplotlib."""
        from dl101.widgets.training_still import draw_losses, draw_test_points

        figure, axes = super().draw()
        draw_test_points(self.test_points, self.test_labels, axes)
        draw_losses(self.history, figure)
        return figure, axes

    _still_width = 720

    def __repr__(self) -> str:
        return (
            f"<TrainingGround: {self.dataset!r}, {self._shape} {self.activation}, "
            f"{self.optimizer}, step {self.step_count}>"
        )


def _own_data(value: object) -> Data:
    try:
        points, labels = value
    except (TypeError, ValueError):
        raise ValueError(
            f"dataset must be the name of one, or a pair (points, labels), not {value!r:.60}."
        ) from None
    return check_data(points, labels)


def _finite_or_none(value: float) -> float | None:
    return value if np.isfinite(value) else None
