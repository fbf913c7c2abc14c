"""The data sets that a training ground offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl101 import datasets
from dl101.widgets.training_data import Data, check_data
from dl101.widgets.traits import check_points


class Source(NamedTuple):
    """Where the points of a data set come from."""

    maker: Callable[..., tuple[NDArray, ...]]
    """A function of `dl101.datasets`, whose last two results are the points and the labels."""
    noise_argument: str = ""
    """The name of its argument for the noise, a standard deviation; empty without noise."""
    noise: float = 0.0
    """An amount of noise that suits a lesson."""
    classes: int = 2
    """How many classes it has."""

    def arguments(self, n: int, seed: int, noise: float) -> tuple[int, dict[str, float]]:
        """Return what its maker is called with: number of points, and arguments by name."""
        if self.noise_argument:
            return n, {"seed": seed, self.noise_argument: noise}
        return min(n, len(self.maker()[-1])), {}


SOURCES = {
    "xor": Source(datasets.xor_clouds, "spread", 0.55),
    "clouds": Source(datasets.two_clouds, "spread", 0.8),
    "circles": Source(datasets.circles, "noise", 0.25),
    "moons": Source(datasets.moons, "noise", 0.25),
    "spirals": Source(datasets.spirals, "noise", 0.1),
    "zeros and ones": Source(datasets.zeros_and_ones),
    "three clouds": Source(datasets.three_clouds, "spread", 0.7, 3),
}
"""The data sets that the training ground makes itself, by name."""

OWN = "own points"
"""Name of the data set that the reader brings or makes by hand."""

LARGEST = 10.0
"""From larger numbers a network learns badly: tanh and sigmoid are flat there."""

View = tuple[tuple[float, float], tuple[float, float]]
WHOLE: View = ((-5.0, 5.0), (-5.0, 5.0))
"""The part of the plane in which all of `SOURCES` lie, with some room around."""


def make(name: str, n: int, seed: int, noise: float) -> Data:
    """Draw one of the data sets in `SOURCES`."""
    source = SOURCES[name]
    count, others = source.arguments(n, seed, noise)
    return Data(*source.maker(count, **others)[-2:])


def check_near_points(name: str, value: object) -> NDArray[np.float64]:
    """Accept points of the plane that a network can learn from, shape (n, 2)."""
    points = check_points(name, value)
    far = np.flatnonzero(np.abs(points).max(axis=1, initial=0) > LARGEST)
    if far.size:
        where = ", ".join(f"{x:g}" for x in points[far[0]])
        raise ValueError(
            f"{name} must lie between -{LARGEST:g} and {LARGEST:g}, but {name}[{far[0]}] is "
            f"({where}): a network learns badly from large numbers. Standardize them first: "
            f"({name} - {name}.mean(axis=0)) / {name}.std(axis=0)."
        )
    return points


def view_of(points: NDArray[np.float64]) -> View:
    """Choose what part of the plane to show: `WHOLE`, or a square around points that need one."""
    if len(points) == 0:
        return WHOLE
    low, high = points.min(axis=0), points.max(axis=0)
    span = float((high - low).max())
    if np.abs(points).max() <= 4.75 and (span > 2.5 or span == 0):
        return WHOLE
    half = 0.625 * (span or 1.0)
    (x1, y1), (x2, y2) = (low + high) / 2 - half, (low + high) / 2 + half
    return (float(x1), float(x2)), (float(y1), float(y2))


class DataSets:
    """What one training ground can be trained on, by name.

    `n` points of each data set are drawn with `seed`, and the last of them, a fraction
    `test_share`, are kept for testing. `own` are the reader's own points; `view` is what part of
    the plane is shown, where the reader has said so.
    """

    def __init__(
        self, own: Data, n: int, seed: int, test_share: float, view: dict[str, object]
    ) -> None:
        self.own, self.test_share, self._view = own, test_share, view
        self._drawn = n, seed

    @property
    def drawn(self) -> dict[str, float]:
        """What the points are drawn with, besides their noise."""
        n, seed = self._drawn
        return {"n": n, "test_share": self.test_share, "seed": seed}

    def draw(self, name: str, noise: float) -> Data:
        """Draw the points of a data set."""
        return make(name, *self._drawn, noise) if name in SOURCES else self.own

    def split(self, name: str, noise: float) -> tuple[Data, Data]:
        """Draw the points to train on, and those to test."""
        return self.draw(name, noise).split(self.test_share)

    def made(self, name: str, noise: float) -> tuple[str, int, int, float, float] | None:
        """Say how a data set was made, as `program` takes it; None for the reader's own points."""
        return (name, *self._drawn, noise, self.test_share) if name in SOURCES else None

    def view(self, points: NDArray[np.float64]) -> dict[str, object]:
        """Say what part of the plane shows the points, as `xlim` and `ylim`."""
        xlim, ylim = view_of(points)
        return {"xlim": xlim, "ylim": ylim} | self._view

    def to_json(self, classes: int) -> list[dict]:
        """Describe those of so many classes for the page, which can change to them by itself.

        The rows, x1, x2 and label, are whole thousandths, or float64 of the reader's own points.
        """
        described = []
        for name in [name for name in SOURCES if SOURCES[name].classes == classes] + [OWN]:
            noise = SOURCES[name].noise if name in SOURCES else 0.0
            training, test = self.split(name, noise)
            rows = np.concatenate([training.rows, test.rows])
            exact = rows if name == OWN else np.rint(1000 * rows).astype(np.int16)
            count = len(training.points)
            described.append(
                {"name": name, "noise": noise, "rows": exact.tobytes(), "training": count}
                | self.view(rows[:, :2])
            )
        return described


def own_data(value: object) -> Data:
    """Accept the reader's own points and labels, a pair."""
    try:
        points, labels = value
    except (TypeError, ValueError):
        raise ValueError(
            f"dataset must be the name of one, or a pair (points, labels), not {value!r:.60}."
        ) from None
    check_near_points("points", points)
    return check_data(points, labels)
