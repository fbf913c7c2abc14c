"""What happens at a node on the way forward, in words and in numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from dl101.drawing.looks import short_name
from dl101.drawing.numbers import format_matrix
from dl101.nodes import Node, Variable, constant, placeholder
from dl101.widgets.formulas import operation_formula


class Sentence(NamedTuple):
    """Where a value comes from."""

    rows: list[str]
    """The sentence in pieces, to be written below one another."""
    text: str
    """The whole sentence."""


def about_source(node: Node, value: object, fed: bool, held: object) -> Sentence:
    """Say where a value comes from that is not computed.

    `held` is the value that the node has in the reader's session or feed.
    """
    name, text = short_name(node), format_matrix(value)
    if isinstance(node, Variable) and not fed:
        head = f"{name} is a variable"
        if np.array_equal(value, held):
            return Sentence(
                [head, f"the session holds {text}"], f"{head}; the session holds {text}"
            )
        rows = [head, f"set to {text}", f"(the session holds {format_matrix(held)})"]
        return Sentence(rows, f"{head}, {rows[1]} {rows[2]}")
    if not fed:
        head = f"{name} is a constant"
    elif isinstance(node, placeholder):
        head = f"{name} is fed"
    else:
        head = f"{name} is fed instead of being computed"
    return Sentence([head, text], f"{head}: {text}")


def about_operation(node: Node, values: Mapping[Node, object]) -> Sentence:
    """Write an operation as a formula, then with numbers, then its value."""
    head = short_name(node)
    if not _named_automatically(node):
        head = f"{node.op_type} '{head}'"
    if values[node] is None:
        return Sentence([head, "has no value"], f"{head} has no value")
    shapes = {n: np.shape(values[n]) for n in (node, *node.inputs)}
    formula = operation_formula(node, shapes)
    symbols, result = formula.write(symbol), format_matrix(values[node])
    numbers = formula.write(lambda i: format_matrix(values[i]))
    parts = [symbols, *([numbers] if numbers not in (symbols, result) else []), result]
    rows = [head, *(f"= {part}" for part in parts)]
    return Sentence(rows, " ".join(rows))


def symbol(node: Node) -> str:
    """Name an input; a constant number without a name of its own is written as a number."""
    if isinstance(node, constant) and _named_automatically(node) and node.value.size == 1:
        return format_matrix(node.value)
    return short_name(node)


def _named_automatically(node: Node) -> bool:
    return re.fullmatch(rf"(.*/)?{re.escape(node.op_type)}(_\d+)?", node.name) is not None
