"""Lesson 5's exercises: what their messages compute, and that their answers are the library's."""

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import backpropagation as lesson

RULE = "def {}(op, grad):\n    {}"


@pytest.mark.parametrize(
    ("name", "line", "mistake", "text"),
    [
        ("tanh_rule", "return grad, grad", "count", "1 in all; yours returns 2"),
        ("tanh_rule", "return 1.0", "not_a_node", "it should return a node"),
        ("tanh_rule", "return grad * (1 - np.square(op))", "numpy_on_a_node", "`dl.exp`"),
        ("tanh_rule", "return grad * dl.square(op)", "other", "your result"),
        ("tanh_rule", "grad * (1 - dl.square(op))", "no_return", "`None`"),
        ("multiply_rule", "return grad", "count", "2 in all; yours returns 1"),
        ("multiply_rule", "return grad, None", "not_a_node", "`None`"),
        ("multiply_rule", "return grad @ op.inputs[1], grad", "exception", "return grad @"),
        ("matmul_rule", "a, b = op.inputs; return grad @ b.T, a", "attribute_T", "dl.transpose"),
        (
            "multiply_rule",
            "x, y = op.inputs; return grad * y, dl.reduce_sum(grad * x, 0)",
            "no_keepdims",
            "The shape is `(3, 3)` and `(3,)`; it should be `(3, 3)` and `(1, 3)`.",
        ),
    ],
)
def test_a_rule_is_told_what_it_returns(name, line, mistake, text, verdict_on):
    verdict = verdict_on(getattr(lesson, name), RULE.format(name, line))
    assert verdict.mistake == mistake, verdict
    assert text in verdict.message


def test_each_of_two_gradients_may_have_a_mistake_of_its_own(verdict_on):
    code = RULE.format("matmul_rule", "a, b = op.inputs; return grad @ b, grad @ dl.transpose(a)")
    verdict = verdict_on(lesson.matmul_rule, code)
    assert verdict.mistake == "no_transpose", verdict
    assert verdict.message.startswith("In the gradient of `a`")


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("return grad / (1 + np.abs(op.inputs[0])) ** 2", "numpy_on_a_node"),
        ("return grad, None", "count"),
        ("return 3.0", "not_a_node"),
        ("grad / 2", "no_return"),
    ],
)
def test_a_registered_rule_is_told_what_it_returns(line, mistake, verdict_on):
    solution = lesson.own_rule.solution_code
    before, rest = solution.split("    (x,) = op.inputs")
    code = f"{before}    {line}\n\n\n{rest[rest.index('def check') :]}"
    verdict = verdict_on(lesson.own_rule, code)
    assert verdict.mistake == mistake, verdict


def test_the_readers_rule_is_still_registered_after_a_check(verdict_on):
    exercise = lesson.own_rule
    for cell in ("", "def check_softsign():\n    return dl.check_gradients(X, X)"):
        verdict_on(exercise, f"X = dl.constant(1.0)\n{exercise.solution_code}", cell)
        assert dl.get_gradient_function("Softsign").__name__ == "softsign_rule"


@pytest.mark.parametrize(
    ("walk", "returned"),
    [
        ("for needed, i in {n: i for i, n in enumerate(node.inputs)}.items():", 4),
        ("for i, needed in ((node.inputs.index(n), n) for n in set(node.inputs)):", 3),
        ("for i, needed in ((node.inputs.index(n), n) for n in node.inputs):", 6),
    ],
)
def test_an_input_that_occurs_twice_has_two_local_derivatives(walk, returned, verdict_on):
    exercise = lesson.backpropagate
    right = "for i, needed in enumerate(node.inputs):"
    verdict = verdict_on(exercise, exercise.solution_code.replace(right, walk))
    assert verdict.mistake == "repeated_input", verdict
    assert (
        "y has x as input twice: input 0 with local derivative 3, input 1 with 4. With these, "
        f"grad_x should be `7.0`; you return `{returned}.0`."
    ) in verdict.message


def test_the_solutions_are_the_rules_of_the_library():
    x, y = np.array([[0.5, -1.0], [2.0, 0.3]]), np.array([[1.0, 4.0], [-0.5, 2.0]])
    for exercise, operation, values in (
        (lesson.tanh_rule, dl.tanh, [x]),
        (lesson.multiply_rule, dl.multiply, [x, y[:1]]),
        (lesson.matmul_rule, dl.matmul, [x, y]),
    ):
        with dl.Graph().as_default(), dl.Session() as session:
            inputs, grad = [dl.constant(value) for value in values], dl.constant(y + 1)
            op = operation(*inputs)
            mine = exercise.right[0](op, grad)
            mine = list(mine) if isinstance(mine, tuple) else [mine]
            theirs = dl.gradients(op, inputs, grad_ys=grad)
            for one, two in zip(session.run(mine), session.run(theirs), strict=True):
                np.testing.assert_allclose(one, two)


def test_order_matters_agrees_with_the_library():
    y = lesson.order_matters.graph()
    x = y.inputs[1]
    with dl.Session(graph=y.graph) as session:
        assert session.run([y, dl.gradients(y, x)[0]], {x: 2.0}) == [40, 92]


def test_a_name_that_is_no_nodes_is_shown():
    lesson.order_matters.check(92, ["y", "f1"])
    assert "no such node: `'f1'`" in lesson.order_matters.verdict.message
