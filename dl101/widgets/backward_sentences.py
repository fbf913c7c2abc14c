"""What happens at a node on the way back, in words and in numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dl101.drawing.looks import short_name
from dl101.drawing.numbers import format_matrix
from dl101.dtypes import is_floating
from dl101.nodes import Node
from dl101.widgets.backward import Backward, Slot
from dl101.widgets.formulas import Formula
from dl101.widgets.sentences import Sentence, symbol

TIMES = "\N{MULTIPLICATION SIGN}"
_LONGEST_ON_ARROW = 30


def about_gradient(backward: Backward, node: Node, values: Mapping[Node, object]) -> Sentence:
    """Say what a node's gradient is, and where it comes from.

    `values` are those of the evaluation and of the gradients.
    """
    if node not in backward.totals:
        rows = _about_none(backward, node)
    elif node is backward.loss:
        rows = _about_loss(backward, node, values)
    else:
        rows = _about_sum(backward, node, values)
    head = f"Back to {short_name(node)}"
    return Sentence([head, *rows], f"{head}: {'; '.join(rows)}")


def on_arrow(backward: Backward, slot: Slot, values: Mapping[Node, object]) -> list[str]:
    """Write what stands on the arrow to a consumer: a local derivative and the contribution.

    Where these are no single numbers, it is the rule in symbols.
    """
    consumer, i = slot
    if slot not in backward.slopes:
        names = {backward.totals[consumer]: _grad(consumer)}
        formula = backward.formulas[slot]
        text = formula.write(lambda n: names.get(n) or symbol(n)) if formula else ""
        return [text if 0 < len(text) <= _LONGEST_ON_ARROW else "by its rule"]
    part = values[backward.parts[consumer.inputs[i]][slot]]
    slope = values[backward.slopes[slot][0]]
    factor = f"{TIMES} {_plain(slope)}" if _is_product(backward, slot, values) else ""
    return [factor, f"= {format_matrix(part)}"]


def _about_loss(backward: Backward, node: Node, values: Mapping) -> list[str]:
    name, one = short_name(node), format_matrix(values[backward.totals[node]])
    if np.ndim(values[node]):
        return [
            f"{_grad(node)} = {one}",
            f"{name} has several entries: their sum is differentiated",
        ]
    return [f"{_grad(node)} = {one}: {name} grows as fast as itself"]


def _about_sum(backward: Backward, node: Node, values: Mapping) -> list[str]:
    parts = backward.parts[node]
    rows = _silent_consumers(backward, node)
    if len(parts) == 1:
        ((slot, part),) = parts.items()
        return rows + _about_part(backward, f"{_grad(node)} =", slot, part, values)
    summands = []
    for slot, part in parts.items():
        label = _label(slot, parts)
        rows += _about_part(backward, f"from {label}:", slot, part, values)
        summands.append(f"{format_matrix(values[part])} (from {label})")
    total = " + ".join(summands).replace("+ -", "- ")
    return [*rows, f"{_grad(node)} = {total} = {format_matrix(values[backward.totals[node]])}"]


def _about_part(
    backward: Backward, head: str, slot: Slot, part: Node, values: Mapping
) -> list[str]:
    if slot in backward.slopes and _is_product(backward, slot, values):
        return _as_product(backward, head, slot, part, values)
    consumer, i = slot
    names = {backward.totals[consumer]: _grad(consumer)}
    formula = backward.formulas[slot]
    rows = [_equations(head, formula, values[part], values, names)]
    if np.shape(values[consumer]) != np.shape(values[consumer.inputs[i]]) and formula:
        written = formula.write(lambda n: str(np.shape(values[n])))
        rows.append(f"shapes: {written} → {np.shape(values[part])}")
    return rows


def _as_product(
    backward: Backward, head: str, slot: Slot, part: Node, values: Mapping
) -> list[str]:
    """Write a contribution as gradient times local derivative."""
    consumer, i = slot
    grad, slope = values[backward.totals[consumer]], values[backward.slopes[slot][0]]
    node = consumer.inputs[i]
    below = short_name(node) if consumer.inputs.count(node) == 1 else f"(input {i + 1})"
    ratio = f"∂{short_name(consumer)}/∂{below}"
    numbers = f"{format_matrix(grad)} {TIMES} {_plain(slope)} = {format_matrix(values[part])}"
    return [
        _equations(f"{ratio} =", backward.slope_formulas[slot], slope, values, {}),
        f"{head} {_grad(consumer)} {TIMES} {ratio} = {numbers}",
    ]


def _is_product(backward: Backward, slot: Slot, values: Mapping) -> bool:
    """Say whether a contribution is the consumer's gradient times the local derivative."""
    consumer, i = slot
    part = values[backward.parts[consumer.inputs[i]][slot]]
    grad, slope = values[backward.totals[consumer]], values[backward.slopes[slot][0]]
    with np.errstate(all="ignore"):  # of infinite gradients, a product may be nan
        return bool(np.isclose(part, grad * slope, equal_nan=True))


def _silent_consumers(backward: Backward, node: Node) -> list[str]:
    """Name the consumers that contribute nothing, and say why."""
    rows = []
    for consumer in reversed(backward.evaluation.order):
        if consumer in backward.evaluation.fed:
            continue
        for i, needed in enumerate(consumer.inputs):
            if needed is node and not backward.has_part(consumer, i):
                rows.append(f"from {short_name(consumer)} nothing: {_why(backward, consumer)}")
    return rows


def _why(backward: Backward, consumer: Node) -> str:
    if consumer in backward.totals:
        return f"the rule of {consumer.op_type} gives None"
    if not is_floating(consumer.dtype):
        return f"it is {consumer.dtype.name}"
    return "no gradient reaches it"


def _about_none(backward: Backward, node: Node) -> list[str]:
    if not is_floating(node.dtype):
        return [f"it is {node.dtype.name}, and only floating numbers have a gradient"]
    return ["no gradient arrives (None)", *_silent_consumers(backward, node)]


def _equations(
    head: str, formula: Formula | None, value: object, values: Mapping, names: Mapping[Node, str]
) -> str:
    """Write a formula in symbols, in numbers, and its value."""
    result = format_matrix(value)
    if formula is None:
        return f"{head} {result}, by the rule of the operation"
    symbols = formula.write(lambda n: names.get(n) or symbol(n))
    numbers = formula.write(lambda n: format_matrix(values[n]))
    texts = [symbols, *([numbers] if numbers not in (symbols, result) else [])]
    return f"{head} {' = '.join([*texts, *([result] if result != symbols else [])])}"


def _label(slot: Slot, parts: Mapping) -> str:
    consumer, i = slot
    several = sum(other is consumer for other, _ in parts) > 1
    return short_name(consumer) + (f", input {i + 1}" if several else "")


def _grad(node: Node) -> str:
    """Name the gradient with respect to a node, as in grad_x."""
    name = short_name(node)
    return f"grad_{name}" if name.isidentifier() else f"grad_({name})"


def _plain(value: object) -> str:
    text = format_matrix(value)
    return f"({text})" if text.startswith("-") else text
