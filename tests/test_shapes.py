"""Tests of what is known of shapes in advance, against NumPy's own rules."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl101 import shapes
from dl101.shapes import Shape, as_shape

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
    assert as_shape(np.array(2)) == (2,)


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
    if result != shape:
        assert shapes.is_broadcast(data.draw(forgetful(shape)), [data.draw(forgetful(other))])
    elif 1 not in shape:
        assert not shapes.is_broadcast(Shape(shape), [Shape(other)])
