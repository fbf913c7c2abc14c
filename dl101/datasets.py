"""Small data sets for the lessons, the same on every machine.

All but one are drawn: points of the plane and their class labels, shuffled, with coordinates
rounded to three decimals so that they print short. `digits` is real.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "circles",
    "digits",
    "moons",
    "one_hot_labels",
    "spirals",
    "three_clouds",
    "two_clouds",
    "xor_clouds",
]

LIMIT = 4.0
"""Largest absolute coordinate of a generated point."""
MOST_POINTS = 10_000_000
"""So many points can be generated at most."""
MOST_CLASSES = 10_000
"""So many classes can be written as one-hot rows at most."""


def two_clouds(
    n: int = 100, seed: int = 0, *, distance: float = 3.0, spread: float = 0.8
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw two round clouds, which a line separates well when they are far apart.

    Parameters
    ----------
    n : int
        Number of points of both classes together.
    seed : int
        Seed of the random numbers.
    distance : float
        Distance between the two centres.
    spread : float
        Standard deviation of each cloud along either axis.

    Returns
    -------
    points : ndarray of float64, shape (n, 2)
        Coordinates between -4 and 4. Class 0 lies around the lower left, class 1 around the
        upper right.
    labels : ndarray of int64, shape (n,)
        0 or 1, as equally often as `n` allows.

    Raises
    ------
    ValueError
        If `n` is not a positive integer, or `distance` or `spread` is negative or not finite.
    """
    distance = _amount("distance", distance)
    half = distance / np.sqrt(8.0)
    return _clouds(n, seed, spread, [[(-half, -half)], [(half, half)]])


