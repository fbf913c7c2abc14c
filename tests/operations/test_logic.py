"""Tests of comparisons and logic, besides those against NumPy."""

import pytest

import dl101 as dl


def test_comparisons_by_python_operators(session):
    x = dl.constant([1.0, 2.0, 3.0])
    for comparison in (x > 2, x >= 2, x < 2, x <= 2, x < 2, dl.equal(x, 2)):
        assert comparison.dtype == dl.bool
    assert session.run([x > 2, x < 2])[0].tolist() == [False, False, True]
    assert session.run(x < 2).tolist() == [True, False, False]
    assert session.run((x > 1) & ~(x >= 3) | (x < 0)).tolist() == [False, True, False]


def test_the_equals_sign_asks_for_the_same_node():
    x = dl.constant(1.0)
    y = dl.constant(1.0)
    assert x == x
    assert x != y
    assert x in [y, x]
    assert len({x, y}) == 2


@pytest.mark.parametrize("operation", [dl.logical_and, dl.logical_or])
def test_logic_is_for_booleans(operation):
    with pytest.raises(TypeError, match="'x' is float64, and bool is wanted"):
        operation(dl.placeholder(name="x"), True)


def test_not_is_for_booleans():
    with pytest.raises(TypeError, match="'x' is int32, and bool is wanted"):
        ~dl.placeholder(dl.int32, name="x")
