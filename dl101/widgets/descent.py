"""Descent, one step at a time, on a curve or a contour map."""

from __future__ import annotations

import difflib
import numbers
from collections.abc import Iterable, Sequence

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from dl101.widgets import surfaces
from dl101.widgets.checks import (
    Array,
    Finite,
    Flag,
    InvalidValue,
    Text,
    Whole,
    finite_array,
)
from dl101.widgets.picture import Picture, front_end, style
from dl101.widgets.surfaces import OPTIMIZERS, SURFACES, Surface

_SHARED = (
    "network.js",
    "painter.js",
    "controls.js",
    "hands.js",
    "still.js",
    "surfaces.js",
    "descent_painter.js",
    "descent_controls.js",
)

MOST_STEPS = 1000
"""A descent that has not arrived by then will not show anything new."""


class Descent(Picture):
    """A marker that goes downhill on a curve or a contour map, one step at a time.

    The whole path depends on nothing but the traits: whoever changes the learning rate after 20
    steps sees the 20 steps that it would have made from the start.

    Parameters
    ----------
    surface : str
        What to descend: "parabola" or "curve" (two minima) of one variable; "bowl", "valley",
        "two minima" (with a saddle between them) or "rosenbrock" of two.
    start : float or sequence of float, optional
        Where from, one number for each variable; by default a place that suits the surface.
    learning_rate : float, optional
        By default one that suits gradient descent on the surface; at most 100.
    optimizer : str
        "gradient descent", "momentum" or "Adam".
    momentum : float
        For "momentum", from 0 to below 1.
    compare : bool
        Whether all three optimizers run, with the same learning rate.
    step_count : int
        How many steps are taken, at most 1000.
    pace : float
        Steps a second while playing.
    kernel_readout : callable, optional
        As for `Boundary`.

    Raises
    ------
    InvalidValue
        A ValueError: if an argument cannot be shown.

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

    _front_end = front_end("descent.js", shared=_SHARED)
    _css = style("plane.css", "descent.css")

    surface = Text("bowl").tag(sync=True, echo_update=False)
    optimizer = Text("gradient descent").tag(sync=True, echo_update=False)
    learning_rate = Finite(0.1).tag(sync=True, echo_update=False)
    momentum = Finite(0.9).tag(sync=True, echo_update=False)
    compare = Flag(False).tag(sync=True, echo_update=False)
    start = Array(lambda self, name, value: _place(name, value))
    step_count = Whole(0).tag(sync=True, echo_update=False)
    pace = Finite(4.0).tag(sync=True, echo_update=False)

    _surfaces = traitlets.Dict().tag(sync=True)

    _parameters = (
        "surface",
        "start",
        "learning_rate",
        "optimizer",
        "momentum",
        "compare",
        "step_count",
    )

    def __init__(
        self,
        surface: str = "bowl",
        start: ArrayLike | None = None,
        learning_rate: float | None = None,
        optimizer: str = "gradient descent",
        momentum: float = 0.9,
        compare: bool = False,
        step_count: int = 0,
        pace: float = 4.0,
        **options: object,
    ) -> None:
        found = SURFACES[_one_of("surface", surface, SURFACES)]
        self._known: tuple = ()
        super().__init__(
            surface=surface,
            start=found.start if start is None else start,
            learning_rate=found.learning_rate if learning_rate is None else learning_rate,
            optimizer=optimizer,
            momentum=momentum,
            compare=compare,
            step_count=step_count,
            pace=pace,
            xlim=found.xlim,
            ylim=found.ylim,
            **options,
        )
        self._surfaces = {name: one.described for name, one in SURFACES.items()}
        self.observe(self._new_surface, "surface")

    # What readers ask -----------------------------------------------------------------------

    @property
    def trajectory(self) -> NDArray[np.float64]:
        """The places visited so far, the start first, shape (n, variables).

        Computed by `dl101` with its own optimizer. A descent that diverges ends at the first
        place too far away to be shown.
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

    # What readers set -----------------------------------------------------------------------

    def step(self, count: int = 1) -> None:
        """Take steps.

        Parameters
        ----------
        count : int
            How many.
        """
        if not isinstance(count, int):
            raise InvalidValue(f"count must be a whole number, not {count!r:.60}")
        self.step_count = min(self.step_count + count, MOST_STEPS)

    # Checks ---------------------------------------------------------------------------------

    @traitlets.validate("surface", "optimizer")
    def _named(self, proposal: traitlets.Bunch) -> str:
        name = proposal.trait.name
        return _one_of(name, proposal.value, SURFACES if name == "surface" else OPTIMIZERS)

    @traitlets.validate("start")
    def _on_the_map(self, proposal: traitlets.Bunch) -> NDArray[np.float64]:
        self._check_start(proposal.value)
        return proposal.value

    def _check_start(self, place: NDArray[np.float64]) -> None:
        surface = self._surface
        if len(place) != surface.variables:
            count = "one number" if surface.variables == 1 else "two numbers"
            raise InvalidValue(f"start on '{self.surface}' is {count}, not {len(place)}")
        for value, (low, high) in zip(place, (surface.xlim, surface.ylim), strict=False):
            if not low <= value <= high:
                raise InvalidValue(
                    f"start is outside the map of '{self.surface}': {value:g} is not between "
                    f"{low:g} and {high:g}"
                )

    @traitlets.validate("learning_rate", "momentum", "step_count", "pace")
    def _possible(self, proposal: traitlets.Bunch) -> float:
        name, value = proposal.trait.name, proposal.value
        possible, wanted = {
            "learning_rate": (0 < value <= 100, "above 0 and at most 100"),
            "momentum": (0 <= value < 1, "from 0 to below 1"),
            "step_count": (0 <= value <= MOST_STEPS, f"from 0 to {MOST_STEPS}"),
            "pace": (0 < value <= 60, "above 0 and at most 60 steps a second"),
        }[name]
        if not possible:
            raise InvalidValue(f"{name} must be {wanted}, not {value!r:.60}")
        return value

    # The rest -------------------------------------------------------------------------------

    @property
    def _surface(self) -> Surface:
        return SURFACES[self.surface]

    def _descend(self, optimizer: str) -> tuple[NDArray[np.float64], bool]:
        key = (self.surface, self.learning_rate, self.momentum, *self.start, self.step_count)
        if not self._known or self._known[0] != key:
            self._known = (key, {})
        paths = self._known[1]
        if optimizer not in paths:
            settings = (self.learning_rate, self.momentum, self.start, self.step_count)
            path, diverged = surfaces.descend(self._surface, optimizer, *settings)
            path.setflags(write=False)
            paths[optimizer] = (path, diverged)
        return paths[optimizer]

    def _new_surface(self, _change: traitlets.Bunch) -> None:
        """Keep the start where the new surface has such a place."""
        with self._one_readout(), self.hold_sync():
            self.xlim, self.ylim = self._surface.xlim, self._surface.ylim
            try:
                self._check_start(self.start)
            except InvalidValue:
                self.start = self._surface.start

    # Showing --------------------------------------------------------------------------------

    @property
    def _runners(self) -> list[str]:
        return list(OPTIMIZERS) if self.compare else [self.optimizer]

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        kind = "Curve" if self._surface.variables == 1 else "Contour map"
        paths = []
        for name in self._runners:
            path, diverged = self._descend(name)
            place = ", ".join(f"{value:.3g}" for value in path[-1])
            ends = "diverges, and is" if diverged else "is"
            paths.append(f"{name} {ends} at ({place}) after {len(path) - 1} steps")
        settings = f"learning rate {self.learning_rate:.3g}"
        return f"{kind} of {self._surface.formula}. With {settings}, {'; '.join(paths)}."

    def still(self) -> bytes:
        """Draw the present picture without a browser.

        Returns
        -------
        bytes
            A PNG file, the same whenever the widget's state is the same.
        """
        from dl101.widgets.descent_still import draw

        paths = {name: self._descend(name)[0] for name in self._runners}
        return draw(self._surface, paths, self.alt)

    def __repr__(self) -> str:
        runner = "all optimizers" if self.compare else self.optimizer
        return (
            f"<Descent: {runner} on '{self.surface}', learning rate {self.learning_rate:.4g}, "
            f"step {self.step_count}>"
        )


def _one_of(name: str, value: object, names: Iterable[str]) -> str:
    """Return `value` if it is one of the names."""
    known = list(names)
    if isinstance(value, str) and value in known:
        return value
    near = difflib.get_close_matches(str(value)[:60], known, 1)
    meant = f": did you mean {near[0]!r}?" if near else ""
    raise InvalidValue(f"{name} is one of {', '.join(map(repr, known))}, not {value!r:.60}{meant}")


def _place(name: str, value: object) -> NDArray[np.float64] | Sequence[float]:
    """Return a place; a single number stands for a place on a curve."""
    one = isinstance(value, numbers.Real) or getattr(value, "ndim", None) == 0
    return finite_array(name, [value] if one else value, (None,))
