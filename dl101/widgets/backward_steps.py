"""Backpropagation in words and numbers: one step for each node that it visits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dl101.drawing.looks import short_name
from dl101.drawing.numbers import format_value
from dl101.dtypes import is_floating
from dl101.nodes import Node, Operation
from dl101.widgets.backward import Backward
from dl101.widgets.formulas import Formula
from dl101.widgets.sentences import Sentence, symbol

TIMES = "\N{MULTIPLICATION SIGN}"


def backward_steps(
    backward: Backward, values: Mapping[Node, object], rows: Mapping[Node, int], first: int
) -> list[dict]:
    """Write backpropagation down for the front end to play, as `trace.steps` does the rest.

    Parameters
    ----------
    backward : Backward
    values : mapping of Node to ndarray
        Those of the evaluation and of the gradients.
    rows : mapping of Node to int
        In which line of its box a node's gradient stands.
    first : int
        The number of the first of these steps.

    Returns
    -------
    list of dict
        As of `trace.steps`; ``edges`` lead from the node to those that it gets gradients from.
    """
    return [_step(backward, node, values, rows, k) for k, node in enumerate(backward.order, first)]


def _step(
    backward: Backward,
    node: Node,
    values: Mapping[Node, object],
    rows: Mapping[Node, int],
    count: int,
) -> dict:
    box = f"node-{node.name}"
    slots = backward.contributions(node)
    sentence = about_gradient(backward, node, values)
    return {
        "node": node.name,
        "phase": "backward",
        "focus": [box],
        "edges": [f"edge-{consumer.name}-{i}" for consumer, i in slots],
        "reads": [[f"node-{consumer.name}", rows[consumer]] for consumer, _ in slots],
        "writes": [[box, rows[node], backward.text(node, values)]],
        "badge": str(count),
        "rows": sentence.rows,
        "sentence": sentence.text,
    }


def about_gradient(backward: Backward, node: Node, values: Mapping[Node, object]) -> Sentence:
    """Say in words what a node's gradient is, and where it comes from.

    Parameters
    ----------
    backward : Backward
    node : Node
        One of `backward.order`.
    values : mapping of Node to ndarray
        Those of the evaluation and of the gradients.

    Returns
    -------
    Sentence
    """
    if node not in backward.totals:
        rows = _about_none(backward, node)
    elif node is backward.loss:
        rows = _about_loss(backward, node, values)
    else:
        rows = _about_sum(backward, node, values)
    head = f"Back to {short_name(node)}"
    return Sentence([head, *rows], f"{head}: {'; '.join(rows)}")


def _about_loss(backward: Backward, node: Node, values: Mapping) -> list[str]:
    name, one = short_name(node), format_value(values[backward.totals[node]])
    if np.ndim(values[node]):
        return [
            f"{_d(node)} = {one}",
            f"{name} has several entries: what is differentiated is their sum",
            f"(dx is short for ∂ sum({name}) / ∂x)",
        ]
    return [f"{_d(node)} = ∂{name}/∂{name} = {one}", f"(dx is short for ∂{name}/∂x)"]


def _about_sum(backward: Backward, node: Node, values: Mapping) -> list[str]:
    parts = backward.parts[node]
    rows = _silent_consumers(backward, node)
    if len(parts) == 1:
        ((slot, part),) = parts.items()
        return rows + _about_part(backward, f"{_d(node)} =", slot, part, values)
    summands = []
    for slot, part in parts.items():
        label = _label(slot, parts)
        rows += _about_part(backward, f"from {label}:", slot, part, values)
        summands.append(f"{format_value(values[part])} (from {label})")
    total = " + ".join(summands).replace("+ -", "- ")
    return [*rows, f"{_d(node)} = {total} = {format_value(values[backward.totals[node]])}"]


def _about_part(
    backward: Backward, head: str, slot: tuple, part: Node, values: Mapping
) -> list[str]:
    if slot in backward.slopes:
        rows = _as_product(backward, head, slot, part, values)
        if rows:
            return rows
    consumer, i = slot
    names = {backward.totals[consumer]: _d(consumer)}
    formula = backward.formulas[slot]
    rows = [_equations(head, formula, values[part], values, names)]
    if np.shape(values[consumer]) != np.shape(values[consumer.inputs[i]]) and formula:
        written = formula.write(lambda n: str(np.shape(values[n])))
        rows.append(f"shapes: {written} → {np.shape(values[part])}")
    return rows


def _as_product(
    backward: Backward, head: str, slot: tuple, part: Node, values: Mapping
) -> list[str]:
    """Write a contribution as gradient times local derivative, if its rule gives that."""
    consumer, i = slot
    grad, slope = values[backward.totals[consumer]], values[backward.slopes[slot][0]]
    with np.errstate(all="ignore"):  # of infinite gradients, a product may be nan
        if not np.isclose(values[part], grad * slope, equal_nan=True):
            return []
    node = consumer.inputs[i]
    below = short_name(node) if consumer.inputs.count(node) == 1 else f"(input {i + 1})"
    ratio = f"∂{short_name(consumer)}/∂{below}"
    numbers = f"{format_value(grad)} {TIMES} {_plain(slope)} = {format_value(values[part])}"
    return [
        _equations(f"{ratio} =", backward.slope_formulas[slot], slope, values, {}),
        f"{head} {_d(consumer)} {TIMES} {ratio} = {numbers}",
    ]


def _consumers(backward: Backward, node: Node) -> list[tuple[Operation, int]]:
    return [
        (consumer, i)
        for consumer in reversed(backward.evaluation.order)
        if consumer not in backward.evaluation.fed
        for i, needed in enumerate(consumer.inputs)
        if needed is node
    ]


def _silent_consumers(backward: Backward, node: Node) -> list[str]:
    """Name the consumers that hand nothing on, and say why."""
    rows = []
    for consumer, i in _consumers(backward, node):
        if (consumer, i) in backward.parts.get(node, {}):
            continue
        name = short_name(consumer)
        if consumer in backward.totals:
            rows.append(f"from {name} nothing: the rule of {consumer.op_type} gives None")
        elif not is_floating(consumer.dtype):
            rows.append(f"from {name} nothing: it is {consumer.dtype.name}")
        else:
            rows.append(f"from {name} nothing: no gradient reaches it")
    return rows


def _about_none(backward: Backward, node: Node) -> list[str]:
    if not is_floating(node.dtype):
        return [f"it is {node.dtype.name}, and only floating numbers have a gradient"]
    return ["no gradient arrives (None)", *_silent_consumers(backward, node)]


def _equations(
    head: str, formula: Formula | None, value: object, values: Mapping, names: Mapping[Node, str]
) -> str:
    """Write a formula in symbols, in numbers, and its value."""
    result = format_value(value)
    if formula is None:
        return f"{head} {result}, by the rule of the operation"
    symbols = formula.write(lambda n: names.get(n) or symbol(n))
    numbers = formula.write(lambda n: format_value(values[n]))
    texts = [symbols, *([numbers] if numbers not in (symbols, result) else [])]
    return f"{head} {' = '.join([*texts, *([result] if result != symbols else [])])}"


def _label(slot: tuple, parts: Mapping) -> str:
    consumer, i = slot
    several = sum(other is consumer for other, _ in parts) > 1
    return short_name(consumer) + (f", input {i + 1}" if several else "")


def _d(node: Node) -> str:
    """Write the gradient with respect to a node, as in dx."""
    name = short_name(node)
    return f"d{name}" if name.isidentifier() else f"d({name})"


def _plain(value: object) -> str:
    text = format_value(value)
    return f"({text})" if text.startswith("-") else text
