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


@pytest.mark.parametrize("join", [dl.concat, dl.stack])
@pytest.mark.parametrize("values", [[], dl.Graph])
def test_joining_takes_a_list_of_tensors(join, values):
    values = values if isinstance(values, list) else dl.placeholder(shape=[2])
    with pytest.raises(ValueError, match="takes a list of at least one tensor"):
        join(values, 0)


def test_joining_refuses_lengths_that_do_not_fit():
    x, y = dl.placeholder(shape=[2, 3], name="x"), dl.placeholder(shape=[2, 4], name="y")
    with pytest.raises(
        ValueError, match=r"'y' of shape \(2, 4\) does not fit behind shape \(2, 3\)"
    ):
        dl.concat([x, y], 0)
    with pytest.raises(
        ValueError, match=r"'y' does not fit: the shapes \(2, 3\) and \(2, 4\) differ"
    ):
        dl.stack([x, y])
    assert dl.concat([x, y], 1).shape == (2, 7)


def test_a_list_with_nodes_is_stacked(session):
    x = dl.constant(2.0)
    np.testing.assert_array_equal(
        session.run(dl.convert_to_tensor([[x, 1], [0, x]])), [[2, 1], [0, 2]]
    )


def test_reshape_by_a_computed_shape(session):
    x = dl.placeholder(shape=[None, 2, 3])
    flat = dl.reshape(x, [dl.shape(x)[0], -1])
    assert session.run(flat, {x: np.zeros((4, 2, 3))}).shape == (4, 6)
    assert session.run(dl.reshape(x, dl.shape(x)), {x: np.zeros((4, 2, 3))}).shape == (4, 2, 3)


@pytest.mark.parametrize("shape", [[7], [4, -1], [-1, -1], [-2, 3]])
def test_reshape_refuses_what_cannot_hold_the_entries(shape):
    with pytest.raises(ValueError, match="Reshape: "):
        dl.reshape(dl.placeholder(shape=[2, 3]), shape)


def test_transpose_names_each_axis_once():
    x = dl.placeholder(shape=[2, 3])
    with pytest.raises(ValueError, match="twice"):
        dl.transpose(x, [0, 0])
    with pytest.raises(ValueError, match="does not fit 'Placeholder' of shape"):
        dl.transpose(x, [0, 2, 1])


def test_squeeze_drops_axes_of_length_one():
    assert dl.squeeze(dl.zeros([1, 2, 1]), []).shape == (2,)
    assert dl.squeeze(dl.placeholder(shape=[None, 1]), 0).shape == (1,)
    assert dl.squeeze(dl.placeholder(shape=[None, 1])).shape is None
    with pytest.raises(ValueError, match=r"has shape \(2, 3\); only axes of length 1"):
        dl.squeeze(dl.zeros([2, 3], name="x"), 0)


@pytest.mark.parametrize("axis", [1.5, "0", None, [0]])
def test_expand_dims_takes_one_axis(axis):
    with pytest.raises(TypeError, match="whole number, not"):
        dl.expand_dims(dl.zeros([2]), axis)


def test_where_takes_a_boolean_condition():
    with pytest.raises(TypeError, match=r"'x' is float64, and bool is wanted; use dl101\.cast"):
        dl.where(dl.placeholder(name="x"), 1.0, 0.0)
    with pytest.raises(ValueError, match="needs both choices"):
        dl.where([True, False])


@pytest.mark.parametrize(("index", "message"), [(2, "index 2 is out of bounds"), (-1, "index -1")])
def test_gather_takes_indices_in_range(index, message, session):
    x = dl.constant([1.0, 2.0], name="x")
    with pytest.raises(IndexError, match=f"'x' Const .*{message}.*Indices go from 0"):
        session.run(dl.gather(x, [0, index]))
    with pytest.raises(TypeError, match="indices are integers"):
        dl.gather(x, [0.0])


def test_one_hot_takes_its_dtype_from_the_values_given():
    assert dl.one_hot([0], 2).dtype == dl.float64
    assert dl.one_hot([0], 2, on_value=5).dtype == dl.int32
    assert dl.one_hot([0], 2, on_value=5, dtype="float32").dtype == dl.float32
    with pytest.raises(TypeError, match="the depth is a whole number"):
        dl.one_hot([0], 2.0)
    with pytest.raises(TypeError, match="indices are integers"):
        dl.one_hot([0.5], 2)


@pytest.mark.parametrize(("make", "number"), [(dl.zeros, 0), (dl.ones, 1)])
@pytest.mark.parametrize("dtype", ["float32", "int64", "bool"])
def test_tensors_of_one_number(make, number, dtype, session):
    value = session.run(make([2, 3], dtype))
    np.testing.assert_array_equal(value, np.full((2, 3), number, dtype))
    assert value.dtype == dtype
    assert make([]).dtype == dl.float64
    computed = make(dl.shape(dl.constant([1.0, 2.0])), dtype)
    assert session.run(computed).tolist() == [number] * 2


def test_tensors_are_made_of_one_number_and_a_whole_shape():
    with pytest.raises(ValueError, match=r"fill: one number is needed"):
        dl.fill([2], [1.0, 2.0])
    with pytest.raises(ValueError, match="not complete: None is only for placeholders"):
        dl.zeros([None, 2])


def test_dtype_of_zeros_like_can_be_chosen(session):
    x = dl.constant([1.5, 2.5])
    assert session.run(dl.zeros_like(x, dl.int32)).dtype == np.int32
    assert session.run(dl.ones_like(x, "bool")).tolist() == [True, True]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: dl.zeros([10**6] * 4), ValueError, "too large"),
        (lambda: dl.zeros([2], name=np.ones(2)), TypeError, "A name is a string"),
        (lambda: dl.one_hot([1], 2.5), TypeError, "depth is a whole number, not 2.5"),
        (lambda: dl.one_hot([1], -1), ValueError, "depth is 0 or more, not -1"),
        (lambda: dl.concat(3, 0), ValueError, "a list of at least one tensor, not 3"),
        (lambda: dl.concat(np.array(3), 0), ValueError, "a list of at least one tensor"),
        (lambda: dl.constant([1.0])[::0], ValueError, r"has shape \(1,\): slice step"),
        (lambda: dl.reshape([1, 2], [0] * 1000), ValueError, "^.{,200}$"),
    ],
)
def test_sizes_and_lists_that_are_none(call, error, message):
    with pytest.raises(error, match=message):
        call()
