"""What a gradient rule made, as a formula: in symbols, in shapes, in numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import prod

from dl101.drawing.numbers import format_value
from dl101.nodes import Node, constant
from dl101.widgets.sentences import axis_text, function_name

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
    "Greater": (">", _SUM),
    "GreaterEqual": (">=", _SUM),
    "Less": ("<", _SUM),
    "LessEqual": ("<=", _SUM),
}
_PREFIX = {"Neg": "-", "Sqrt": "√"}
_NAMES = {"Select": "where", "SelectV2": "where", "SumToLike": "reduce_sum"}
_PATTERNS = {
    "StridedSlice": "part of {}",
    "ConcatPart": "its part of {}",
    "PutSlice": "{} in its place, else 0",
    "ScatterAdd": "{} added up in its places",
    "ProductsOfOthers": "products of the others in {}",
    "ProductAsMatrix": "{} as matrix",
}
# Their other inputs only say which shape the result has.
_ONLY_FIRST = {"SumToLike", "Spread", "PutSlice", "ConcatPart", "Reshape", "ProductAsMatrix"} | {
    "ScatterAdd",
    "Fill",
}
_TRANSPARENT = {"Identity", "Cast", "StopGradient"}
# These change nothing where the shape is right already.
_RESHAPING = {"Reshape", "SumToLike", "Spread", "AsMatrix", "ProductAsMatrix"}


@dataclass(frozen=True)
class Formula:
    """An expression of known nodes.

    Attributes
    ----------
    node : Node or None
        The node it stands for; ``None`` for a part that was made while simplifying.
    op_type : str
        The operation, or "leaf" for a known node, "text" for a fixed text, and "Call" for an
        operation to be written as a function.
    parts : tuple of Formula
    text : str
        What is always written the same way: all of a "text", the end of another.
    """

    node: Node | None
    op_type: str
    parts: tuple[Formula, ...] = ()
    text: str = ""

    def write(self, text_of: Callable[[Node], str]) -> str:
        """Write the formula.

        Parameters
        ----------
        text_of : callable
            The text for a known node: its name, its value, its shape.

        Returns
        -------
        str
        """
        return self._write(text_of)[0]

    def _write(self, text_of) -> tuple[str, int]:
        if self.op_type == "text":
            return self.text, _strength(self.text)
        if self.op_type == "leaf":
            text = text_of(self.node)
            return text, _strength(text)
        parts = [part._write(text_of) for part in self.parts]
        if self.op_type in _INFIX:
            return _infix(self, parts)
        if self.op_type in _PREFIX:
            return _PREFIX[self.op_type] + _enclosed(parts[0], _POWER), _SIGN
        if self.op_type == "Square":
            return f"{_enclosed(parts[0], _ATOM)}²", _POWER
        if self.op_type == "Pow":
            return "^".join(_enclosed(part, _ATOM) for part in parts), _POWER
        if self.op_type == "Transpose":
            return f"{_enclosed(parts[0], _ATOM)}ᵀ", _POWER
        if self.op_type == "Spread":
            return f"{_enclosed(parts[0], _PRODUCT)}{self.text}, repeated", _SUM
        if self.op_type == "AsMatrix":
            return (
                f"{_enclosed(parts[0], _POWER)} as {'column' if self.node.column else 'row'}",
                _SUM,
            )
        if self.op_type in _PATTERNS:
            return _PATTERNS[self.op_type].format(_enclosed(parts[0], _POWER)), _SUM
        name = _NAMES.get(self.op_type) or function_name(self.node)
        texts = [text for text, _ in parts] + [self.text] * bool(self.text)
        return f"{name}({', '.join(texts)})", _ATOM


def formula_of(
    root: Node,
    known: Collection[Node],
    shapes: Mapping[Node, tuple[int, ...]],
    one: Node | None = None,
) -> Formula | None:
    """Read a formula off the nodes that a rule has made.

    Parameters
    ----------
    root : Node
        What the rule returned.
    known : collection of Node
        Where to stop: what has a name for the reader.
    shapes : mapping of Node to tuple of int
        The shapes of `root` and of everything that it is made of.
    one : Node, optional
        A node that stands for the number 1, to be left out of products.

    Returns
    -------
    Formula or None
        ``None`` if it is too long to be read.
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
        if node.op_type == "Spread" and node.share:
            copies = prod(shapes[node]) // max(1, prod(shapes[node.inputs[0]]))
            return Formula(node, "Spread", parts, f" / {copies}")
        if node.op_type == "Transpose" and len(shapes[node]) != 2:
            return Formula(node, "Call", parts)
        return _simplified(node, parts, _axis_of(node, shapes))

    try:
        return read(root)
    except _TooLong:
        return None


class _TooLong(Exception):
    pass


def _text(text: str) -> Formula:
    return Formula(None, "text", text=text)


def _is(formula: Formula, text: str) -> bool:
    return formula.op_type == "text" and formula.text == text


def _axis_of(node: Node, shapes: Mapping[Node, tuple[int, ...]]) -> str:
    """Say over which axes a function works, where it matters."""
    if node.op_type == "SumToLike":
        long, short = shapes[node.inputs[0]], shapes[node]
        extra = len(long) - len(short)
        axes = [k for k, n in enumerate(long) if k < extra or n != short[k - extra]]
        return axis_text(axes) if short else ""
    axis = getattr(node, "axis", None)
    return "" if axis is None or node.op_type in _ONLY_FIRST else axis_text(axis)


def _simplified(node: Node, parts: tuple[Formula, ...], axis: str) -> Formula:
    kind = node.op_type
    if kind in _TRANSPARENT:
        return parts[0]
    if kind == "Neg" and parts[0].op_type == "text" and not parts[0].text.startswith("-"):
        return _text(f"-{parts[0].text}")
    if kind in ("Mul", "RealDiv") and _is(parts[1], "1"):
        return parts[0]
    if kind == "Mul":
        first, second = parts
        if _is(first, "1"):
            return second
        if _is(first, "-1"):
            return Formula(None, "Neg", (second,))
        if _is(first, "0") or _is(second, "0"):
            return _text("0")
        if second.op_type == "Mul":  # the order of the products needs no parentheses
            inner = Formula(node, "Mul", (first, second.parts[0]))
            return Formula(node, "Mul", (inner, second.parts[1]))
    if kind == "Pow" and _is(parts[1], "1"):
        return parts[0]
    return Formula(node, kind, parts, axis)


def _strength(text: str) -> int:
    return _SIGN if text.startswith("-") else _ATOM


def _enclosed(part: tuple[str, int], least: int) -> str:
    text, strength = part
    return text if strength >= least else f"({text})"


def _infix(formula: Formula, parts: list[tuple[str, int]]) -> tuple[str, int]:
    sign, strength = _INFIX[formula.op_type]
    texts = [_enclosed(parts[0], strength)]
    # A negative number is not written directly behind a sign.
    texts += [
        _enclosed(part, _POWER if part[0].startswith("-") else strength + 1) for part in parts[1:]
    ]
    if formula.op_type == "MatMul":
        flags = formula.node.transpose_a, formula.node.transpose_b
        texts = [
            f"{_enclosed(part, _ATOM)}ᵀ" if flag else text
            for part, text, flag in zip(parts, texts, flags, strict=True)
        ]
    return f" {sign} ".join(texts), strength
