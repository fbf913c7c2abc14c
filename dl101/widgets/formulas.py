"""Operations and what gradient rules made, as formulas: in symbols, in shapes, in numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from math import prod
from typing import NamedTuple

import numpy as np

import dl101
from dl101.drawing.numbers import format_value
from dl101.nodes import Node, constant

_LONGEST = 60
"""A formula of more nodes than this is not written out."""

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)

_INFIX = {
    "Add": ("+", _SUM),
    "AddN": ("+", _SUM),
    "Sub": ("-", _SUM),
    "Mul": ("\N{MULTIPLICATION SIGN}", _PRODUCT),
    "RealDiv": ("/", _PRODUCT),
    "MatMul": ("·", _PRODUCT),
    "Equal": ("==", _SUM),
    "NotEqual": ("!=", _SUM),
    "Greater": (">", _SUM),
    "GreaterEqual": (">=", _SUM),
    "Less": ("<", _SUM),
    "LessEqual": ("<=", _SUM),
    "LogicalAnd": ("and", _SUM),
    "LogicalOr": ("or", _SUM),
}
# The text, how tightly its operand must bind, and how tightly it binds itself.
_PATTERNS = {
    "Neg": ("-{}", _POWER, _SIGN),
    "Sqrt": ("√{}", _POWER, _SIGN),
    "Abs": ("|{}|", _POWER, _ATOM),
    "Square": ("{}²", _ATOM, _POWER),
    "Transpose": ("{}ᵀ", _ATOM, _POWER),
    "LogicalNot": ("not {}", _POWER, _SUM),
    "StridedSlice": ("part of {}", _POWER, _SUM),
    "ConcatPart": ("its part of {}", _POWER, _SUM),
    "PutSlice": ("{} in its place, 0 elsewhere", _POWER, _SUM),
    "ScatterAdd": ("{} added up where it was picked", _POWER, _SUM),
    "ProductsOfOthers": ("products of the other entries of {}", _POWER, _SUM),
    "AsColumn": ("{} as column", _POWER, _SUM),
    "AsRow": ("{} as row", _POWER, _SUM),
    "AsVector": ("{} as vector", _POWER, _SUM),
}
_NAMES = {"Select": "where", "SelectV2": "where", "SumToLike": "reduce_sum"}
# Their other inputs only say which shape the result has.
_ONLY_FIRST = {"SumToLike", "Spread", "PutSlice", "ConcatPart", "Reshape", "ScatterAdd"}
_TRANSPARENT = {"Identity", "Cast", "StopGradient"}
# These change nothing where the shape is right already.
_RESHAPING = {"Reshape", "SumToLike", "Spread"}


class Formula(NamedTuple):
    """An expression of known nodes."""

    node: Node | None
    """The node it stands for; None for a part that was made while simplifying."""
    kind: str
    """The type of the operation; "leaf" for a known node, "text" for a fixed text, and "Call" for
    an operation to be written as a function."""
    parts: tuple[Formula, ...] = ()
    text: str = ""
    """What is always written the same way: all of a "text", the end of another."""

    def write(self, text_of: Callable[[Node], str]) -> str:
        """Write the formula, given the text for a known node: its name, its value, its shape."""
        return self._write(text_of)[0]

    def _write(self, text_of: Callable[[Node], str]) -> tuple[str, int]:
        if self.kind in ("text", "leaf"):
            text = self.text if self.kind == "text" else text_of(self.node)
            return text, _SIGN if text.startswith("-") else _ATOM
        parts = [part._write(text_of) for part in self.parts]
        if self.kind in _INFIX:
            return _infix(self, parts)
        if self.kind in _PATTERNS:
            pattern, operand, strength = _PATTERNS[self.kind]
            return pattern.format(_enclosed(parts[0], operand)), strength
        if self.kind == "Pow":
            return "^".join(_enclosed(part, _ATOM) for part in parts), _POWER
        if self.kind == "Spread":
            return f"{_enclosed(parts[0], _PRODUCT)}{self.text}, repeated", _SUM
        name = _NAMES.get(self.kind) or _function_name(self.node)
        texts = [text for text, _ in parts] + [self.text] * bool(self.text)
        return f"{name}({', '.join(texts)})", _ATOM


def operation_formula(node: Node, shapes: Mapping[Node, tuple[int, ...]]) -> Formula:
    """Write an operation on its inputs; `shapes` are those of the node and its inputs."""
    return _operation(node, tuple(Formula(i, "leaf") for i in node.inputs), shapes)


def formula_of(
    root: Node,
    known: Collection[Node],
    shapes: Mapping[Node, tuple[int, ...]],
    one: Node | None = None,
) -> Formula | None:
    """Read a formula off the nodes that a rule has made, down to `known` nodes.

    `shapes` are those of all these nodes; `one` is a node that stands for the number 1, to be left
    out of products. Return None if the formula is too long to be read.
    """
    budget = [_LONGEST]

    def read(node: Node) -> Formula:
        budget[0] -= 1
        if budget[0] < 0:
            raise _TooLong
        if node is one:
            return _text("1")
        if node in known:
            return Formula(node, "leaf")
        if isinstance(node, constant):
            return _text(format_value(node.value))
        if node.op_type in ("ZerosLike", "OnesLike"):
            return _text("0" if node.op_type == "ZerosLike" else "1")
        inputs = node.inputs[:1] if node.op_type in _ONLY_FIRST else node.inputs
        parts = tuple(read(i) for i in inputs)
        if node.op_type in _RESHAPING and shapes[node] == shapes[node.inputs[0]]:
            return parts[0]
        if node.op_type == "ExpandDims" and len(shapes[node]) == 2:
            return Formula(node, "AsColumn" if node.axis in (1, -1) else "AsRow", parts)
        if node.op_type == "Squeeze" and len(shapes[node]) == 1:
            return Formula(node, "AsVector", parts)
        return _simplified(_operation(node, parts, shapes))

    try:
        return read(root)
    except _TooLong:
        return None


class _TooLong(Exception):
    pass


def _text(text: str) -> Formula:
    return Formula(None, "text", text=text)


def _is(formula: Formula, text: str) -> bool:
    return formula.kind == "text" and formula.text == text


def _operation(
    node: Node, parts: tuple[Formula, ...], shapes: Mapping[Node, tuple[int, ...]]
) -> Formula:
    kind = node.op_type
    if kind == "Transpose" and len(shapes[node]) != 2:
        return Formula(node, "Call", parts)
    if kind == "Spread" and node.share:
        copies = prod(shapes[node]) // max(1, prod(shapes[node.inputs[0]]))
        return Formula(node, kind, parts, f" / {copies}")
    return Formula(node, kind, parts, _axis_of(node, shapes))


def _axis_of(node: Node, shapes: Mapping[Node, tuple[int, ...]]) -> str:
    """Say along which axes a function works, if that matters."""
    if node.op_type == "SumToLike":
        long, short = shapes[node.inputs[0]], shapes[node]
        extra = len(long) - len(short)
        axes = [k for k, n in enumerate(long) if k < extra or n != short[k - extra]]
        return _axis_text(axes) if short else ""
    axis = getattr(node, "axis", None)
    return "" if axis is None or node.op_type in _ONLY_FIRST else _axis_text(axis)


def _axis_text(axis: int | Sequence[int]) -> str:
    """Write an argument, as in axis=0 or axis=(0, 1)."""
    numbers = [str(i) for i in np.atleast_1d(axis)]
    return f"axis={numbers[0]}" if len(numbers) == 1 else f"axis=({', '.join(numbers)})"


def _function_name(node: Node) -> str:
    """Find the name under which readers call an operation."""
    name = type(node).__name__
    if name.islower() and (hasattr(dl101, name) or hasattr(dl101.nn, name)):
        return name
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.op_type).lower()


def _simplified(formula: Formula) -> Formula:
    node, kind, parts, _ = formula
    if kind in _TRANSPARENT:
        return parts[0]
    if kind == "Neg" and parts[0].kind == "text" and not parts[0].text.startswith("-"):
        return _text(f"-{parts[0].text}")
    if kind in ("Mul", "RealDiv", "Pow") and _is(parts[1], "1"):
        return parts[0]
    if kind == "Mul":
        first, second = parts
        if _is(first, "1"):
            return second
        if _is(first, "-1"):
            return Formula(None, "Neg", (second,))
        if _is(first, "0") or _is(second, "0"):
            return _text("0")
        if second.kind == "Mul":  # the order of the products needs no parentheses
            inner = Formula(node, "Mul", (first, second.parts[0]))
            return Formula(node, "Mul", (inner, second.parts[1]))
    return formula


def _enclosed(part: tuple[str, int], least: int) -> str:
    text, strength = part
    return text if strength >= least else f"({text})"


def _infix(formula: Formula, parts: list[tuple[str, int]]) -> tuple[str, int]:
    sign, strength = _INFIX[formula.kind]
    texts = [_enclosed(parts[0], strength)]
    # A negative number is not written directly behind a sign.
    texts += [
        _enclosed(part, _POWER if part[0].startswith("-") else strength + 1) for part in parts[1:]
    ]
    if formula.kind == "MatMul":
        flags = formula.node.transpose_a, formula.node.transpose_b
        texts = [
            f"{_enclosed(part, _ATOM)}ᵀ" if flag else text
            for part, text, flag in zip(parts, texts, flags, strict=True)
        ]
    return f" {sign} ".join(texts), strength
