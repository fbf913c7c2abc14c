"""Strokes of a pen, and the small picture that they become."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from dl101.checks import shorten

SIDE = 32
"""Pixels of the bitmap, across and down, before it is made small."""

BLOCK = 4
"""Pixels of the bitmap that become one pixel of the picture, across and down."""

INK = 314
"""So many of a bitmap's 1,024 pixels are black: as many as in the data's, on average."""

BOX = (15.0, 27.0)
"""Width and height, in pixels, to which the middle line of all strokes is stretched.

With the width of the pen this makes 20 by 32, the size that the data's digits were brought to.
"""

MOST_STRETCH = 2.0
"""How much more a narrow drawing may be stretched across than up, or a flat one up than across."""

THICKEST = 5.5
"""The largest distance in pixels from the middle of a stroke to its edge."""

NEARLY = 1e-9
"""Distances that differ by no more count as equal."""

MOST_STROKE_POINTS = 4000

Stroke = list[list[float]]


def check_strokes(name: str, value: object) -> list[Stroke]:
    """Accept a list of strokes: each is a list of (x, y), from 0 to 1 across and upwards."""
    strokes = value.tolist() if isinstance(value, np.ndarray) else value
    if not isinstance(strokes, list | tuple) or not all(map(_is_stroke, strokes)):
        raise ValueError(
            f"{name} must be a list of strokes, each a list of points (x, y) with coordinates from "
            f"0 to 1, not {shorten(value)}."
        )
    if sum(map(len, strokes)) > MOST_STROKE_POINTS:
        raise ValueError(f"{name} must have at most {MOST_STROKE_POINTS} points.")
    return [[[float(x), float(y)] for x, y in stroke] for stroke in strokes]


def _is_stroke(value: object) -> bool:
    several = isinstance(value, list | tuple | np.ndarray) and len(value) > 0
    return several and all(map(_is_point, value))


def _is_point(value: object) -> bool:
    several = isinstance(value, list | tuple | np.ndarray) and len(value) == 2
    return several and all(isinstance(one, Real) and 0 <= one <= 1 for one in value)


def small_picture(strokes: Sequence[Stroke]) -> NDArray[np.float64]:
    """Turn strokes into a picture like those of `dl101.datasets.digits`, shape (64,).

    As those were: the drawing is stretched to a size and centred in a bitmap, its pen is made so
    wide that the amount of ink is the same for all, and a grey value is the fraction of black
    pixels in a block of 4 by 4. Without strokes the picture is white.
    """
    if not strokes:
        return np.zeros((SIDE // BLOCK) ** 2)
    points = np.concatenate([np.asarray(stroke) for stroke in strokes]) * [1, -1]
    low, high = points.min(axis=0), points.max(axis=0)
    scale = _scale(high - low)
    placed = [
        (np.asarray(stroke) * [1, -1] - (low + high) / 2) * scale + SIDE / 2 for stroke in strokes
    ]
    starts = np.concatenate([one[:-1] if len(one) > 1 else one for one in placed])
    ends = np.concatenate([one[1:] if len(one) > 1 else one for one in placed])
    distances = _distances(starts, ends)
    edge = min(np.partition(distances, INK - 1)[INK - 1], THICKEST)
    # As rounding goes, pixels that are equally far might be told apart here and not in the page.
    black = (distances <= edge + NEARLY).reshape(SIDE // BLOCK, BLOCK, SIDE // BLOCK, BLOCK)
    return black.mean(axis=(1, 3)).ravel()


def _scale(size: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels for each unit of the pad, across and down."""
    across, down = (
        length / extent if extent else np.inf for length, extent in zip(BOX, size, strict=True)
    )
    if np.isinf(across) and np.isinf(down):
        return np.zeros(2)
    return np.array([min(across, MOST_STRETCH * down), min(down, MOST_STRETCH * across)])


def _distances(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each pixel's centre is from the nearest of some segments, row after row of pixels."""
    centres = np.arange(SIDE) + 0.5
    pixels = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 1, 2)
    along = ends - starts
    square = (along**2).sum(axis=1)
    share = ((pixels - starts) * along).sum(axis=2) / np.where(square, square, 1.0)
    nearest = starts + np.clip(share, 0.0, 1.0)[..., np.newaxis] * along
    return np.hypot(*np.moveaxis(pixels - nearest, -1, 0)).min(axis=1)
