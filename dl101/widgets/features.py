"""Further inputs of a network, computed from the two coordinates of a point."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from dl101.checks import check_choice

FEATURES: dict[str, Callable[[NDArray, NDArray], NDArray]] = {
    "x1**2": lambda x1, x2: x1 * x1,
    "x2**2": lambda x1, x2: x2 * x2,
    "x1*x2": lambda x1, x2: x1 * x2,
    "sin(x1)": lambda x1, x2: np.sin(x1),
    "sin(x2)": lambda x1, x2: np.sin(x2),
}
"""Functions of the two coordinates, by the formulas that name them. `network.js` has the same."""


def check_features(name: str, value: object) -> tuple[str, ...]:
    """Accept formulas of further inputs, each once; return them in the order of `FEATURES`."""
    formulas = value if isinstance(value, list | tuple | set) else [value]
    chosen = {check_choice(name, formula, FEATURES) for formula in formulas}
    return tuple(formula for formula in FEATURES if formula in chosen)


def with_features(points: NDArray[np.float64], features: Sequence[str]) -> NDArray[np.float64]:
    """Append a column for each further input to points, shape (n, 2)."""
    columns = [FEATURES[feature](*points.T) for feature in features]
    return np.column_stack([points, *columns])
