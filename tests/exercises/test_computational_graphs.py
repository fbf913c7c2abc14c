"""Lesson 1's exercises: right answers of many kinds, and typical wrong ones by their diagnosis."""

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import computational_graphs as lesson


def function(name_and_parameters, *bodies):
    return [f"def {name_and_parameters}:\n    {body}" for body in bodies]


SEARCH = "def topological_order(target):\n"
RECURSIVE = f"""{SEARCH}
    order = []
    def visit(node):
        if node not in order:
            for needed in node.inputs:
                visit(needed)
            order.append(node)
    visit(target)
    return order
"""
BREADTH_FIRST = """
    order = [target]
    for node in order:
        for needed in node.inputs:
            if needed not in order:
                order.append(needed)
    return order{}
"""
OPERATION = """
class softsign(dl.Operation):
    op_type = "Softsign"
    def __init__(self, x, name=None):
        {init}
    def compute(self, x):
        {compute}
"""
INIT = "super().__init__([x], x.dtype, x.shape, name)"
COMPUTE = "return x / (1 + np.abs(x))"


def operation(init=INIT, compute=COMPUTE):
    return OPERATION.format(init=init, compute=compute)


RIGHT = {
    "preimage": [
        "x = [1, 3]",
        "x = [[1], [3]]",
        "x = np.array([1.0, 3.0])",
        "x = (1, 3)",
        "e = exercises.preimage\nx = np.linalg.solve(e.A, e.z - e.b)",
        "x = dl.Session(graph=dl.Graph()).graph and [3 - 2, 9 / 3]",
    ],
    "build": function(
        "build(x, y)",
        "return (x + y) * (y + 1)",
        "return dl.multiply(dl.add(x, y), dl.add(y, 1))",
        "return x * y + x + y * y + y",
        "return (x + y) * y + (x + y)",
        "return (1 + y) * (y + x)",
        "one = dl.constant(1.0); return dl.identity((x + y) * (y + one), name='result')",
    ),
    "order": [
        "order = ['x', 'w', 'b', 'u', 'v', 'y']",
        "order = ['b', 'w', 'x', 'u', 'v', 'y']",
        "order = ('w', 'x', 'u', 'b', 'v', 'y')",
        "y, spare = exercises.order.graph()\norder = dl.topological_order([y])",
    ],
    "batch": function(
        "batch(X, A, b)",
        "return X @ dl.transpose(A) + b",
        "return dl.matmul(X, A, transpose_b=True) + b",
        "return dl.transpose(A @ dl.transpose(X)) + b",
        "return dl.transpose(A @ dl.transpose(X) + dl.expand_dims(b, 1))",
        "return dl.reduce_sum(dl.expand_dims(X, 1) * A, axis=2) + b",
        "return dl.nn.bias_add(dl.matmul(X, dl.transpose(A)), b)",
    ),
    "my_topological_order": [
        f"""{SEARCH}
    order, seen, stack = [], set(), [(target, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(needed, False) for needed in node.inputs]
    return order
""",
        f"""{SEARCH}
    nodes, users, waiting = [target], {{}}, {{}}
    seen = {{target}}
    for node in nodes:
        inputs = node.inputs
        waiting[node] = len(inputs)
        for needed in inputs:
            users.setdefault(needed, []).append(node)
            if needed not in seen:
                seen.add(needed)
                nodes.append(needed)
    ready, order = [node for node in nodes if not waiting[node]], []
    for node in ready:
        order.append(node)
        for user in users.get(node, []):
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    return tuple(order)
""",
        f"{SEARCH}    return dl.topological_order([target])",
        f"{SEARCH}    yield from dl.topological_order([target])",
    ],
    "operation": [
        operation(),
        operation(init="super().__init__([x])"),
        operation(init="super().__init__((x,), dtype=x.dtype, shape=x.shape, name=name)"),
        operation(compute="return np.where(x < 0, x / (1 - x), x / (1 + x))"),
        operation(compute="y = x.copy(); y /= 1 + abs(x); return y"),
        "class softsign(dl.Operation):\n"
        "    def compute(self, x):\n        return x / (1 + abs(x))\n"
        "    def __init__(self, x):\n        dl.Operation.__init__(self, [x])",
    ],
}

