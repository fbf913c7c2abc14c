"""Surfaces to descend, and the paths of `dl101`'s optimizers on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl101.gradients import gradients
from dl101.graph import Graph
from dl101.nodes import Node, Variable
from dl101.operations import square
from dl101.session import Session
from dl101.widgets.choices import OPTIMIZERS
from dl101.widgets.on_arrays import on_arrays

FAR = 30.0
"""A descent with a coordinate beyond this has left the picture for good: it diverges."""


@dataclass(frozen=True)
class Surface:
    """A function of one or two variables, with its lowest minimum at the value 0."""

    function: Callable[..., Node]
    """Takes a node for each variable, returns a node."""
    formula: str
    """The function as people read it."""
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

    @property
    def described(self) -> dict[str, object]:
        """What the page has to know besides the function itself."""
        return {
            "formula": self.formula,
            "xlim": self.xlim,
            "ylim": self.ylim,
            "start": self.start,
            "sharpest": self.sharpest,
        }

    def evaluate(self, *coordinates: ArrayLike) -> tuple[NDArray, list[NDArray]]:
        """Compute values and gradients with `dl101`, for one array of places a variable."""

        def value_and_gradient(*inputs: Node) -> tuple[Node, list[Node]]:
            value = self.function(*inputs)
            return value, gradients(value, inputs)

        return on_arrays(value_and_gradient)(*coordinates)


def _two_minima(x: Node) -> Node:
    return x**4 / 4 + x**3 / 6 - 3 * square(x) / 4 + 63 / 64


_CURVE = "x⁴/4 + x³/6 \N{MINUS SIGN} 3x²/4 + 63/64"

SURFACES: dict[str, Surface] = {
    "parabola": Surface(
        lambda x: square(x) / 2, "f(x) = x²/2", (-3, 3), (-0.5, 5), (-2.6,), 0.3, sharpest=1
    ),
    "curve": Surface(_two_minima, f"f(x) = {_CURVE}", (-2.75, 2.75), (-0.7, 7), (2.3,), 0.04),
    "bowl": Surface(
        lambda x, y: square(x) / 2 + square(y),
        "f(x, y) = x²/2 + y²",
        (-3, 3),
        (-2.4, 2.4),
        (-2.4, 1.7),
        0.2,
        sharpest=2,
    ),
    "valley": Surface(
        lambda x, y: square(x) / 2 + 10 * square(y),
        "f(x, y) = x²/2 + 10y²",
        (-3, 3),
        (-2.4, 2.4),
        (-2.6, 0.8),
        0.09,
        sharpest=20,
    ),
    "two minima": Surface(
        lambda x, y: _two_minima(x) + square(y),
        f"f(x, y) = {_CURVE} + y²",
        (-3, 3),
        (-2.4, 2.4),
        (2.3, 1.6),
        0.05,
    ),
    "rosenbrock": Surface(
        lambda x, y: square(1 - x) + 2 * square(y - square(x)),
        "f(x, y) = (1 \N{MINUS SIGN} x)² + 2(y \N{MINUS SIGN} x²)²",
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
