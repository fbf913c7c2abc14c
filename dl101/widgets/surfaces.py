"""Surfaces to descend, each written once as a graph, and the paths of `dl101`'s optimizers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dl101.gradients import gradients
from dl101.graph import Graph
from dl101.nodes import Node, Variable, placeholder
from dl101.operations import square
from dl101.session import Session
from dl101.train import AdamOptimizer, GradientDescentOptimizer, MomentumOptimizer, Optimizer

FAR = 30.0
"""A descent with a coordinate beyond this has left the picture for good: it diverges."""


@dataclass(frozen=True)
class Surface:
    """A function of one or two variables, with its lowest minimum at the value 0.

    Parameters
    ----------
    function : callable
        Takes one node for each variable, returns the node of the value.
    formula : str
        The function for people to read.
    xlim, ylim : pair of float
        What is shown of it. With one variable, the values go up to `ylim`.
    start : tuple of float
        A place from which the way down is instructive.
    learning_rate : float
        With which gradient descent gets down from there.
    sharpest : float, optional
        Of a quadratic function, the largest curvature λ: gradient descent diverges from a
        learning rate of 2/λ on.
    """

    function: Callable[..., Node]
    formula: str
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    start: tuple[float, ...]
    learning_rate: float
    sharpest: float | None = None

    @property
    def variables(self) -> int:
        """How many variables there are, 1 or 2."""
        return len(self.start)

    @property
    def described(self) -> dict[str, object]:
        """What the front end has to know besides the mathematics."""
        return {
            "formula": self.formula,
            "xlim": self.xlim,
            "ylim": self.ylim,
            "start": self.start,
            "sharpest": self.sharpest,
        }

    def evaluate(self, *coordinates: NDArray[np.float64]) -> tuple[NDArray, list[NDArray]]:
        """Compute values and gradients with `dl101`.

        Parameters
        ----------
        *coordinates : array_like
            One array for each variable, of equal shapes.

        Returns
        -------
        value : ndarray
            Of the same shape.
        gradient : list of ndarray
            The derivative by each variable.
        """
        with Graph().as_default():
            inputs = [placeholder() for _ in coordinates]
            value = self.function(*inputs)
            nodes = (value, gradients(value, inputs))
            return Session().run(nodes, dict(zip(inputs, coordinates, strict=True)))


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
"""What can be descended, by name."""

OPTIMIZERS: dict[str, Callable[[float, float], Optimizer]] = {
    "gradient descent": lambda rate, momentum: GradientDescentOptimizer(rate),
    "momentum": MomentumOptimizer,
    "Adam": lambda rate, momentum: AdamOptimizer(rate),
}
"""How to make each optimizer from a learning rate and a momentum."""


def descend(
    surface: Surface,
    optimizer: str,
    learning_rate: float,
    momentum: float,
    start: Sequence[float],
    steps: int,
) -> tuple[NDArray[np.float64], bool]:
    """Go downhill with one of `dl101`'s optimizers.

    Parameters
    ----------
    surface : Surface
        On what.
    optimizer : str
        A key of `OPTIMIZERS`.
    learning_rate, momentum : float
        Its settings.
    start : sequence of float
        Where from.
    steps : int
        How many steps to take.

    Returns
    -------
    path : ndarray of float64, shape (n, variables)
        The places, the start first: `steps` + 1 of them, or fewer when it diverges, the last one
        then being the first that is too far away.
    diverged : bool
        Whether it did.
    """
    with Graph().as_default():
        variables = [Variable(float(value), dtype=np.float64) for value in start]
        train = OPTIMIZERS[optimizer](learning_rate, momentum).minimize(
            surface.function(*variables)
        )
        session = Session()
        path = [session.run(variables)]
        diverged = False
        while len(path) <= steps and not diverged:
            session.run(train)
            path.append(session.run(variables))
            diverged = bool(np.max(np.abs(path[-1])) > FAR)
    return np.array(path, dtype=np.float64), diverged
