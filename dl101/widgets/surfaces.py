"""Surfaces to descend, and the paths of `dl101`'s optimizers on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl101.datasets import zeros_and_ones
from dl101.gradients import gradients
from dl101.graph import Graph
from dl101.nn import sigmoid_cross_entropy_with_logits
from dl101.nodes import Node, Variable, constant, placeholder
from dl101.operations import assign, reduce_mean, reshape, shape, zeros_like
from dl101.random_numbers import Random
from dl101.session import Session
from dl101.widgets.choices import OPTIMIZERS
from dl101.widgets.on_arrays import on_arrays
from dl101.widgets.trainer import Batches

LEVELS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
"""Values at which contours are drawn, unless a surface has its own."""

_TENTHS = (10, 11, 12.5, 14, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 56, 63, 70, 80, 90)
RATES = (*(float(f"{n}e{k}") for k in range(-5, 1) for n in _TENTHS), 100.0)
"""The notches of the sliders, round and nearly even in ratio; the best rate is one of them."""

SOFT = 0.3
"""Up to this value above the lowest a relief is linear, then logarithmic."""

ZOOMS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
"""Times a power of ten, how many times as much a picture shows: one that zoomed at every step would
never rest."""

MARGIN = 1.12
"""By which a picture is wider than a path that leaves the map."""

MOST_STEPS = 1000
"""A descent that has not arrived by then will not show anything new."""


@dataclass(frozen=True, kw_only=True)
class Surface:
    """A function of one or two variables."""

    formula: str
    """The function as people read it."""
    names: tuple[str, ...] = ("x", "y")
    """What its variables are called."""
    xlim: tuple[float, float]
    """The range of the first variable that is shown."""
    ylim: tuple[float, float]
    """The range of the second one; with one variable, of the values."""
    start: tuple[float, ...]
    """A place from which the way down is instructive."""
    learning_rate: float
    """A learning rate with which gradient descent arrives from there."""
    minimum: tuple[float, ...]
    """Where it is lowest."""
    lowest: float = 0.0
    """Its value there."""
    levels: tuple[float, ...] = LEVELS
    """The values of its contours."""
    sharpest: float | None = None
    """Of a quadratic function, the largest curvature λ: gradient descent diverges for a learning
    rate above 2/λ."""
    far: float = 30.0
    """A descent with a coordinate beyond this diverges."""

    @property
    def variables(self) -> int:
        """How many variables there are, 1 or 2."""
        return len(self.start)

    @property
    def goal(self) -> float:
        """A descent has arrived when it stays nearer to the minimum than this."""
        return 0.02 * (self.xlim[1] - self.xlim[0])

    def arrival(self, path: NDArray[np.float64]) -> int | None:
        """The step from which on a path stays near the minimum; None if it does not."""
        away = np.linalg.norm(path - np.array(self.minimum), axis=1) > self.goal
        last = int(np.flatnonzero(away).max(initial=-1))
        return None if last == len(away) - 1 else last + 1

    def function(self, *variables: Node) -> Node:
        """Build the function, entry by entry."""
        raise NotImplementedError(f"{type(self).__name__} is not a function")

    def evaluate(self, *coordinates: ArrayLike) -> tuple[NDArray, list[NDArray]]:
        """Compute values and gradients with `dl101`, for one array of places a variable."""

        def value_and_gradient(*inputs: Node) -> tuple[Node, list[Node]]:
            value = self.function(*inputs)
            return value, gradients(value, inputs)

        return on_arrays(value_and_gradient)(*coordinates)


@dataclass(frozen=True, kw_only=True)
class Polynomial(Surface):
    """A polynomial with its lowest minimum at the value 0."""

    terms: tuple[tuple[float, ...], ...]
    """The same for the library and the page: of each term the factor, and each variable's power."""

    def function(self, *variables: Node) -> Node:
        """Build the function, entry by entry."""
        value = 0.0
        for factor, *powers in self.terms:
            pairs = zip(variables, powers, strict=True)
            value += prod((variable**power for variable, power in pairs if power), start=factor)
        return value


