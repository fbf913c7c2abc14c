"""Values as short text: a few digits, a few entries, the same on every platform."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike

_WIDTH = 32
_FULL = 4  # of arrays up to this long and wide, a matrix shows every number


def format_value(value: ArrayLike) -> str:
    """Write numbers or booleans in a line of text, with about three significant digits.

    Where all entries would take more than 32 characters, each axis shows its first entries and
    ``…``.

    >>> format_value([[1.5, -2.0], [0.0, 12345.678]])
    '[[1.5, -2], [0, 12346]]'
    >>> format_value(np.arange(200.0).reshape(100, 2))
    '[[0, 1], …]'
    """
    array = np.asarray(value)
    largest = _largest(array)
    if 3 * array.size <= _WIDTH + 2:
        text = _nested(array, largest, array.shape)
        if len(text) <= _WIDTH:
            return text
    shown = (3,) if array.ndim == 1 else (1,) * (array.ndim - 1) + (2,)
    return _nested(array, largest, shown)


def format_matrix(value: ArrayLike) -> str:
    """Write numbers as `format_value` does, but always all of them up to 4 by 4.

    >>> format_matrix([[0.125, -2.75], [1000.5, 3.25], [-1.25, 0.375]])
    '[[0.125, -2.75], [1001, 3.25], [-1.25, 0.375]]'
    >>> format_matrix(np.eye(5) / 8)
    '[[0.125, 0, 0, …], [0, 0.125, 0, …], [0, 0, 0.125, …], …]'
    """
    array = np.asarray(value)
    text = format_value(array)
    if "…" not in text or not 1 <= array.ndim <= 2:
        return text
    return _nested(array, _largest(array), tuple(n if n <= _FULL else 3 for n in array.shape))


def matrix_rows(text: str) -> list[list[str]]:
    """Take apart what `format_matrix` has written of a matrix: its rows, entry by entry.

    >>> matrix_rows("[[1, 2, …], …]")
    [['1', '2', '…'], ['⋮', '⋮', '⋮']]
    """
    body = text.removeprefix("[[").removesuffix("]").removesuffix(", …").removesuffix("]")
    rows = [row.split(", ") for row in body.split("], [")]
    return rows + [["⋮"] * len(rows[0])] * text.endswith(", …]")


def _nested(array: np.ndarray, largest: float, shown: tuple[int, ...]) -> str:
    if array.ndim == 0:
        return _number(array[()], largest)
    parts = [_nested(part, largest, shown[1:]) for part in array[: shown[0]]]
    if len(array) > shown[0]:
        parts.append("…")
    return f"[{', '.join(parts)}]"


def _largest(array: np.ndarray) -> float:
    if array.dtype.kind != "f" or array.ndim == 0:
        return 0.0
    return float(np.abs(array[np.isfinite(array)]).max(initial=0.0))


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
    last = exact.adjusted() - 2
    if exact.adjusted() <= 5:  # up to 999999, every digit before the point is written
        last = min(last, 0)
    rounded = exact.quantize(Decimal(1).scaleb(last), ROUND_HALF_UP)
    exponent = rounded.adjusted()
    if -4 <= exponent <= 5:
        return _without_zeros(rounded)
    return f"{_without_zeros(rounded.scaleb(-exponent))}e{exponent}"


def _without_zeros(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
