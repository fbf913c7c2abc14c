"""Tests of arithmetic and functions of one number, besides those against NumPy."""

import re
import warnings

import numpy as np
import pytest

import dl101 as dl

BINARY = [dl.add, dl.subtract, dl.multiply, dl.pow, dl.maximum, dl.minimum, dl.floordiv, dl.mod]
UNARY = [dl.negative, dl.abs, dl.sign, dl.square, dl.nn.relu]


def test_booleans_are_no_numbers(session):
    x = dl.placeholder(dl.bool, [2, 2], name="x")
    both = [*BINARY, dl.greater, dl.less_equal, dl.matmul]
    for call in [*UNARY, *(lambda x, f=f: f(x, x) for f in both)]:
        with pytest.raises(TypeError, match=r"needs numbers, and 'x' is bool; use dl101\.cast"):
            call(x)
    # But beside a number, and in a quotient, which is a float64, they count as 0 and 1.
    y = dl.constant([1.0, -1.0])
    assert session.run(2.0 * (y > 0)).tolist() == [2, 0]
    assert session.run(y * dl.constant([True, False])).tolist() == [1, 0]
    assert dl.divide(x, x).dtype == dl.float64


def test_numbers_take_the_dtype_of_the_node_beside_them():
    x = dl.placeholder(dl.float32)
    ways = [2 * x, x + 0.5, x - np.ones(3), np.float64(2) / x, x**2, dl.maximum(0, x), x * [1, 2]]
    assert {y.dtype for y in ways} == {dl.float32}
    i = dl.placeholder(dl.int32)
    assert (i + 1).dtype == (i // 2).dtype == (i % 2).dtype == dl.int32
    assert (i + 0.5).dtype == (i / 2).dtype == dl.float64
    assert (i * x).dtype == dl.float32


@pytest.mark.parametrize("dtype", ["int32", "int64"])
@pytest.mark.parametrize("operation", [dl.floordiv, dl.mod])
def test_integers_divided_by_zero(operation, dtype, session):
    n = dl.placeholder(dtype, name="n")
    y = operation(7, n, name="y")
    for zero in (0, [[2, 0]]):
        with pytest.raises(ValueError, match=r"'y' cannot be .* 'n' .*Integers .* divided by 0"):
            session.run(y, {n: zero})
    assert session.run(y, {n: [2, -2]}).tolist() == (
        [3, -4] if operation is dl.floordiv else [1, -1]
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("x", [1000.0, 90.0, 40.0, 0.0, -40.0, -90.0, -1000.0])
def test_far_out_functions_are_right_without_a_warning(x, dtype, session):
    node = dl.constant(x, dtype)
    with np.errstate(over="ignore"):
        logistic = float(1 / (1 + np.exp(-np.longdouble(x))))
    close = {"rel": 1e-6, "abs": 1e-37}
    assert session.run(dl.sigmoid(node)) == pytest.approx(logistic, **close)
    assert session.run(dl.tanh(node)) == pytest.approx(np.tanh(x))
    assert session.run(dl.nn.softplus(node)) == pytest.approx(np.logaddexp(0, x), **close)
    assert session.run(dl.nn.elu(node)) == pytest.approx(x if x > 0 else np.expm1(x), rel=1e-6)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (lambda: dl.log(dl.constant([1.0, 0.0])), [0, -np.inf]),
        (lambda: dl.sqrt(dl.constant([4.0, -1.0])), [2, np.nan]),
        (lambda: dl.exp(dl.constant([0.0, 1e4])), [1, np.inf]),
        (lambda: dl.constant([1.0, 0.0]) / dl.constant([2.0, 0.0]), [0.5, np.nan]),
        (lambda: dl.constant([7.0, 0.0]) // dl.constant([2.0, 0.0]), [3, np.nan]),
        (lambda: dl.constant([7.0, -7.0]) // dl.constant([0.0, 0.0]), [np.inf, -np.inf]),
        (lambda: dl.constant([7.0, 7.0]) % dl.constant([2.0, 0.0]), [1, np.nan]),
        (lambda: dl.log(dl.nn.softmax(dl.constant([[1000.0, 0.0]]))), [[0, -np.inf]]),
    ],
)
def test_inf_and_nan_come_with_a_warning_that_names_the_node(build, expected, session):
    y = build()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = session.run(y)
        y.eval()
    np.testing.assert_array_equal(value, expected)
    assert len(caught) == 2
    for warning in caught:
        assert re.match(f"[A-Za-z]+ '{y.name}' gave inf or nan", str(warning.message))
        assert warning.filename == __file__


def test_add_n_takes_a_list_of_tensors_of_one_shape(session):
    assert dl.add_n([dl.placeholder(), dl.placeholder(shape=[2])]).shape == (2,)
    assert session.run(dl.add_n(np.array([1.0, 2.0]))) == 3
