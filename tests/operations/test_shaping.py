"""Tests of shapes, axes and parts of one tensor, besides those against NumPy."""

import numpy as np
import pytest

import dl101 as dl


@pytest.mark.parametrize(
    ("shape", "key", "expected"),
    [
        ([None], -1, ()),
        ([None], 5, ()),
        ([None, None], (-1, -1), ()),
        ([None, 3], 0, (3,)),
        ([None, 3], (slice(None), 0), (None,)),
        ([None, 3], slice(1, None), (None, 3)),
        ([None, 3], (..., None), (None, 3, 1)),
        ([2, None], (slice(None, None, -1), slice(0, 1)), (2, None)),
        ([2, None, 4], (1, ..., slice(2)), (None, 2)),
    ],
)
def test_an_index_keeps_what_is_known_of_the_shape(shape, key, expected):
    assert dl.placeholder(shape=shape)[key].shape == expected


def test_a_node_of_known_length_can_be_iterated_over(session):
    first, second = dl.constant([[1.0, 2.0], [3.0, 4.0]])
    assert session.run([first, second])[1].tolist() == [3, 4]


def test_reshape_by_a_computed_shape(session):
    x = dl.placeholder(shape=[None, 2, 3])
    flat = dl.reshape(x, [dl.shape(x)[0], -1])
    assert session.run(flat, {x: np.zeros((4, 2, 3))}).shape == (4, 6)
    assert session.run(dl.reshape(x, dl.shape(x)), {x: np.zeros((4, 2, 3))}).shape == (4, 2, 3)


def test_squeeze_drops_axes_of_length_one():
    assert dl.squeeze(dl.zeros([1, 2, 1]), []).shape == (2,)
    assert dl.squeeze(dl.placeholder(shape=[None, 1]), 0).shape == (1,)
    assert dl.squeeze(dl.placeholder(shape=[None, 1])).shape is None