@dataclass(frozen=True, kw_only=True)
class Criterion(Surface):
    """The mean cross-entropy of a perceptron over its two weights; the bias stays as it is."""

    points: tuple[tuple[float, float], ...]
    labels: tuple[int, ...]
    bias: float
    wide: tuple[float, float] = (-3.4, 3.4)
    """The range of the points' first coordinate that is shown."""
    high: tuple[float, float] = (-3.44, 2.0)
    """That of the second one."""

    @property
    def rows(self) -> NDArray[np.float64]:
        """For each point (x₁, x₂, 1), with the sign for which its loss is log(1 + e^(w·x + b))."""
        signs = np.where(np.array(self.labels) == 1, -1.0, 1.0)
        return signs[:, None] * np.column_stack([self.points, np.ones(len(signs))])

    def function(self, w1: Node, w2: Node, *, rows: Node | None = None) -> Node:
        """Build the function, entry by entry, as a mean over some `rows`, by default all."""
        rows = constant(self.rows) if rows is None else rows
        x1, x2, ones = (rows[:, k] for k in range(3))
        column = [-1, 1]
        logits = reshape(w1, column) * x1 + reshape(w2, column) * x2 + self.bias * ones
        losses = sigmoid_cross_entropy_with_logits(labels=zeros_like(logits), logits=logits)
        return reshape(reduce_mean(losses, axis=1), shape(w1))


_CURVE = "x⁴/4 + x³/6 \N{MINUS SIGN} 3x²/4 + 63/64"
_CURVE_TERMS = ((1 / 4, 4), (1 / 6, 3), (-3 / 4, 2), (63 / 64, 0))


def _digits() -> Criterion:
    """Lay out the training criterion of the zeros and ones; its bias is the best there is."""
    _, points, labels = zeros_and_ones()
    return Criterion(
        formula="mean cross-entropy of 360 digits over w₁ (ink) and w₂ (symmetry)",
        names=("w₁", "w₂"),
        xlim=(-5, 13),
        ylim=(-9.6, 4.8),
        start=(-3.0, -4.0),
        learning_rate=5.0,
        minimum=(5.9226, -4.3173),
        lowest=0.0622619,
        levels=(0.065, 0.07, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 20),
        far=1000.0,
        points=tuple(map(tuple, points.tolist())),
        labels=tuple(labels.tolist()),
        bias=-0.0288,
    )


SURFACES: dict[str, Surface] = {
    "parabola": Polynomial(
        formula="f(x) = x²/2",
        names=("x",),
        terms=((1 / 2, 2),),
        xlim=(-3, 3),
        ylim=(-0.5, 5),
        start=(-2.6,),
        learning_rate=0.3,
        minimum=(0,),
        sharpest=1,
    ),
    "curve": Polynomial(
        formula=f"f(x) = {_CURVE}",
        names=("x",),
        terms=_CURVE_TERMS,
        xlim=(-2.75, 2.75),
        ylim=(-0.7, 7),
        start=(2.3,),
        learning_rate=0.04,
        minimum=(-1.5,),
    ),
    "bowl": Polynomial(
        formula="f(x, y) = x²/2 + y²",
        terms=((1 / 2, 2, 0), (1, 0, 2)),
        xlim=(-3, 3),
        ylim=(-2.4, 2.4),
        start=(-2.4, 1.7),
        learning_rate=0.2,
        minimum=(0, 0),
        sharpest=2,
    ),
    "valley": Polynomial(
        formula="f(x, y) = x²/2 + 10y²",
        terms=((1 / 2, 2, 0), (10, 0, 2)),
        xlim=(-3, 3),
        ylim=(-2.4, 2.4),
        start=(-2.6, 0.8),
        learning_rate=0.09,
        minimum=(0, 0),
        sharpest=20,
    ),
    "canyon": Polynomial(
        formula="f(x, y) = x²/100 + 20y²",
        terms=((1 / 100, 2, 0), (20, 0, 2)),
        xlim=(-3, 3),
        ylim=(-2.4, 2.4),
        start=(-2.0, 1.6),
        learning_rate=0.045,
        minimum=(0, 0),
        sharpest=40,
    ),
    "turned canyon": Polynomial(
        formula="f(x, y) = (x + y)²/200 + 10(x \N{MINUS SIGN} y)²",
        # The canyon, turned by 45 degrees, and its start with it.
        terms=((1 / 200 + 10, 2, 0), (1 / 100 - 20, 1, 1), (1 / 200 + 10, 0, 2)),
        xlim=(-3, 3),
        ylim=(-2.4, 2.4),
        start=(-2.546, -0.283),
        learning_rate=0.045,
        minimum=(0, 0),
        sharpest=40,
    ),
    "two minima": Polynomial(
        formula=f"f(x, y) = {_CURVE} + y²",
        terms=(*((*term, 0) for term in _CURVE_TERMS), (1, 0, 2)),
        xlim=(-3, 3),
        ylim=(-2.4, 2.4),
        start=(2.3, 1.6),
        learning_rate=0.05,
        minimum=(-1.5, 0),
    ),
    "rosenbrock": Polynomial(
        formula="f(x, y) = (1 \N{MINUS SIGN} x)² + 2(y \N{MINUS SIGN} x²)²",
        # 1 - 2x + x² + 2y² - 4x²y + 2x⁴
        terms=((1, 0, 0), (-2, 1, 0), (1, 2, 0), (2, 0, 2), (-4, 2, 1), (2, 4, 0)),
        xlim=(-2.5, 2.5),
        ylim=(-1.2, 2.8),
        start=(-1.6, 0.4),
        learning_rate=0.03,
        minimum=(1, 1),
    ),
    "digits": _digits(),
}
"""The surfaces by name."""


