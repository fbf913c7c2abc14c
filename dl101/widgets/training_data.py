"""The data sets of the training ground, and what hands change in one."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl101 import datasets
from dl101.widgets.checks import MOST_POINTS, InvalidValue


class Source(NamedTuple):
    """Where the points of a data set come from."""

    maker: Callable[..., tuple[NDArray[np.float64], NDArray[np.int64]]]
    """A function of `dl101.datasets`."""
    noise_argument: str
    """What it calls the noise."""
    noise: float
    """How much of it suits a lesson."""
    classes: int = 2
    """How many classes it has."""


SOURCES = {
    "xor": Source(datasets.xor_clouds, "spread", 0.55),
    "clouds": Source(datasets.two_clouds, "spread", 0.8),
    "circles": Source(datasets.circles, "noise", 0.25),
    "moons": Source(datasets.moons, "noise", 0.25),
    "spirals": Source(datasets.spirals, "noise", 0.1),
    "three clouds": Source(datasets.three_clouds, "spread", 0.7, 3),
}
"""The data sets that the training ground makes itself, by name."""

OWN = "own points"
"""Name of the data set that the reader brings or makes by hand."""


class Data(NamedTuple):
    """Points with their classes."""

    points: NDArray[np.float64]
    """Shape (n, 2)."""
    labels: NDArray[np.int64]
    """Shape (n,)."""

    @property
    def rows(self) -> NDArray[np.float64]:
        """Points and labels in one array, shape (n, 3)."""
        return np.column_stack([self.points, self.labels])

    def split(self, test_share: float) -> tuple[Data, Data]:
        """Keep the last points for testing.

        Parameters
        ----------
        test_share : float
            Which part of them, from 0 to below 1.

        Returns
        -------
        training, test : Data
            The two parts.
        """
        count = training_count(len(self.points), test_share)
        return (
            Data(self.points[:count], self.labels[:count]),
            Data(self.points[count:], self.labels[count:]),
        )


NO_DATA = Data(np.zeros((0, 2)), np.zeros(0, dtype=np.int64))


def training_count(n: int, test_share: float) -> int:
    """Return how many of `n` points are trained on."""
    return n - math.floor(n * test_share)


def make(name: str, n: int, seed: int, noise: float) -> Data:
    """Draw a data set.

    Parameters
    ----------
    name : str
        One of `SOURCES`.
    n : int
        Number of points.
    seed : int
        Seed of the random numbers.
    noise : float
        Standard deviation of the noise.

    Returns
    -------
    Data
        The points.
    """
    source = SOURCES[name]
    return Data(*source.maker(n, seed=seed, **{source.noise_argument: noise}))


def check_amounts(n: object, test_share: object, seed: object) -> None:
    """Raise InvalidValue if one of them says nothing sensible about a data set."""
    if not _whole(n) or not 1 <= n <= MOST_POINTS:
        raise InvalidValue(
            f"n must be a whole number of points from 1 to {MOST_POINTS}, not {n!r:.60}"
        )
    if not isinstance(test_share, numbers.Real) or not 0 <= test_share < 1:
        raise InvalidValue(
            f"test_share is the part of the points kept for testing, from 0 to below 1, "
            f"not {test_share!r:.60}"
        )
    check_seed(seed)


def check_seed(seed: object) -> None:
    """Raise InvalidValue if `seed` is no seed."""
    if not _whole(seed) or seed < 0:
        raise InvalidValue(f"seed must be a whole number from 0, not {seed!r:.60}")


def _whole(value: object) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


class Edit(NamedTuple):
    """Rows of one data set replaced by others: the difference between two data sets."""

    start: int
    """The first row replaced."""
    stop: int
    """The first row after those replaced."""
    rows: NDArray[np.float64]
    """What they are replaced by, shape (k, 3): points and labels."""


def difference(before: Data, after: Data) -> Edit | None:
    """Find the rows that change one data set into another.

    Parameters
    ----------
    before, after : Data
        The two.

    Returns
    -------
    Edit or None
        The shortest one; None if they are equal.
    """
    old, new = before.rows, after.rows
    shared = min(len(old), len(new))
    first = _equal_rows(old[:shared], new[:shared])
    left = shared - first
    last = _equal_rows(old[len(old) - left :][::-1], new[len(new) - left :][::-1])
    start, stop = first, len(old) - last
    rows = new[first : len(new) - last]
    return Edit(start, stop, rows) if start < stop or len(rows) else None


def _equal_rows(one: NDArray[np.float64], other: NDArray[np.float64]) -> int:
    """Count the rows, from the first, in which two arrays of one shape are equal."""
    unequal = np.flatnonzero((one != other).any(axis=1))
    return int(unequal[0]) if len(unequal) else len(one)
