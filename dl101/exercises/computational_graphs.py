"""Exercises of lesson 1: values, nodes, orders of evaluation, batches."""

import numpy as np

from ..graph import Graph, Node, placeholder
from ..operations import add, exp, multiply
from .answers import Wrong, described, numbers, same, shown
from .graph_function import GraphFunction, Mistake
from .old_exercise import Exercise
from .orders import check_order, in_words
from .pieces import MyTopologicalOrder, OwnOperation


def _fixed(values) -> np.ndarray:
    array = np.array(values, float)
    array.flags.writeable = False
    return array


class Preimage(Exercise):
    """Find the input of an affine map from its output."""

    lesson, number, name = 1, 2, "preimage"
    A, b, z = _fixed([[2, 1], [0, 3]]), _fixed([1, -2]), _fixed([6, 7])

    task = """
For A = [[2, 1], [0, 3]] and b = [1, -2], find the x for which z = A x + b is [6, 7].
"""
    blank = """
x = [..., ...]
"""
    answers = ("x",)
    hints = (
        "Undo the map step by step, the last step first: what has to be subtracted from z before "
        "A can be undone?",
        "A x = z - b = [5, 9]. The second row of A says 3 x₂ = 9; put x₂ into the first row, "
        "2 x₁ + x₂ = 5.",
    )
    solution_code = """
x = [1, 3]
"""
    why = """
z = A x + b first multiplies, then adds; undoing it goes backwards: first subtract, then solve
A x = z - b = [5, 9]. A is triangular, so the second row alone gives x₂ = 9 / 3 = 3, and with it the
first row gives x₁ = (5 - 3) / 2 = 1. There is exactly one such x because A is invertible: its
determinant, 2 · 3, is not 0. (`np.linalg.solve(A, z - b)` does the same for any such A.)

Notice that you went *against* the arrows of the graph. A session cannot do this: it computes z from
x. Finding inputs that give a wanted output is what all of training is about, and it will take
lessons 3 to 5 to do it where nothing can be solved by hand.
"""
    checked = "Your x gives z = [6, 7]."

    def judge(self, x):
        x = numbers(x, (2,), "x")
        z = self.A @ x + self.b
        if same(z, self.z):
            return
        mistakes = {
            "b_not_subtracted": (
                np.linalg.solve(self.A, self.z),
                "This solves A x = z: b was left out. Subtract it from z before you solve.",
            ),
            "b_added": (
                np.linalg.solve(self.A, self.z + self.b),
                "This solves A x = z + b. Moving b to the other side of the equation turns its "
                "sign.",
            ),
            "other_b": (
                np.linalg.solve(self.A, self.z - [1, -1]),
                "This is the answer for b = [1, -1], the one used before. In this exercise it is "
                "[1, -2].",
            ),
            "transposed": (
                np.linalg.solve(self.A.T, self.z - self.b),
                "This is the answer for A transposed. Each entry of A x is a *row* of A times x: "
                "the first is 2 x₁ + 1 x₂.",
            ),
            "forwards": (
                self.A @ self.z + self.b,
                "This sends [6, 7] forwards through the map. It is the result that is [6, 7]; x "
                "is what goes in.",
            ),
            "swapped": (
                np.linalg.solve(self.A, self.z - self.b)[::-1],
                "These are the right numbers in the wrong order.",
            ),
        }
        result = f"Your x gives z = {shown(z)} instead of {shown(self.z)}."
        for key, (mistaken, message) in mistakes.items():
            if same(x, mistaken):
                raise Wrong(key, f"{message}\n\n{result}")
        right = np.isclose(z, self.z)
        if right.any():
            i = int(np.argmin(right))
            result += f" Entry {2 - i} of z is right; look at entry {i + 1}, a row of A times x."
        raise Wrong("other", result)