WRONG = {
    "preimage": [
        ("x = [11 / 6, 7 / 3]", "b_not_subtracted"),
        ("x = [7 / 6, 8 / 3]", "other_b"),
        ("e = exercises.preimage\nx = np.linalg.solve(e.A, e.z + e.b)", "b_added"),
        ("e = exercises.preimage\nx = np.linalg.solve(e.A.T, e.z - e.b)", "transposed"),
        ("e = exercises.preimage\nx = e.A @ e.z + e.b", "forwards"),
        ("x = [3, 1]", "swapped"),
        ("x = [1, 2]", "other"),
        ("x = [1, 2, 3]", "shape"),
        ("x = '1, 3'", "not_numbers"),
        ("x = dl.constant([1, 3])", "not_numbers"),
    ],
    "build": [
        *zip(
            function(
                "build(x, y)",
                "return x + y * y + 1",
                "return x + y * (y + 1)",
                "return (x + y) * y + 1",
                "return (x + y) * (x + 1)",
                "return (x + y) + (y + 1)",
                "return (x + 3.0) * 4.0",
                "return dl.constant(20.0)",
                "return (2.0 + 3.0) * (3.0 + 1)",
                "return (x + y) * (y - 1)",
                "return (x + y) * (y + 1) / (x - x)",
                "return dl.reduce_sum((x + y) * (y + 1))",
            ),
            [
                "no_parentheses",
                "first_parentheses",
                "second_parentheses",
                "x_for_y",
                "sum",
                "unused",
                "unused",
                "not_a_node",
                "other",
                "not_finite",
                "other",
            ],
            strict=True,
        ),
        ("build = dl.Graph().as_default() and dl.constant(1.0)", "not_a_function"),
    ],
    "order": [
        ("order = ['x', 'w', 'v', 'b', 'u', 'y']", "too_early"),
        ("order = ['y', 'v', 'b', 'u', 'x', 'w']", "reversed"),
        ("order = ['x', 'w', 'u', 'b', 'v', 'u', 'y']", "duplicate"),
        ("order = ['x', 'w', 'u', 'b', 'v', 'spare', 'y']", "unneeded"),
        ("order = ['x', 'w', 'u', 'v', 'y']", "missing"),
        ("order = ['x', 'w', 'u', 'b', 'v']", "missing"),
        ("order = ['x', 'w', 'z']", "unknown"),
        ("order = [0, 1, 2]", "unknown"),
        ("order = 'x w u b v y'", "not_a_list"),
        ("order = {'x', 'w', 'u', 'b', 'v', 'y'}", "not_a_list"),
        ("order = []", "missing"),
    ],
    "batch": list(
        zip(
            function(
                "batch(X, A, b)",
                "return X @ A + b",
                "return A @ dl.transpose(X) + b",
                "return A @ dl.transpose(X)",
                "return A @ dl.transpose(X) + dl.expand_dims(b, 1)",
                "return X @ dl.transpose(A)",
                "return X @ dl.transpose(A) + dl.expand_dims(b, 1)",
                "return dl.matmul(X, A, transpose_b=True) + dl.reshape(b, [-1, 1])",
                "return X @ dl.transpose(A) - b",
                "return A @ X + b",
                "return dl.constant([[1.0, 2.0]]) @ dl.transpose(A) + b",
                "return dl.stack([A @ row + b for row in X])",
            ),
            [
                "no_transpose",
                "columns",
                "columns",
                "columns",
                "no_bias",
                "bias_axis",
                "bias_axis",
                "bias_subtracted",
                "exception",
                "unused",
                "exception",
            ],
            strict=True,
        )
    ),
    "my_topological_order": [
        (RECURSIVE, "recursion"),
        (SEARCH + BREADTH_FIRST.format(""), "breadth_first"),
        (SEARCH + BREADTH_FIRST.format("[::-1]"), "breadth_first"),
        (
            (SEARCH + BREADTH_FIRST.format("[::-1]")).replace("node.inputs", "node.inputs[::-1]"),
            "breadth_first",
        ),
        (
            f"""{SEARCH}
    order, stack = [], [target]
    while stack:
        node = stack.pop()
        if node not in order:
            order.append(node)
            stack += node.inputs
    return order[::-1]
""",
            "on_arrival",
        ),
        (f"{SEARCH}    return dl.topological_order([target])[::-1]", "reversed"),
        (f"{SEARCH}    return dl.topological_order([target])[:-1]", "missing"),
        (f"{SEARCH}    return target.graph.get_operations()", "unneeded"),
        (f"{SEARCH}    return sorted(dl.topological_order([target]), key=str)", "too_early"),
        (
            f"{SEARCH}    found = [m for n in target.inputs for m in topological_order(n)]\n"
            "    return found + [target]",
            "duplicate",
        ),
        (
            f"{SEARCH}    found = [m for n in target.inputs for m in topological_order(n)]\n"
            "    return list(dict.fromkeys(found + [target]))",
            "exponential",
        ),
        (
            f"{SEARCH}    stack = [target]\n    while stack:\n        stack += stack[-1].inputs",
            "endless",
        ),
        (
            f"""{SEARCH}
    order, done = [], set()
    while target not in done:
        node, path = target, []
        while True:
            waiting = [needed for needed in node.inputs if needed not in done]
            if not waiting:
                break
            node = waiting[0]
        done.add(node)
        order.append(node)
    return order
""",
            "slow",
        ),
        (f"{SEARCH}    return [n.name for n in dl.topological_order([target])]", "not_nodes"),
        (f"{SEARCH}    return set(dl.topological_order([target]))", "not_a_list"),
        (f"{SEARCH}    return target", "exception"),
        (f"{SEARCH}    order = [target]", "no_return"),
        (f"{SEARCH}    return topological_order(target)", "recursion"),
    ],
    "operation": [
        (operation(compute="return x / (1 + x)"), "no_abs"),
        (operation(compute="return x / np.abs(x)"), "no_one"),
        (operation(compute="return abs(x) / (1 + abs(x))"), "no_sign"),
        (operation(compute="return x / 1 + abs(x)"), "precedence"),
        (operation(compute="x / (1 + np.abs(x))"), "no_return"),
        (operation(compute="return x / (1 + dl.abs(x))"), "graph_in_compute"),
        (
            operation(compute="return self.inputs[0] / (1 + abs(self.inputs[0]))"),
            "graph_in_compute",
        ),
        (operation(compute="x /= 1 + abs(x); return x"), "modified"),
        (operation(compute="return x.sum() / (1 + np.abs(x).sum())"), "other"),
        (operation(compute="return x / (1 + (x if x > 0 else -x))"), "exception"),
        (operation(init="self.x = x"), "no_super"),
        (operation(init="pass"), "no_super"),
        (operation(init="super().__init__()"), "no_inputs"),
        (operation(init="super().__init__(x)"), "exception"),
        (operation(init="super().__init__([x, x])"), "other_inputs"),
        (operation(init="super().__init__([x], x.dtype, [1])"), "shape"),
        ("class softsign(dl.Operation):\n    pass", "no_compute"),
        ("class softsign:\n    def compute(self, x):\n        return x", "not_a_subclass"),
        ("def softsign(x):\n    return x / (1 + abs(x))", "not_a_class"),
        (f"{operation()}\nsoftsign = softsign(dl.constant(1.0))", "not_a_class"),
    ],
}


