"""Tests of reductions, besides those against NumPy."""

import numpy as np
import pytest

import dl101 as dl


def test_older_names_of_the_arguments(session):
    x = dl.constant([[1.0, 2.0], [3.0, 4.0]])
    assert session.run(dl.reduce_sum(x, reduction_indices=[1], keep_dims=True)).tolist() == [
        [3],
        [7],
    ]
    assert session.run(dl.argmax(x, dimension=1)).tolist() == [1, 1]
    with pytest.raises(ValueError, match=r"Give axis or reduction_indices \(its older name\), not"):
        dl.reduce_sum(x, axis=0, reduction_indices=0)


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


def test_float32_is_kept(session):
    for operation in (dl.reduce_sum, dl.reduce_mean, dl.reduce_max, dl.reduce_prod):
        assert session.run(operation(dl.ones([3], "float32"))).dtype == np.float32


def test_the_first_of_several_extremes_counts(session):
    x = dl.constant([1.0, 3.0, 3.0, 1.0])
    assert session.run([dl.argmax(x), dl.argmin(x)]) == [1, 0]
    assert dl.argmax(x).dtype == dl.int64


def test_an_axis_that_is_not_there_is_refused(session):
    x = dl.placeholder(shape=[2, 3], name="x")
    with pytest.raises(ValueError, match=r"no axis 2 in shape \(2, 3\)"):
        dl.reduce_sum(x, 2)
    with pytest.raises(TypeError, match="One axis is needed"):
        dl.argmax(x, [0, 1])
    u = dl.placeholder(name="u")
    y = dl.reduce_sum(u, 2, name="y")
    with pytest.raises(ValueError, match=r"Sum 'y' cannot be computed from 'u' .*\(2, 3\).*axis"):
        session.run(y, {u: np.ones((2, 3))})


def test_booleans_are_no_numbers():
    with pytest.raises(TypeError, match=r"Sum needs numbers, and 'x' is bool; use dl101\.cast"):
        dl.reduce_sum(dl.placeholder(dl.bool, name="x"))


def test_keepdims_is_on_or_off():
    assert dl.reduce_sum([[1.0, 2.0]], 1, 1).shape == (1, 1)
    for value in ("total", np.ones(2)):
        with pytest.raises(TypeError, match="keepdims is True or False, not"):
            dl.reduce_sum([[1.0, 2.0]], 1, value)
