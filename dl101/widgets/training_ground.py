"""A training ground: a network that is trained before the reader's eyes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from dl101.widgets.checks import (
    Array,
    Checked,
    Finite,
    InvalidValue,
    Text,
    Whole,
    class_labels,
    plane_points,
)
from dl101.widgets.export import program
from dl101.widgets.live_plane import LivePlane
from dl101.widgets.network import Dense, to_json
from dl101.widgets.picture import PLANE, front_end, style
from dl101.widgets.plane import Plane
from dl101.widgets.trainer import ACTIVATIONS, OPTIMIZERS, History, Network, Trainer
from dl101.widgets.training_checks import (
    checked_data,
    class_count,
    hidden_widths,
    one_of,
    own_data,
    possible_setting,
)
from dl101.widgets.training_data import (
    NO_DATA,
    OWN,
    SOURCES,
    Data,
    check_amounts,
    check_seed,
    make,
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


class TrainingGround(LivePlane):
    """Points of the plane and a dense network that is trained on them while the reader watches.

    The network is a `dl101` graph and is trained in the kernel by `dl101`'s optimizers, on the
    event loop: between two pieces of training the kernel does whatever else it is asked. Training
    goes on while a view of the widget is open.

    Parameters
    ----------
    dataset : str or (points, labels)
        "xor", "clouds", "circles", "moons", "spirals" or "three clouds"; "own points" for an empty
        plane; or points of the reader's own, shape (n, 2), and their classes, shape (n,), counted
        from 0.
    hidden : sequence of int
        Number of units of each hidden layer; at most 4 layers of 16 units.
    activation : str
        What the hidden units do with their sums: "linear", "tanh", "sigmoid" or "relu".
    optimizer : str
        "gradient descent", "momentum" or "Adam".
    learning_rate : float
        The size of the steps.
    batch_size : int, optional
        Number of training points in a step; by default all of them.
    noise : float, optional
        Standard deviation of the data set's noise; by default one that suits it.
    n : int
        Number of points drawn, those for testing included.
    test_share : float
        Part of the points that is kept for testing.
    seed : int
        Of the points, the initial weights and the batches.
    pace : float, optional
        Steps a second while playing; None for as many as the kernel can make.
    xlim, ylim, kernel_readout
        As for `Plane`.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument makes no network or no data set.

    Examples
    --------
    >>> ground = TrainingGround("xor", hidden=(4,))
    >>> ground.step(200)
    >>> ground
    <TrainingGround: 'xor', 2-4-1 tanh, Adam, step 200>
    >>> ground.accuracy
    1.0
    """

    _front_end = front_end("training_ground.js", shared=(*PLANE, *_SHARED))
    _css = style("plane.css", "training_ground.css")

    dataset = Text("xor").tag(sync=True, echo_update=False)
    hidden = Checked(lambda self, name, value: hidden_widths(name, value), list)
    activation = Text("tanh").tag(sync=True, echo_update=False)
    optimizer = Text("Adam").tag(sync=True, echo_update=False)
    learning_rate = Finite(0.05).tag(sync=True, echo_update=False)
    batch_size = Whole(None, allow_none=True).tag(sync=True, echo_update=False)
    noise = Finite(0.0).tag(sync=True, echo_update=False)
    test_points = Array(lambda self, name, value: plane_points(name, value))
    test_labels = Array(lambda self, name, value: class_labels(name, value, self.classes))

    _datasets = traitlets.List().tag(sync=True)
    _layers = Checked(lambda self, name, value: value, to_json).tag(echo_update=True)
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
        check_amounts(n, test_share, seed)
        self._prepare()
        self._drawn = (n, seed)
        self._test_share = test_share
        self._own = NO_DATA
        self._renewing = False
        if not isinstance(dataset, str):
            self._own = own_data(dataset)
            dataset = OWN
        elif dataset != OWN:
            one_of("dataset", dataset, [*SOURCES, OWN])
        classes = SOURCES[dataset].classes if dataset in SOURCES else class_count(self._own)
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
        """How many training steps the weights have behind them."""
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
        """Share of the test points that are predicted right; nan without any."""
        if len(self.test_points) == 0:
            return float("nan")
        return float(np.mean(self.predictions(self.test_points) == self.test_labels))

    def export(self) -> str:
        """Write the `dl101` program that does what has been done here.

        Returns
        -------
        str
            Source text of a script that makes the same data and the same initial weights, takes
            the same steps, with every change made by hand in its place, and ends with the same
            losses, as `train_loss` and `test_loss`.
        """
        return program(self._trainer, self._made)

    # What readers do ------------------------------------------------------------------------

    def step(self, count: int = 1) -> None:
        """Take training steps, now.

        Parameters
        ----------
        count : int
            How many; a million at most.

        Raises
        ------
        InvalidValue
            If it is no such number.
        Diverged
            An ArithmeticError: if the loss has grown without bounds. The weights are those before
            that step.
        """
        if not isinstance(count, int) or not 1 <= count <= MOST_STEPS:
            raise InvalidValue(
                f"count must be a whole number of steps from 1 to {MOST_STEPS:,}, not {count!r:.60}"
            )
        self._notice = ""
        try:
            self._trainer.step(count)
        except Exception as error:
            self._ended(error)
            raise
        finally:
            self._show()

    def reset(self, seed: int | None = None) -> None:
        """Pause, and begin again with new weights; the points stay as they are.

        Parameters
        ----------
        seed : int, optional
            Of the weights and the batches; by default the one they had.
        """
        check_seed(self._seed if seed is None else seed)
        self.playing = False
        self._seed = self._seed if seed is None else seed
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
        """Replace the training points; training goes on with the new ones.

        Parameters
        ----------
        points : array_like, shape (n, 2)
            The new points.
        labels : array_like of int, shape (n,)
            Their classes.
        test_points, test_labels : array_like, optional
            New test points; by default they stay as they are.

        Raises
        ------
        InvalidValue
            If they cannot be shown, or the lengths differ.
        """
        checked_data(points, labels, self.classes)  # before anything changes
        if test_points is not None:
            test = checked_data(
                test_points, () if test_labels is None else test_labels, self.classes
            )
            with self._together():
                self.test_points, self.test_labels = test
            self._made = None
            self._trainer.test = test
        super().set_points(points, labels)

    # Checks ---------------------------------------------------------------------------------

    @traitlets.validate("dataset", "activation", "optimizer")
    def _named(self, proposal: traitlets.Bunch) -> str:
        name, value = proposal.trait.name, proposal.value
        known = {"activation": ACTIVATIONS, "optimizer": OPTIMIZERS, "dataset": [*SOURCES, OWN]}
        one_of(name, value, known[name])
        if name == "dataset" and value in SOURCES and SOURCES[value].classes != self.classes:
            raise InvalidValue(
                f"{value!r:.60} has {SOURCES[value].classes} classes, and this training ground "
                f"{self.classes}: make another one with TrainingGround({value!r:.60})"
            )
        return value

    @traitlets.validate("learning_rate", "batch_size", "noise", "pace")
    def _possible(self, proposal: traitlets.Bunch) -> float | None:
        return possible_setting(proposal.trait.name, proposal.value)

    # Data and network -----------------------------------------------------------------------

    def _draw_data(self) -> None:
        """Make the data set anew, as the traits say."""
        n, seed = self._drawn
        self._made = None
        data = self._own
        if self.dataset in SOURCES:
            self._made = (self.dataset, n, seed, self.noise, self._test_share)
            data = make(self.dataset, n, seed, self.noise)
        self._base, test = data.split(self._test_share)
        self._renewing = True
        try:
            with self._together():
                self.points, self.labels = self._base
                self.test_points, self.test_labels = test
        finally:
            self._renewing = False
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
            self._renewing = True
            try:
                self.noise = SOURCES[self.dataset].noise
            finally:
                self._renewing = False
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
        setattr(self._trainer, change.name, change.new)

    # Training while somebody watches --------------------------------------------------------

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
        """Send the present weights and losses as one message."""
        trainer = self._trainer
        self._viewers.sent += 1
        with self.hold_sync():
            self._layers = trainer.layers
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
        """Draw the present picture and the loss curves with matplotlib.

        Returns
        -------
        figure : matplotlib.figure.Figure
            A figure that pyplot does not know.
        axes : matplotlib.axes.Axes
            Its first axes, with the plane.
        """
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


def _finite_or_none(value: float) -> float | None:
    return value if np.isfinite(value) else None
