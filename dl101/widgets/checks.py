"""Checks of what readers hand to a widget, and the trait that applies them."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized

import numpy as np
import traitlets
from numpy.typing import NDArray

from dl101.nodes import Node

MOST_POINTS = 2000
"""More points than this make the picture slow and say nothing more."""

MOST_CLASSES = 3
"""Colours and marker shapes that readers can tell apart."""


class InvalidValue(traitlets.TraitError, ValueError):
    """A widget was given something that it cannot show."""


class Checked(traitlets.TraitType):
    """A trait whose value goes through a function of the widget's choice.

    Parameters
    ----------
    check : callable
        Takes the widget, the trait's name and the value; returns the value to keep, or raises.
    to_json : callable
        Takes the kept value; returns what the front end gets.
    """

    def __init__(
        self,
        check: Callable[[object, str, object], object],
        to_json: Callable[[object], object],
    ) -> None:
        super().__init__(default_value=None)
        self._check = check
        self.tag(
            sync=True,
            echo_update=False,
            to_json=lambda value, widget: None if value is None else to_json(value),
        )

    def validate(self, obj: object, value: object) -> object:
        """Return the value to keep."""
        return self._check(obj, self.name, value)


class Array(Checked):
    """A trait that holds a read-only NumPy array and travels as nested lists.

    Parameters
    ----------
    check : callable
        Takes the widget, the trait's name and the value; returns an array, or raises.
    """

    def __init__(self, check: Callable[[object, str, object], NDArray]) -> None:
        super().__init__(check, np.ndarray.tolist)

    def validate(self, obj: object, value: object) -> NDArray:
        """Return a copy that cannot be changed in place, which nobody would notice."""
        array = np.array(super().validate(obj, value))
        array.setflags(write=False)
        return array


class _Worded(traitlets.TraitType):
    """A trait of a simple type that refuses other values in our words."""

    kind: str

    def validate(self, obj: object, value: object) -> object:
        """Return `value`."""
        try:
            return super().validate(obj, value)
        except traitlets.TraitError:
            raise InvalidValue(f"{self.name} must be {self.kind}, not {value!r:.60}") from None


class Whole(_Worded, traitlets.Int):
    """A trait that holds a whole number."""

    kind = "a whole number"


class Text(_Worded, traitlets.Unicode):
    """A trait that holds a string."""

    kind = "a string"


class Flag(_Worded, traitlets.Bool):
    """A trait that is true or false."""

    kind = "True or False"


class Finite(traitlets.Float):
    """A trait that holds a finite number."""

    def validate(self, obj: object, value: object) -> float:
        """Return `value` as a float."""
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = float("nan")
        if not np.isfinite(number):
            raise InvalidValue(f"{self.name} must be a finite number, not {value!r:.60}")
        return number


def finite_array(name: str, value: object, shape: Sequence[int | None]) -> NDArray[np.float64]:
    """Return `value` as finite float64 numbers of a given shape.

    Parameters
    ----------
    name : str
        What the reader calls the value, for the message.
    value : array_like
        The value.
    shape : sequence of int or None
        Expected sizes; None stands for any.

    Returns
    -------
    ndarray of float64
        The numbers.

    Raises
    ------
    InvalidValue
        If they are no numbers, of another shape, or not finite.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind == "c":
            raise TypeError("complex numbers have no place in the plane")
        array = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidValue(
            f"{name} must be numbers in rows of equal length: {error!s:.90}"
        ) from None
    wanted = "(" + ", ".join("n" if size is None else str(size) for size in shape)
    wanted += ",)" if len(shape) == 1 else ")"
    fits = len(array.shape) == len(shape) and all(
        size in (None, actual) for size, actual in zip(shape, array.shape, strict=True)
    )
    if not fits:
        raise InvalidValue(f"{name} must have shape {wanted}, not {array.shape}")
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise InvalidValue(f"{name} must be finite, but {name}{list(where)} is {array[where]}")
    return array


def _is_empty(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim > 0 and len(value) == 0
    return isinstance(value, Sized) and not isinstance(value, Node) and len(value) == 0


def plane_points(name: str, value: object) -> NDArray[np.float64]:
    """Return `value` as points of the plane, shape (n, 2).

    Parameters
    ----------
    name : str
        What the reader calls the value, for the message.
    value : array_like, shape (n, 2)
        The points; an empty list stands for none.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        The points.

    Raises
    ------
    InvalidValue
        If the shape is wrong, a coordinate is not finite, or there are too many points.
    """
    if _is_empty(value):
        return np.zeros((0, 2))
    array = finite_array(name, value, (None, 2))
    if len(array) > MOST_POINTS:
        raise InvalidValue(
            f"{name} has {len(array)} rows; at most {MOST_POINTS} points can be shown: "
            f"pass a sample, e.g. {name}[::{-(-len(array) // MOST_POINTS)}]"
        )
    return array


def class_labels(name: str, value: object, classes: int) -> NDArray[np.int64]:
    """Return `value` as class numbers 0 … `classes` - 1.

    Parameters
    ----------
    name : str
        What the reader calls the value, for the message.
    value : array_like of int, shape (n,)
        The class numbers.
    classes : int
        How many classes there are.

    Returns
    -------
    ndarray of int64, shape (n,)
        The class numbers.

    Raises
    ------
    InvalidValue
        If they are not whole numbers, not in one dimension, or out of range.
    """
    if _is_empty(value):
        return np.zeros(0, dtype=np.int64)
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):
        raise InvalidValue(
            f"{name} must have shape (n,): one class number for each point"
        ) from None
    if array.ndim == 2 and array.shape[1] > 1:
        raise InvalidValue(
            f"{name} must have shape (n,), not {array.shape}: "
            f"if each row is one-hot, pass {name}.argmax(axis=1)"
        )
    if array.ndim != 1:
        raise InvalidValue(f"{name} must have shape (n,), not {array.shape}")
    if array.dtype.kind not in "iufb" or not np.array_equal(array, np.round(array)):
        raise InvalidValue(f"{name} must be whole numbers: 0 for the first class, and so on")
    outside = array[(array < 0) | (array >= classes)]
    if outside.size:
        raise InvalidValue(
            f"{name} must lie between 0 and {classes - 1} for {classes} classes, "
            f"but {name}[{int(np.flatnonzero(array == outside[0])[0])}] is {outside[0]}"
        )
    return array.astype(np.int64)


def limits(name: str, value: object) -> tuple[float, float]:
    """Return `value` as a pair of finite numbers, the smaller first.

    Parameters
    ----------
    name : str
        What the reader calls the value, for the message.
    value : array_like, shape (2,)
        Lower and upper limit.

    Returns
    -------
    tuple of float
        Lower and upper limit.

    Raises
    ------
    InvalidValue
        If there are not two finite numbers in rising order.
    """
    low, high = finite_array(name, value, (2,))
    if low >= high:
        raise InvalidValue(f"{name} must rise, but {low:g} is not below {high:g}")
    return float(low), float(high)
