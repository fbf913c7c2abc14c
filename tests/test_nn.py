"""Tests of activations and losses, besides those against NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dl101 as dl

from .strategies import arrays

LOSSES = [
    dl.nn.softmax_cross_entropy_with_logits,
    dl.nn.softmax_cross_entropy_with_logits_v2,
    dl.nn.sparse_softmax_cross_entropy_with_logits,
    dl.nn.sigmoid_cross_entropy_with_logits,
]


@given(data=st.data(), shift=st.floats(-1e6, 1e6))
def test_softmax_is_a_distribution_whatever_is_added(data, shift):
    z = data.draw(arrays((4, 3), "float64", -10, 10))
    with dl.Graph().as_default():
        p, shifted = dl.Session().run([dl.nn.softmax(z), dl.nn.softmax(z + shift)])
    np.testing.assert_allclose(p.sum(-1), 1)
    assert (p > 0).all()
    np.testing.assert_allclose(p, shifted, atol=1e-9)


def test_softmax_lies_along_an_axis(session):
    z = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(session.run(dl.nn.softmax(z, axis=0)).sum(0), 1)
    np.testing.assert_allclose(session.run(dl.softmax(z)).sum(1), 1)


def test_no_examples_or_classes_give_nothing(session):
    z = dl.placeholder(shape=[None, 3])
    losses = [
        dl.nn.softmax_cross_entropy_with_logits(labels=z, logits=z),
        dl.nn.sparse_softmax_cross_entropy_with_logits(labels=dl.argmax(z, 1), logits=z),
        dl.nn.softmax(z),
    ]
    assert [v.shape for v in session.run(losses, {z: np.zeros((0, 3))})] == [(0,), (0,), (0, 3)]
    z = dl.zeros([3, 0])
    assert [v.shape for v in session.run([dl.nn.softmax(z), dl.nn.log_softmax(z)])] == [(3, 0)] * 2


def test_the_cross_entropies_agree_with_each_other(session):
    z = np.array([[0.5, -1.0, 2.0], [3.0, 0.0, -2.0]])
    classes = np.array([2, 0])
    dense, sparse, by_hand = session.run(
        [
            dl.nn.softmax_cross_entropy_with_logits(labels=dl.one_hot(classes, 3), logits=z),
            dl.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=z),
            -dl.reduce_sum(dl.one_hot(classes, 3) * dl.log(dl.nn.softmax(z)), axis=1),
        ]
    )
    np.testing.assert_allclose(dense, sparse)
    np.testing.assert_allclose(dense, by_hand)


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_take_labels_and_logits_by_name(loss):
    z = dl.placeholder(shape=[2, 3])
    for wrong in (lambda: loss(z, z), lambda: loss(logits=z), lambda: loss(labels=z)):
        with pytest.raises(TypeError, match=loss.__name__):
            wrong()


@pytest.mark.parametrize("rate", [0.25, np.float32(0.25), "node"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dropout_keeps_the_mean(rate, dtype, session):
    rate = dl.constant(0.25, "float64") if rate == "node" else rate
    y = dl.nn.dropout(dl.ones([100, 100], dtype), rate=rate, seed=1)
    value = session.run(y)
    assert value.dtype == y.dtype == dtype
    np.testing.assert_allclose(np.unique(value), [0, 1 / 0.75], rtol=1e-6)
    assert value.mean() == pytest.approx(1, abs=0.02)
    assert not np.array_equal(value, session.run(y))


def test_dropout_of_unknown_shape_and_in_rows(session):
    x = dl.placeholder()
    assert session.run(dl.nn.dropout(x, rate=0.5), {x: np.ones((3, 2))}).shape == (3, 2)
    rows = session.run(dl.nn.dropout(dl.ones([50, 4]), rate=0.5, noise_shape=[50, 1], seed=1))
    assert set(rows.sum(1)) == {0, 8}
    assert session.run(dl.nn.dropout(dl.ones([5]), rate=0.0)).tolist() == [1] * 5


def test_the_gradient_passes_where_dropout_kept(session):
    x = dl.ones([100])
    y = dl.nn.dropout(x, rate=0.5)
    value, grad = session.run([y, *dl.gradients(y, x)])
    np.testing.assert_array_equal(value, grad)
