"""A training ground: a network that is trained while the reader watches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.checks import check_labels, check_number, check_whole
from dl101.widgets.choices import HIDDEN_FUNCTIONS, OPTIMIZERS
from dl101.widgets.features import FEATURES, check_features, with_features
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.linked_training import LinkedTraining
from dl101.widgets.network import MOST_LAYERS, MOST_UNITS, Dense, check_hidden
from dl101.widgets.plane import Plane
from dl101.widgets.trainer import Trainer
from dl101.widgets.training_data import NO_DATA, Data, check_data
from dl101.widgets.training_graph import LARGEST_LOSS, Diverged, Network
from dl101.widgets.training_record import CURVE_LENGTH, History
from dl101.widgets.training_sets import OWN, SOURCES, DataSets, check_near_points, own_data
from dl101.widgets.traits import (
    MOST_POINTS,
    Array,
    Checked,
    Choice,
    Flag,
    InvalidValue,
    Number,
    Whole,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_STEPS = 1_000_000
"""More steps than this at once keep the kernel busy for longer than anybody waits."""

MOST = {"learning_rate": 100, "weight_decay": 10, "seed": 2**32 - 1}
"""The largest values of some settings."""

_SETTINGS = ("learning_rate", "batch_size", "weight_decay")


class TrainingGround(LinkedTraining):
    """Points of the plane and a dense network that is trained on them while the reader watches.

    `dataset` is "xor", "clouds", "circles", "moons", "spirals", "three clouds" or "zeros and ones",
    which are handwritten digits; "own points" for an empty plane; or a pair (points, labels) of
    the reader's own, between -10 and 10. `n` points are drawn, with `noise` as their standard
    deviation; a fraction `test_share` of them is kept for testing. `hidden` is the number of units
    of each hidden layer, at most 4 layers of 16 units; `activation` is "linear", "tanh", "sigmoid"
    or "relu". `features` are inputs besides x1 and x2, from "x1**2", "x2**2", "x1*x2", "sin(x1)"
    and "sin(x2)". `optimizer` is "gradient descent", "momentum" or "Adam"; a step uses `batch_size`
    points, by default all. `weight_decay` times the sum of all squared weights is added to the loss
    that is minimized. `seed` is that of the points, the initial weights and the batches. `pace` is
    in steps a second while playing; None for as many as the page can take. With `hidden_plane`, the
    plane of two hidden units is open and stands beside the plane of the inputs.

    It is trained in the page, which tells Python a few times a second, and at each pause, how far
    it is: what is asked of the widget is about the state heard of last. `step` trains from there
    with `dl101`, and so do programs that `export` writes. Where the page has gone back to an
    earlier step, or trains several runs beside each other, Python speaks for the marked run at the
    step that is shown. Only that is saved in a notebook. `step`, `reset`, and another data set or
    network that Python sets, end the other runs.

    Raise InvalidValue, which is a ValueError, if an argument makes no network or no data set.

    Examples
    --------
    >>> ground = TrainingGround("xor", hidden=(4,))
    >>> ground.step(300)
    >>> ground
    <TrainingGround: 'xor', 2-4-1 tanh, Adam, step 300>
    >>> ground.accuracy
    1.0
    """

    _files = FrontEnd("training_ground.js", "view.css", "training_ground.css")
    _most = MOST

    _constants = traitlets.Dict(
        {
            "most_points": MOST_POINTS,
            "most_layers": MOST_LAYERS,
            "most_units": MOST_UNITS,
            "largest_loss": LARGEST_LOSS,
            "curve_length": CURVE_LENGTH,
            "activations": list(HIDDEN_FUNCTIONS),
            "optimizers": list(OPTIMIZERS),
            "features": list(FEATURES),
            "own": OWN,
        },
        read_only=True,
    ).tag(sync=True)

    dataset = Choice("xor", [*SOURCES, OWN])
    hidden = Checked(check_hidden, to_json=list)
    activation = Choice("tanh", HIDDEN_FUNCTIONS)
    optimizer = Choice("Adam", OPTIMIZERS)
    features = Checked(check_features, (), to_json=list)
    learning_rate = Number(0.05, 0, MOST["learning_rate"], excluded=0)
    batch_size = Whole(None, 1)
    weight_decay = Number(0.0, 0, MOST["weight_decay"])
    pace = Number(None, 0, excluded=0)
    noise = Number(0.0, 0, 4)
    hidden_plane = Flag(False)
    points = Array(check_near_points)
    test_points = Array(check_near_points)
    test_labels = Array(check_labels)

    _sets = traitlets.List(read_only=True).tag(sync=True)

    def __init__(
        self,
        dataset: str | Sequence[ArrayLike] = "xor",
        *,
        hidden: Sequence[int] = (4,),
        activation: str = "tanh",
        optimizer: str = "Adam",
        features: Sequence[str] = (),
        learning_rate: float = 0.05,
        batch_size: int | None = None,
        weight_decay: float = 0.0,
        noise: float | None = None,
        n: int = 200,
        test_share: float = 0.3,
        seed: int = 0,
        pace: float | None = 100.0,
        hidden_plane: bool = False,
        kernel_readout: Callable[[Plane], str | Mapping[str, object]] | None = None,
        **options: object,
    ) -> None:
        n = check_whole("n", n, 1, MOST_POINTS)
        test_share = float(check_number("test_share", test_share, 0, 1))
        if test_share == 1:
            raise ValueError("test_share must leave points to train on, and 1 does not.")
        own = NO_DATA
        if not isinstance(dataset, str):
            own, dataset = own_data(dataset), OWN
        view = {name: options[name] for name in ("xlim", "ylim") if name in options}
        self._data = DataSets(own, n, _check_seed(seed), test_share, view)
        self._renewing = False
        classes = SOURCES[dataset].classes if dataset in SOURCES else own.classes
        self.set_trait("classes", classes)
        if noise is None:
            noise = SOURCES[dataset].noise if dataset in SOURCES else 0.0
        super().__init__(
            dataset=dataset,
            hidden=hidden,
            activation=activation,
            optimizer=optimizer,
            features=features,
            learning_rate=learning_rate,
            batch_size=batch_size,
            weight_decay=weight_decay,
            noise=noise,
            pace=pace,
            hidden_plane=hidden_plane,
            test_points=(),
            test_labels=(),
            **options,
        )
        self.set_trait("_sets", self._data.to_json(classes))
        self._draw_data()
        self._new_trainer(seed)
        self._listen()
        self.kernel_readout = kernel_readout

    def _listen(self) -> None:
        self.observe(self._new_points, ["points", "labels"])
        self.observe(self._new_network, ["hidden", "activation", "optimizer", "features"])
        self.observe(self._new_data, ["dataset", "noise"])
        self.observe(self._new_setting, _SETTINGS)

    # What readers ask -----------------------------------------------------------------------

    @property
    def layers(self) -> list[Dense]:
        """The network with its present weights, first layer first."""
        return self._heard.layers

    @property
    def step_count(self) -> int:
        """How many training steps have been taken."""
        return self._heard.step_count

    @property
    def train_loss(self) -> float:
        """Mean cross-entropy over the training points."""
        return self._heard.losses[0]

    @property
    def test_loss(self) -> float:
        """Mean cross-entropy over the test points; nan without any."""
        return self._heard.losses[1]

    @property
    def history(self) -> History:
        """The losses so far: arrays `steps`, `train_loss` and `test_loss`, at most 400 long."""
        return self._heard.history

    @property
    def test_accuracy(self) -> float:
        """Fraction of the test points that are classified correctly; nan without any."""
        if len(self.test_points) == 0:
            return float("nan")
        return float(np.mean(self.predictions(self.test_points) == self.test_labels))

    # What readers do ------------------------------------------------------------------------

    def step(self, count: int = 1) -> None:
        """Take `count` training steps now, a million at most, with `dl101`; pause playing.

        Raise Diverged, which is an ArithmeticError, if the loss has grown beyond all bounds: the
        weights are then those before that step.
        """
        count = check_whole("count", count, 1, MOST_STEPS)
        trainer = self._heard
        notice = ""
        try:
            trainer.step(count)
        except (Diverged, InvalidValue) as error:
            notice = str(error)
            raise
        finally:
            self._intervene(notice, playing=False)

    def reset(self, seed: int | None = None) -> None:
        """Pause, and begin again with new weights, by default from the same seed."""
        trainer = self._heard
        trainer.restart(trainer.network.seed if seed is None else _check_seed(seed))
        self._intervene(playing=False)

    def play(self) -> None:
        """Train in the page as long as it shows the widget.

        Raise RuntimeError if no event loop runs, as outside of Jupyter; `step` needs none.
        """
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            raise RuntimeError(
                "play() needs a page, as JupyterLab has; here, take steps with step(100)"
            ) from None
        self.playing = True

    def pause(self) -> None:
        """Stop training."""
        self.playing = False

    def _left_the_page(self) -> None:
        self.playing = False

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
            self._heard.test = test
        super().set_points(points, labels)
        self._look_at(self.points, self.test_points)

    def _look_at(self, *points: NDArray[np.float64]) -> None:
        """Show the part of the plane where the points are."""
        for name, limits in self._data.view(np.concatenate(points)).items():
            self.set_trait(name, limits)

    def _inputs(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return with_features(points, self.features)

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
        """Draw the data set again, unless it is the page that has changed to another."""
        self._made = self._data.made(self.dataset, self.noise)
        self._base, test = self._data.split(self.dataset, self.noise)
        if not self._hearing:
            with self._renewed(), self._together():
                self.points, self.labels = self._base
                self.test_points, self.test_labels = test
                self._look_at(self.points, self.test_points)
        self._initial = {name: values.tolist() for name, values in self._base._asdict().items()}

    def _new_trainer(self, seed: int) -> None:
        network = Network(
            self.hidden, self.activation, self.optimizer, self.classes, seed, self.features
        )
        test = Data(self.test_points, self.test_labels)
        self._trainer = Trainer(network, self._base, test, **self._settings)
        self._trainer.training = Data(self.points, self.labels)
        if not self._hearing:
            self._intervene()

    @property
    def _settings(self) -> dict[str, float | None]:
        return {name: getattr(self, name) for name in _SETTINGS}

    def _new_data(self, change: traitlets.Bunch) -> None:
        if self._renewing:
            return
        if change.name == "dataset" and self.dataset in SOURCES and not self._by_hand:
            with self._renewed():
                self.noise = SOURCES[self.dataset].noise
        self._draw_data()
        self._new_trainer(self._trainer.network.seed)

    def _new_network(self, _change: traitlets.Bunch) -> None:
        self._new_trainer(self._trainer.network.seed)

    def _new_points(self, _change: traitlets.Bunch) -> None:
        if self._renewing or self._hearing or len(self.points) != len(self.labels):
            return
        self._trainer.training = Data(self.points, self.labels)
        self._show()

    def _new_setting(self, change: traitlets.Bunch) -> None:
        if not self._hearing:
            self._trainer.change(change.name, change.new)
            self._show()

    # Showing --------------------------------------------------------------------------------

    @property
    def _arguments(self) -> Sequence[str]:
        return list(self._defaults())

    @property
    def _shape(self) -> str:
        network = self._trainer.network
        return "-".join(map(str, (network.inputs, *self.hidden, network.outputs)))

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
        from dl101.widgets.training_still import draw_losses, draw_test_points, draw_unit_lines

        figure, axes = super().draw()
        if len(self.layers) > 1:
            draw_unit_lines(self.layers[0], axes)
        wrong = self.predictions(self.test_points) != self.test_labels
        draw_test_points(self.test_points, self.test_labels, axes, wrong)
        draw_losses(self.history, figure)
        return figure, axes

    _curved = True
    _still_width = 720

    def __repr__(self) -> str:
        return (
            f"<TrainingGround: {self.dataset!r}, {self._shape} {self.activation}, "
            f"{self.optimizer}, step {self.step_count}>"
        )


def _check_seed(seed: object) -> int:
    return check_whole("seed", seed, 0, MOST["seed"])
