"""Tests of the matrix product, besides those against NumPy."""

import numpy as np
import pytest

import dl101 as dl


def test_inner_lengths_that_differ_are_refused_while_building():
    x, w = dl.placeholder(shape=[None, 2], name="x"), dl.Variable(np.ones((3, 4)), name="w")
    message = (
        r"'x' of shape \(None, 2\) and 'w' of shape \(3, 4\) do not multiply: .* 2 and 3 differ"
    )
    with pytest.raises(ValueError, match=message):
        dl.matmul(x, w)
    with pytest.raises(ValueError, match=r"transpose_b=True do not multiply.* 2 and 4 differ"):
        dl.matmul(x, w, transpose_b=True)


def test_inner_lengths_that_differ_are_refused_when_fed(session):
    x, w = dl.placeholder(name="x"), dl.Variable(np.ones((3, 4)), name="w")
    y = dl.matmul(x, w, name="y")
    message = r"MatMul 'y' cannot be computed from 'x' .*\(5, 2\), 'w' .*\(3, 4\).*transpose_a=True"
    with pytest.raises(ValueError, match=message):
        session.run(y, {x: np.ones((5, 2))})


def test_a_scalar_is_no_matrix():
    with pytest.raises(ValueError, match="a scalar is no matrix"):
        dl.matmul(dl.placeholder(), 3.0)
    with pytest.raises(ValueError, match="only a matrix can be transposed"):
        dl.matmul(dl.ones([2]), dl.ones([2, 2]), transpose_a=True)


def test_operators_on_both_sides(session):
    a, b = np.arange(6.0).reshape(2, 3), np.arange(3.0)
    x = dl.constant(a)
    np.testing.assert_array_equal(session.run(x @ b), a @ b)
    np.testing.assert_array_equal(session.run(b[:2] @ x), b[:2] @ a)
    np.testing.assert_array_equal(session.run(a.T.tolist() @ x), a.T @ a)


def test_transposing_is_on_or_off():
    for value in ("product", np.ones(2)):
        with pytest.raises(TypeError, match="transpose_a is True or False, not"):
            dl.matmul(np.ones((2, 2)), np.ones((2, 2)), value)