def descend(
    surface: Surface,
    optimizer: str,
    learning_rate: float,
    momentum: float,
    start: Sequence[float],
    steps: int,
    batch_size: int | None = None,
    seed: int = 0,
) -> tuple[NDArray[np.float64], bool]:
    """Take steps downhill with one of `dl101`'s optimizers.

    Where the surface is a mean over data, each gradient is that of `batch_size` of them, by
    default of all. Return the path, shape (`steps` + 1, variables), and whether it diverged: then
    the path is shorter, and its last place is the first that is too far away.
    """
    with Graph().as_default():
        variables = [Variable(float(value), dtype=np.float64) for value in start]
        feeds: Iterator[dict] | None = None
        if batch_size is None or not isinstance(surface, Criterion):
            loss = surface.function(*variables)
        else:
            rows = placeholder(shape=[None, 3])
            loss = surface.function(*variables, rows=rows)
            data = surface.rows
            batches = Batches(Random(seed))
            feeds = ({rows: data[batches.next(len(data), batch_size)]} for _ in range(steps))
        train = OPTIMIZERS[optimizer](learning_rate, momentum).minimize(loss)
        session = Session()
        path = [session.run(variables)]
        diverged = False
        while len(path) <= steps and not diverged:
            session.run(train, next(feeds) if feeds else {})
            path.append(session.run(variables))
            diverged = bool(np.max(np.abs(path[-1])) > surface.far)
    return np.array(path, dtype=np.float64), diverged


def best_rates(
    surface: Surface, momentum: float, start: Sequence[float]
) -> dict[str, tuple[float, int | None]]:
    """Find each optimizer's best learning rate among `RATES`, and after how many steps it arrives.

    The best one arrives in the fewest steps, of 1000 at most. Where none arrives, which is None,
    it is the one that ends nearest to the minimum. All data are used in each step.
    """
    return {name: _best_rate(surface, name, momentum, start) for name in OPTIMIZERS}


def _best_rate(
    surface: Surface, optimizer: str, momentum: float, start: Sequence[float]
) -> tuple[float, int | None]:
    """Try all learning rates at once, each in an entry of the variables."""
    count = len(RATES)
    minimum = np.array(surface.minimum)[:, None]
    arrived = np.zeros(count, dtype=int)
    lost = np.zeros(count, dtype=bool)
    with Graph().as_default():
        variables = [Variable(np.full(count, float(value))) for value in start]
        rates = constant(np.array(RATES))
        train = OPTIMIZERS[optimizer](rates, momentum).minimize(surface.function(*variables))
        values = placeholder(shape=[count])
        moves = [assign(variable, values) for variable in variables]
        session = Session()
        for step in range(MOST_STEPS + 1):
            if step:
                session.run(train)
            places = np.array(session.run(variables))
            lost |= (np.abs(places) > surface.far).any(axis=0)
            for move, value in zip(moves, places, strict=True):
                # A run that is lost goes on from the middle, where its numbers stay small.
                session.run(move, {values: np.where(lost, 0.0, value)})
            distances = np.where(lost, np.inf, np.linalg.norm(places - minimum, axis=0))
            arrived[~(distances <= surface.goal)] = step + 1
    arrived[lost] = MOST_STEPS + 1
    if arrived.min() > MOST_STEPS:
        return RATES[int(distances.argmin())], None
    return RATES[int(arrived.argmin())], int(arrived.min())
