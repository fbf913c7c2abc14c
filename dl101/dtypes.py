"""The element types a node can have, and how numbers and arrays get one.

They are NumPy's own dtype objects, so that they work wherever NumPy takes one.
"""

import operator
from numbers import Real

import numpy as np

float32 = np.dtype("float32")
float64 = np.dtype("float64")
int32 = np.dtype("int32")
int64 = np.dtype("int64")
bool_ = np.dtype("bool")

SUPPORTED = (float32, float64, int32, int64, bool_)
_INT32 = np.iinfo(np.int32)


def as_dtype(dtype) -> np.dtype:
    """Turn a dtype, its name or a Python type into one of the supported dtypes.

    Parameters
    ----------
    dtype : numpy.dtype, type or str
        For example ``dl101.float32``, ``"float32"``, ``numpy.float32`` or ``float``.

    Returns
    -------
    numpy.dtype
        One of float32, float64, int32, int64 and bool.

    Raises
    ------
    TypeError
        If it is none of these.
    """
    try:
        found = np.dtype(dtype) if dtype is not None else None
    except (TypeError, ValueError, DeprecationWarning):
        # A warning, where it is an error: of some things, old versions of NumPy only warn.
        found = None
    # np.dtype("float64") == None is true, as NumPy takes None for float64.
    if found is None or found not in SUPPORTED:
        names = ", ".join(d.name for d in SUPPORTED)
        raise TypeError(f"dl101 has no dtype {dtype!r:.60}; use one of {names}.")
    return found


def is_floating(dtype: np.dtype) -> bool:
    """Say whether `dtype` is float32 or float64: whether derivatives make sense."""
    return dtype.kind == "f"


def promote(*dtypes: np.dtype) -> np.dtype:
    """Find the dtype in which values of several dtypes meet.

    Floating types win over integers and keep their width: float32 with int64 is
    float32 (NumPy would say float64), so that float32 is kept once it was asked for.
    """
    floating = [d for d in dtypes if is_floating(d)]
    return np.result_type(*(floating or dtypes))


def to_array(value, dtype: np.dtype | None = None) -> np.ndarray:
    """Turn numbers, nested lists or an array into an array of a supported dtype.

    Python's floats become float64 and its integers int32 (int64 where they need it),
    as TensorFlow does but for the width of floats. Arrays keep a supported dtype.

    Parameters
    ----------
    value : array_like
        Numbers or booleans; every row of a nested list must have the same length.
    dtype : numpy.dtype, optional
        The dtype wanted. A number is never changed to fit an integer or boolean dtype.

    Returns
    -------
    numpy.ndarray
        The same array object where nothing had to change.

    Raises
    ------
    TypeError
        If `value` holds anything but numbers and booleans, or one that does not fit.
    ValueError
        If the rows of a nested list differ in length.
    """
    if isinstance(value, np.ndarray) and value.dtype == dtype:
        return value
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(
            f"{_shorten(value)} is not a rectangular array: its rows differ in length."
        ) from error
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"{_shorten(value)} cannot become a tensor: dl101 computes with numbers and "
            f"booleans, and this has NumPy dtype {array.dtype}."
        )
    wanted = dtype or _natural_dtype(value, array)
    if array.dtype == wanted:
        return array
    with np.errstate(all="ignore"):
        converted = array.astype(wanted)
    if not is_floating(wanted) and not np.array_equal(converted, array):
        raise TypeError(
            f"{_shorten(value)} cannot become {wanted.name} without losing something; round or "
            f"cast it yourself, or ask for another dtype, such as float64 or int64."
        )
    return converted


def as_flag(name: str, value) -> bool:
    """Turn a setting that is on or off into True or False; None is off.

    Raises
    ------
    TypeError
        If it is anything but True, False, 1, 0 and None, such as a name in the wrong place.
    """
    if not (value is None or isinstance(value, bool | np.bool_ | int)):
        raise TypeError(f"{name} is True or False, not {value!r:.60}.")
    return bool(value)


def as_number(name: str, value):
    """Return a setting that is a finite number as it is.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    number = isinstance(value, Real | np.ndarray) and np.ndim(value) == 0
    if not (number and np.isfinite(to_array(value))):
        raise ValueError(f"{name} is a finite number, not {value!r:.60}.")
    return value


def as_whole(name: str, value) -> int:
    """Turn a setting that is a whole number into Python's int.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is a whole number, not {value!r:.60}.") from None


def _natural_dtype(value, array: np.ndarray) -> np.dtype:
    if hasattr(value, "dtype") and array.dtype in SUPPORTED:
        return array.dtype
    if array.dtype.kind == "f":
        return float32 if array.dtype == float32 else float64
    if array.dtype.kind == "b":
        return bool_
    fits = array.size == 0 or (_INT32.min <= array.min() and array.max() <= _INT32.max)
    return int32 if fits and not hasattr(value, "dtype") else int64


def _shorten(value, length: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= length else text[: length - 1] + "…"
