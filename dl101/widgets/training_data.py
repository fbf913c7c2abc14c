"""Points with their classes, and the difference between two sets of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl101.checks import check_labels
from dl101.widgets.traits import MOST_CLASSES, check_points, check_same_length


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

    @property
    def classes(self) -> int:
        """Number of classes, at least two."""
        return max(2, int(self.labels.max(initial=0)) + 1)

    def split(self, test_share: float) -> tuple[Data, Data]:
        """Return the points to train on, and the last ones, a fraction `test_share`, to test."""
        count = training_count(len(self.points), test_share)
        return (
            Data(self.points[:count], self.labels[:count]),
            Data(self.points[count:], self.labels[count:]),
        )


NO_DATA = Data(np.zeros((0, 2)), np.zeros(0, dtype=np.int64))


def training_count(n: int, test_share: float) -> int:
    """Return how many of `n` points are for training."""
    return n - math.floor(n * test_share)


def check_data(points: object, labels: object, classes: int = MOST_CLASSES) -> Data:
    """Accept points and their labels."""
    data = Data(check_points("points", points), check_labels("labels", labels, classes))
    check_same_length(*data)
    return data


class Edit(NamedTuple):
    """Rows of one data set replaced by others."""

    start: int
    """The first row replaced."""
    stop: int
    """The first row after those replaced."""
    rows: NDArray[np.float64]
    """The new rows, shape (k, 3): points and labels."""


NO_EDIT = Edit(0, 0, np.zeros((0, 3)))


def difference(before: Data, after: Data) -> Edit | None:
    """Find the shortest edit that turns one data set into another; None if they are equal."""
    old, new = before.rows, after.rows
    shared = min(len(old), len(new))
    first = _equal_rows(old[:shared], new[:shared])
    left = shared - first
    last = _equal_rows(old[len(old) - left :][::-1], new[len(new) - left :][::-1])
    start, stop = first, len(old) - last
    rows = new[first : len(new) - last]
    return Edit(start, stop, rows) if start < stop or len(rows) else None


def edited(data: Data, edit: Edit) -> Data:
    """Make an edit."""
    rows = np.concatenate([data.rows[: edit.start], edit.rows, data.rows[edit.stop :]])
    return Data(rows[:, :2], rows[:, 2].astype(np.int64))


def _equal_rows(one: NDArray[np.float64], other: NDArray[np.float64]) -> int:
    """Count the rows, from the first, in which two arrays of one shape are equal."""
    unequal = np.flatnonzero((one != other).any(axis=1))
    return int(unequal[0]) if len(unequal) else len(one)
