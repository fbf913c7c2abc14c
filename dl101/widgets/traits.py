"""Traits whose values are checked, and the checks that only widgets need."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import traitlets
from numpy.typing import NDArray

from dl101.checks import (
    check_array,
    check_choice,
    check_flag,
    check_number,
    check_whole,
)

MOST_POINTS = 2000
"""More points than this make the picture slow and say nothing more."""

MOST_CLASSES = 3
"""Colours and marker shapes that readers can tell apart."""


class InvalidValue(traitlets.TraitError, ValueError):
    """A widget was given something that it cannot show."""


class Checked(traitlets.TraitType):
    """A trait shared with the page, whose values go through a function of its name and the value.

    `to_json` turns the kept value into what the page gets.
    """

    def __init__(
        self,
        check: Callable[[str, object], object],
        default: object = None,
        *,
        to_json: Callable[[object], object] | None = None,
        allow_none: bool = False,
    ) -> None:
        super().__init__(default, allow_none=allow_none)
        self._check = check
        self.tag(sync=True)
        if to_json is not None:
            self.tag(to_json=lambda value, _widget: None if value is None else to_json(value))

    def validate(self, _widget: object, value: object) -> object:
        """Return the value to keep."""
        try:
            return self._check(self.name, value)
        except (TypeError, ValueError) as error:
            raise InvalidValue(str(error)) from None


class Number(Checked):
    """A trait that holds a finite number from `low` to `high`, but not `excluded`.

    It may be None if that is its default.
    """

    def __init__(
        self,
        default: float | None,
        low: float = -np.inf,
        high: float = np.inf,
        *,
        excluded: float | None = None,
    ) -> None:
        def check(name: str, value: object) -> float:
            number = float(check_number(name, value, low, high))
            if number == excluded:
                raise ValueError(f"{name} must not be {excluded}.")
            return number

        super().__init__(check, default, allow_none=default is None)


class Whole(Checked):
    """A trait that holds a whole number from `low` to `high`; None if that is its default."""

    def __init__(self, default: int | None, low: float = -np.inf, high: float = np.inf) -> None:
        def check(name: str, value: object) -> int:
            return check_whole(name, value, low, high)

        super().__init__(check, default, allow_none=default is None)


class Choice(Checked):
    """A trait that holds one of several strings."""

    def __init__(self, default: str, choices: Iterable[str]) -> None:
        super().__init__(lambda name, value: check_choice(name, value, choices), default)


class Flag(Checked):
    """A trait that holds True or False."""

    def __init__(self, default: bool) -> None:
        super().__init__(check_flag, default)


class Array(Checked):
    """A trait that holds a read-only NumPy array and travels as nested lists."""

    def __init__(self, check: Callable[[str, object], NDArray]) -> None:
        super().__init__(check, to_json=np.ndarray.tolist)

    def validate(self, widget: object, value: object) -> NDArray:
        """Return a copy: changes of it in place would go unnoticed."""
        array = np.array(super().validate(widget, value))
        array.setflags(write=False)
        return array


def check_points(name: str, value: object) -> NDArray[np.float64]:
    """Accept points of the plane, shape (n, 2)."""
    array = check_array(name, value, (None, 2))
    if len(array) > MOST_POINTS:
        raise ValueError(
            f"{name} has {len(array)} rows; at most {MOST_POINTS} points can be shown: "
            f"pass a sample, e.g. {name}[::{-(-len(array) // MOST_POINTS)}]."
        )
    return array


def check_same_length(points: NDArray, labels: NDArray) -> None:
    """Check that each point has one label."""
    if len(points) != len(labels):
        # A TraitError: where both are set together, traitlets then restores both.
        raise InvalidValue(
            f"points has {len(points)} rows but labels has {len(labels)}: give each point one "
            "label, and set both at once with set_points(points, labels)."
        )
