"""Checking gradients against numbers: central differences beside what `gradients` says."""

from typing import NamedTuple

import numpy as np

from ..checks import check_nonempty_list, check_number
from ..dtypes import is_floating
from ..graph import topological_order
from ..operations import reduce_sum
from ..operations.random import RandomOperation
from ..session import as_feeds, session_for
from .backprop import gradients


class GradientError(NamedTuple):
    """How far one gradient is from its central difference, where the two differ most.

    `error` is their distance, relative to the larger of 1 and the largest central difference.
    """

    name: str
    index: tuple[int, ...]
    gradient: float
    difference: float
    error: float


class GradientCheck:
    """The result of `check_gradients`: true if all gradients are right, a table as text."""

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
    """Compare the gradients of `ys` with respect to each of `xs` with central differences.

    Each entry of `xs` costs two runs, in which it is moved by `delta` up and down, relative to
    its size (at least 1); by default by the cube root of the precision of its dtype. Errors up
    to `tolerance` count as agreement; by default 1e-6 for float64, 2e-2 for float32.
    """
    ys = check_nonempty_list("ys", ys if isinstance(ys, list | tuple) else [ys])
    xs = check_nonempty_list("xs", xs if isinstance(xs, list | tuple) else [xs])
    found = gradients(ys, xs)
    session = session_for(ys[0].graph, session)
    feeds = dict(as_feeds(feed_dict))
    for node in topological_order(ys, given=feeds):
        if isinstance(node, RandomOperation):
            raise ValueError(
                f"'{node.name}' is drawn anew at each run, so that two runs cannot be compared: "
                f"feed it a value."
            )
    delta = None if delta is None else check_number("delta", delta)
    tolerance = None if tolerance is None else check_number("tolerance", tolerance)
    with ys[0].graph.as_default():
        sums = [reduce_sum(y) for y in ys]
    errors = []
    for x, gradient in zip(xs, found, strict=True):
        if not is_floating(x.dtype):
            raise TypeError(f"'{x.name}' is {x.dtype.name}: it has no derivative to check.")
        if gradient is None:
            raise ValueError(f"The result does not depend on '{x.name}': there is no gradient.")
        errors.append(_compare(x, gradient, sums, session, feeds, delta))
    if tolerance is None:
        tolerance = 2e-2 if any(x.dtype.itemsize < 8 for x in xs) else 1e-6
    return GradientCheck(errors, tolerance)


def _compare(x, gradient, sums, session, feeds, delta) -> GradientError:
    start, exact = (np.asarray(value) for value in session.run([x, gradient], feeds))
    if exact.shape != start.shape:
        raise ValueError(
            f"The gradient of '{x.name}' has shape {exact.shape}, and '{x.name}' {start.shape}."
        )
    if not start.size:
        return GradientError(x.name, (), 0.0, 0.0, 0.0)
    numeric = np.empty(start.shape)
    for index in np.ndindex(*start.shape):
        numeric[index] = central_difference(x, start, index, sums, session, feeds, delta)
    distance = np.abs(exact - numeric) / max(1.0, np.abs(numeric).max())
    # nan compares as the worst of all.
    worst = np.unravel_index(np.argmax(np.where(np.isnan(distance), np.inf, distance)), start.shape)
    worst = tuple(int(i) for i in worst)
    return GradientError(
        x.name, worst, float(exact[worst]), float(numeric[worst]), float(distance[worst])
    )


def central_difference(x, start, index, sums, session, feeds, delta=None) -> float:
    """Measure how fast `sums` change with one entry of `x`, around its value `start`."""
    step = delta or float(np.finfo(x.dtype).eps) ** (1 / 3)
    step *= max(1.0, abs(float(start[index])))
    totals = []
    for moved in (start[index] + step, start[index] - step):
        value = start.copy()
        value[index] = moved
        totals.append((float(value[index]), sum(map(float, session.run(sums, feeds | {x: value})))))
    (x_high, high), (x_low, low) = totals
    return (high - low) / (x_high - x_low)
