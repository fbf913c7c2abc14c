"""The network that lesson 7 trains on the digits, for whoever wants to show it something."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat

LESSON = Path(__file__).parents[1] / "lessons" / "07-learning-or-memorising.ipynb"
FUNCTIONS = ("dense", "read_digits")


def program() -> str:
    """A program that trains the lesson's network, with the lesson's own functions, to `layers`."""
    cells = (cell.source for cell in nbformat.read(LESSON, as_version=4).cells)
    defined = {
        part.name: ast.unparse(part)
        for source in cells
        if any(f"def {name}(" in source for name in FUNCTIONS)
        for part in ast.parse(source).body
        if isinstance(part, ast.FunctionDef)
    }
    return "\n".join(
        [
            "import numpy as np",
            "import dl101 as dl",
            "from dl101.datasets import digits",
            *(defined[name] for name in FUNCTIONS),
            "images, labels, *_ = digits()",
            "_, (W1, b1, W2, b2) = read_digits(images, labels, 64)",
            "layers = [(W1, b1, 'tanh'), (W2, b2, 'softmax')]",
        ]
    )