def three_clouds(
    n: int = 150, seed: int = 0, *, distance: float = 3.6, spread: float = 0.7
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw three round clouds at the corners of a triangle.

    Parameters
    ----------
    n : int
        Number of points of all classes together.
    seed : int
        Seed of the random numbers.
    distance : float
        Distance between any two of the three centres.
    spread : float
        Standard deviation of each cloud along either axis.

    Returns
    -------
    points : ndarray of float64, shape (n, 2)
        Coordinates between -4 and 4. Class 0 lies below on the left, class 1 below on the right,
        class 2 above.
    labels : ndarray of int64, shape (n,)
        0, 1 or 2, as equally often as `n` allows.

    Raises
    ------
    ValueError
        If `n` is not a positive integer, or `distance` or `spread` is negative or not finite.
    """
    distance = _amount("distance", distance)
    radius = distance / np.sqrt(3.0)
    angles = np.radians([210.0, 330.0, 90.0])
    centres = [[(radius * np.cos(angle), radius * np.sin(angle))] for angle in angles]
    return _clouds(n, seed, spread, centres)


def xor_clouds(
    n: int = 100, seed: int = 0, *, distance: float = 3.2, spread: float = 0.55
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw four clouds at the corners of a square, opposite corners in the same class.

    No line separates the two classes.

    Parameters
    ----------
    n : int
        Number of points of both classes together.
    seed : int
        Seed of the random numbers.
    distance : float
        Length of the square's side.
    spread : float
        Standard deviation of each cloud along either axis.

    Returns
    -------
    points : ndarray of float64, shape (n, 2)
        Coordinates between -4 and 4.
    labels : ndarray of int64, shape (n,)
        1 where the two coordinates of the cloud's centre differ in sign, otherwise 0.

    Raises
    ------
    ValueError
        If `n` is not a positive integer, or `distance` or `spread` is negative or not finite.
    """
    distance = _amount("distance", distance)
    half = distance / 2.0
    same = [(-half, -half), (half, half)]
    different = [(-half, half), (half, -half)]
    return _clouds(n, seed, spread, [same, different])


def circles(
    n: int = 200, seed: int = 0, *, radius: float = 3.0, noise: float = 0.25
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw a disc, and a ring around it.

    No line separates the two classes, but a circle does.

    Parameters
    ----------
    n : int
        Number of points of both classes together.
    seed : int
        Seed of the random numbers.
    radius : float
        Radius of the ring; the disc's is half as large.
    noise : float
        Standard deviation of what is added to either coordinate.

    Returns
    -------
    points : ndarray of float64, shape (n, 2)
        Coordinates between -4 and 4. Class 0 is the disc around the origin, class 1 the ring.
    labels : ndarray of int64, shape (n,)
        0 or 1, as equally often as `n` allows.

    Raises
    ------
    ValueError
        If `n` is not a positive integer, or `radius` or `noise` is negative or not finite.
    """
    radius = _amount("radius", radius)

    def place(labels, random):
        # The square root spreads the points evenly over the disc's area.
        inside = 0.5 * np.sqrt(random.random(len(labels)))
        distance = radius * np.where(labels == 0, inside, 1.0)
        return _around(distance, random.uniform(0.0, 2.0 * np.pi, len(labels)))

    return _curves(n, seed, noise, place)


def moons(
    n: int = 200, seed: int = 0, *, radius: float = 2.2, noise: float = 0.25
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw two half circles, each of which reaches into the other.

    Parameters
    ----------
    n : int
        Number of points of both classes together.
    seed : int
        Seed of the random numbers.
    radius : float
        Radius of either half circle.
    noise : float
        Standard deviation of what is added to either coordinate.

    Returns
    -------
    points : ndarray of float64, shape (n, 2)
        Coordinates between -4 and 4. Class 0 is the upper half circle, to the left; class 1 the
        lower one, to the right.
    labels : ndarray of int64, shape (n,)
        0 or 1, as equally often as `n` allows.

    Raises
    ------
    ValueError
        If `n` is not a positive integer, or `radius` or `noise` is negative or not finite.
    """
    radius = _amount("radius", radius)

    def place(labels, random):
        side = np.where(labels == 0, 1.0, -1.0)
        arcs = _around(radius, np.pi * random.random(len(labels)))
        return side[:, None] * (arcs - radius * np.array([0.5, 0.25]))

    return _curves(n, seed, noise, place)


def spirals(
    n: int = 200, seed: int = 0, *, turns: float = 1.25, noise: float = 0.1
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw two spirals, each wound around the other.

    Parameters
    ----------
    n : int
        Number of points of both classes together.
    seed : int
        Seed of the random numbers.
    turns : float
        How often each spiral goes around the origin.
    noise : float
        Standard deviation of what is added to either coordinate.

    Returns
    -------
    points : ndarray of float64, shape (n, 2)
        Coordinates between -4 and 4. Class 1 is class 0 turned by half a circle.
    labels : ndarray of int64, shape (n,)
        0 or 1, as equally often as `n` allows.

    Raises
    ------
    ValueError
        If `n` is not a positive integer, or `turns` or `noise` is negative or not finite.

    References
    ----------
    Lang, Witbrock, "Learning to tell two spirals apart", 1988.
    """
    turns = _amount("turns", turns)

    def place(labels, random):
        # The square root spreads the points evenly along the spiral, which is longer outside.
        along = np.sqrt(random.uniform(0.02, 1.0, len(labels)))
        return _around(3.6 * along, 2.0 * np.pi * turns * along + np.pi * labels)

    return _curves(n, seed, noise, place)


def digits(
    test: int = 597,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Load 1,797 handwritten digits, pictures of 8 by 8 pixels.

    They are the test set of "Optical Recognition of Handwritten Digits" in the UCI Machine
    Learning Repository, written by thirteen people and also shipped by scikit-learn, in their
    original order: the last ones are mostly by other hands than the first.

    Parameters
    ----------
    test : int
        How many of them, from the end, are the test set; the others are for training.

    Returns
    -------
    train_images : ndarray of float64, shape (1797 - test, 64)
        Each row a picture, row of pixels after row of pixels: 0 is white, 1 black.
    train_labels : ndarray of int64, shape (1797 - test,)
        Which digit it is.
    test_images : ndarray of float64, shape (test, 64)
    test_labels : ndarray of int64, shape (test,)

    Raises
    ------
    ValueError
        If `test` is not a whole number from 1 to 1796.

    References
    ----------
    E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
    Repository, 1998, https://doi.org/10.24432/C50P49. Licence: Creative Commons Attribution 4.0
    International (CC BY 4.0). Changed only in format: the grey values, 0 to 16, are divided by 16.
    """
    if isinstance(test, bool) or not isinstance(test, numbers.Integral) or not 1 <= test <= 1796:
        raise ValueError(f"test must be a whole number of images from 1 to 1796, not {test!r:.60}")
    with np.load(Path(__file__).parent / "data" / "digits.npz") as stored:
        images = stored["images"].reshape(-1, 64) / 16.0
        labels = stored["labels"].astype(np.int64)
    cut = len(images) - test
    return images[:cut], labels[:cut], images[cut:], labels[cut:]


def one_hot_labels(labels: ArrayLike, classes: int | None = None) -> NDArray[np.float64]:
    """Turn class numbers into rows that hold a single one.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        Class numbers, counted from 0.
    classes : int, optional
        Number of classes; by default one more than the largest label.

    Returns
    -------
    ndarray of float64, shape (n, classes)
        Row `i` is 1 in column ``labels[i]`` and 0 elsewhere.

    Raises
    ------
    ValueError
        If `labels` is not one-dimensional, holds something other than whole numbers, or a number
        outside 0 … ``classes - 1``.
    """
    try:
        numbers_ = np.asarray(labels)
    except ValueError:
        raise ValueError("labels must be a list of whole numbers, not lists of lists") from None
    if numbers_.ndim != 1:
        raise ValueError(f"labels must have shape (n,), not {numbers_.shape}")
    if numbers_.size == 0 and classes is None:
        raise ValueError("labels is empty: say how many classes there are, e.g. classes=2")
    if numbers_.size and not np.issubdtype(numbers_.dtype, np.integer):
        raise ValueError(
            f"labels must be whole numbers, not {numbers_.dtype}: convert with labels.astype(int)"
        )
    whole = isinstance(classes, numbers.Integral) and not isinstance(classes, bool)
    if classes is not None and not (whole and classes >= 0):
        raise ValueError(f"classes must be a whole number, not {classes!r:.60}")
    count = int(numbers_.max()) + 1 if classes is None else classes
    if count > MOST_CLASSES:
        raise ValueError(f"there can be {MOST_CLASSES:,} classes at most, not {count!r:.60}")
    if numbers_.size and (numbers_.min() < 0 or numbers_.max() >= count):
        raise ValueError(
            f"labels must lie between 0 and {count - 1}, "
            f"but range from {numbers_.min()} to {numbers_.max()}"
        )
    return np.eye(count)[numbers_.astype(np.int64)]


def _clouds(
    n: int, seed: int, spread: float, centres: list[list[tuple[float, float]]]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw `n` points around `centres[class][cloud]`, dealt out to the classes in turn."""
    _check_number_of_points(n)
    spread = _amount("spread", spread)
    random = np.random.default_rng(_checked_seed(seed))
    labels = np.arange(n) % len(centres)
    clouds = np.arange(n) // len(centres)
    middles = np.array(
        [centres[k][c % len(centres[k])] for k, c in zip(labels, clouds, strict=True)]
    )
    points = middles + spread * random.standard_normal((n, 2))
    order = random.permutation(n)
    return np.clip(points, -LIMIT, LIMIT).round(3)[order], labels.astype(np.int64)[order]


def _curves(
    n: int, seed: int, noise: float, place: Callable[..., NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw `n` points where `place(labels, random)` says, and add noise."""
    _check_number_of_points(n)
    noise = _amount("noise", noise)
    random = np.random.default_rng(_checked_seed(seed))
    labels = np.arange(n) % 2
    points = place(labels, random) + noise * random.standard_normal((n, 2))
    order = random.permutation(n)
    return np.clip(points, -LIMIT, LIMIT).round(3)[order], labels.astype(np.int64)[order]


def _around(distance: ArrayLike, angle: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(distance)[..., None] * np.column_stack([np.cos(angle), np.sin(angle)])


def _check_number_of_points(n: int) -> None:
    if isinstance(n, bool) or not isinstance(n, numbers.Integral) or n < 1:
        raise ValueError(f"n must be a positive whole number of points, not {n!r:.60}")
    if n > MOST_POINTS:
        raise ValueError(f"n must be at most {MOST_POINTS} points, not {n!r:.60}")


def _checked_seed(seed: int | None) -> int | None:
    if not isinstance(seed, numbers.Integral | None) or (seed is not None and seed < 0):
        raise ValueError(f"seed must be a whole number from 0, not {seed!r:.60}")
    return seed


def _amount(name: str, value: float) -> float:
    try:
        amount = float(value) if isinstance(value, numbers.Real) else math.nan
    except OverflowError:
        amount = math.inf
    if not 0 <= amount < math.inf:
        raise ValueError(f"{name} must be a finite number, 0 or more, not {value!r:.60}")
    return amount
