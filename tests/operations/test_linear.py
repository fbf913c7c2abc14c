"""Tests of the matrix product, besides those against NumPy and of its operator."""

import numpy as np
import pytest

import dl101 as dl


def test_factors_that_do_not_multiply(session):
    w = dl.Variable(np.ones((3, 4)), name="w")
    u = dl.placeholder(name="u")
    for flags, shape in [({}, (5, 2)), ({"transpose_a": True}, (2, 5)), ({"transpose_b": True}, 3)]:
        x = dl.placeholder(shape=shape, name="x")
        with pytest.raises(ValueError, match=r"'x.*' of shape .*'w' of shape \(3, 4\)"):
            dl.matmul(x, w, **flags)
        y = dl.matmul(u, w, name="y", **flags)
        with pytest.raises(ValueError, match=r"MatMul 'y.*' cannot be computed from 'u' .*'w' "):
            session.run(y, {u: np.ones(shape)})


def test_a_vector_that_is_fed_cannot_be_transposed(session):
    u = dl.placeholder(name="u")
    y = dl.matmul(u, np.ones((2, 2)), transpose_a=True)
    with pytest.raises(ValueError, match=r"'u' .*shape \(2,\).*a vector cannot be transposed"):
        session.run(y, {u: [1.0, 2.0]})
