"""Tests of the gradient checker: right rules pass, each kind of wrong rule is caught."""

import numpy as np
import pytest

import dl101 as dl

A, B = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[2.0, 1.0], [-1.0, 0.5]])


class Product(dl.Operation):
    """A matrix product whose rule the tests replace."""

    op_type = "TestedProduct"

    def __init__(self, a, b):
        super().__init__([a, b], a.dtype, a.shape)

    def compute(self, a, b):
        return a @ b


def check(rule, a=A, b=B):
    dl.RegisterGradient(Product)(rule)
    x, y = dl.placeholder(shape=a.shape, name="x"), dl.placeholder(shape=b.shape, name="y")
    return dl.check_gradients(dl.sin(Product(x, y)), [x, y], {x: a, y: b})


def right(op, grad):
    a, b = op.inputs
    return dl.matmul(grad, b, transpose_b=True), dl.matmul(a, grad, transpose_a=True)


def test_a_right_rule_passes():
    report = check(right)
    assert report
    assert report.worst < 1e-8
    assert str(report).count("agrees") == 2


@pytest.mark.parametrize(
    "wrong",
    [
        lambda op, grad: [-g for g in right(op, grad)],
        lambda op, grad: [2 * g for g in right(op, grad)],
        lambda op, grad: (right(op, grad)[0], dl.transpose(right(op, grad)[1])),
        lambda op, grad: (dl.matmul(grad, op.inputs[1]), right(op, grad)[1]),
        lambda op, grad: (right(op, grad)[0], right(op, grad)[1] * 1.00001),
        lambda op, grad: (dl.zeros_like(op.inputs[0]), right(op, grad)[1]),
        lambda op, grad: (right(op, grad)[0] * np.nan, right(op, grad)[1]),
    ],
    ids=["sign", "factor 2", "transpose", "missing transpose", "nearly", "zero", "nan"],
)
def test_a_wrong_rule_is_caught(wrong):
    report = check(wrong)
    assert not report
    assert "WRONG by" in str(report)


def test_a_missing_sum_is_caught():
    class Repeated(dl.Operation):
        op_type = "Repeated"

        def __init__(self, x):
            super().__init__([x], x.dtype, None)

        def compute(self, x):
            return np.broadcast_to(x, (3, *x.shape)) * 1.0

    dl.RegisterGradient(Repeated)(lambda op, grad: grad)
    x = dl.placeholder(shape=[2])
    with pytest.raises(ValueError, match=r"shape \(3, 2\), and 'Placeholder' \(2,\)"):
        dl.check_gradients(Repeated(x), x, {x: [1, 2]})


def test_the_report_says_where():
    def wrong(op, grad):
        of_a, of_b = right(op, grad)
        return of_a, of_b + np.array([[0.0, 0.0], [0.7, 0.0]])

    report = check(wrong)
    right_one, wrong_one = report.errors
    assert (right_one.name, wrong_one.name, wrong_one.index) == ("x", "y", (1, 0))
    assert wrong_one.gradient - wrong_one.difference == pytest.approx(0.7)
    lines = str(report).splitlines()
    assert lines[1].endswith("agrees")
    assert "[1, 0]" in lines[2]


def test_float32_is_checked_within_its_precision(session):
    w = dl.Variable(np.ones(3, "float32"))
    assert dl.check_gradients(dl.exp(w) * dl.sin(w), w)
    dl.RegisterGradient(Product)(lambda op, grad: [2 * g for g in right(op, grad)])
    x = dl.Variable(A.astype("float32"))
    assert not dl.check_gradients(Product(x, x), x)


def test_variables_are_checked_where_they_are_and_not_changed(session):
    w = dl.Variable([1.0, 2.0])
    session.run(w.assign([3.0, 5.0]))
    report = dl.check_gradients(dl.square(w), w, delta=1e-3, tolerance=1e-9)
    assert report
    assert report.errors[0].difference == pytest.approx(2 * [3, 5][report.errors[0].index[0]])
    assert session.run(w).tolist() == [3, 5]
    assert not dl.check_gradients(dl.exp(w), w, delta=1e-1, tolerance=1e-9)


def test_inputs_without_entries_agree():
    x = dl.placeholder(shape=[0])
    assert dl.check_gradients(dl.reduce_sum(x), x, {x: []})
