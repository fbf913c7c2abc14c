"""Lesson 5's exercises: right answers of many kinds, and typical wrong ones by their diagnosis."""

from itertools import combinations

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import backpropagation as lesson
from dl101.exercises.answers import same


def functions(name_and_parameters, pairs):
    return [(f"def {name_and_parameters}:\n    {body}", mistake) for body, mistake in pairs]


def function(name_and_parameters, *bodies):
    return [f"def {name_and_parameters}:\n    {body}" for body in bodies]


TANH = "tanh_rule(op, grad)"
MULTIPLY = "multiply_rule(op, grad)"
MATMUL = "matmul_rule(op, grad)"
WALK = "backpropagate(y, x, local)"
XY = "x, y = op.inputs; "
AB = "a, b = op.inputs; "
T = "dl.transpose"
LOOP = """found = {{y: 1.0}}
    for node in {order}:
        for i, needed in enumerate(node.inputs):
            {step}
    return found.get(x, 0.0)"""
BACKWARDS = "reversed(dl.topological_order([y]))"
ADD = "found[needed] = found.get(needed, 0.0) + found[node] * local(node, i)"
BREADTH_FIRST = """found, order = {y: 1.0}, [y]
    for node in order:
        for i, needed in enumerate(node.inputs):
            if needed not in order:
                order.append(needed)
            STEP
    return found.get(x, 0.0)"""
EACH_NODE_ONCE = [
    LOOP.format(order=BACKWARDS, step=ADD).replace("i, needed in enumerate(node.inputs)", loop)
    for loop in (
        "needed, i in {n: i for i, n in enumerate(node.inputs)}.items()",
        "needed, i in ((n, node.inputs.index(n)) for n in set(node.inputs))",
        "needed, i in ((n, node.inputs.index(n)) for n in node.inputs)",
    )
]
PATHS = """return 1.0 if y is x else sum(
        local(y, i) * backpropagate(n, x, local) for i, n in enumerate(y.inputs))"""
MEMORY = """memory = {}
    def slope(node):
        if node not in memory:
            memory[node] = 1.0 if node is x else sum(
                local(node, i) * slope(n) for i, n in enumerate(node.inputs))
        return memory[node]
    return slope(y)"""


SOFTSIGN = lesson.own_rule.blank.replace("report = ...", "")
REPORT = """with dl.Graph().as_default():
    x = dl.constant([-2.0, -0.3, 0.5, 3.0], name="x")
    report = dl.check_gradients({}, x)
"""


def own(body, checked="dl.sin(softsign(x))", report=None):
    rule = f"@dl.RegisterGradient(softsign)\ndef rule(op, grad):\n    (x,) = op.inputs; {body}"
    return f"{SOFTSIGN}\n{rule}\n\n{report or REPORT.format(checked)}"


def loop(step=ADD, order=BACKWARDS):
    return LOOP.format(order=order, step=step)


RIGHT = {
    "tanh_rule": function(
        TANH,
        "return (1 - op * op) * grad",
        "return [grad - grad * op ** 2]",
        "(x,) = op.inputs; return grad * (1 - dl.tanh(x) ** 2)",
        "(x,) = op.inputs; return 4 * grad / (dl.exp(x) + dl.exp(-x)) ** 2",
    ),
    "multiply_rule": function(
        MULTIPLY,
        f"{XY}return [y * grad, dl.reduce_sum(x * grad, 0, True)]",
        f"{XY}return grad * y, dl.expand_dims(dl.reduce_sum(grad * x, 0), 0)",
        f"{XY}return grad * y, dl.reshape(dl.reduce_sum(grad * x, axis=0), [1, -1])",
    ),
    "matmul_rule": function(
        MATMUL,
        f"{AB}return dl.matmul(grad, b, transpose_b=True), dl.matmul(a, grad, transpose_a=True)",
        f"{AB}return [{T}(b @ {T}(grad)), {T}({T}(grad) @ a)]",
        f"return grad @ {T}(op.inputs[1]), {T}(op.inputs[0]) @ grad",
    ),
    "own_rule": [
        own("return grad / (1 + dl.abs(x)) ** 2"),
        own("return [grad * dl.square(1 - dl.abs(op))]"),
        own("return dl.where(x > 0, grad / (1 + x) ** 2, grad / (1 - x) ** 2)"),
        own("return grad / (1 + dl.abs(x)) ** 2", "dl.square(softsign(x))"),
    ],
    "order_matters": [
        "derivative, visited = 33.0, ('y', 'f2', 'f1', 'x')",
        "derivative = 1 + 4 * 2 ** 3\n"
        "visited = dl.topological_order([exercises.order_matters.graph()])[::-1]",
    ],
    "backpropagate": function(
        WALK,
        loop(),
        loop(order="dl.topological_order([y])[::-1]"),
        """users, order = {}, dl.topological_order([y])
    for node in order:
        for i, needed in enumerate(node.inputs):
            users.setdefault(needed, []).append((node, i))
    found = {}
    for node in order[::-1]:
        found[node] = (node is y) + sum(found[u] * local(u, i) for u, i in users.get(node, []))
    return found.get(x, 0)""",
        """slopes = {}
    for node in dl.topological_order([y]):
        slopes[node] = 1.0 if node is x else sum(
            local(node, i) * slopes[n] for i, n in enumerate(node.inputs))
    return np.float64(slopes[y])""",
    ),
}

