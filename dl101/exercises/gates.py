"""Exercises of lesson 2 about logic gates: which ones a line can do, and XOR by two lines."""

import numpy as np

from .answers import Wrong, numbers
from .old_exercise import Exercise

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
}


def _table(rows: np.ndarray, unit: np.ndarray) -> tuple[int, ...]:
    """Compute what a hard step makes of rows of inputs; a score of 0 is not positive."""
    return tuple(int(score > 1e-9) for score in rows @ unit[:2] + unit[2])


def _ties(rows: np.ndarray, unit: np.ndarray, what: str) -> str:
    """Say for which inputs a score is exactly 0, if for any."""
    on_line = [row for row in rows if abs(row @ unit[:2] + unit[2]) < 1e-9]
    if not on_line:
        return ""
    inputs = " and ".join(dict.fromkeys(map(_row, on_line)))
    return (
        f"\n\nFor the inputs {inputs} the score of {what} is exactly 0, which counts as not "
        f"positive. Another bias would leave room on both sides of the line."
    )


def _row(row) -> str:
    return f"({', '.join(str(int(x)) for x in row)})"


def _failing(table: tuple, wanted: tuple) -> str:
    failing = [i for i in range(4) if table[i] != wanted[i]]
    rows = "; ".join(
        f"for {_row(ROWS[i])} it gives {table[i]} instead of {wanted[i]}" for i in failing
    )
    return f"Of the truth table, {4 - len(failing)} of 4 rows are right: {rows}."


def _named(table: tuple) -> str:
    return _NAMES.get(table, f"{table[0]}, {table[1]}, {table[2]}, {table[3]}")


class Gate(Exercise):
    """Find the weights of a NAND gate."""

    lesson, number, name = 2, 5, "gate"
    task = """
Find w₁, w₂ and b of a perceptron that computes NAND: w₁ x₁ + w₂ x₂ + b is to be positive for the
inputs (0, 0), (0, 1) and (1, 0), and not for (1, 1).
"""
    blank = """
w1, w2, b = ..., ..., ...
"""
    answers = ("w1", "w2", "b")
    hints = (
        "Draw the four points. The line must cut off the corner (1, 1), and w must point away from "
        "it.",
        "With w = (-1, -1) the score is b at (0, 0), b - 1 at the two points in the middle, and "
        "b - 2 at (1, 1). Where must 0 lie?",
    )
    solution_code = """
w1, w2, b = -1, -1, 1.5
"""
    why = """
With w = (-1, -1) the score counts the ones, negatively: it is 1.5 at (0, 0), 0.5 at (0, 1) and
(1, 0), and -0.5 at (1, 1). Any b above 1, up to 2, does the same; 1.5 keeps the points farthest
from the line. Turning the signs of all three numbers gives AND, because it exchanges the line's
sides.

NAND is worth knowing: every logic circuit can be built from NAND gates alone. (NOT x is x NAND x,
AND is NOT of NAND, and the rest follows.) So networks of perceptrons can compute whatever a circuit
can, even though one alone cannot.
"""
    checked = "All four rows of the truth table are right."
    wanted = (1, 1, 1, 0)

    def judge(self, w1, w2, b):
        unit = np.array([numbers(*item) for item in ((w1, (), "w1"), (w2, (), "w2"), (b, (), "b"))])
        table, ties = _table(ROWS, unit), _ties(ROWS, unit, "your gate")
        if table == self.wanted:
            return ties.strip() or None
        mistake, message = self._diagnosis(table)
        raise Wrong(mistake, f"{message}\n\n{_failing(table, self.wanted)}{ties}")

    def _diagnosis(self, table) -> tuple[str, str]:
        if table == (0, 0, 0, 1):
            return "and", (
                "This is AND: the right line, with its sides exchanged. The N in NAND is a NOT: "
                "turn the signs of all three numbers."
            )
        if table == (1, 0, 0, 0):
            return "nor", (
                "This is NOR, 1 only where no input is: w points the right way, but the line is "
                "too close to (0, 0). Shift it, by a larger b."
            )
        if table == (0, 1, 1, 1):
            return "or", (
                "This is OR: it cuts off the corner (0, 0), and NAND must cut off (1, 1). w has to "
                "point the other way, and b to change."
            )
        if len(set(table)) == 1:
            return "constant", (
                f"The output is {_named(table)}: all four points lie on the same side of the line. "
                f"The bias outweighs everything that the inputs can add."
            )
        return "other_gate", (
            f"This gate computes {_named(table)} (for (0, 0), (0, 1), (1, 0), (1, 1)). NAND treats "
            f"both inputs alike, so w₁ = w₂ is a good start."
        )


