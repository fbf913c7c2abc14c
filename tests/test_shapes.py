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


@pytest.mark.parametrize("shape", [1.5, "ab", [2.0], ["2"], [[1], [2]]])
def test_a_shape_holds_whole_numbers(shape):
    with pytest.raises(TypeError, match="A shape holds whole numbers and None"):
        as_shape(shape)


def test_a_shape_has_no_negative_lengths():
    with pytest.raises(ValueError, match=r"no negative lengths; \[2, -1\] has -1"):
        as_shape([2, -1])


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
def test_an_operand_that_may_get_stretched_is_found(data, shape, other):
    try:
        result = np.broadcast_shapes(shape, other)
    except ValueError:
        return
    stretched = result != shape
    if stretched:
        assert shapes.is_broadcast(data.draw(forgetful(shape)), [data.draw(forgetful(other))])
    elif 1 not in shape:
        assert not shapes.is_broadcast(Shape(shape), [Shape(other)])


@pytest.mark.parametrize(
    ("axis", "message"),
    [
        (2, r"no axis 2 in shape \(2, 3\): its axes are 0 to 1"),
        (-3, r"no axis -3 in shape \(2, 3\)"),
        ((0, -2), r"\(0, -2\) names the same axis twice"),
    ],
)
def test_axes_that_are_not_there(axis, message):
    with pytest.raises(ValueError, match=message):
        shapes.normalize_axes(axis, Shape((2, 3)))


@pytest.mark.parametrize("axis", [1.0, "0", True, [None]])
def test_an_axis_is_a_whole_number(axis):
    with pytest.raises(TypeError, match="An axis is a whole number"):
        shapes.normalize_axes(axis, Shape((2, 3)))


def test_a_scalar_has_no_axes():
    with pytest.raises(ValueError, match="no axis 0 in a scalar"):
        shapes.normalize_axes(0, Shape())


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: as_shape(np.array(2.5)), TypeError, "whole numbers and None"),
        (lambda: as_shape("ab"), TypeError, "'ab' has 'ab'"),
        (lambda: as_shape({"a": 1}), TypeError, "whole numbers and None"),
        (lambda: as_shape([10**30]), ValueError, "no such long lengths"),
        (lambda: as_shape(["a" * 10_000]), TypeError, "^.{,250}$"),
        (lambda: shapes.normalize_axes(np.True_, Shape([2])), TypeError, "whole number, not"),
        (lambda: shapes.normalize_axes(10**30, None), ValueError, "No tensor has an axis"),
        (lambda: shapes.normalize_axes(["a" * 10_000], None), TypeError, "^.{,250}$"),
        (lambda: shapes.check_size(Shape([10**6] * 4), np.dtype("float64")), ValueError, "8e.24"),
        (lambda: shapes.check_size(Shape([1] * 65), np.dtype("bool")), ValueError, "65 axes"),
    ],
)
def test_what_is_no_shape_and_no_axis(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_array_without_axes_is_one_length_or_axis():
    assert as_shape(np.array(2)) == (2,)
    assert shapes.normalize_axes(np.array(-1), Shape([2, 3])) == (1,)
    assert shapes.listed(np.array(2)) == [2]
