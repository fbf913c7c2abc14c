"""Exercises of lesson 6: XOR in relus, counting, the way back, starts, building, stopping."""

import numpy as np

from .answers import Wrong, numbers
from .early_stopping import EarlyStopping
from .gates import ROWS, failing, table, ties
from .hidden_gradients import HiddenGradients
from .layers import Mlp
from .old_exercise import Exercise
from .starts import HeNormal, StayEqual


class XorRelu(Exercise):
    """Find the output of an XOR network of two relus."""

    lesson, number, name = 6, 1, "xor_relu"
    task = """
Two hidden units compute h₁ = relu(x₁ + x₂) and h₂ = relu(x₁ + x₂ - 1). Find v₁, v₂ and c such that
v₁ h₁ + v₂ h₂ + c is positive for the inputs (0, 1) and (1, 0), and not for (0, 0) and (1, 1).
"""
    blank = """
v1, v2, c = ..., ..., ...
"""
    answers = ("v1", "v2", "c")
    hints = (
        "Make a table of h₁ and h₂ for the four inputs, and draw the four places in the plane of "
        "h₁ and h₂. Two of them coincide; where must the line go?",
        "(h₁, h₂) is (0, 0), (1, 0), (1, 0) and (2, 1). So c, v₁ + c and 2 v₁ + v₂ + c must be "
        "not positive, positive, not positive. Begin with v₁ = 1 and a c between -1 and 0.",
    )
    solution_code = """
v1, v2, c = 1, -2, -0.5
"""
    why = """
Along x₁ + x₂, the number of ones, the answer has to rise and fall again: 0, 1, 0 for no, one and
two ones. A single relu only ever rises. But h₁ rises by 1 with each one, h₂ begins to rise where
x₁ + x₂ passes 1, and h₁ - 2 h₂ goes up with slope 1, then down with slope 1 - 2 = -1: it is 0, 1,
0. With c = -0.5 these become -0.5, 0.5 and -0.5.

The general condition is c ≤ 0 < v₁ + c and 2 v₁ + v₂ + c ≤ 0. The units have sent the four corners
to (0, 0), (1, 0) and (2, 1) in the plane of h₁ and h₂, where the line h₁ - 2 h₂ = 0.5 parts (1, 0)
from the two others. In the same way a sum of relus can bend as often as it has units.
"""
    checked = "All four rows of the truth table are right."
    wanted = (0, 1, 1, 0)

    def judge(self, v1, v2, c):
        top = np.array([numbers(*item) for item in ((v1, (), "v1"), (v2, (), "v2"), (c, (), "c"))])
        count = ROWS.sum(axis=1)
        hidden = np.column_stack([np.maximum(count, 0), np.maximum(count - 1, 0)])
        found, tie = table(hidden, top), ties(hidden, top, "the output")
        if found == self.wanted:
            return tie.replace("the inputs ", "(h₁, h₂) = ").strip() or None
        mistake, message = _TABLES[found]
        raise Wrong(mistake, f"{message}\n\n{failing(found, self.wanted)}")


_TABLES = {
    (0, 1, 1, 1): (
        "or",
        "This is OR: it rises with the first one and does not come down again with the second. "
        "v₂ must be negative enough for 2 v₁ + v₂ + c not to be positive.",
    ),
    (1, 0, 0, 1): (
        "negated",
        "This is the opposite of XOR in every row: turn the signs of all three numbers.",
    ),
    (0, 0, 0, 1): (
        "and",
        "This is AND: it rises too late. For (0, 1) and (1, 0) h₂ is still 0, so v₁ + c alone has "
        "to be positive.",
    ),
    (1, 1, 1, 0): (
        "nand",
        "This is NAND: for (0, 0) both hidden units are 0, and the score is c. It must not be "
        "positive.",
    ),
    (1, 0, 0, 0): (
        "nor",
        "This is NOR: it falls with the first one, where it should rise. v₁ must be positive, and "
        "c, the score for (0, 0), must not be.",
    ),
    (0, 0, 0, 0): (
        "constant",
        "The output is never positive: v₁ + c, the score for (0, 1) and (1, 0), has to be.",
    ),
    (1, 1, 1, 1): (
        "constant",
        "The output is always positive. For (0, 0) the score is c, for (1, 1) it is 2 v₁ + v₂ + c, "
        "and neither may be positive.",
    ),
}


class Parameters(Exercise):
    """Count the parameters of two networks."""

    lesson, number, name = 6, 2, "parameters"
    task = """
How many numbers does training have to find? `small` is a network with 2 inputs, one hidden layer of
4 units and 1 output, `large` one with 64 inputs, one hidden layer of 32 units and 10 outputs. Every
unit has a bias.
"""
    blank = """
small, large = ..., ...
"""
    answers = ("small", "large")
    hints = (
        "Write down the shapes of W₁, b₁, W₂ and b₂. How many numbers does each of them hold?",
        "A layer from m inputs to n units has m · n weights and n biases. For the small network: "
        "2 · 4 + 4 in the hidden layer, and then the output.",
    )
    solution_code = """
small, large = (2 * 4 + 4) + (4 * 1 + 1), (64 * 32 + 32) + (32 * 10 + 10)
"""
    why = """
A layer from m inputs to n units is a matrix of shape (m, n) and a vector of shape (n,): m n + n
numbers. That makes 12 + 5 = 17 for the small network, and 2,080 + 330 = 2,410 for the large one.

Nearly all of the parameters are weights, and most of those sit between the widest layers: twice as
many units in two neighbouring layers make four times as many weights between them. The inputs have
no biases, for nothing is computed there. The number is worth knowing before
training: with 1,200 digits to learn from, 2,410 parameters are more than there are examples, and
this lesson asks what then prevents the network from learning them by heart.
"""
    checked = "Both numbers are right."

    def judge(self, small, large):
        found = tuple(
            float(numbers(*item)) for item in ((small, (), "small"), (large, (), "large"))
        )
        if found == _RIGHT:
            return
        for key, values, message in _WRONG_COUNTS:
            if found == values:
                raise Wrong(key, f"{message}\n\n{_SHAPES}")
        wrong = [
            f"`{n}`" for n, value in zip(self.answers, found, strict=True) if value not in _RIGHT
        ]
        raise Wrong("other", f"{' and '.join(wrong) or 'Their order'} is not right.\n\n{_SHAPES}")


_RIGHT = (17, 2410)
_SHAPES = (
    "The shapes of the small network's parameters are (2, 4) and (4,), then (4, 1) and (1,); the "
    "large one is built alike."
)
_WRONG_COUNTS = (
    ("no_biases", (12, 2368), "These are the weights alone: every unit has a bias too."),
    ("units", (7, 106), "These are the units, inputs included; each *connection* has a weight."),
    ("hidden_biases_only", (16, 2400), "The biases of the outputs are missing."),
    ("output_biases_only", (13, 2378), "The biases of the hidden units are missing."),
    ("input_biases", (19, 2474), "The inputs have no biases: nothing is computed there."),
    ("one_bias", (14, 2370), "Each *unit* has a bias of its own, not each layer."),
    ("product", (8, 20480), "The numbers of the layers' weights are to be added, not multiplied."),
    ("first_layer", (12, 2080), "This is the hidden layer alone: the output's parameters count."),
)


xor_relu = XorRelu()
parameters = Parameters()
hidden_gradients = HiddenGradients()
stay_equal = StayEqual()
he_normal = HeNormal()
mlp = Mlp()
early_stopping = EarlyStopping()

EXERCISES = (
    xor_relu,
    parameters,
    hidden_gradients,
    stay_equal,
    he_normal,
    mlp,
    early_stopping,
)
