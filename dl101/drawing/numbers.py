"""Values as short text: a few digits, a few entries, the same on every platform."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike

_DIGITS = 3


def format_value(value: ArrayLike, width: int = 32) -> str:
    """Write a value in a line of text, shortened if it is large.

    Parameters
    ----------
    value : array_like
        Numbers or booleans, any shape.
    width : int, optional
        How many characters all entries may take. If they take more, each axis shows its first
        entries and ``…``.

    Returns
    -------
    str
        Numbers have about three significant digits.

    Examples
    --------
    >>> format_value([[1.5, -2.0], [0.0, 12345.678]])
    '[[1.5, -2], [0, 12346]]'
    >>> format_value(np.arange(200.0).reshape(100, 2))
    '[[0, 1], …]'
    """
    array = np.asarray(value)
    largest = _largest(array)
    if 3 * array.size <= width + 2:
        text = _nested(array, largest, array.shape)
        if len(text) <= width:
            return text
    return _nested(array, largest, _entries_shown(array.ndim))


def _entries_shown(ndim: int) -> tuple[int, ...]:
    return (3,) if ndim == 1 else (1,) * (ndim - 1) + (2,)


def _nested(array: np.ndarray, largest: float, shown: tuple[int, ...]) -> str:
    if array.ndim == 0:
        return _number(array[()], largest)
    parts = [_nested(part, largest, shown[1:]) for part in array[: shown[0]]]
    if len(array) > shown[0]:
        parts.append("…")
    return f"[{', '.join(parts)}]"


def _largest(array: np.ndarray) -> float:
    if array.dtype.kind != "f":
        return 0.0
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max(initial=0.0)) if array.ndim else 0.0


def _number(x, largest: float) -> str:
    """Write one number; beside `largest`, mere rounding noise is 0."""
    if isinstance(x, np.bool_ | np.integer):
        return str(x)
    x = float(x)
    if not np.isfinite(x):
        return str(x)
    if x == 0 or abs(x) < 1e-14 * largest:
        return "0"
    # First to 12 digits: sums whose last bits differ between machines then round alike.
    exact = Decimal(f"{x:.12g}")
    exponent = exact.adjusted()
    rounded = exact.quantize(Decimal(1).scaleb(_place(exponent)), ROUND_HALF_UP)
    exponent = rounded.adjusted()
    if -4 <= exponent <= 5:
        text = f"{rounded:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = f"{rounded.scaleb(-exponent):f}".rstrip("0").rstrip(".")
    return f"{mantissa}e{exponent}"


def _place(exponent: int) -> int:
    """Say which power of ten is the last to be written; up to 999999, all before the point."""
    last = exponent - _DIGITS + 1
    return min(last, 0) if exponent <= 5 else last
