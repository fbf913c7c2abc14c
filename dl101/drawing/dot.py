"""A graph in the DOT language: one box for each node, one arrow for each input."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

import graphviz
import numpy as np

from ..nodes import Node, constant
from . import looks, svg
from .numbers import format_matrix, format_value, matrix_rows

_MOST_DESCRIBED = 12
_BRACKETS = "⎡⎤", "⎢⎥", "⎣⎦"  # of the first row of a matrix, of those between, of the last


class Drawing(graphviz.Digraph):
    """A picture of a graph: DOT text that shows itself as SVG in a notebook.

    `description` is the picture in a sentence, as a screen reader says it.
    """

    description = "Graph"

    def svg(self) -> str:
        """Lay the graph out as an ``<svg>`` element.

        The group of the node called N has the id ``node-N``; that of the arrow into its input i
        has ``edge-N-i``. `dl101.drawing.svg.NoEngine` is raised where nothing is installed that
        can lay out a graph.
        """
        return svg.render(self.source, self.description)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        try:
            picture = self.svg()
        except svg.NoEngine:
            return {"text/plain": self.description, "text/html": svg.as_text(self.source)}
        return {
            "text/plain": self.description,
            "image/svg+xml": picture,
            "text/html": svg.as_image(picture, self.description),
        }

    def __repr__(self) -> str:
        return self.description


def in_one_line(name: str, value) -> list[str]:
    """Write a value in a box, with its name before it."""
    return [f"{name} {format_value(value)}"]


def in_rows(name: str, value) -> list[str]:
    """Write a value in a box, a matrix with its columns below one another."""
    text = format_matrix(value)
    if np.ndim(value) != 2 or not np.size(value):
        return [f"{name} {text}"]
    rows = matrix_rows(text)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for k, row in enumerate(rows):
        left, right = "[]" if len(rows) == 1 else _BRACKETS[(k > 0) + (k == len(rows) - 1)]
        entries = " ".join(entry.rjust(width) for entry, width in zip(row, widths, strict=True))
        head = name if k == 0 else " " * len(name)
        lines.append(f"{head} {left}{entries}{right}".replace(" ", looks.HARD_SPACE))
    return lines


def text_of(
    node: Node,
    value,
    grad,
    shapes: bool,
    missing: bool,
    write_value: Callable[[str, object], list[str]] = in_one_line,
) -> list[str]:
    """Write the lines of a node's box: name; type and shape; value; gradient.

    `value` and `grad` are None where they are not known; `missing` says that a placeholder was
    not fed.
    """
    if isinstance(value, tuple):  # several results, such as those of `split`
        value = None
    if value is None and isinstance(node, constant):
        value = node.value
    shape = node.shape if value is None else np.shape(value)
    named_after_type = re.fullmatch(rf"(.*/)?{re.escape(node.op_type)}(_\d+)?", node.name)
    words = [] if named_after_type else [node.op_type]
    if shapes and shape is not None and not (shape == () and value is not None):
        words.append(str(tuple(shape)))
    lines = [looks.short_name(node), *([" ".join(words)] if words else [])]
    if missing:
        lines.append("not fed")
    if value is not None:
        lines += write_value("value", value)
    if grad is not None:
        lines += write_value("grad", grad)
    return lines


def write(
    texts: Mapping[Node, Sequence[str]],
    folded: Sequence[Sequence[Node]],
    marked: Collection[Node],
    direction: str,
    arrows: Mapping[tuple[Node, int], Sequence[str]] | None = None,
) -> Drawing:
    """Write a graph in the DOT language.

    `texts` holds the nodes, each after its inputs, and the lines of their boxes. Each chain of
    `folded` gets a single box. `marked` nodes are highlighted; the arrows point "down" or
    "right". `arrows` holds lines of text for the arrow into a node's input of that number.
    """
    drawing = Drawing(graph_attr=looks.GRAPH, node_attr=looks.NODE, edge_attr=looks.EDGE)
    drawing.graph_attr["rankdir"] = {"down": "TB", "right": "LR"}[direction]
    box = {node: _literal(node.name) for node in texts}
    for chain in folded:
        # The spaces keep this name apart from those of nodes, which have none.
        name = _literal(f"{chain[0].name} and more")
        box |= dict.fromkeys(chain, name)
        drawing.node(name, _label(_folded_text(chain)), **looks.FOLDED)
    hidden = {node for chain in folded for node in chain}
    for node in texts:
        if node not in hidden:
            _write_box(drawing, node, texts[node], node in marked)
    for node in texts:
        _write_arrows(drawing, node, box, arrows or {})
    _write_legend(drawing, texts)
    return drawing


def _write_box(drawing: Drawing, node: Node, lines, marked: bool) -> None:
    kind = looks.kind_of(node)
    look = {} if kind == "operation" else dict(looks.NODE_LOOKS[kind])
    if looks.is_backward(node):
        look |= looks.BACKWARD | {"style": looks.NODE_LOOKS[kind]["style"] + ",dashed"}
    if marked:
        look |= looks.HIGHLIGHT
    look["id"] = _literal(f"node-{node.name}")
    look["class"] = kind + " backward" * looks.is_backward(node) + " highlight" * marked
    drawing.node(_literal(node.name), _label(lines), **look)


def _write_arrows(drawing: Drawing, node: Node, box: Mapping[Node, str], arrows: Mapping) -> None:
    look = {"style": "dashed", "color": looks.BACKWARD["color"]} if looks.is_backward(node) else {}
    ordered = len(set(node.inputs)) > 1 and node.op_type not in looks.SYMMETRIC
    for i, source in enumerate(node.inputs):
        look |= {"headlabel": str(i + 1)} if ordered else {}
        lines = {}
        if (node, i) in arrows:  # in one colour, so that a text between two arrows has its own
            lines = {"label": _label(arrows[node, i]), "color": svg.GRADIENT, "penwidth": "1.5"}
        if box[source] != box[node]:
            name = _literal(f"edge-{node.name}-{i}")
            drawing.edge(box[source], box[node], id=name, **(look | lines))
    if looks.is_update(node):
        look = {"style": "dotted", "penwidth": "1.6", "constraint": "false"}
        drawing.edge(box[node], box[node.ref], color=looks.NODE_LOOKS["update"]["color"], **look)


def _write_legend(drawing: Drawing, nodes: Collection[Node]) -> None:
    """Explain dashed and dotted lines, where plain ones are there too."""
    backward = [looks.is_backward(node) for node in nodes]
    words = ["dashed: gradients"] if any(backward) and not all(backward) else []
    words += ["dotted: sets a variable"] if any(map(looks.is_update, nodes)) else []
    if words:
        drawing.graph_attr["label"] = ";  ".join(words)


def _folded_text(chain: Sequence[Node]) -> list[str]:
    operations = [node for node in chain if not isinstance(node, constant)]
    types = sorted({node.op_type for node in operations})
    return [f"… {len(operations):,} more …", ", ".join(types[:3]) + ", …" * (len(types) > 3)]


def _label(lines: Sequence[str]) -> str:
    # Graphviz reads HTML entities in labels; a literal & keeps it from that.
    return graphviz.nohtml(r"\n".join(_literal(line).replace("&", "&amp;") for line in lines))


def _literal(text: str) -> str:
    """Escape what means something to DOT."""
    return graphviz.escape(_printable(text))


def _printable(text: str) -> str:
    """Replace what cannot be written in XML, or would not be seen."""
    return "".join(
        c if c.isprintable() or c == looks.HARD_SPACE else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def describe(texts: Mapping[Node, Sequence[str]], targets: Sequence[Node]) -> str:
    """Say in a sentence what a drawing shows: the lines of its boxes, and what it computes."""
    names = ", ".join(f"'{node.name}'" for node in targets[:3]) + ", …" * (len(targets) > 3)
    parts = [_in_words(node, texts[node]) for node in list(texts)[:_MOST_DESCRIBED]]
    if len(texts) > len(parts):
        parts.append(f"and {len(texts) - len(parts):,} more")
    count = "1 node" if len(texts) == 1 else f"{len(texts):,} nodes"
    return _printable(f"Graph of {count} computing {names}: {'; '.join(parts)}.")


def _in_words(node: Node, lines: Sequence[str]) -> str:
    name, *facts = lines
    inputs = " and ".join(looks.short_name(i) for i in node.inputs)
    if inputs:
        name += f", from {inputs}"
    return ", ".join([name, *facts])