@pytest.mark.parametrize(("name", "code"), [(n, c) for n, codes in RIGHT.items() for c in codes])
def test_right_answers_are_accepted(name, code, attempt):
    verdict = attempt(lesson, getattr(lesson, name), code)
    assert verdict.status == "right", verdict


@pytest.mark.parametrize(
    ("name", "code", "mistake"), [(n, *pair) for n, pairs in WRONG.items() for pair in pairs]
)
def test_wrong_answers_are_diagnosed(name, code, mistake, attempt):
    verdict = attempt(lesson, getattr(lesson, name), code)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def message(attempt, name, code):
    return attempt(lesson, getattr(lesson, name), code).message


def test_preimage_shows_where_the_answer_leads(attempt):
    text = message(attempt, "preimage", "x = [1, 2]")
    assert "Your x gives z = `[5.0, 4.0]` instead of `[6.0, 7.0]`." in text
    assert "look at entry" not in text
    assert "Entry 2 of z is right; look at entry 1" in message(attempt, "preimage", "x = [2, 3]")


def test_preimages_data_are_those_of_the_task():
    e = lesson.preimage
    np.testing.assert_array_equal(e.A @ [1, 3] + e.b, e.z)
    with pytest.raises(ValueError, match="read-only"):
        e.A[0, 0] = 5