class Build(GraphFunction):
    """Build a small formula from nodes."""

    lesson, number, name = 1, 1, "build"
    task = """
Write a function that takes two nodes, x and y, and returns a node for (x + y) · (y + 1).
"""
    blank = """
def build(x, y):
    return ...
"""
    answers = ("build",)
    hints = (
        "Operators on nodes make nodes: `x + y` is one already. You need two sums and a product.",
        "Python's `*` binds more tightly than `+`, on nodes as on numbers: both sums need "
        "parentheses.",
    )
    solution_code = """
def build(x, y):
    return (x + y) * (y + 1)
"""
    why = """
Nothing is computed when this function runs. `x + y` makes a node, `y + 1` makes two (a constant for
the 1, and the sum), and `*` makes the one that is returned, whose inputs are the two sums. Python's
rules of precedence decide which node becomes an input of which, so the parentheses shape the graph.
Note that y has two consumers but remains one node.
"""
    checked = "Checked by running your node on numbers, negative ones too, and on vectors."
    parameters = ("x", "y")
    cases = ((2.0, 3.0), (-1.5, 0.5), ([1.0, 2.0, -3.0], [0.0, -4.0, 2.5]))
    mistakes = {  # noqa: RUF012
        "no_parentheses": Mistake(
            "This is x + y · y + 1: without parentheses, the product is taken before both sums.",
            (lambda x, y: x + y * y + 1,),
        ),
        "first_parentheses": Mistake(
            "This is x + y · (y + 1): the first sum needs parentheses too.",
            (lambda x, y: x + y * (y + 1),),
        ),
        "second_parentheses": Mistake(
            "This is (x + y) · y + 1: the second sum needs parentheses too.",
            (lambda x, y: (x + y) * y + 1,),
        ),
        "x_for_y": Mistake(
            "There is an x in the place of a y: it is y that occurs in both sums.",
            (
                lambda x, y: (x + y) * (x + 1),
                lambda x, y: (x + x) * (y + 1),
                lambda x, y: (x + x) * (x + 1),
            ),
        ),
        "sum": Mistake(
            "This adds the two sums; they are to be multiplied.", (lambda x, y: x + y + y + 1,)
        ),
    }

    @staticmethod
    def right(x, y):
        return (x + y) * (y + 1)


class Order(Exercise):
    """Put the nodes of a graph in an order in which they can be evaluated."""

    lesson, number, name = 1, 3, "order"
    task = """
In the graph made by `y, spare = exercises.order.graph()`, a session is asked for `y` alone. Write
down the names of the nodes in an order in which it can visit them.
"""
    blank = """
order = [...]
"""
    answers = ("order",)
    hints = (
        "A node may come as soon as all its inputs have come. Begin with those that have none. "
        "And which nodes does y not need at all?",
        "x, w and b come first, in whatever order. Then only one node has all its inputs.",
    )
    solution_code = """
order = ["w", "x", "u", "b", "v", "y"]
"""
    why = """
Each node stands after all of its inputs: u after x and w, v after u and b, y after u and v. There
are several such orders, since x, w and b may come in any order, and b as late as just before v.
The one shown is that of the session, a depth-first search that lists nodes as it *leaves* them.

u feeds two nodes, v and y, but is computed once: it has one value per run. And `spare` does not
occur: no path leads from it to y, so nobody asked for it. A large graph costs only what the
fetched part of it costs.
"""
    checked = "Each node comes after all of its inputs, each comes once, and none is superfluous."

    @staticmethod
    def graph() -> tuple[Node, Node]:
        """Make the graph: ``u = w * x``, ``v = u + b``, ``y = u * v``, ``spare = exp(v)``.

        Returns
        -------
        y, spare : Node
        """
        with Graph().as_default():
            x, w, b = (placeholder(name=name) for name in "xwb")
            u = multiply(w, x, name="u")
            v = add(u, b, name="v")
            return multiply(u, v, name="y"), exp(v, name="spare")

    def judge(self, order):
        if isinstance(order, str) or not isinstance(order, list | tuple):
            reason = " A set has no order." if isinstance(order, set | frozenset) else ""
            raise Wrong(
                "not_a_list",
                f"Give a list of names, such as `['x', 'w']`, not {described(order)}.{reason}",
            )
        names = [node.name if isinstance(node, Node) else node for node in order]
        y, _ = self.graph()
        known = [node.name for node in y.graph.nodes]
        for name in names:
            if name not in known:
                raise Wrong(
                    "unknown",
                    f"This graph has no such node: {described(name)}. Its nodes are "
                    f"{in_words(known)}.",
                )
        check_order(names, y)


