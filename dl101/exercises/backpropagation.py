"""Exercises of lesson 5: why order matters, the walk backwards, gradient rules."""

import numpy as np

from ..graph import Graph, Node, placeholder
from ..operations import add, square
from .answers import Wrong, described, numbers, shown
from .gradient_rules import MultiplyRule, TanhRule
from .matmul_rule import MatmulRule
from .old_exercise import Exercise
from .orders import in_words
from .own_rule import OwnRule
from .walks import Backpropagate


class OrderMatters(Exercise):
    """Find a derivative and the order in which to visit the nodes."""

    lesson, number, name = 5, 1, "order_matters"
    x = 2.0

    task = """
In the graph made by `y = exercises.order_matters.graph()`, f1 is x², f2 is f1², and y = x + f2.
What is ∂y/∂x at x = 2? And in which order does backpropagation visit the nodes? Write down their
names, beginning with y.
"""
    blank = """
derivative, visited = ..., ["y", ...]
"""
    answers = ("derivative", "visited")
    hints = (
        "x has two consumers. From each it gets a contribution, and each contribution is the "
        "consumer's own gradient times a local derivative. Which of the two is known at once?",
        "The direct way contributes 1. The long way contributes 2 f1 · 2 x with f1 = 4. And x can "
        "be visited only when f1, its other consumer, has been.",
    )
    solution_code = """
derivative, visited = 33, ["y", "f2", "f1", "x"]
"""
    why = """
Backwards from y: ∂y/∂y = 1. y = x + f2 hands 1 to each of its inputs. f2 = f1² hands on 2 f1 = 2 ·
4 = 8, f1 = x² hands on 8 · 2 x = 8 · 4 = 32. So x has got 1 from y and 32 from f1, together 33. It
is the derivative of x + x⁴, 1 + 4 x³, as it must be.

A breadth-first walk goes by *distance* from y: y, then x and f2, then f1. It comes to x when only
the direct contribution of 1 has arrived, and would call that the derivative. Where x is not a leaf
but a node with inputs of its own it would hand the 1 on, and the 32 never gets any further. What
counts is not how near a node is but who *uses* it: a node's turn comes when all of its consumers
had theirs. Read backwards, that is an order in which the graph can be evaluated; here there is only
one.
"""
    checked = "Both the number and the order are right."

    @staticmethod
    def graph():
        """Build the graph of the task anew; return y."""
        with Graph().as_default():
            x = placeholder(shape=[], name="x")
            return add(x, square(square(x, name="f1"), name="f2"), name="y")

    def judge(self, derivative, visited):
        derivative = numbers(derivative, (), "derivative")
        self._judge_order(self._names(visited))
        if abs(derivative - 33) < 1e-6:
            return
        for key, value, message in _WRONG_DERIVATIVES:
            if np.isclose(derivative, value):
                raise Wrong(key, f"The order is right, but ∂y/∂x is not {value}. {message}")
        raise Wrong(
            "derivative",
            f"The order is right, but ∂y/∂x is not {shown(derivative)}. Add what x gets from its "
            f"two consumers: from y, and from f1.",
        )

    @staticmethod
    def _names(visited) -> list[str]:
        if not isinstance(visited, list | tuple):
            raise Wrong(
                "not_a_list",
                f"`visited` is to be a list of names, such as `['y', 'x']`, not "
                f"{described(visited)}.",
            )
        names = [node.name if isinstance(node, Node) else node for node in visited]
        for name in names:
            if not isinstance(name, str) or name not in _NAMES:
                raise Wrong(
                    "unknown",
                    f"This graph has no such node: {described(name)}. Its nodes are "
                    f"{in_words(_NAMES)}.",
                )
        return names

    @staticmethod
    def _judge_order(names):
        for name in _NAMES:
            if names.count(name) != 1:
                raise Wrong(
                    "missing" if name not in names else "duplicate",
                    f"`{name}` occurs {names.count(name)} times; each node is visited exactly "
                    f"once, when all its contributions have arrived.",
                )
        if names == [*_NAMES]:
            return
        written = f"The order is {in_words(names)}."
        for key, orders, message in _WRONG_ORDERS:
            if names in orders:
                raise Wrong(key, f"{message}\n\n{written}")
        for early, consumer in (("f2", "y"), ("f1", "f2"), ("x", "f1"), ("x", "y")):
            if names.index(early) < names.index(consumer):
                raise Wrong(
                    "too_early",
                    f"`{early}` is visited before `{consumer}`, which uses it: the contribution of "
                    f"`{consumer}` has not arrived yet.\n\n{written}",
                )


_NAMES = ("y", "f2", "f1", "x")
_WRONG_ORDERS = (
    (
        "forwards",
        [["x", "f1", "f2", "y"]],
        "This is the order of *evaluation*, from the inputs to y. Gradients go the other way.",
    ),
    (
        "breadth_first",
        [["y", "x", "f2", "f1"], ["y", "f2", "x", "f1"]],
        "This is breadth-first: x stands near y, and so comes before f1. But f1 uses x too, and "
        "when it is x's turn, the contribution of f1 has not arrived.",
    ),
)
_WRONG_DERIVATIVES = (
    (
        "direct_only",
        1,
        "That is the direct contribution alone, all that has arrived if x is visited too early.",
    ),
    (
        "overwritten",
        32,
        "That is the contribution by way of f2 and f1 alone. x gets one from y as well: they add "
        "up, and neither overwrites the other.",
    ),
    ("value", 18, "That is the *value* of y."),
    (
        "inner_missing",
        9,
        "The chain goes on: f2 contributes 2 f1 = 8 to f1, and f1 multiplies that by 2 x.",
    ),
    ("outer_missing", 5, "That is 1 + 2 x: the outer square's derivative, 2 f1, is missing."),
    (
        "same_place",
        17,
        "That is 1 + 2 x · 2 x: the derivative of the *outer* square must be taken at its own "
        "input, f1 = 4, and not at x.",
    ),
    (
        "sum_along_path",
        13,
        "Along a path local derivatives are *multiplied*: 8 · 4, not 8 + 4.",
    ),
)


order_matters = OrderMatters()
backpropagate = Backpropagate()
tanh_rule = TanhRule()
multiply_rule = MultiplyRule()
matmul_rule = MatmulRule()
own_rule = OwnRule()

EXERCISES = (order_matters, backpropagate, tanh_rule, multiply_rule, matmul_rule, own_rule)