class XorTwoLayers(Exercise):
    """Compute XOR by two hidden units and an output."""

    lesson, number, name = 2, 6, "xor_two_layers"
    task = """
No line separates XOR, but two lines and a third on top of them do. Each unit (w₁, w₂, b) gives 1
where its score is positive and 0 elsewhere. Find two hidden units, which see x₁ and x₂, other than
OR and NAND, and an output unit, which sees *their* outputs h₁ and h₂, such that the output is XOR.
"""
    blank = """
hidden1 = (..., ..., ...)
hidden2 = (..., ..., ...)
output = (..., ..., ...)
"""
    answers = ("hidden1", "hidden2", "output")
    hints = (
        "XOR is “x₁ but not x₂, or x₂ but not x₁”. Each half of that sentence is a gate that a "
        "line can do.",
        "“x₁ but not x₂” is 1 at (1, 0) only: with w = (1, -1) the score is 1 + b there, b at "
        "(0, 0) and (1, 1), and b - 1 at (0, 1). Which gate puts the two halves together?",
    )
    solution_code = """
hidden1 = (1, -1, -0.5)
hidden2 = (-1, 1, -0.5)
output = (1, 1, -0.5)
"""
    why = """
“x₁ but not x₂” is 1 at (1, 0) alone, “x₂ but not x₁” at (0, 1) alone, and “or” puts them together.
The hidden units send the four inputs to (h₁, h₂) = (0, 0), (0, 1), (1, 0) and (0, 0): the two
inputs with XOR = 0 meet at *one* point, and a line cuts it off. In the plane of x₁ and x₂ nothing
can separate the classes; in that of h₁ and h₂ OR does. (OR and AND, with the output (1, -1, -0.5),
is another pair.)

That is what a hidden layer is for: it does not decide, it moves the points to where a line can
decide. Here we found the weights by thinking. Lesson 6 lets gradients find them.
"""
    checked = "All four rows of the truth table are right."
    wanted = (0, 1, 1, 0)

    def judge(self, hidden1, hidden2, output):
        units = {"hidden1": hidden1, "hidden2": hidden2, "output": output}
        one, two, top = (numbers(unit, (3,), name) for name, unit in units.items())
        h1, h2 = _table(ROWS, one), _table(ROWS, two)
        hidden = np.column_stack([h1, h2])
        seen = (
            f"`hidden1` computes {_named(h1)}, `hidden2` {_named(h2)}: the inputs (0, 0), (0, 1), "
            f"(1, 0), (1, 1) become (h₁, h₂) = {', '.join(_row(h) for h in hidden)}."
        )
        seen += _ties(ROWS, one, "`hidden1`") + _ties(ROWS, two, "`hidden2`")
        self._must_be_separable(hidden, seen)
        seen += _ties(hidden, top, "`output`")
        table = _table(hidden, top)
        if table == self.wanted:
            lessons = {_named(h1), _named(h2)} == {"OR", "NAND"}
            return seen + "\n\nThat is the lesson's own pair; can you find another?" * lessons
        if table == tuple(1 - y for y in self.wanted):
            raise Wrong(
                "negated",
                "The output is the opposite of XOR in every row: turn the signs of all three "
                f"numbers of `output`.\n\n{seen}",
            )
        raise Wrong(
            "output",
            "Both hidden units are fine: a line can separate what they give. It is `output` that "
            f"must be changed. {_failing(table, self.wanted)}\n\n{seen}",
        )

    def _must_be_separable(self, hidden, seen) -> None:
        for i in range(4):
            for j in range(4):
                if (self.wanted[i], self.wanted[j]) == (0, 1) and (hidden[i] == hidden[j]).all():
                    raise Wrong(*self._collision(hidden, i, j, seen))
        if len(np.unique(hidden, axis=0)) == 4:
            raise Wrong(
                "still_xor",
                "The hidden units keep all four inputs apart, at the corners of a square, with "
                "opposite corners in the same class: that is XOR again, and no `output` can do it. "
                f"Let the inputs (0, 1) and (1, 0) meet at one point.\n\n{seen}",
            )

    def _collision(self, hidden, i, j, seen) -> tuple[str, str]:
        columns = hidden.T
        constant = [k for k in (0, 1) if len(set(columns[k])) == 1]
        if constant:
            name = f"hidden{constant[0] + 1}"
            why = f"`{name}` gives the same for all inputs, so only one line is left."
        elif (columns[0] == columns[1]).all() or (columns[0] != columns[1]).all():
            why = "The two hidden units draw the same line, and one line is not enough."
        else:
            why = "Each hidden unit alone may be a fine gate, but together they do not tell enough."
        return "collision", (
            f"{why} The inputs {_row(ROWS[i])} and {_row(ROWS[j])} look alike to `output`, and "
            f"they need different answers.\n\n{seen}"
        )