class Batch(GraphFunction):
    """Apply an affine map to every row of a batch."""

    lesson, number, name = 1, 5, "batch"
    task = """
The rows of X are n points: X has shape (n, 2). Given A of shape (3, 2) and b of shape (3,), return
a node of shape (n, 3) whose row i is A xᵢ + b, where xᵢ is row i of X.
"""
    blank = """
def batch(X, A, b):
    return ...
"""
    answers = ("batch",)
    hints = (
        "Write the shapes under the factors: (n, 2) times what gives (n, 3)?",
        "(n, 2) @ (2, 3) is (n, 3), and `dl.transpose(A)` is (2, 3). b, of shape (3,), is then "
        "added to each row by broadcasting.",
    )
    solution_code = """
def batch(X, A, b):
    return X @ dl.transpose(A) + b
"""
    why = """
The textbook writes a point as a column, z = A x + b. A batch holds points as *rows*, and
transposing the formula turns columns into rows: zᵀ = xᵀ Aᵀ + bᵀ. Stacking n such rows gives
Z = X Aᵀ + b, with shapes (n, 2) @ (2, 3) + (3,). Broadcasting lines shapes up from the right, so b
meets the axis of length 3 and is added to each row, which is what we want.

That is why deep-learning code is full of `X @ W`: it stores W = Aᵀ from the start, with one column
per output. `dl.matmul(X, A, transpose_b=True)` is the same without a separate transpose.
"""
    checked = "Checked on batches of 1 to 5 points, and with a square A."
    parameters, batched = ("X", "A", "b"), ("X",)
    cases = (
        ([[1, 2], [0, -1], [3, 0.5], [-2, 4]], [[2, 1], [0, 3]], [10, 20]),
        ([[1, 2], [0, -1], [3, 0.5]], [[2, 1], [0, 3], [-1, 4]], [10, 20, 30]),
        ([[1, 2]], [[2, 1], [0, 3], [-1, 4]], [10, 20, 30]),
        ([[1, 2], [0, -1], [3, 0.5], [5, 5], [0, 0]], [[2, 1], [0, 3], [-1, 4]], [10, 20, 30]),
    )
    mistakes = {  # noqa: RUF012
        "no_transpose": Mistake(
            "This multiplies by A where it should be A transposed. Row i of X @ A adds up the rows "
            "of A, each times an entry of xᵢ; A xᵢ adds up its columns. Where A is square nothing "
            "complains, and the numbers are wrong.",
            (lambda X, A, b: X @ A + b,),
        ),
        "columns": Mistake(
            "Your result has the points as columns, (3, n), and not as rows, (n, 3). Transpose the "
            "whole product: (A Xᵀ)ᵀ = X Aᵀ.",
            (
                lambda X, A, b: A @ X.T + b[:, None],
                lambda X, A, b: A @ X.T,
                lambda X, A, b: A @ X.T + b,
            ),
        ),
        "no_bias": Mistake("b is missing: this is A xᵢ.", (lambda X, A, b: X @ A.T,)),
        "bias_axis": Mistake(
            "b is added along the wrong axis: bᵢ goes to all of row i, the point i, instead of to "
            "column i. As long as n is 3 nothing complains.",
            (lambda X, A, b: X @ A.T + b[:, None],),
        ),
        "bias_subtracted": Mistake("b is subtracted; add it.", (lambda X, A, b: X @ A.T - b,)),
    }

    @staticmethod
    def right(X, A, b):
        return X @ A.T + b


preimage = Preimage()
build = Build()
order = Order()
batch = Batch()
my_topological_order = MyTopologicalOrder()
operation = OwnOperation()

EXERCISES = (build, preimage, order, my_topological_order, batch, operation)