WRONG = {
    "tanh_rule": functions(
        TANH,
        [
            ("return 1 - dl.square(op)", "no_grad"),
            ("return grad * (1 - dl.square(op.inputs[0]))", "input_for_output"),
            ("return grad * (dl.square(op) - 1)", "sign"),
            ("return grad * (1 + dl.square(op))", "sign"),
            ("return grad * (1 - op)", "no_square"),
            ("return grad * op * (1 - op)", "sigmoid"),
            ("return grad * (1 - dl.square(dl.tanh(op)))", "applied_twice"),
            ("return grad - dl.square(op)", "grad_inside"),
            ("return grad + (1 - dl.square(op))", "grad_added"),
            ("return grad", "only_grad"),
            ("return grad, grad", "count"),
            ("return 1.0", "not_a_node"),
            ("return grad * (1 - np.square(op))", "numpy_on_a_node"),
            ("return grad * dl.square(op)", "other"),
            ("return grad * op.output", "exception"),
            ("grad * (1 - dl.square(op))", "no_return"),
        ],
    ),
    "multiply_rule": functions(
        MULTIPLY,
        [
            (f"{XY}return grad * y, grad * x", "no_sum"),
            (f"{XY}return dl.reduce_sum(grad * x, 0, True), grad * y", "swapped"),
            (f"{XY}return grad * x, dl.reduce_sum(grad * y, 0, True)", "wrong_factor"),
            (f"{XY}return grad * y, dl.reduce_sum(grad * y, 0, True)", "wrong_factor"),
            (f"{XY}return grad * y, dl.reduce_sum(grad * x, 0)", "no_keepdims"),
            (f"{XY}return grad * y, dl.reduce_sum(grad * x, 1, True)", "axis"),
            (f"{XY}return grad * y, dl.reduce_sum(grad * x, 1)", "axis"),
            (f"{XY}return grad * y, dl.reduce_sum(grad * x)", "everything"),
            (f"{XY}return grad * y, dl.reduce_mean(grad * x, 0, True)", "mean"),
            (f"{XY}return y, dl.reduce_sum(grad * x, 0, True)", "no_grad"),
            (f"{XY}return grad * y, dl.reduce_sum(x, 0, True)", "no_grad"),
            (f"{XY}return dl.reduce_sum(grad * y, 0, True), grad", "superfluous_sum"),
            (f"{XY}return grad, dl.reduce_sum(grad, 0, True)", "only_grad"),
            (f"{XY}return grad * y, dl.reduce_sum(grad, 0, True)", "only_grad"),
            (
                f"{XY}return grad * y, dl.reduce_sum(grad, 0, True) * dl.reduce_sum(x, 0, True)",
                "product_of_sums",
            ),
            (f"{XY}return grad * y", "count"),
            (f"{XY}return grad * y, None", "not_a_node"),
            (f"{XY}return grad @ y, grad * x", "exception"),
        ],
    ),
    "matmul_rule": functions(
        MATMUL,
        [
            (f"{AB}return grad @ b, a @ grad", "no_transpose"),
            (f"{AB}return grad @ {T}(b), a @ grad", "no_transpose"),
            (f"{AB}return {T}(b) @ grad, {T}(a) @ grad", "order"),
            (f"{AB}return grad @ {T}(b), grad @ {T}(a)", "order"),
            (f"{AB}return b @ grad, {T}(a) @ grad", "order_and_transpose"),
            (f"{AB}return {T}(a) @ grad, grad @ {T}(b)", "swapped"),
            (f"{AB}return b @ {T}(grad), {T}(a) @ grad", "result_transposed"),
            (f"{AB}return grad @ {T}(b), {T}(grad) @ a", "result_transposed"),
            (f"{AB}return {T}(grad) @ b, {T}(a) @ grad", "grad_transposed"),
            (f"{AB}return grad @ {T}(a), {T}(b) @ grad", "wrong_factor"),
            (f"{AB}return grad * {T}(b), {T}(a) @ grad", "entry_by_entry"),
            (f"{AB}return grad @ {T}(b), {T}(a)", "no_grad"),
            (f"{AB}return grad @ {T}(b)", "count"),
            (f"{AB}return 2 * grad @ {T}(b), {T}(a) @ grad", "other"),
            (f"{AB}return grad @ b.T, a.T @ grad", "attribute_T"),
            ("a, b, c = op.inputs; return a, b", "exception"),
        ],
    ),
    "own_rule": [
        (own(body, report="report = None"), mistake)
        for body, mistake in [
            ("return 1 / (1 + dl.abs(x)) ** 2", "no_grad"),
            ("return grad / (1 + dl.abs(x))", "no_square"),
            ("return grad / (1 + x) ** 2", "no_abs"),
            ("return grad * (1 - op) ** 2", "no_abs"),
            ("return grad * (1 + dl.abs(x) - x) / (1 + dl.abs(x)) ** 2", "inner_derivative"),
            ("return grad * (1 + 2 * dl.abs(x)) / (1 + dl.abs(x)) ** 2", "numerator"),
            ("return -grad / (1 + dl.abs(x)) ** 2", "sign"),
            ("return grad / (1 + dl.abs(op)) ** 2", "output_for_input"),
            ("return grad * (1 - op**2)", "numerator"),
            ("return grad", "only_grad"),
            ("return grad, None", "count"),
            ("return 3.0", "not_a_node"),
            ("grad / (1 + dl.abs(x)) ** 2", "no_return"),
            ("return 2 * grad / (1 + dl.abs(x)) ** 2", "other"),
            ("return grad / (1 + dl.abs(x)) ** 2", "no_report"),
        ]
    ]
    + [
        (
            own(
                "return grad / (1 + dl.abs(x)) ** 2",
                report="report = dl.check_gradients(dl.sin(softsign(dl.constant(0.0) + x)), x)",
            ).replace("report =", "x = dl.constant([0.0, 1.0])\nreport ="),
            "report",
        ),
        (SOFTSIGN.replace('"Softsign"', '"NeverRegistered"') + "\nreport = None", "not_registered"),
        ("softsign, report = 3, None", "not_an_operation"),
        (own("return grad").replace("1 + np.abs", "2 + np.abs"), "another_function"),
    ],
    "order_matters": [
        (f"derivative, visited = {pair}", mistake)
        for pair, mistake in [
            ("33, ['x', 'f1', 'f2', 'y']", "forwards"),
            ("33, ['y', 'x', 'f2', 'f1']", "breadth_first"),
            ("33, ['y', 'f2', 'x', 'f1']", "breadth_first"),
            ("33, ['y', 'f1', 'f2', 'x']", "too_early"),
            ("33, ['y', 'f2', 'f1']", "missing"),
            ("33, ['y', 'x', 'f2', 'f1', 'x']", "duplicate"),
            ("33, ['y', 'z']", "unknown"),
            ("33, 'y f2 f1 x'", "not_a_list"),
            ("1, ['y', 'f2', 'f1', 'x']", "direct_only"),
            ("32, ['y', 'f2', 'f1', 'x']", "overwritten"),
            ("18, ['y', 'f2', 'f1', 'x']", "value"),
            ("9, ['y', 'f2', 'f1', 'x']", "inner_missing"),
            ("5, ['y', 'f2', 'f1', 'x']", "outer_missing"),
            ("17, ['y', 'f2', 'f1', 'x']", "same_place"),
            ("13, ['y', 'f2', 'f1', 'x']", "sum_along_path"),
            ("34, ['y', 'f2', 'f1', 'x']", "derivative"),
            ("'33', ['y', 'f2', 'f1', 'x']", "not_numbers"),
        ]
    ],
    "backpropagate": functions(
        WALK,
        [
            (loop("found[needed] = found[node] * local(node, i)"), "overwritten"),
            (loop("found.setdefault(needed, found[node] * local(node, i))"), "first_kept"),
            (BREADTH_FIRST.replace("STEP", ADD), "too_early"),
            (
                BREADTH_FIRST.replace("STEP", "found[needed] = found[node] * local(node, i)"),
                "too_early_and_overwritten",
            ),
            (
                BREADTH_FIRST.replace("if needed not in order", "if True").replace("STEP", ADD),
                "counted_twice",
            ),
            (loop("found[needed] = found.get(needed, 0.0) + local(node, i)"), "no_product"),
            (
                loop("found[needed] = found.get(needed, 0.0) + found[node] + local(node, i)"),
                "sum_along_path",
            ),
            (
                "found = {y: 1.0}\n    for node in dl.topological_order([y]):\n"
                "        for i, needed in enumerate(node.inputs):\n"
                "            found[needed] = found.get(needed, 0.0) + found.get(node, 0.0) * "
                "local(node, i)\n    return found.get(x, 0.0)",
                "forwards",
            ),
            (loop().replace("found.get(x, 0.0)", "found[x]"), "unneeded"),
            *[(walk, "repeated_input") for walk in EACH_NODE_ONCE],
            (PATHS, "exponential"),
            (MEMORY, "recursion"),
            ("while True:\n        y.inputs", "endless"),
            (loop().replace("return found.get(x, 0.0)", ""), "no_return"),
            (loop().replace("found.get(x, 0.0)", "found"), "not_numbers"),
            (loop().replace("found.get(x, 0.0)", "2 * found.get(x, 0.0)"), "other"),
            (loop("found[needed] += found[node] * local(node, i)"), "exception"),
            (loop().replace("local(node, i)", "local(node, needed)"), "exception"),
        ],
    ),
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


@pytest.mark.parametrize(
    "rule", [lesson.tanh_rule, lesson.multiply_rule, lesson.matmul_rule, lesson.own_rule]
)
def test_the_cases_tell_all_mistakes_apart(rule):
    """By the cases that any formula computes: the square ones, for matrices."""
    cases = [tuple(map(np.asarray, case)) for case in rule.cases[:2]]
    for k, mistakes in enumerate(rule.mistakes):
        formulas = [("right", lambda *case, k=k: rule.right(*case)[k])] + [
            (key, formula) for key, mistake in mistakes.items() for formula in mistake.formulas
        ]
        for (key, one), (other, two) in combinations(formulas, 2):
            if key != other:
                agree = all(same(np.asarray(one(*c)), np.asarray(two(*c))) for c in cases)
                assert not agree, f"{key} and {other} look alike"


@pytest.mark.parametrize(
    ("rule", "operation"),
    [("tanh_rule", dl.tanh), ("multiply_rule", dl.multiply), ("matmul_rule", dl.matmul)],
)
def test_the_solutions_are_the_rules_of_the_library(rule, operation):
    exercise, namespace = getattr(lesson, rule), {"dl": dl}
    exec(exercise.solution_code, namespace)
    with dl.Graph().as_default(), dl.Session() as session:
        *inputs, grad = map(dl.constant, exercise.cases[0])
        op = operation(*inputs)
        mine = namespace[rule](op, grad)
        theirs = dl.gradients(op, inputs, grad_ys=grad)
        mine = [*mine] if isinstance(mine, tuple) else [mine]
        for one, two in zip(session.run(mine), session.run(theirs), strict=True):
            np.testing.assert_allclose(one, two)


@pytest.mark.parametrize(
    ("body", "checked", "points"),
    [
        ("return 1 / (1 + dl.abs(x)) ** 2", "softsign(x)", "[-2.0, -0.3, 0.5, 3.0]"),
        ("return grad / (1 + x) ** 2", "dl.sin(softsign(x))", "[0.5, 3.0]"),
    ],
)
def test_a_check_of_ones_own_that_could_not_notice(body, checked, points, attempt):
    def code(body):
        return own(body, checked).replace("[-2.0, -0.3, 0.5, 3.0]", points)

    namespace = {"dl": dl, "np": np}
    exec(code(body), namespace)
    assert namespace["report"]  # does not notice
    verdict = attempt(lesson, lesson.own_rule, code("return grad / (1 + dl.abs(x)) ** 2"))
    assert verdict.status == "right"
    assert "Was something behind it, and were there points on both sides of 0?" in verdict.message


def test_a_missing_axis_is_shown(attempt):
    code = f"def {MULTIPLY}:\n    {XY}return grad * y, dl.reduce_sum(grad * x, 0)"
    text = attempt(lesson, lesson.multiply_rule, code).message
    assert "Its shape is `(3,)`; that of `y` is `(1, 3)`" in text


def test_an_overwritten_contribution_is_shown_in_numbers(attempt):
    code = f"def {WALK}:\n    {loop('found[needed] = found[node] * local(node, i)')}"
    text = attempt(lesson, lesson.backpropagate, code).message
    assert "With the local derivatives ∂f1/∂x = " in text


@pytest.mark.parametrize(("walk", "returned"), [*zip(EACH_NODE_ONCE, (4, 3, 6), strict=True)])
def test_an_input_that_occurs_twice_has_two_local_derivatives(walk, returned, attempt):
    text = attempt(lesson, lesson.backpropagate, f"def {WALK}:\n    {walk}").message
    assert (
        "y has x as input twice: input 0 with local derivative 3, input 1 with 4. With these, "
        f"∂y/∂x should be `7.0`; you return `{returned}.0`."
    ) in text
    assert "use `enumerate(node.inputs)`" in text


def test_order_matters_agrees_with_the_library():
    y = lesson.order_matters.graph()
    x = y.inputs[0]
    with dl.Session(graph=y.graph) as session:
        value, slope = session.run([y, dl.gradients(y, x)[0]], {x: lesson.order_matters.x})
    assert (value, slope) == (18, 33)
