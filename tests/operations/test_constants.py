"""Tests of tensors of one number, one-hot vectors and ranges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dl101 as dl

numbers = st.integers(-9, 9)


@pytest.mark.parametrize(("make", "number"), [(dl.zeros, 0), (dl.ones, 1)])
@pytest.mark.parametrize("dtype", ["float32", "int64", "bool"])
def test_tensors_of_one_number(make, number, dtype, session):
    value = session.run(make([2, 3], dtype))
    np.testing.assert_array_equal(value, np.full((2, 3), number, dtype))
    assert value.dtype == dtype
    assert make([]).dtype == dl.float64
    computed = make(dl.shape(dl.constant([1.0, 2.0])), dtype)
    assert session.run(computed).tolist() == [number] * 2


def test_dtype_of_zeros_like_can_be_chosen(session):
    x = dl.constant([1.5, 2.5])
    assert session.run(dl.zeros_like(x, dl.int32)).dtype == np.int32
    assert session.run(dl.ones_like(x, "bool")).tolist() == [True, True]


def test_one_hot_takes_its_dtype_from_the_values_given():
    assert dl.one_hot([0], 2).dtype == dl.float64
    assert dl.one_hot([0], 2, on_value=5).dtype == dl.int32
    assert dl.one_hot([0], 2, on_value=5, dtype="float32").dtype == dl.float32


@given(start=numbers, limit=numbers, delta=numbers.filter(bool), floating=st.booleans())
def test_a_range_is_numpys(start, limit, delta, floating):
    arguments = [start / 2, limit / 2, delta / 4] if floating else [start, limit, delta]
    with dl.Graph().as_default():
        y = dl.range(*arguments)
        value = dl.Session().run(y)
    np.testing.assert_array_equal(value, np.arange(*arguments))
    assert y.shape == value.shape
    assert value.dtype == y.dtype == (dl.float64 if floating else dl.int32)


def test_a_limit_alone_or_computed_and_a_dtype(session):
    y = dl.range(3, dtype="float32")
    assert y.shape == (3,)
    assert session.run(y).dtype == np.float32
    x = dl.placeholder(shape=[None])
    y = dl.range(dl.shape(x)[0])
    assert y.shape == (None,)
    assert session.run(y, {x: [5, 5]}).tolist() == [0, 1]
