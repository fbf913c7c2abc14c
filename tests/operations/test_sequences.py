"""Tests of ranges of numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dl101 as dl

numbers = st.integers(-9, 9)


@given(start=numbers, limit=numbers, delta=numbers.filter(bool), floating=st.booleans())
def test_a_range_is_numpys(start, limit, delta, floating):
    arguments = [start / 2, limit / 2, delta / 4] if floating else [start, limit, delta]
    with dl.Graph().as_default():
        y = dl.range(*arguments)
        value = dl.Session().run(y)
    np.testing.assert_array_equal(value, np.arange(*arguments))
    assert y.shape == value.shape
    assert value.dtype == y.dtype == (dl.float64 if floating else dl.int32)


def test_a_limit_alone_and_a_dtype(session):
    assert session.run(dl.range(3)).tolist() == [0, 1, 2]
    y = dl.range(3, dtype="float32")
    assert y.shape == (3,)
    assert session.run(y).dtype == np.float32


def test_a_computed_limit(session):
    x = dl.placeholder(shape=[None])
    y = dl.range(dl.shape(x)[0])
    assert y.shape == (None,)
    assert session.run(y, {x: [5, 5]}).tolist() == [0, 1]


def test_a_step_of_zero(session):
    with pytest.raises(ValueError, match="range: the step is 0"):
        dl.range(0, 3, 0)
    step = dl.placeholder(dl.int32)
    with pytest.raises(ValueError, match="the step is 0"):
        session.run(dl.range(0, 3, step), {step: 0})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dl.range(float("nan"), 3.0), "has no end"),
        (lambda: dl.range(float("inf"), 3.0), "has no end"),
        (lambda: dl.range(0.0, 1e300), "has no end"),
        (lambda: dl.range([]), r"range takes numbers, and 'Const.*' has shape \(0,\)"),
        (lambda: dl.range(dl.placeholder(shape=[2])), r"has shape \(2,\)"),
    ],
)
def test_ranges_without_end_and_of_what_is_no_number(call, message):
    with pytest.raises(ValueError, match=message):
        call()
