"""Tests of reductions, besides those against NumPy."""

import numpy as np
import pytest

import dl101 as dl


@pytest.mark.parametrize(
    ("operation", "float_value", "int_value"),
    [
        (dl.reduce_sum, 0, 0),
        (dl.reduce_prod, 1, 1),
        (dl.reduce_max, -np.inf, np.iinfo(np.int32).min),
        (dl.reduce_min, np.inf, np.iinfo(np.int32).max),
    ],
)
def test_reductions_of_nothing_are_tensorflows(operation, float_value, int_value, session):
    assert session.run(operation(dl.zeros([0]))) == float_value
    assert session.run(operation(dl.zeros([0, 2]), 0)).tolist() == [float_value] * 2
    assert session.run(operation(dl.zeros([0], dl.int32))) == int_value


def test_the_mean_of_integers_is_cut_towards_zero(session):
    assert session.run(dl.reduce_mean(dl.constant([-7, 2, 1]))) == -1
    assert session.run(dl.reduce_mean(dl.constant([3, 4]))) == 3


def test_the_first_of_several_extremes_counts(session):
    x = dl.constant([1.0, 3.0, 3.0, 1.0])
    assert session.run([dl.argmax(x), dl.argmin(x)]) == [1, 0]
    assert dl.argmax(x).dtype == dl.int64


def test_an_axis_may_be_a_number_of_numpys():
    x = dl.placeholder(shape=[2, 3])
    assert dl.reduce_sum(x, np.array(-1)).shape == dl.reduce_sum(x, np.int64(1)).shape == (2,)
