"""Surfaces to descend, and the paths of `dl101`'s optimizers on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl101.gradients import gradients
from dl101.graph import Graph
from dl101.nodes import Node, Variable
from dl101.session import Session
from dl101.widgets.choices import OPTIMIZERS
from dl101.widgets.on_arrays import on_arrays

FAR = 30.0
"""A descent with a coordinate beyond this has left the picture for good: it diverges."""

LEVELS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
"""Values at which contours are drawn."""


@dataclass(frozen=True)
class Surface:
    """A polynomial of one or two variables, with its lowest minimum at the value 0."""

    formula: str
    """The function as people read it."""
    terms: tuple[tuple[float, ...], ...]
    """The same for the library and the page: of each term the factor, and each variable's power."""
    xlim: tuple[float, float]
    """The range of x that is shown."""
    ylim: tuple[float, float]
    """The range of y that is shown; with one variable, of the values."""
    start: tuple[float, ...]
    """A place from which the way down is instructive."""
    learning_rate: float
    """A learning rate with which gradient descent arrives from there."""
    sharpest: float | None = None
    """Of a quadratic function, the largest curvature λ: gradient descent diverges for a learning
    rate above 2/λ."""

    @property
    def variables(self) -> int:
        """How many variables there are, 1 or 2."""
        return len(self.start)

    def function(self, *variables: Node) -> Node:
        """Build the function."""
        value = 0.0
        for factor, *powers in self.terms:
            pairs = zip(variables, powers, strict=True)
            value += prod((variable**power for variable, power in pairs if power), start=factor)
        return value

    def evaluate(self, *coordinates: ArrayLike) -> tuple[NDArray, list[NDArray]]:
        """Compute values and gradients with `dl101`, for one array of places a variable."""

        def value_and_gradient(*inputs: Node) -> tuple[Node, list[Node]]:
            value = self.function(*inputs)
            return value, gradients(value, inputs)

        return on_arrays(value_and_gradient)(*coordinates)


_CURVE = "x⁴/4 + x³/6 \N{MINUS SIGN} 3x²/4 + 63/64"
_CURVE_TERMS = ((1 / 4, 4), (1 / 6, 3), (-3 / 4, 2), (63 / 64, 0))

SURFACES: dict[str, Surface] = {
    "parabola": Surface("f(x) = x²/2", ((1 / 2, 2),), (-3, 3), (-0.5, 5), (-2.6,), 0.3, sharpest=1),
    "curve": Surface(f"f(x) = {_CURVE}", _CURVE_TERMS, (-2.75, 2.75), (-0.7, 7), (2.3,), 0.04),
    "bowl": Surface(
        "f(x, y) = x²/2 + y²",
        ((1 / 2, 2, 0), (1, 0, 2)),
        (-3, 3),
        (-2.4, 2.4),
        (-2.4, 1.7),
        0.2,
        sharpest=2,
    ),
    "valley": Surface(
        "f(x, y) = x²/2 + 10y²",
        ((1 / 2, 2, 0), (10, 0, 2)),
        (-3, 3),
        (-2.4, 2.4),
        (-2.6, 0.8),
        0.09,
        sharpest=20,
    ),
    "two minima": Surface(
        f"f(x, y) = {_CURVE} + y²",
        (*((*term, 0) for term in _CURVE_TERMS), (1, 0, 2)),
        (-3, 3),
        (-2.4, 2.4),
        (2.3, 1.6),
        0.05,
    ),
    "rosenbrock": Surface(
        "f(x, y) = (1 \N{MINUS SIGN} x)² + 2(y \N{MINUS SIGN} x²)²",
        # 1 - 2x + x² + 2y² - 4x²y + 2x⁴
        ((1, 0, 0), (-2, 1, 0), (1, 2, 0), (2, 0, 2), (-4, 2, 1), (2, 4, 0)),
        (-2.5, 2.5),
        (-1.2, 2.8),
        (-1.6, 0.4),
        0.03,
    ),
}
"""The surfaces by name."""


def descend(
    surface: Surface,
    optimizer: str,
    learning_rate: float,
    momentum: float,
    start: Sequence[float],
    steps: int,
) -> tuple[NDArray[np.float64], bool]:
    """Take steps downhill with one of `dl101`'s optimizers.

    Return the path, shape (`steps` + 1, variables), and whether it diverged: then the path is
    shorter, and its last place is the first that is too far away.
    """
    with Graph().as_default():
        variables = [Variable(float(value), dtype=np.float64) for value in start]
        loss = surface.function(*variables)
        train = OPTIMIZERS[optimizer](learning_rate, momentum).minimize(loss)
        session = Session()
        path = [session.run(variables)]
        diverged = False
        while len(path) <= steps and not diverged:
            session.run(train)
            path.append(session.run(variables))
            diverged = bool(np.max(np.abs(path[-1])) > FAR)
    return np.array(path, dtype=np.float64), diverged
