"""The element types a node can have: five of NumPy's dtypes, and how numbers get one."""

import numpy as np

from .checks import shorten

float32 = np.dtype("float32")
float64 = np.dtype("float64")
int32 = np.dtype("int32")
int64 = np.dtype("int64")
bool_ = np.dtype("bool")

SUPPORTED = (float32, float64, int32, int64, bool_)
NO_GRADIENT = (
    "Where gradients() or compute_gradients() gave it, the result does not depend on that variable."
)
_INT32 = np.iinfo(np.int32)


def as_dtype(dtype) -> np.dtype:
    """Turn a dtype, its name or a Python type into one of the five; TypeError for any other."""
    try:
        found = np.dtype(dtype) if dtype is not None else None
    except (TypeError, ValueError):
        found = None
    # np.dtype("float64") == None is true, as NumPy takes None for float64.
    if found is None or found not in SUPPORTED:
        names = ", ".join(d.name for d in SUPPORTED)
        raise TypeError(f"dl101 has no dtype {shorten(dtype)}; use one of {names}.")
    return found


def is_floating(dtype: np.dtype) -> bool:
    """Say whether `dtype` is float32 or float64: whether derivatives make sense."""
    return dtype.kind == "f"


def promote(*dtypes: np.dtype) -> np.dtype:
    """Find the dtype in which values of several dtypes meet.

    Floating types win over integers and keep their width: float32 with int64 is float32
    (NumPy would say float64), so that float32 is kept once it was asked for.
    """
    floating = [d for d in dtypes if is_floating(d)]
    return np.result_type(*(floating or dtypes))


def to_array(value, dtype: np.dtype | None = None) -> np.ndarray:
    """Turn numbers, nested lists or an array into an array of a supported dtype.

    Python's floats become float64 and its integers int32 (int64 where they need it). An array
    keeps a supported dtype, and is returned itself where nothing has to change. Numbers are
    never rounded to fit an integer or boolean dtype: that raises TypeError.
    """
    if type(value) is np.ndarray and value.dtype == dtype:
        return value
    if value is None:
        raise TypeError(f"None cannot become a tensor. {NO_GRADIENT}")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(
            f"{shorten(value)} is not a rectangular array: its rows differ in length."
        ) from error
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"{shorten(value)} cannot become a tensor: dl101 computes with numbers and "
            f"booleans, and this has NumPy dtype {array.dtype}."
        )
    wanted = dtype or _natural_dtype(value, array)
    if array.dtype == wanted:
        return array
    with np.errstate(all="ignore"):
        converted = array.astype(wanted)
    if not is_floating(wanted) and not np.array_equal(converted, array):
        raise TypeError(
            f"{shorten(value)} cannot become {wanted.name} without losing something; round or "
            f"cast it yourself, or ask for another dtype, such as float64 or int64."
        )
    return converted


def _natural_dtype(value, array: np.ndarray) -> np.dtype:
    if hasattr(value, "dtype") and array.dtype in SUPPORTED:
        return array.dtype
    if array.dtype.kind == "f":
        return float32 if array.dtype == float32 else float64
    if array.dtype.kind == "b":
        return bool_
    fits = array.size == 0 or (_INT32.min <= array.min() and array.max() <= _INT32.max)
    return int32 if fits and not hasattr(value, "dtype") else int64
