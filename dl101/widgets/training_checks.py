"""Checks of what a training ground is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from dl101.widgets.checks import MOST_CLASSES, InvalidValue, class_labels, plane_points
from dl101.widgets.training_data import Data

MOST_LAYERS = 4
"""More hidden layers than this do not fit beside each other."""

MOST_UNITS = 16
"""More units in a layer than this do not fit below each other."""


def own_data(value: object) -> Data:
    """Check the reader's own points and labels, a pair of arrays."""
    try:
        points, labels = value
    except (TypeError, ValueError):
        raise InvalidValue(
            f"dataset must be the name of one, or a pair (points, labels), not {value!r:.80}"
        ) from None
    return checked_data(points, labels, MOST_CLASSES)


def checked_data(points: ArrayLike, labels: ArrayLike, classes: int) -> Data:
    """Check points and their labels together."""
    data = Data(plane_points("points", points), class_labels("labels", labels, classes))
    if len(data.points) != len(data.labels):
        raise InvalidValue(
            f"points has {len(data.points)} rows but labels has {len(data.labels)}: give each "
            "point one label"
        )
    return data


def class_count(data: Data) -> int:
    """Count the classes of a data set; there are two at least."""
    return max(2, int(data.labels.max(initial=0)) + 1)


def one_of(name: str, value: object, names: Iterable[str]) -> None:
    """Raise InvalidValue if `value` is none of the names."""
    known = list(names)
    if not isinstance(value, str) or value not in known:
        near = difflib.get_close_matches(str(value)[:60], known, 1)
        meant = f": did you mean {near[0]!r}?" if near else ""
        raise InvalidValue(
            f"{name} is one of {', '.join(map(repr, known))}, not {value!r:.60}{meant}"
        )


def hidden_widths(name: str, value: object) -> tuple[int, ...]:
    """Return the numbers of hidden units; a single number stands for one layer."""
    several = isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)
    widths = tuple(value) if several else (value,)
    whole = all(isinstance(w, int | np.integer) and not isinstance(w, bool) for w in widths)
    if not whole or len(widths) > MOST_LAYERS or not all(1 <= w <= MOST_UNITS for w in widths):
        raise InvalidValue(
            f"{name} holds the number of units of each hidden layer, at most {MOST_LAYERS} numbers "
            f"from 1 to {MOST_UNITS}, such as (4,) or (8, 8), not {value!r:.60}"
        )
    return tuple(int(width) for width in widths)


def possible_setting(name: str, value: float | None) -> float | None:
    """Return a number that sets the training, if it is possible; None where it may be missing."""
    if value is None:
        return None
    possible, wanted = {
        "learning_rate": (0 < value <= 100, "above 0 and at most 100"),
        "batch_size": (value >= 1, "at least 1, or None for all points"),
        "noise": (0 <= value <= 4, "from 0 to 4"),
        "pace": (value > 0, "above 0 steps a second, or None for as many as possible"),
    }[name]
    if not possible:
        raise InvalidValue(f"{name} must be {wanted}, not {value!r:.60}")
    return value
