"""Tests of what is known of shapes in advance, against NumPy's own rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl101 import shapes
from dl101.shapes import Shape, as_shape

from .strategies import axes
from .strategies import shapes as any_shapes


@st.composite
def forgetful(draw, shape):
    """The shape with some of its lengths, or everything, forgotten."""
    lengths = st.tuples(*(st.sampled_from([n, None]) for n in shape))
    known = draw(st.none() | lengths)
    return None if known is None else Shape(known)


def test_what_can_be_a_shape():
    assert as_shape(None) is None
    assert as_shape(3) == (3,)
    assert as_shape([None, 2]) == (None, 2)
    assert as_shape(np.array([2, 3])) == (2, 3)
    assert as_shape(n for n in [1, 2]) == (1, 2)
    assert as_shape([]) == ()


def test_a_shape_answers_as_tensorflows():
    shape = Shape((None, 3))
    assert shape.as_list() == [None, 3]
    assert shape.ndims == 2
    assert not shape.is_fully_defined()
    assert Shape((2, 3)).is_fully_defined()
    assert str(shape) == "(None, 3)"


@given(data=st.data(), a=any_shapes(), b=any_shapes())
def test_broadcasting_is_numpys(data, a, b):
    try:
        expected = np.broadcast_shapes(a, b)
    except ValueError:
        with pytest.raises(ValueError, match=r"lengths .* differ and neither is 1"):
            shapes.broadcast(Shape(a), Shape(b))
    else:
        assert shapes.broadcast(Shape(a), Shape(b)) == expected
        known = shapes.broadcast(data.draw(forgetful(a)), data.draw(forgetful(b)))
        assert shapes.compatible(known, expected)


@given(data=st.data(), a=any_shapes(), b=any_shapes())
def test_matrix_products_are_numpys(data, a, b):
    try:
        expected = np.matmul(np.zeros(a), np.zeros(b)).shape
    except ValueError:
        with pytest.raises(ValueError, match=r"differ|scalar"):
            shapes.matmul(Shape(a), Shape(b))
    else:
        assert shapes.matmul(Shape(a), Shape(b)) == expected
        known = shapes.matmul(data.draw(forgetful(a)), data.draw(forgetful(b)))
        assert shapes.compatible(known, expected)


@given(data=st.data(), shape=any_shapes(), keepdims=st.booleans())
def test_reduced_shapes_are_numpys(data, shape, keepdims):
    axis = data.draw(axes(len(shape)))
    numpys = np.sum(np.zeros(shape), tuple(axis) if isinstance(axis, list) else axis)
    if not keepdims:
        normal = shapes.normalize_axes(axis, Shape(shape))
        assert shapes.reduced(Shape(shape), normal, False) == numpys.shape
    known = data.draw(forgetful(shape))
    reduced = shapes.reduced(known, shapes.normalize_axes(axis, known), False)
    assert shapes.compatible(reduced, numpys.shape)


@given(data=st.data(), shape=any_shapes())
def test_merging_brings_together_what_is_known(data, shape):
    a, b = data.draw(forgetful(shape)), data.draw(forgetful(shape))
    merged = shapes.merge(a, b)
    assert shapes.compatible(merged, shape)
    if a is not None and b is not None:
        assert all(
            (m, n) == (None, None) or k is not None for k, m, n in zip(merged, a, b, strict=True)
        )
    assert shapes.merge(a, Shape(shape)) == shape


def test_shapes_that_clash_do_not_merge():
    with pytest.raises(ValueError, match=r"the shapes \(2, 3\) and \(2, 4\) differ"):
        shapes.merge(Shape((2, 3)), Shape((2, 4)))
    with pytest.raises(ValueError, match="differ"):
        shapes.merge(Shape((2,)), Shape((2, 1)))


@given(data=st.data(), shape=any_shapes(), other=any_shapes())
def test_an_operand_that_may_get_broadcast_is_found(data, shape, other):
    try:
        result = np.broadcast_shapes(shape, other)
    except ValueError:
        return
    repeated = result != shape
    if repeated:
        assert shapes.is_broadcast(data.draw(forgetful(shape)), [data.draw(forgetful(other))])
    elif 1 not in shape:
        assert not shapes.is_broadcast(Shape(shape), [Shape(other)])


def test_an_array_without_axes_is_one_length_or_axis():
    assert as_shape(np.array(2)) == (2,)
    assert shapes.normalize_axes(np.array(-1), Shape([2, 3])) == (1,)
    assert shapes.listed(np.array(2)) == [2]


@pytest.mark.parametrize("shape", [1.5, "ab", [2.0], ["2"], [[1], [2]], np.array(2.5), {"a": 1}])
def test_a_shape_holds_whole_numbers(shape):
    with pytest.raises(TypeError, match=r"A shape holds whole numbers and None; .* has "):
        as_shape(shape)


@pytest.mark.parametrize("length", [-1, 10**30])
def test_a_length_is_from_0_to_what_there_is_room_for(length):
    with pytest.raises(ValueError, match=r"In the shape \[2, .*\] the length .* is "):
        as_shape([2, length])


def test_a_tensor_fits_into_memory():
    for shape in ([10**6] * 4, [1] * 65):
        with pytest.raises(ValueError, match="too large: it would take"):
            shapes.check_size(Shape(shape), np.dtype("float64"))
    shapes.check_size(Shape([1000, 1000]), np.dtype("float64"))


def test_an_axis_is_a_whole_number_that_is_there():
    for axis in (1.0, "0", True, np.True_, [None]):
        with pytest.raises(TypeError, match="axis must be a whole number, not"):
            shapes.normalize_axes(axis, Shape((2, 3)))
    for axis, shape in ((2, (2, 3)), (-3, (2, 3)), (0, ()), (64, None)):
        with pytest.raises(ValueError, match=f"There is no axis {axis} in "):
            shapes.normalize_axes(axis, None if shape is None else Shape(shape))
    with pytest.raises(ValueError, match=r"axis \(0, -2\) names the same axis twice"):
        shapes.normalize_axes((0, -2), Shape((2, 3)))
