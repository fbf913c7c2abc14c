"""Sliders for the numbers of a graph's inputs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl101.checks import check_array, check_interval
from dl101.drawing.looks import short_name
from dl101.nodes import Node, Variable, placeholder
from dl101.widgets.traits import InvalidValue

MOST_SLIDERS = 12
"""More sliders than this leave no room for the drawing."""

_USUAL = 5.0
_STEPS = 100
_TRIALS = 24


class Entry(NamedTuple):
    """One number of an input, and the range of its slider."""

    node: Node
    index: tuple[int, ...]
    """Where in the input's value the number is."""
    low: float
    high: float
    step: float

    @property
    def label(self) -> str:
        """The number as Python would write it, such as x[0]."""
        where = ", ".join(map(str, self.index))
        return short_name(self.node) + (f"[{where}]" if self.index else "")

    def described(self, start: float) -> dict:
        """Describe the slider to the front end."""
        digits = max(0, -math.floor(math.log10(self.step) + 1e-9))
        return {
            "label": self.label,
            "min": self.low,
            "max": self.high,
            "step": self.step,
            "digits": digits,
            "start": start,
        }


def entries_of(sliders: object, given: Mapping[Node, NDArray]) -> list[Entry]:
    """Give every number of the chosen inputs a slider.

    `sliders` is a node, several nodes, or a mapping of nodes to (low, high) or (low, high, step);
    `given` holds the present values of all inputs.
    """
    entries = [
        entry for node, span in _pairs(sliders) for entry in _entries_of_node(node, span, given)
    ]
    if len(entries) > MOST_SLIDERS:
        raise InvalidValue(
            f"{len(entries)} numbers would need a slider each, and there is room for "
            f"{MOST_SLIDERS}: choose fewer or smaller inputs."
        )
    return entries


def _pairs(sliders: object) -> Iterable[tuple[object, object]]:
    """Pair each input with its range, None for the default."""
    if sliders is None:
        return []
    if isinstance(sliders, Mapping):
        return sliders.items()
    several = isinstance(sliders, Iterable) and not isinstance(sliders, Node)
    return [(node, None) for node in (sliders if several else [sliders])]


def _entries_of_node(node: object, span: object, given: Mapping[Node, NDArray]) -> list[Entry]:
    if not isinstance(node, Node):
        raise TypeError(f"sliders are for placeholders and variables; {node!r:.60} is no node.")
    if not isinstance(node, placeholder | Variable):
        raise InvalidValue(
            f"'{node.name}' cannot have sliders: it is computed ({node.op_type}). Choose "
            f"placeholders or variables, such as those it is computed from."
        )
    if node not in given:
        raise InvalidValue(f"'{node.name}' cannot have sliders: nothing here is computed from it.")
    value = given[node]
    low, high, step = _range(f"the range of '{node.name}'", span, value)
    if np.any((value < low) | (value > high)):
        raise InvalidValue(
            f"'{node.name}' starts outside of its sliders, which go from {low:g} to {high:g}."
        )
    return [Entry(node, index, low, high, step) for index in np.ndindex(value.shape)]


def _range(name: str, span: object, value: NDArray) -> tuple[float, float, float]:
    """Return the limits and the step of the sliders."""
    step = 1.0 if value.dtype.kind in "iub" else None
    if span is None and value.dtype.kind == "b":
        low, high = 0.0, 1.0
    elif span is None:
        high = max(_USUAL, float(np.ceil(2 * np.max(np.abs(value.astype(float)), initial=0))))
        low = -high
    elif np.ndim(span) == 1 and len(span) == 3:
        *ends, step = check_array(name, span, (3,)).tolist()
        low, high = check_interval(name, ends)
        if step <= 0:
            raise InvalidValue(f"{name}: the step must be positive, not {step:g}.")
    else:
        low, high = check_interval(name, span)
    return low, high, step or round_number((high - low) / _STEPS)


def round_number(size: float) -> float:
    """Find 1, 2 or 5 times a power of ten, not above `size`."""
    power = 10.0 ** math.floor(math.log10(size) + 1e-9)
    factor = max(f for f in (1, 2, 5) if f * power <= size * (1 + 1e-9))
    return float(f"{factor * power:.12g}")


def read_numbers(entries: list[Entry], given: Mapping[Node, NDArray]) -> list[float]:
    """Read the sliders' numbers from the inputs."""
    return [float(given[entry.node][entry.index]) for entry in entries]


def write_numbers(
    entries: list[Entry], numbers: Iterable[float], given: Mapping[Node, NDArray]
) -> dict[Node, NDArray]:
    """Write the sliders' numbers into copies of the inputs."""
    changed = dict(given)
    for node in {entry.node for entry in entries}:
        changed[node] = given[node].copy()
    for entry, number in zip(entries, numbers, strict=True):
        whole = changed[entry.node].dtype.kind in "iub"
        changed[entry.node][entry.index] = round(number) if whole else number
    return changed


def trial_numbers(entries: list[Entry]) -> Iterator[list[float]]:
    """Choose settings of the sliders: both ends of all, and some in between."""
    if not entries:
        return
    low, high = ([getattr(entry, end) for entry in entries] for end in ("low", "high"))
    steps = np.array([entry.step for entry in entries])
    random = np.random.default_rng(0)
    yield low
    yield high
    for _ in range(_TRIALS):
        away = random.uniform(0, np.subtract(high, low))
        yield (np.array(low) + np.round(away / steps) * steps).tolist()
