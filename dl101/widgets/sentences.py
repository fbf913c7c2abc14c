"""What happens at a node, in words and in numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

import dl101
from dl101.drawing.looks import short_name
from dl101.drawing.numbers import format_value
from dl101.nodes import Node, Variable, constant, placeholder

_INFIX = {
    "Add": "+",
    "AddN": "+",
    "Sub": "-",
    "Mul": "\N{MULTIPLICATION SIGN}",
    "RealDiv": "/",
    "MatMul": "·",
    "Equal": "==",
    "NotEqual": "!=",
    "Greater": ">",
    "GreaterEqual": ">=",
    "Less": "<",
    "LessEqual": "<=",
    "LogicalAnd": "and",
    "LogicalOr": "or",
}
_PATTERNS = {
    "Neg": "-{}",
    "Abs": "|{}|",
    "Square": "{}²",
    "Sqrt": "√{}",
    "Pow": "{}^{}",
    "LogicalNot": "not {}",
    "StridedSlice": "part of {}",
}
_AUTOMATIC_NAME = r"(.*/)?{}(_\d+)?"


@dataclass(frozen=True)
class Sentence:
    """Where a value comes from.

    Attributes
    ----------
    rows : list of str
        The sentence in pieces to be written below one another.
    text : str
        The whole.
    """

    rows: list[str]
    text: str


def about_source(node: Node, value: object, fed: bool, held: object) -> Sentence:
    """Say where a value comes from that is not computed.

    Parameters
    ----------
    node : Node
        A variable, a constant, or a node that is fed.
    value : array_like
        Its value.
    fed : bool
        Whether it is fed.
    held : array_like or None
        The value it has in the reader's session or feed.

    Returns
    -------
    Sentence
    """
    name, text = short_name(node), format_value(value)
    if fed:
        extra = "" if isinstance(node, placeholder) else " instead of being computed"
        head = f"{name} is fed{extra}"
    elif isinstance(node, Variable):
        if np.array_equal(value, held):
            words = f"{name} is a variable; the session holds"
            return Sentence(
                [f"{name} is a variable", f"the session holds {text}"], f"{words} {text}"
            )
        rows = [
            f"{name} is a variable",
            f"set to {text}",
            f"(the session holds {format_value(held)})",
        ]
        return Sentence(rows, f"{rows[0]}, {rows[1]} {rows[2]}")
    else:
        head = f"{name} is a constant"
    return Sentence([head, text], f"{head}: {text}")


def about_operation(node: Node, values: Mapping[Node, object]) -> Sentence:
    """Write an operation as a formula, then with numbers, then its value.

    Parameters
    ----------
    node : Node
        An operation.
    values : mapping of Node to ndarray
        The values of its inputs and its own.

    Returns
    -------
    Sentence
    """
    head = short_name(node)
    if not _automatic(node):
        head = f"{node.op_type} '{head}'"
    if values[node] is None:
        return Sentence([head, "has no value"], f"{head} has no value")
    formula = _write(node, symbol)
    numbers = _write(node, lambda i: format_value(values[i]))
    result = format_value(values[node])
    parts = [formula, *([numbers] if numbers not in (formula, result) else []), result]
    return Sentence([head, *(f"= {part}" for part in parts)], " = ".join([head, *parts]))


def symbol(node: Node) -> str:
    """Name an input; a number that has no name of its own stands for itself.

    Parameters
    ----------
    node : Node

    Returns
    -------
    str
    """
    if isinstance(node, constant) and _automatic(node) and node.value.size == 1:
        return format_value(node.value)
    return short_name(node)


def _automatic(node: Node) -> bool:
    pattern = _AUTOMATIC_NAME.format(re.escape(node.op_type))
    return re.fullmatch(pattern, node.name) is not None


def _write(node: Node, text_of: Callable[[Node], str]) -> str:
    texts = [text_of(i) for i in node.inputs]
    if node.op_type in _INFIX and len(texts) > 1:
        return f" {_INFIX[node.op_type]} ".join(_transposed(node, texts))
    if node.op_type in _PATTERNS:
        return _PATTERNS[node.op_type].format(*map(_enclosed, texts))
    if getattr(node, "axis", None) is not None:
        texts.append(axis_text(node.axis))
    return f"{function_name(node)}({', '.join(texts)})"


def axis_text(axis: int | Sequence[int]) -> str:
    """Write an argument, as in axis=0 or axis=(0, 1).

    Parameters
    ----------
    axis : int or sequence of int

    Returns
    -------
    str
    """
    numbers = [str(i) for i in np.atleast_1d(axis)]
    return f"axis={numbers[0]}" if len(numbers) == 1 else f"axis=({', '.join(numbers)})"


def _transposed(node: Node, texts: list[str]) -> list[str]:
    flags = [getattr(node, f"transpose_{side}", False) for side in "ab"]
    flags += [False] * (len(texts) - 2)
    first, *others = texts
    texts = [first, *map(_enclosed, others)]
    return [f"{text}ᵀ" if flag else text for text, flag in zip(texts, flags, strict=True)]


def _enclosed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


def function_name(node: Node) -> str:
    """Find the name under which readers call an operation.

    Parameters
    ----------
    node : Node

    Returns
    -------
    str
    """
    name = type(node).__name__
    if name.islower() and (hasattr(dl101, name) or hasattr(dl101.nn, name)):
        return name
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.op_type).lower()
