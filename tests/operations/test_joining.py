"""Tests of how nodes in lists are joined, besides those against NumPy."""

import numpy as np

import dl101 as dl


def test_a_list_with_nodes_is_stacked(session):
    x = dl.constant(2.0)
    stacked = dl.convert_to_tensor([[x, 1], [0, x]])
    np.testing.assert_array_equal(session.run(stacked), [[2, 1], [0, 2]])


def test_joined_shapes_are_known_as_far_as_their_parts():
    x, y = dl.placeholder(shape=[None, 3]), dl.placeholder(shape=[2, None])
    assert dl.concat([x, y], 0).shape == (None, 3)
    assert dl.concat([x, y], 1).shape == (2, None)
    assert dl.stack([x, y]).shape == (2, 2, 3)
    assert dl.concat([x, dl.placeholder()], 1).shape is None
