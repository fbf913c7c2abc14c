"""Small data sets for the lessons, the same on every machine.

Two are handwritten digits. The others are drawn with random numbers: `n` points of the plane and
their classes. They return the points, shape (n, 2) and float64, with coordinates between -4 and 4
that are rounded to three decimals so that they print short, and the labels, shape (n,) and int64.
Each class has as many points as the others, as far as `n` allows, and the order is shuffled. The
same `seed` draws the same points.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .checks import check_array, check_number, check_whole, shorten

__all__ = [
    "circles",
    "digits",
    "ink_and_symmetry",
    "moons",
    "one_hot_labels",
    "spirals",
    "three_clouds",
    "two_clouds",
    "xor_clouds",
    "zeros_and_ones",
]

Points = NDArray[np.float64]
Labels = NDArray[np.int64]

_LIMIT = 4.0
_MOST_POINTS = 10_000_000


def two_clouds(
    n: int = 100, seed: int = 0, *, distance: float = 3.0, spread: float = 0.8
) -> tuple[Points, Labels]:
    """Draw two round clouds: class 0 around the lower left, class 1 around the upper right.

    Their centres are `distance` apart; `spread` is the standard deviation along either axis.
    """
    half = check_number("distance", distance, 0) / np.sqrt(8.0)
    return _clouds(n, seed, spread, [[(-half, -half)], [(half, half)]])


def three_clouds(
    n: int = 150, seed: int = 0, *, distance: float = 3.6, spread: float = 0.7
) -> tuple[Points, Labels]:
    """Draw three round clouds at the corners of a triangle: lower left, lower right, above.

    Any two centres are `distance` apart; `spread` is the standard deviation along either axis.
    """
    radius = check_number("distance", distance, 0) / np.sqrt(3.0)
    angles = np.radians([210.0, 330.0, 90.0])
    centres = [[(radius * np.cos(angle), radius * np.sin(angle))] for angle in angles]
    return _clouds(n, seed, spread, centres)


def xor_clouds(
    n: int = 100, seed: int = 0, *, distance: float = 3.2, spread: float = 0.55
) -> tuple[Points, Labels]:
    """Draw four round clouds at the corners of a square, which no line separates.

    The class is 1 where the two coordinates of a cloud's centre differ in sign. `distance` is the
    side of the square; `spread` is the standard deviation along either axis.
    """
    half = check_number("distance", distance, 0) / 2.0
    same = [(-half, -half), (half, half)]
    different = [(-half, half), (half, -half)]
    return _clouds(n, seed, spread, [same, different])


def circles(
    n: int = 200, seed: int = 0, *, radius: float = 3.0, noise: float = 0.25
) -> tuple[Points, Labels]:
    """Draw a disc, class 0, and around it a ring of the given `radius`, class 1.

    The disc is half as large. `noise` is the standard deviation of what is added to either
    coordinate.
    """
    check_number("radius", radius, 0)

    def place(labels, random):
        # The square root spreads the points evenly over the disc's area.
        inside = 0.5 * np.sqrt(random.random(len(labels)))
        distance = radius * np.where(labels == 0, inside, 1.0)
        return _around(distance, random.uniform(0.0, 2.0 * np.pi, len(labels)))

    return _curves(n, seed, noise, place)


def moons(
    n: int = 200, seed: int = 0, *, radius: float = 2.2, noise: float = 0.25
) -> tuple[Points, Labels]:
    """Draw two half circles of the given `radius`, each of which reaches into the other.

    Class 0 is the upper one, to the left; class 1 the lower one, to the right. `noise` is the
    standard deviation of what is added to either coordinate.
    """
    check_number("radius", radius, 0)

    def place(labels, random):
        side = np.where(labels == 0, 1.0, -1.0)
        arcs = _around(radius, np.pi * random.random(len(labels)))
        return side[:, None] * (arcs - radius * np.array([0.5, 0.25]))

    return _curves(n, seed, noise, place)


def spirals(
    n: int = 200, seed: int = 0, *, turns: float = 1.25, noise: float = 0.1
) -> tuple[Points, Labels]:
    """Draw two spirals that wind around each other, each `turns` times around the origin.

    `noise` is the standard deviation of what is added to either coordinate. (Lang, Witbrock,
    "Learning to tell two spirals apart", 1988.)
    """
    check_number("turns", turns, 0)

    def place(labels, random):
        # The square root spreads the points evenly along the spiral, which is longer outside.
        along = np.sqrt(random.uniform(0.02, 1.0, len(labels)))
        return _around(3.6 * along, 2.0 * np.pi * turns * along + np.pi * labels)

    return _curves(n, seed, noise, place)


def digits(test: int = 597) -> tuple[Points, Labels, Points, Labels]:
    """Load 1,797 handwritten digits: training images, their labels, test images, their labels.

    Each row of the images, shape (…, 64), is a picture of 8 by 8 pixels, row of pixels after row
    of pixels, where 0 is white and 1 is black. The last `test` of them are the test set. Thirteen
    people wrote the digits, which are in their original order: most of the last ones are by other
    people than the first ones.

    Source: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits" (the test set), UCI
    Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49. Licence: Creative Commons
    Attribution 4.0 International (CC BY 4.0). The grey values, 0 to 16, are divided by 16.
    """
    check_whole("test", test, 1, 1796)
    with np.load(Path(__file__).parent / "data" / "digits.npz") as stored:
        images = stored["images"].reshape(-1, 64) / 16.0
        labels = stored["labels"].astype(np.int64)
    cut = len(images) - test
    return images[:cut], labels[:cut], images[cut:], labels[cut:]


def ink_and_symmetry(images: ArrayLike) -> Points:
    """Measure two numbers on each picture of 8 by 8 pixels: shape (n, 64) becomes (n, 2).

    The first is the ink in the two middle columns, the second the left-right symmetry: 1 minus the
    mean absolute difference between the pixels of the picture and of its mirror image. Both lie
    between 0 and 1.
    """
    pictures = check_array("images", images, (None, 64)).reshape(-1, 8, 8)
    ink = pictures[:, :, 3:5].mean(axis=(1, 2))
    symmetry = 1 - np.abs(pictures - pictures[:, :, ::-1]).mean(axis=(1, 2))
    return np.column_stack([ink, symmetry])


def zeros_and_ones(n: int = 360) -> tuple[Points, Points, Labels]:
    """Load the first `n` handwritten zeros and ones: images, points of the plane, labels.

    The images, shape (n, 64), are as in `digits`. The points, shape (n, 2), are their
    `ink_and_symmetry`, standardized: over all 360 pictures, either column has mean 0 and standard
    deviation 1. They are rounded to three decimals.
    """
    check_whole("n", n, 1, 360)
    images, labels, more_images, more_labels = digits()
    images, labels = np.vstack([images, more_images]), np.append(labels, more_labels)
    images, labels = images[labels < 2], labels[labels < 2]
    measured = ink_and_symmetry(images)
    points = ((measured - measured.mean(axis=0)) / measured.std(axis=0)).round(3)
    return images[:n], points[:n], labels[:n]


def one_hot_labels(labels: ArrayLike, classes: int | None = None) -> NDArray[np.float64]:
    """Turn class numbers, counted from 0, into rows that are 1 in that column and 0 elsewhere.

    The number of `classes` is by default one more than the largest label.
    """
    numbers = check_array("labels", labels, (None,))
    if (numbers % 1).any():
        raise ValueError(f"labels must be whole numbers, not {shorten(labels)}.")
    if numbers.size == 0 and classes is None:
        raise ValueError("labels is empty: say how many classes there are, e.g. classes=2.")
    numbers = numbers.astype(np.int64)
    count = numbers.max() + 1 if classes is None else check_whole("classes", classes, 1)
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < count:
        raise ValueError(
            f"labels must lie between 0 and {count - 1}, "
            f"but range from {numbers.min()} to {numbers.max()}."
        )
    return np.eye(count)[numbers]


def _clouds(n: int, seed: int, spread: float, centres) -> tuple[Points, Labels]:
    """Draw around ``centres[class][cloud]``, dealing the points out to the clouds in turn."""
    check_number("spread", spread, 0)
    classes, clouds, _ = np.shape(centres)

    def place(labels, random):
        return np.array(centres)[labels, np.arange(n) // classes % clouds]

    return _shuffled(n, seed, classes, place, spread)


def _curves(n: int, seed: int, noise: float, place: Callable) -> tuple[Points, Labels]:
    return _shuffled(n, seed, 2, place, check_number("noise", noise, 0))


def _shuffled(n, seed, classes: int, place: Callable, noise: float) -> tuple[Points, Labels]:
    """Draw `n` points where ``place(labels, random)`` says, and add noise."""
    check_whole("n", n, 1, _MOST_POINTS)
    random = np.random.default_rng(check_whole("seed", seed, 0))
    labels = np.arange(n, dtype=np.int64) % classes
    points = place(labels, random) + noise * random.standard_normal((n, 2))
    order = random.permutation(n)
    return np.clip(points, -_LIMIT, _LIMIT).round(3)[order], labels[order]


def _around(distance: ArrayLike, angle: Points) -> Points:
    return np.asarray(distance)[..., None] * np.column_stack([np.cos(angle), np.sin(angle)])
