"""What a gradient predicts when one number of a graph is moved, and what happens then."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import NamedTuple

import numpy as np

from dl101.nodes import Node
from dl101.widgets.backward import Backward
from dl101.widgets.sliders import round_number

_HALF = 20
"""How many values of h a curve has on either side of 0."""

_MOST_CURVES = 16
_MOST_ENTRIES = 6
_MOST_NODES = 400
"""Limits on what is computed before anybody asks: curves, entries of a node's value, and nodes
computed at each h for all of the curves together."""


class Nudge(NamedTuple):
    """How much a loss changes when one number of the graph grows by h."""

    predicted: float
    """The number's gradient times h."""
    actual: float
    """What is found when everything that depends on the number is computed anew."""


def nudge(
    backward: Backward, values: Mapping[Node, object], node: Node, index: tuple[int, ...], h: float
) -> Nudge:
    """Move one number of a node's value by h.

    `values` are those of the evaluation and of the gradients.
    """
    _value, slope, loss = _numbers(backward, values, node, index)
    return Nudge(slope * h, _moved(backward, values, node, index)(h) - loss)


def curve(backward: Backward, values: Mapping[Node, object], node: Node, entry: int) -> dict:
    """Move one number to either side, and write down for the page what becomes of the loss.

    ``entry`` counts the numbers of the node's value row by row. ``loss`` and ``slope`` are the loss
    and the number's gradient; ``changes``, how much the loss changes at evenly spaced h from
    -``reach`` to ``reach``, None where it is not finite or cannot be computed. Rounding makes
    ``noise`` of a change. Where number, gradient or loss is not finite, there are no changes.
    """
    index = np.unravel_index(entry, np.shape(values[node]))
    value, slope, loss = _numbers(backward, values, node, index)
    found = {"node": node.name, "entry": entry}
    if not all(map(isfinite, (value, slope, loss))):
        return found | {"changes": []}
    reach = round_number(max(1.0, abs(value)))
    loss_at = _moved(backward, values, node, index)
    changes = [_change(loss_at, reach * k / _HALF, loss) for k in range(-_HALF, _HALF + 1)]
    eps = max(np.finfo(one.dtype).eps for one in (node, backward.loss))
    noise = 8 * float(eps) * max(abs(loss), abs(slope * value))
    return found | {
        "loss": loss,
        "slope": slope,
        "reach": reach,
        "noise": noise,
        "changes": changes,
    }


def first_numbers(backward: Backward, values: Mapping[Node, object]) -> Iterator[tuple[Node, int]]:
    """Choose the numbers whose curves a saved notebook keeps, the last nodes visited first."""
    left = min(_MOST_CURVES, _MOST_NODES // len(backward.evaluation.order))
    for node in reversed(movable(backward, values)):
        size = np.size(values[node])
        if size <= min(left, _MOST_ENTRIES):
            left -= size
            yield from ((node, entry) for entry in range(size))


def movable(backward: Backward, values: Mapping[Node, object]) -> list[Node]:
    """List the nodes whose numbers have a gradient, in the order of the visits."""
    totals = backward.totals
    found = [node for node in backward.order if node in totals and np.size(values[node])]
    return [node for node in found if np.shape(values[totals[node]]) == np.shape(values[node])]


def _numbers(
    backward: Backward, values: Mapping[Node, object], node: Node, index: tuple[int, ...]
) -> tuple[float, float, float]:
    """Look up a number, its gradient, and the loss, of which several entries are summed."""
    gradient = values[backward.totals[node]]
    value, slope = (float(np.asarray(array)[index]) for array in (values[node], gradient))
    return value, slope, float(np.sum(values[backward.loss]))


def _moved(
    backward: Backward, values: Mapping[Node, object], node: Node, index: tuple[int, ...]
) -> Callable[[float], float]:
    """Make a function of h that computes the loss with the number moved by h."""
    evaluation, loss = backward.evaluation, backward.loss
    moving = evaluation.dependents(node)
    still = {other: values[other] for other in evaluation.order if other not in moving}

    def loss_at(h: float) -> float:
        value = np.array(values[node])
        value[index] += h
        return float(np.sum(evaluation.compute_more([loss], {**still, node: value})[loss]))

    return loss_at


def _change(loss_at: Callable[[float], float], h: float, loss: float) -> float | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            change = loss_at(h) - loss
        except Exception:  # whatever an operation raises on such a value: there is none here
            return None
    # Digits that differ between machines are not written down.
    return float(f"{change:.10g}") if isfinite(change) else None
