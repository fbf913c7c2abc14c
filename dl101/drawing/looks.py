"""How kinds of nodes look, and which part of a graph they belong to."""

import re

from ..nodes import Node, Variable, constant, placeholder

INK = "#1a1a1a"
# Layout reserves room for Verdana, the widest of the common fonts, so that the text fits into
# its box in whatever font the browser chooses.
LAYOUT_FONT = "Verdana"
# Text with one is written in a font whose characters are all of one width.
HARD_SPACE = "\N{NO-BREAK SPACE}"

# Tints of Okabe and Ito's colours, which colour-blind readers can tell apart.
NODE_LOOKS = {
    "placeholder": {"shape": "invhouse", "fillcolor": "#d9eefb", "color": "#0072b2"},
    "variable": {"shape": "cylinder", "fillcolor": "#fdebc4", "color": "#a86e00"},
    "constant": {"shape": "note", "fillcolor": "#eeeeee", "color": "#6b6b6b"},
    "operation": {"shape": "box", "fillcolor": "#d8f1e7", "color": "#00704f"},
    "update": {"shape": "component", "fillcolor": "#fbdccb", "color": "#b34700"},
}
for _kind, _look in NODE_LOOKS.items():
    _look["style"] = "filled,rounded" if _kind == "operation" else "filled"
NODE_LOOKS["placeholder"]["margin"] = "0"
BACKWARD = {"fillcolor": "#f5e3ee", "color": "#93376b"}
HIGHLIGHT = {"fillcolor": "#f7ec6e", "color": INK, "penwidth": "3"}
FOLDED = {"style": "dotted,rounded", "color": INK}

TEXT = {"fontname": LAYOUT_FONT, "fontsize": "10"}
# nslimit: without it, a node that feeds hundreds of others takes minutes to lay out.
GRAPH = {"bgcolor": "#fcfcfa", "pad": "0.15", "nodesep": "0.25", "ranksep": "0.32"} | TEXT
GRAPH |= {"ordering": "in", "nslimit": "2", "nslimit1": "2"}
NODE = {"margin": "0.12,0.06", "height": "0.3", "width": "0.5"} | TEXT | NODE_LOOKS["operation"]
EDGE = {"color": "#4d4d4d", "arrowsize": "0.7", "labeldistance": "1.5"} | TEXT | {"fontsize": "8"}

# The order of these operations' inputs makes no difference; the inputs of others are numbered.
SYMMETRIC = {"Add", "AddV2", "AddN", "Mul", "Maximum", "Minimum", "Equal", "NotEqual"}
SYMMETRIC |= {"LogicalAnd", "LogicalOr", "NoOp"}

# The name scope of the gradients that pictures add to a graph.
PICTURE_SCOPE = "gradients_for_drawing"

# TensorFlow's tape calls its scope gradient_tape.
_IN_GRADIENTS = re.compile(r"(^|/)gradient(s[^/]*|_tape)/")
_LONGEST_NAME = 40


def kind_of(node: Node) -> str:
    """Return which of `NODE_LOOKS` is a node's."""
    if is_update(node):
        return "update"
    for kind in (placeholder, Variable, constant):
        if isinstance(node, kind):
            return kind.__name__.lower()
    return "operation"


def is_update(node: Node) -> bool:
    """Say whether running a node changes a variable."""
    return isinstance(getattr(node, "ref", None), Variable)


def is_backward(node: Node) -> bool:
    """Say whether a node is part of a gradient, by its name scope."""
    return bool(_IN_GRADIENTS.search(node.name))


def short_name(node: Node) -> str:
    """Return a node's name, at most 40 characters long, for its box.

    The scope ``gradients/`` (or TensorFlow's ``gradient_tape/``) is left out. Later scopes, such
    as ``gradients_1/``, stay, so that names remain unique.
    """
    name = node.name.removeprefix("gradients/").removeprefix("gradient_tape/")
    return name if len(name) <= _LONGEST_NAME else "…" + name[1 - _LONGEST_NAME :]
