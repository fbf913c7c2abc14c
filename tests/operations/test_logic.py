"""Tests of comparisons and logic, besides those against NumPy and of their operators."""

import pytest

import dl101 as dl


def test_the_equals_sign_asks_for_the_same_node():
    x, y = dl.constant(1.0), dl.constant(1.0)
    assert x == x
    assert x != y
    assert x in [y, x]
    assert len({x, y}) == 2


def test_logic_is_for_booleans():
    x = dl.placeholder(dl.int32, name="x")
    operations = [dl.logical_and, dl.logical_or, lambda x, y: dl.logical_not(x)]
    for operation in operations:
        with pytest.raises(TypeError, match="'x' is int32, and bool is wanted"):
            operation(x, True)


def test_comparisons_are_boolean():
    x = dl.constant([1.0, 2.0])
    for y in (x > 2, x >= 2, x < 2, x <= 2, dl.equal(x, 2), dl.not_equal(x, 2)):
        assert y.dtype == dl.bool
