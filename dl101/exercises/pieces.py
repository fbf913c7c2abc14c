"""Exercises of lesson 1 in which readers write pieces of the library themselves."""

from contextlib import suppress

import numpy as np

from ..dtypes import float32
from ..graph import Graph, Node, Operation, placeholder
from . import searches
from .answers import Wrong, call, described, same
from .graph_function import GraphFunction, Mistake
from .old_exercise import Exercise


class MyTopologicalOrder(Exercise):
    """Write the search that finds the order of evaluation."""

    lesson, number, name = 1, 4, "my_topological_order"
    task = """
Write the piece of the library that finds the order of evaluation: a function that takes a node and
returns a list of that node and all it needs, each once and after all of its inputs. It must manage
a chain of 5,000 nodes, so do without recursion. All it has to know of a node is `node.inputs`.
"""
    blank = """
def topological_order(target):
    ...
    return ...
"""
    answers = ("topological_order",)
    hints = (
        "A node may be listed once all of its inputs are listed. Keep a stack of nodes that are "
        "waiting; look at the top one: is any of its inputs not listed yet?",
        "If so, push that input and go on with it. If not, pop the node and list it. A set of the "
        "nodes already listed makes the question cheap, and keeps you from listing one twice.",
    )
    solution_code = """
def topological_order(target):
    order, listed, stack = [], set(), [target]
    while stack:
        node = stack[-1]
        waiting = [needed for needed in node.inputs if needed not in listed]
        if waiting:
            stack.append(waiting[0])
        else:
            stack.pop()
            if node not in listed:
                listed.add(node)
                order.append(node)
    return order
"""
    why = """
This is a depth-first search that lists a node when it *leaves* it (post-order). A node leaves the
stack only when none of its inputs is waiting, so it comes after all of them; the set `listed` sees
to it that it comes once; and since only inputs are ever pushed, nothing superfluous gets in. The
graph has no cycles, so the search ends.

Listing nodes when they are *reached* is not enough, not even read backwards: in x + f(f(x)) the sum
reaches x at once, long before the inner f needs it. The stack is an ordinary list instead of
Python's own stack of calls, which ends at a depth of about 1,000. And each node is finished
once, however many paths lead to it: in a chain of 25 doublings y = y + y there are 2²⁵ paths, but
only 26 nodes.

`dl.topological_order` is the same search. It keeps a half-read iterator for each waiting node, so
that it looks at every input exactly once.
"""
    checked = (
        "Checked on seven small graphs, a chain of 5,000 nodes, and 25 doublings with their 2²⁵ "
        "paths."
    )
    small = (
        "a",
        "x; f: x; y: f",
        "x; f1: x; f2: f1; y: x f2",
        "x; f1: x; f2: f1; y: f2 x",
        "x; y: x x",
        "x; w; b; other: x; u: w x; v: u b; y: u v",
        "a; b; c: a b; d: b c; e: c a; unused: e; y: e d b",
    )

    def judge(self, answer):
        searches.check_small(answer, self.small)
        searches.check_doublings(answer, 25)
        searches.check_chain(answer, 5000)


