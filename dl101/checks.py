"""Checks of arguments, called where the public API begins.

Each takes what the argument is called and its value, returns the value in the form that the
caller needs, and raises TypeError or ValueError with a sentence that says what came and what
was expected.
"""

import difflib
import operator
from collections.abc import Iterable, Sequence
from math import isfinite
from numbers import Real

import numpy as np


def shorten(value, length: int = 60) -> str:
    """Return ``repr(value)``, cut to `length` characters."""
    text = repr(value)
    return text if len(text) <= length else text[: length - 1] + "…"


def check_flag(name: str, value) -> bool:
    """Accept True, False, 1, 0, and None for False."""
    if not (value is None or isinstance(value, bool | np.bool_ | int)):
        raise TypeError(f"{name} must be True or False, not {shorten(value)}.")
    return bool(value)


def check_number(name: str, value, low: float = -np.inf, high: float = np.inf):
    """Accept a finite number from `low` to `high`, both included."""
    try:
        fits = isinstance(value, Real | np.ndarray) and np.ndim(value) == 0 and isfinite(value)
    except OverflowError:  # an integer too large for a float
        fits = False
    if not (fits and low <= value <= high):
        raise ValueError(f"{name} must be a finite number{_between(low, high)}, not {value!r:.60}.")
    return value


def check_whole(name: str, value, low: float = -np.inf, high: float = np.inf) -> int:
    """Accept a whole number from `low` to `high`, both included; True and False are none."""
    try:
        number = operator.index(None if isinstance(value, bool | np.bool_) else value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, not {shorten(value)}.") from None
    if not low <= number <= high:
        raise ValueError(f"{name} must be a whole number{_between(low, high)}, not {number}.")
    return number


def _between(low, high) -> str:
    if np.isinf(low) and np.isinf(high):
        return ""
    if np.isinf(high):
        return f", {low} or more"
    return f", {high} or less" if np.isinf(low) else f" from {low} to {high}"


def check_text(name: str, value) -> str:
    """Accept a string that can be written into a file."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {shorten(value)}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} holds half a character: {shorten(value)}.") from None
    return value


def check_choice(name: str, value, choices: Iterable[str]) -> str:
    """Accept one of several strings."""
    choices = list(choices)
    if not isinstance(value, str) or value not in choices:
        near = difflib.get_close_matches(str(value)[:60], choices, 1)
        raise ValueError(
            f"{name} must be one of {', '.join(map(repr, choices))}, not {shorten(value)}."
            + (f" Did you mean {near[0]!r}?" if near else "")
        )
    return value


def check_callable(name: str, value):
    """Accept a function."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, not {shorten(value)}.")
    return value


def check_nonempty_list(name: str, values) -> list:
    """Accept a list, tuple or array with at least one entry."""
    several = isinstance(values, list | tuple) or (isinstance(values, np.ndarray) and values.ndim)
    if not several or not len(values):
        raise ValueError(f"{name} must be a list of at least one, not {shorten(values)}.")
    return list(values)


def check_array(name: str, value, shape: Sequence[int | None], finite: bool = True) -> np.ndarray:
    """Accept numbers of a shape, in which None stands for any length; return them as float64.

    An empty list will do where the first length is None.
    """
    try:
        array = np.asarray(value)
        array = array.astype(np.float64) if array.dtype.kind in "iufb" else None
    except (TypeError, ValueError, OverflowError):
        array = None
    if array is None:
        raise ValueError(f"{name} must be numbers in rows of equal length, not {shorten(value)}.")
    if array.size == 0 and shape and shape[0] is None:
        array = array.reshape([n or 0 for n in shape])
    fits = len(array.shape) == len(shape) and all(
        wanted in (None, n) for wanted, n in zip(shape, array.shape, strict=True)
    )
    if not fits:
        lengths = ", ".join("n" if n is None else str(n) for n in shape)
        wanted = f"({lengths},)" if len(shape) == 1 else f"({lengths})"
        raise ValueError(f"{name} must have shape {wanted}, not {array.shape}.")
    if finite and not np.isfinite(array).all():
        where = [int(i) for i in np.argwhere(~np.isfinite(array))[0]]
        raise ValueError(f"{name} must be finite, but {name}{where} is {array[tuple(where)]}.")
    return array


def check_labels(name: str, value, classes: int = 3) -> np.ndarray:
    """Accept class numbers from 0 to `classes` - 1, shape (n,)."""
    if getattr(value, "ndim", 1) == 2:
        raise ValueError(
            f"{name} must have shape (n,), not {value.shape}: if each row is one-hot, "
            f"pass {name}.argmax(axis=1)."
        )
    array = check_array(name, value, (None,))
    if -1 in array and np.isin(array, (-1, 1)).all():
        raise ValueError(
            f"{name} are -1 or 1, but classes are counted from 0 here: pass np.array({name}) > 0."
        )
    wrong = np.flatnonzero(~np.isin(array, range(classes)))
    if wrong.size:
        raise ValueError(
            f"{name} must be whole numbers from 0 to {classes - 1}, one for each point, but "
            f"{name}[{wrong[0]}] is {array[wrong[0]]:g}."
        )
    return array.astype(np.int64)


def check_interval(name: str, value) -> tuple[float, float]:
    """Accept two finite numbers, the smaller one first."""
    low, high = check_array(name, value, (2,))
    if not low < high:
        raise ValueError(f"{name} must rise, but {low:g} is not below {high:g}.")
    return float(low), float(high)
