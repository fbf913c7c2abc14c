"""Twenty digits drawn by a script, two of each: strokes on a pad, in coordinates from 0 to 1."""

from __future__ import annotations

import itertools
import math

Stroke = list[list[float]]


def line(*corners: tuple[float, float]) -> Stroke:
    """Straight from corner to corner."""
    points = [corners[0]]
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        points += [(x1 + i / 8 * (x2 - x1), y1 + i / 8 * (y2 - y1)) for i in range(1, 9)]
    return [[round(x, 3), round(y, 3)] for x, y in points]


def arc(x: float, y: float, across: float, up: float, start: float, end: float) -> Stroke:
    """Part of an ellipse about (x, y), between angles in degrees: 0 is right and 90 is up."""
    angles = [math.radians(start + i / 24 * (end - start)) for i in range(25)]
    points = [(x + across * math.cos(angle), y + up * math.sin(angle)) for angle in angles]
    return [[round(x, 3), round(y, 3)] for x, y in points]


# Two ways to write each digit: large and small, with one stroke or two.
DRAWINGS: dict[int, tuple[list[Stroke], list[Stroke]]] = {
    0: ([arc(0.5, 0.5, 0.22, 0.36, 90, 450)], [arc(0.4, 0.45, 0.17, 0.2, 60, 425)]),
    1: ([line((0.5, 0.9), (0.5, 0.1))], [line((0.38, 0.7), (0.52, 0.85), (0.5, 0.15))]),
    2: (
        [arc(0.5, 0.68, 0.2, 0.2, 170, -30) + line((0.66, 0.57), (0.3, 0.12), (0.74, 0.12))],
        [
            arc(0.45, 0.72, 0.16, 0.14, 150, -40)
            + line((0.56, 0.62), (0.32, 0.3), (0.45, 0.34), (0.66, 0.28))
        ],
    ),
    3: (
        [arc(0.48, 0.7, 0.2, 0.18, 150, -90) + arc(0.48, 0.32, 0.23, 0.2, 90, -150)],
        [line((0.3, 0.85), (0.68, 0.85), (0.48, 0.56)) + arc(0.46, 0.33, 0.2, 0.22, 80, -140)],
    ),
    4: (
        [line((0.56, 0.9), (0.22, 0.4), (0.8, 0.4)), line((0.6, 0.62), (0.56, 0.1))],
        [line((0.34, 0.85), (0.3, 0.5), (0.7, 0.52)), line((0.68, 0.88), (0.62, 0.12))],
    ),
    5: (
        [line((0.7, 0.88), (0.36, 0.88), (0.33, 0.55)) + arc(0.47, 0.34, 0.22, 0.22, 120, -140)],
        [
            line((0.35, 0.8), (0.35, 0.52)) + arc(0.45, 0.38, 0.17, 0.17, 115, -130),
            line((0.35, 0.8), (0.64, 0.82)),
        ],
    ),
    6: (
        [arc(0.72, 0.5, 0.42, 0.42, 105, 185) + arc(0.5, 0.3, 0.2, 0.18, 180, 540)],
        [line((0.55, 0.88), (0.38, 0.5)) + arc(0.5, 0.32, 0.15, 0.17, 150, 500)],
    ),
    7: (
        [line((0.25, 0.86), (0.74, 0.86), (0.42, 0.1))],
        [line((0.3, 0.84), (0.7, 0.86), (0.48, 0.16)), line((0.36, 0.5), (0.74, 0.5))],
    ),
    8: (
        [arc(0.5, 0.7, 0.17, 0.17, 90, 450), arc(0.5, 0.31, 0.21, 0.22, 90, 450)],
        [
            arc(0.52, 0.68, 0.15, 0.15, 30, 270)
            + arc(0.48, 0.35, 0.17, 0.18, 90, -250)
            + line((0.54, 0.52), (0.66, 0.74))
        ],
    ),
    9: (
        [arc(0.48, 0.68, 0.19, 0.19, 0, 360) + line((0.67, 0.68), (0.6, 0.1))],
        [
            arc(0.46, 0.66, 0.18, 0.18, 20, 350)
            + line((0.64, 0.7), (0.63, 0.3))
            + arc(0.48, 0.3, 0.15, 0.16, 0, -120)
        ],
    ),
}

LABELS = [digit for digit in DRAWINGS for _ in range(2)]
"""Which digits the twenty drawings are meant to be."""

STROKES = [strokes for two in DRAWINGS.values() for strokes in two]
"""The strokes of each."""
