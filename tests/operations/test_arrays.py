"""Tests of reshaping, joining, picking and making tensors."""

import numpy as np
import pytest

import dl101 as dl


def test_an_entry_of_an_unknown_length_is_a_scalar():
    x = dl.placeholder(shape=[None])
    assert x[-1].shape == ()
    assert x[5].shape == ()
    assert dl.placeholder(shape=[None, None])[-1, -1].shape == ()


@pytest.mark.parametrize(
    ("shape", "key", "expected"),
    [
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


@pytest.mark.parametrize("index", [[0, 1], np.array([0, 1]), True, np.True_, 1.5, "a"])
def test_only_basic_indexing(index):
    x = dl.placeholder(shape=[2, 3], name="x")
    with pytest.raises(TypeError, match=r"'x' can be indexed with .*dl101\.gather"):
        x[index]


def test_a_node_is_no_index():
    x = dl.placeholder(shape=[2, 3], name="x")
    i = dl.placeholder(dl.int32, [], name="i")
    with pytest.raises(TypeError, match=r"not with <Placeholder 'i'.*dl101\.gather"):
        x[i]
    with pytest.raises(TypeError, match=r"'x' has shape .*slice indices must be integers"):
        x[0:i]


def test_an_index_out_of_a_known_range_is_refused_while_building():
    x = dl.placeholder(shape=[None, 3], name="x")
    with pytest.raises(IndexError, match=r"'x' has shape \(None, 3\).*index 3 is out of bounds"):
        x[0, 3]
    with pytest.raises(IndexError, match="too many indices"):
        x[0, 0, 0]
