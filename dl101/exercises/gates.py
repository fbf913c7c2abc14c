"""Truth tables of perceptrons with two inputs, and of two layers of them."""

import numpy as np

ROWS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])

_NAMES = {
    (0, 0, 0, 1): "AND",
    (0, 1, 1, 1): "OR",
    (1, 0, 0, 0): "NOR",
    (1, 1, 1, 0): "NAND",
    (0, 1, 1, 0): "XOR",
    (1, 0, 0, 1): "XNOR, the opposite of XOR",
    (0, 0, 0, 0): "always 0",
    (1, 1, 1, 1): "always 1",
    (0, 0, 1, 1): "x₁ itself",
    (0, 1, 0, 1): "x₂ itself",
    (1, 1, 0, 0): "NOT x₁",
    (1, 0, 1, 0): "NOT x₂",
    (0, 0, 1, 0): "“x₁ but not x₂”",
    (0, 1, 0, 0): "“x₂ but not x₁”",
    (1, 0, 1, 1): "“x₁ or not x₂”",
    (1, 1, 0, 1): "“x₂ or not x₁”",
}


def table(rows: np.ndarray, unit: np.ndarray) -> tuple[int, ...]:
    """Compute what a hard step makes of rows of inputs; a score of 0 is not positive."""
    return tuple(int(score > 1e-9) for score in rows @ unit[:2] + unit[2])


def ties(rows: np.ndarray, unit: np.ndarray, what: str) -> str:
    """Say for which inputs a score is exactly 0, if for any."""
    on_line = [row for row in rows if abs(row @ unit[:2] + unit[2]) < 1e-9]
    if not on_line:
        return ""
    inputs = " and ".join(dict.fromkeys(map(_row, on_line)))
    return (
        f"For the inputs {inputs} the score of {what} is exactly 0, which counts as not positive. "
        f"Another bias would leave room on both sides of the line. "
    )


def failing(found: tuple, wanted: tuple) -> str:
    """Say which rows of a truth table are wrong."""
    wrong = [i for i in range(4) if found[i] != wanted[i]]
    rows = "; ".join(
        f"for {_row(ROWS[i])} it gives {found[i]} instead of {wanted[i]}" for i in wrong
    )
    return f"Of the truth table, {4 - len(wrong)} of 4 rows are right: {rows}."


def named(found: tuple) -> str:
    """Name a gate by its truth table."""
    return _NAMES[found]


def in_hidden_units(h1: tuple, h2: tuple) -> str:
    """Say what two hidden units make of the four inputs."""
    places = ", ".join(map(_row, zip(h1, h2, strict=True)))
    return (
        f"`hidden1` computes {named(h1)}, `hidden2` {named(h2)}: the inputs (0, 0), (0, 1), "
        f"(1, 0), (1, 1) become (h₁, h₂) = {places}."
    )


def met(hidden: np.ndarray) -> str:
    """Say which inputs of different classes of XOR look alike in the hidden units, if any do."""
    alike = [(i, j) for i in (0, 3) for j in (1, 2) if (hidden[i] == hidden[j]).all()]
    if not alike:
        return ""
    first, second = hidden.T
    if len(set(first)) == 1 or len(set(second)) == 1:
        name = "hidden1" if len(set(first)) == 1 else "hidden2"
        why = f"`{name}` gives the same for all inputs, so only one line is left."
    elif (first == second).all() or (first != second).all():
        why = "The two hidden units draw the same line, and one line is not enough."
    else:
        why = "Each hidden unit alone may be a fine gate, but together they do not tell enough."
    i, j = alike[0]
    return (
        f"{why} The inputs {_row(ROWS[i])} and {_row(ROWS[j])} look alike to `output`, and they "
        f"need different answers."
    )


def _row(row) -> str:
    return f"({', '.join(str(int(x)) for x in row)})"
