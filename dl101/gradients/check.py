"""Checking gradients against numbers: central differences beside what `gradients` says."""

from typing import NamedTuple

import numpy as np

from ..dtypes import as_number, is_floating
from ..operations import reduce_sum
from ..session import as_feeds, session_for
from .backprop import gradients


class GradientError(NamedTuple):
    """How far one gradient is from its central difference.

    Attributes
    ----------
    name : str
        The node by which was differentiated.
    shape : tuple of int
    index : tuple of int
        Where the two differ most.
    gradient, difference : float
        What `gradients` and what the central difference says there.
    error : float
        Their distance, relative to the larger of 1 and the largest difference quotient.
    """

    name: str
    shape: tuple
    index: tuple
    gradient: float
    difference: float
    error: float


class GradientCheck:
    """The result of `check_gradients`: true if all gradients are right, a table as text.

    Parameters
    ----------
    errors : list of GradientError
    tolerance : float
    """

    def __init__(self, errors: list[GradientError], tolerance: float):
        self.errors = errors
        self.tolerance = tolerance

    @property
    def worst(self) -> float:
        """The largest error; nan if one is nan."""
        return float(np.max([e.error for e in self.errors]))

    def __bool__(self) -> bool:
        return all(e.error <= self.tolerance for e in self.errors)

    def __repr__(self) -> str:
        width = max(len("node"), *(len(e.name) for e in self.errors))
        lines = [f"{'node':{width}}  {'worst at':>12} {'gradient':>14} {'difference':>14}  verdict"]
        for e in self.errors:
            verdict = "agrees" if e.error <= self.tolerance else f"WRONG by {e.error:.2g}"
            place = str(list(e.index)) if e.index else "-"
            values = f"{e.gradient:>14.6g} {e.difference:>14.6g}"
            lines.append(f"{e.name:{width}}  {place:>12} {values}  {verdict}")
        return "\n".join(lines)


def check_gradients(
    ys, xs, feed_dict=None, session=None, *, delta: float | None = None, tolerance=None
) -> GradientCheck:
    """Compare `gradients` with central differences, entry by entry.

    Parameters
    ----------
    ys : Node or sequence of Node
        What to differentiate; entries are summed.
    xs : Node or sequence of Node
        What to differentiate by; floating numbers of any shape. Each of their entries
        costs two runs.
    feed_dict : mapping, optional
        Values for placeholders.
    session : Session, optional
        Whose variables to use; by default the default session, or a new one.
    delta : float, optional
        How far to move each entry, relative to its size (at least 1); by default the cube
        root of the precision of its dtype.
    tolerance : float, optional
        The largest error that counts as agreement; by default 1e-6 for float64, 2e-2 for
        float32.

    Returns
    -------
    GradientCheck
        True if all gradients agree; its text is a table.

    Raises
    ------
    TypeError
        If one of `xs` is not a floating number.
    ValueError
        If `ys` does not depend on one of `xs`, or a placeholder is not fed.

    Notes
    -----
    A random operation on the way makes the two runs of a difference incomparable.

    See Also
    --------
    tf.test.compute_gradient_error
    """
    ys = list(ys) if isinstance(ys, list | tuple) else [ys]
    xs = list(xs) if isinstance(xs, list | tuple) else [xs]
    if not ys:
        raise ValueError("There is nothing to differentiate: ys is empty.")
    found = gradients(ys, xs)
    session = session_for(ys[0].graph, session)
    feeds = dict(as_feeds(feed_dict))
    delta = None if delta is None else as_number("delta", delta)
    tolerance = None if tolerance is None else as_number("tolerance", tolerance)
    with ys[0].graph.as_default():
        sums = [reduce_sum(y) for y in ys]
    errors = []
    for x, gradient in zip(xs, found, strict=True):
        if not is_floating(x.dtype):
            raise TypeError(f"'{x.name}' is {x.dtype.name}: it has no derivative to check.")
        if gradient is None:
            raise ValueError(f"The result does not depend on '{x.name}': there is no gradient.")
        errors.append(_compare(x, gradient, sums, session, feeds, delta))
    loose = any(x.dtype.itemsize < 8 for x in xs)
    return GradientCheck(errors, (2e-2 if loose else 1e-6) if tolerance is None else tolerance)


def _compare(x, gradient, sums, session, feeds, delta) -> GradientError:
    start, exact = session.run([x, gradient], feeds)
    start, exact = np.asarray(start), np.asarray(exact)
    if exact.shape != start.shape:
        raise ValueError(
            f"The gradient of '{x.name}' has shape {exact.shape}, and '{x.name}' {start.shape}."
        )
    numeric = np.empty(start.shape)
    for index in np.ndindex(*start.shape):
        numeric[index] = _central_difference(x, start, index, sums, session, feeds, delta)
    scale = max(1.0, np.abs(numeric).max(initial=0))
    distance = np.abs(exact - numeric) / scale
    if not start.size:
        return GradientError(x.name, start.shape, (), 0.0, 0.0, 0.0)
    # nan compares as the worst of all.
    worst = np.unravel_index(np.argmax(np.where(np.isnan(distance), np.inf, distance)), start.shape)
    worst = tuple(int(i) for i in worst)
    return GradientError(
        x.name,
        start.shape,
        worst,
        float(exact[worst]),
        float(numeric[worst]),
        float(distance[worst]),
    )


def _central_difference(x, start, index, sums, session, feeds, delta) -> float:
    step = delta or float(np.finfo(x.dtype).eps) ** (1 / 3)
    step *= max(1.0, abs(float(start[index])))
    totals = []
    for moved in (start[index] + step, start[index] - step):
        value = start.copy()
        value[index] = moved
        totals.append((float(value[index]), sum(map(float, session.run(sums, feeds | {x: value})))))
    (x_high, high), (x_low, low) = totals
    return (high - low) / (x_high - x_low)
