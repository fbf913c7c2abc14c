"""Descent, one step at a time, on a curve or a contour map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.checks import check_array, check_choice, check_flag, check_number, check_whole
from dl101.plots import RELIEF
from dl101.widgets import surfaces
from dl101.widgets.choices import OPTIMIZERS
from dl101.widgets.front_end import FrontEnd
from dl101.widgets.picture import Picture
from dl101.widgets.surfaces import MOST_STEPS, RATES, SURFACES, Surface
from dl101.widgets.traits import Array, Checked, Choice, Flag, InvalidValue, Number, Whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STILL_STEPS = 150
_MOST_DATA = max(len(getattr(surface, "labels", ())) for surface in SURFACES.values())


def _check_rate(name: str, value: object) -> float:
    number = float(check_number(name, value, 0, 100))
    if number == 0:
        raise ValueError(f"{name} must not be 0.")
    return number


def _check_rates(name: str, value: object) -> dict[str, float]:
    """Accept a learning rate for each optimizer."""
    if not isinstance(value, Mapping) or set(value) != set(OPTIMIZERS):
        raise ValueError(f"{name} must be a dict with a number for each of {list(OPTIMIZERS)}.")
    return {one: _check_rate("learning_rate", value[one]) for one in OPTIMIZERS}


def _check_place(name: str, value: object) -> NDArray[np.float64]:
    """Accept a place; a single number is a place on a curve."""
    single = isinstance(value, Real) or (isinstance(value, np.ndarray) and value.ndim == 0)
    return check_array(name, [value] if single else value, (None,))


class Descent(Picture):
    """A marker that goes downhill on a curve or a contour map, one step at a time.

    `surface` is "parabola" or "curve" (two minima) of one variable; or of two: "bowl", "valley",
    "canyon" (badly scaled), "turned canyon" (the same turned by 45 degrees), "two minima" (with a
    saddle between them), "rosenbrock", or "digits": the mean cross-entropy of a perceptron on the
    360 zeros and ones, over its two weights, while its bias keeps its best value. Beside that
    one stand the points and the line. `start` is one number for each variable.

    `learning_rate`, at most 100, is one number, a dict with one for some of the optimizers, or
    "best": each optimizer's own that arrives in the fewest steps (see `best_learning_rates`). By
    default, start and learning rate suit the surface. `optimizer` is "gradient descent",
    "momentum" or "Adam"; `momentum`, from 0 to below 1, is for the second. With `compare`, all
    three run. `batch_size` says how many of the digits each step looks at, by default all; the
    batches are cut from random orders of them, which `seed` determines. `step_count` is at most
    1000; `pace` is in steps a second while playing. `kernel_readout` is as in `Boundary`.

    The whole path depends on nothing but these: a new learning rate after 20 steps shows the 20
    steps that it would have taken from the start. Where a path leaves the map, the picture zooms
    out. A still picture of a descent that has not begun shows the path to come, until everyone
    has arrived or for 150 steps; without `path_ahead`, for readers who are to guess it, the start
    alone.

    Raise InvalidValue, which is a ValueError, if something cannot be shown.

    Examples
    --------
    >>> descent = Descent("bowl", start=(2, 1), learning_rate=0.25, step_count=2)
    >>> descent
    <Descent: gradient descent on 'bowl', learning rate 0.25, step 2>
    >>> descent.trajectory
    array([[2.   , 1.   ],
           [1.5  , 0.5  ],
           [1.125, 0.25 ]])
    """

    _files = FrontEnd("descent.js", "view.css", "descent.css")
    _constants = traitlets.Dict(
        {
            # As one text: a saved notebook would write each number on a line of its own.
            "surfaces": json.dumps(
                {name: {**asdict(one), "goal": one.goal} for name, one in SURFACES.items()},
                separators=(",", ":"),
            ),
            "optimizers": list(OPTIMIZERS),
            "rates": RATES,
            "most_steps": MOST_STEPS,
            "margin": surfaces.MARGIN,
            "zooms": surfaces.ZOOMS,
            "soft": surfaces.SOFT,
            "relief": RELIEF,
        },
        read_only=True,
    ).tag(sync=True)

    surface = Choice("bowl", SURFACES)
    optimizer = Choice("gradient descent", OPTIMIZERS)
    learning_rates = Checked(_check_rates, dict.fromkeys(OPTIMIZERS, 0.1), to_json=dict)
    momentum = Number(0.9, 0, 1, excluded=1)
    compare = Flag(False)
    batch_size = Whole(None, 1, _MOST_DATA)
    seed = Whole(0, 0, 2**32 - 1)
    start = Array(_check_place)
    step_count = Whole(0, 0, MOST_STEPS)
    pace = Number(4.0, 0, 60, excluded=0)
    _best = traitlets.Dict().tag(sync=True, by_hand=True)
    """What the search for the best learning rates has found."""

    _parameters = (
        "surface",
        "start",
        "learning_rates",
        "optimizer",
        "momentum",
        "compare",
        "batch_size",
        "seed",
        "step_count",
    )

    def __init__(
        self,
        surface: str = "bowl",
        start: ArrayLike | None = None,
        learning_rate: float | Mapping[str, float] | str | None = None,
        optimizer: str = "gradient descent",
        momentum: float = 0.9,
        compare: bool = False,
        batch_size: int | None = None,
        seed: int = 0,
        step_count: int = 0,
        pace: float = 4.0,
        path_ahead: bool = True,
        **options: object,
    ) -> None:
        self.path_ahead = check_flag("path_ahead", path_ahead)
        found = SURFACES[check_choice("surface", surface, SURFACES)]
        self._known: tuple = ()
        super().__init__(
            surface=surface,
            start=found.start if start is None else start,
            learning_rates=dict.fromkeys(OPTIMIZERS, found.learning_rate),
            optimizer=optimizer,
            momentum=momentum,
            compare=compare,
            batch_size=batch_size,
            seed=seed,
            step_count=step_count,
            pace=pace,
            xlim=found.xlim,
            ylim=found.ylim,
            **options,
        )
        if learning_rate is not None:
            self.learning_rate = learning_rate
            self._initial = self._snapshot()
        self.observe(self._new_surface, "surface")

    # What readers ask -----------------------------------------------------------------------

    @property
    def learning_rate(self) -> float:
        """The learning rate of `optimizer`; set to a number, a dict or "best" as at first."""
        return self.learning_rates[self.optimizer]

    @learning_rate.setter
    def learning_rate(self, value: float | Mapping[str, float] | str) -> None:
        if isinstance(value, str) and value == "best":
            value = {name: rate for name, (rate, _) in self.best_learning_rates().items()}
        elif isinstance(value, Mapping):
            for name in value:
                check_choice("optimizer", name, OPTIMIZERS)
        else:
            value = dict.fromkeys(OPTIMIZERS, value)
        self.learning_rates = {**self.learning_rates, **value}

    def best_learning_rates(self) -> dict[str, tuple[float, int | None]]:
        """Try 121 learning rates from 0.0001 to 100 for each optimizer, from the present start.

        Return the one that arrives in the fewest steps, and in how many: from then on it stays
        within the small circle around the minimum, to the thousandth step. Where none arrives
        there is None, and the learning rate that ends nearest. No mini-batches are drawn.
        """
        return surfaces.best_rates(self._surface, self.momentum, tuple(self.start.tolist()))

    @property
    def arrival(self) -> int | None:
        """The step from which on the path shown stays near the minimum; None if it does not."""
        return self._surface.arrival(self.trajectory)

    @property
    def trajectory(self) -> NDArray[np.float64]:
        """The places visited so far, the start first, shape (n, variables).

        Computed by `dl101` with its own optimizer. A descent that diverges ends at the first
        place that is too far away to be shown.
        """
        return self._descend(self.optimizer)[0]

    @property
    def trajectories(self) -> dict[str, NDArray[np.float64]]:
        """The trajectory of every optimizer, by its name."""
        return {name: self._descend(name)[0] for name in OPTIMIZERS}

    @property
    def diverged(self) -> bool:
        """Whether the steps taken have led too far away to go on."""
        return self._descend(self.optimizer)[1]

    @property
    def position(self) -> NDArray[np.float64]:
        """Where the marker is; setting it starts a new descent there."""
        return self.trajectory[-1]

    @position.setter
    def position(self, place: ArrayLike) -> None:
        with self._together():
            self.start = place
            self.step_count = 0

    @property
    def value(self) -> float:
        """The function's value where the marker is."""
        return float(self._surface.evaluate(*self.position)[0])

    @property
    def gradient(self) -> NDArray[np.float64]:
        """The gradient where the marker is, shape (variables,)."""
        return np.array(self._surface.evaluate(*self.position)[1])

    @property
    def values(self) -> NDArray[np.float64]:
        """The function's value along the trajectory, shape (n,)."""
        return self._surface.evaluate(*self.trajectory.T)[0]

    def step(self, count: int = 1) -> None:
        """Take `count` steps."""
        self.step_count = min(self.step_count + check_whole("count", count), MOST_STEPS)

    # The rest -------------------------------------------------------------------------------

    @traitlets.validate("start")
    def _on_the_map(self, proposal: traitlets.Bunch) -> NDArray[np.float64]:
        self._check_start(proposal.value)
        return proposal.value

    def _check_start(self, place: NDArray[np.float64]) -> None:
        surface = self._surface
        if len(place) != surface.variables:
            count = "one number" if surface.variables == 1 else "two numbers"
            raise InvalidValue(f"start on '{self.surface}' is {count}, not {len(place)}.")
        for value, (low, high) in zip(place, (surface.xlim, surface.ylim), strict=False):
            if not low <= value <= high:
                raise InvalidValue(
                    f"start is outside the map of '{self.surface}': {value:g} is not between "
                    f"{low:g} and {high:g}."
                )

    @property
    def _surface(self) -> Surface:
        return SURFACES[self.surface]

    def _descend(
        self, optimizer: str, steps: int | None = None
    ) -> tuple[NDArray[np.float64], bool]:
        steps = self.step_count if steps is None else steps
        settings = (self.momentum, self.start, steps, self.batch_size, self.seed)
        key = str((self.surface, self.learning_rates, settings))
        if not self._known or self._known[0] != key:
            self._known = (key, {})
        paths = self._known[1]
        if optimizer not in paths:
            rate = self.learning_rates[optimizer]
            path, diverged = surfaces.descend(self._surface, optimizer, rate, *settings)
            path.setflags(write=False)
            paths[optimizer] = (path, diverged)
        return paths[optimizer]

    def _new_surface(self, _change: traitlets.Bunch) -> None:
        """Keep the start if it is on the new map."""
        with self._one_readout(), self.hold_sync():
            self.xlim, self.ylim = self._surface.xlim, self._surface.ylim
            try:
                self._check_start(self.start)
            except InvalidValue:
                self.start = self._surface.start

    # Showing --------------------------------------------------------------------------------

    @property
    def _still_width(self) -> int:
        return 720 if hasattr(self._surface, "points") else 360

    @property
    def _runners(self) -> list[str]:
        return list(OPTIMIZERS) if self.compare else [self.optimizer]

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        kind = "Curve" if self._surface.variables == 1 else "Contour map"
        if self.step_count == 0 and not self.path_ahead:
            place = ", ".join(f"{value:.3g}" for value in self.start)
            start = f"{', '.join(self._runners)} will start at ({place})"
            return f"{kind} of {self._surface.formula}. With {self._settings}, {start}."
        paths = []
        for name, (path, diverged) in self._pictured.items():
            place = ", ".join(f"{value:.3g}" for value in path[-1])
            ends = "diverges, and is" if diverged else "is"
            paths.append(f"{name} {ends} at ({place}) after {len(path) - 1} steps")
        return f"{kind} of {self._surface.formula}. With {self._settings}, {'; '.join(paths)}."

    @property
    def _pictured(self) -> dict[str, tuple[NDArray[np.float64], bool]]:
        """What the still shows of each runner: its path, and whether it diverged."""
        steps = self.step_count
        if steps == 0 and self.path_ahead:
            ahead = [self._descend(name, _STILL_STEPS)[0] for name in self._runners]
            arrivals = [self._surface.arrival(path) for path in ahead]
            lengths = [len(path) - 1 for path in ahead]
            ends = [n if at is None else at for at, n in zip(arrivals, lengths, strict=True)]
            steps = max(ends)
        return {name: self._descend(name, steps) for name in self._runners}

    @property
    def _settings(self) -> str:
        """The learning rates, and how large the batches are."""
        rates = [f"{self.learning_rates[name]:.3g}" for name in self._runners]
        single = len(set(rates)) == 1
        text = f"learning rate {rates[0]}" if single else f"learning rates {', '.join(rates)}"
        sampled = self.batch_size is not None and hasattr(self._surface, "labels")
        return f"{text}, batches of {self.batch_size}" if sampled else text

    def draw(self) -> tuple[Figure, Axes]:
        """Draw the present picture with matplotlib."""
        from dl101.widgets import descent_still

        # The one that is looked at last, over the others.
        pictured = sorted(self._pictured.items(), key=lambda pair: pair[0] == self.optimizer)
        return descent_still.draw(self._surface, {name: path for name, (path, _) in pictured})

    def __repr__(self) -> str:
        runner = "all optimizers" if self.compare else self.optimizer
        return f"<Descent: {runner} on '{self.surface}', {self._settings}, step {self.step_count}>"
