"""Checks of what still pictures are made from."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def must_be_axes(axes: object) -> None:
    """Raise TypeError for anything but matplotlib's axes."""
    from matplotlib.axes import Axes

    if not isinstance(axes, Axes):
        raise TypeError(f"axes are matplotlib's, as from new_figure(), not {axes!r:.60}.")


def must_be_figure(figure: object) -> None:
    """Raise TypeError for anything but a figure of matplotlib's."""
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure):
        raise TypeError(f"figure is matplotlib's, as from new_figure(), not {figure!r:.60}.")


def must_be_text(name: str, value: object) -> None:
    """Raise TypeError for anything but a string that can be written into a file."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a string, not {value!r:.60}.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} has half a character in it: {value!r:.60}.") from None


def must_be_callable(name: str, value: object) -> None:
    """Raise TypeError for anything but a function."""
    if not callable(value):
        raise TypeError(f"{name} is a function of points, not {value!r:.60}.")


def must_be_whole(name: str, value: object, low: int, high: int) -> None:
    """Raise ValueError for anything but a whole number between two, both included."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} is a whole number from {low} to {high}, not {value!r:.60}.")


def texts(name: str, value: object) -> list[str]:
    """Return several strings, of strings or numbers; raise TypeError for anything else."""
    if not isinstance(value, list | tuple) and getattr(value, "ndim", 0) != 1:
        raise TypeError(f"{name} are several strings, in a list, not {value!r:.60}.")
    found = [str(text) for text in value]
    for text in found:
        must_be_text(name, text)
    return found


def numbers(name: str, value: ArrayLike, *shape: int | None) -> NDArray[np.float64]:
    """Turn an argument into an array of numbers.

    Parameters
    ----------
    name : str
        What the argument is called.
    value : array_like
    *shape : int or None
        The lengths wanted; None for any. An empty list will do for no rows.

    Returns
    -------
    ndarray of float64

    Raises
    ------
    ValueError
        If it is anything else.
    """
    try:
        array = np.asarray(value)
        found = array.astype(np.float64) if array.dtype.kind in "iufb" else None
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise ValueError(f"{name} must be numbers, not {value!r:.60}")
    if found.size == 0 and shape[0] is None:
        found = found.reshape([n or 0 for n in shape])
    if found.ndim != len(shape) or any(
        wanted not in (None, n) for wanted, n in zip(shape, found.shape, strict=True)
    ):
        wanted = "(" + ", ".join("n" if n is None else str(n) for n in shape) + ")"
        raise ValueError(f"{name} must have shape {wanted}, not {found.shape}")
    return found


def must_rise(name: str, value: ArrayLike) -> tuple[float, float]:
    """Return a pair of finite numbers that rise; raise ValueError for anything else."""
    low, high = numbers(name, value, 2)
    if not (np.isfinite(high - low) and low < high):
        raise ValueError(f"{name} must be finite and rise, not go from {low:g} to {high:g}")
    return float(low), float(high)