def test_a_wrong_value_is_shown_beside_the_right_one(attempt):
    text = message(attempt, "build", "def build(x, y):\n    return x + y * y + 1")
    assert "For `x` = `2.0`, `y` = `3.0` your node's value is `12.0`; it should be `20.0`." in text


def test_a_wrong_shape_is_shown(attempt):
    text = message(attempt, "batch", "def batch(X, A, b):\n    return A @ dl.transpose(X)")
    assert "Its shape is `(2, 4)`; it should be `(4, 2)`." in text
    assert "it should be = [[14.  26. ]\n" in text


def test_an_unused_input_is_named(attempt):
    text = message(attempt, "build", "def build(x, y):\n    return (x + 3.0) * 4.0")
    assert "does not depend on `y`" in text


def test_order_names_both_nodes(attempt):
    text = message(attempt, "order", "order = ['x', 'w', 'v', 'b', 'u', 'y']")
    assert "`v` stands before `u`, which is one of its inputs" in text
    text = message(attempt, "order", "order = ['x', 'w', 'u', 'v', 'y']")
    assert "`b` is missing, and it is an input of `v`. Placeholders" in text


def test_the_order_shown_as_solution_is_the_sessions():
    namespace = {}
    exec(lesson.order.solution_code, namespace)
    y, spare = lesson.order.graph()
    assert namespace["order"] == [node.name for node in dl.topological_order([y])]
    assert spare.name == "spare"
    with dl.Session(graph=y.graph) as session:
        feeds = dict(zip(y.graph.nodes[:3], (2.0, 3.0, 1.0), strict=True))
        assert session.run(y, feeds) == 6.0 * 7.0


def test_a_search_is_shown_the_graph_that_it_fails_on(attempt):
    text = message(attempt, "my_topological_order", SEARCH + BREADTH_FIRST.format("[::-1]"))
    assert "`f1` stands before `x`" in text
    assert "`x`, `f1(x)`, `f2(f1)`, `y(x, f2)`; asked for: `y`" in text


def test_recursion_is_praised_for_what_it_can_do(attempt):
    text = message(attempt, "my_topological_order", RECURSIVE)
    assert text.startswith("The order is right for small graphs, but on a chain of 5,000")
    assert "`while` loop" in text


def test_an_operation_that_tells_no_shape_is_right_with_a_remark(attempt):
    assert "One thing more" in message(attempt, "operation", operation("super().__init__([x])"))
    assert "One thing more" not in message(attempt, "operation", operation())


def test_an_exception_in_compute_is_told_with_its_line(attempt):
    text = message(attempt, "operation", operation(compute="return x / (1 + abs(x)) + zero"))
    assert "`NameError` in the line `return x / (1 + abs(x)) + zero`" in text
    text = message(attempt, "operation", operation(compute="return x.dot(np.ones((7, 7)))"))
    assert "in the line `return x.dot(np.ones((7, 7)))`" in text