class OwnOperation(GraphFunction):
    """Write an operation that the library does not have."""

    lesson, number, name = 1, 6, "operation"
    task = """
Write an operation of your own, softsign(x) = x / (1 + |x|), as a subclass of `dl.Operation`: its
`__init__` hands the inputs on to that of the superclass, its `compute` takes their values.
"""
    blank = """
class softsign(dl.Operation):
    op_type = "Softsign"

    def __init__(self, x, name=None):
        ...

    def compute(self, x):
        return ...
"""
    answers = ("softsign",)
    hints = (
        "`__init__` runs while the graph is built, and gets a node; `compute` runs in a session, "
        "and gets that node's value, an array. Which of the two needs NumPy?",
        "`super().__init__([x], x.dtype, x.shape, name)` takes a *list* of inputs, and then what "
        "is known of the result. In `compute`, use `np.abs`, and do not forget `return`.",
    )
    solution_code = """
class softsign(dl.Operation):
    op_type = "Softsign"

    def __init__(self, x, name=None):
        super().__init__([x], x.dtype, x.shape, name)

    def compute(self, x):
        return x / (1 + np.abs(x))
"""
    why = """
The two methods belong to two times. `__init__` runs once, when the graph is built: `x` is a node,
and the superclass notes which nodes the new one needs, and that the result has the dtype and shape
of x. `compute` runs whenever a session needs the value: here `x` is an array, and NumPy does the
work. This is the line between describing and computing, drawn through one class.

Every operation of `dl101` is made like this. One thing is still missing: gradients do not know the
new operation. Lesson 5 adds its rule.
"""
    checked = (
        "Checked on a scalar, a vector and a matrix; the values that come in stay as they are."
    )
    parameters = ("x",)
    cases = (([-3.0, -0.5, 0.0, 2.0],), (-4.0,), ([[1.0, -2.0, 0.25], [0.0, 9.0, -1.0]],))
    mistakes = {  # noqa: RUF012
        "no_abs": Mistake(
            "The absolute value is missing: this is x / (1 + x), which has a pole at x = -1.",
            (lambda x: x / (1 + x),),
        ),
        "no_one": Mistake(
            "The 1 is missing below the line: this is x / |x|, the sign of x, and undefined at 0.",
            (lambda x: x / abs(x),),
        ),
        "no_sign": Mistake(
            "The result has lost its sign: above the line stands x, not |x|.",
            (lambda x: abs(x) / (1 + abs(x)),),
        ),
        "precedence": Mistake(
            "This is x / 1 + |x|: the sum below the line needs parentheses.",
            (lambda x: x / 1 + abs(x),),
        ),
    }

    @staticmethod
    def right(x):
        return x / (1 + abs(x))

    def judge(self, answer):
        if not isinstance(answer, type):
            raise Wrong(
                "not_a_class",
                f"The class itself is to be checked, `softsign`, and this is {described(answer)}.",
            )
        if not issubclass(answer, Operation):
            raise Wrong(
                "not_a_subclass",
                "Your class is not a kind of `dl.Operation`, so a session cannot use it: write "
                "`class softsign(dl.Operation):`.",
            )
        if answer.compute is Operation.compute:
            raise Wrong("no_compute", "Your class has no method `compute(self, x)`.")
        self._must_be_filled_in(answer)
        return super().judge(answer)

    def _must_be_filled_in(self, answer):
        with suppress(Wrong):  # it may need what `__init__` sets
            call(object.__new__(answer).compute, np.ones(2))

    def must_belong(self, node, inputs):
        if not hasattr(node, "inputs"):
            raise Wrong(
                "no_super",
                "Your `__init__` does not call that of the superclass, so the node knows neither "
                "its inputs nor its graph: `super().__init__([x], x.dtype, x.shape, name)`.",
            )
        if not node.inputs:
            raise Wrong(
                "no_inputs",
                "Your node has no inputs, so `compute` would get nothing. Hand them on as a list: "
                "`super().__init__([x], ...)`.",
            )
        if node.inputs != tuple(inputs):
            raise Wrong(
                "other_inputs",
                f"Your node has {len(node.inputs)} inputs, and should have one, x itself: "
                f"hand on the list `[x]`.",
            )

    def as_array(self, value):
        if isinstance(value, Node):
            raise Wrong(
                "graph_in_compute",
                "Your `compute` returns a node. When it runs, the graph is long built, and `x` is "
                "an array: compute with NumPy, `np.abs` in place of `dl.abs`.",
            )
        if value is None:
            raise Wrong(
                "no_return", "Your `compute` returns nothing (`None`): is there a `return`?"
            )
        return super().as_array(value)

    def refine(self, answer):
        with Graph().as_default():
            node = call(answer, placeholder(float32, [4], name="x"))
        value = np.array(self.cases[0][0])
        call(node.compute, value)
        if not same(value, np.array(self.cases[0][0])):
            raise Wrong(
                "modified",
                "The result is right, but your `compute` changes the array that it gets (with "
                "`+=`, `/=` or the like). Other nodes may need that value too: make a new array.",
            )
        if node.shape is not None and tuple(node.shape) != (4,):
            raise Wrong(
                "shape",
                f"The values are right, but the node says that its shape is `{node.shape}` where x "
                f"has `(4,)`. Pass `x.shape` on.",
            )
        if node.shape is None or node.dtype != float32:
            return (
                "One thing more: your node does not tell its dtype and shape. With "
                "`super().__init__([x], x.dtype, x.shape, name)`, shapes that do not fit are found "
                "while the graph is built, and float32 stays float32."
            )
