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
    np.testing.assert_allclose(session.run(dl.nn.softmax(z, dim=0)).sum(0), 1)
    np.testing.assert_allclose(session.run(dl.softmax(z)).sum(1), 1)
    with pytest.raises(ValueError, match="no axis -1 in a scalar"):
        dl.nn.softmax(3.0)


def test_no_examples_give_no_losses(session):
    z = dl.placeholder(shape=[None, 3])
    losses = [
        dl.nn.softmax_cross_entropy_with_logits(labels=z, logits=z),
        dl.nn.sparse_softmax_cross_entropy_with_logits(labels=dl.argmax(z, 1), logits=z),
        dl.nn.softmax(z),
    ]
    assert [v.shape for v in session.run(losses, {z: np.zeros((0, 3))})] == [(0,), (0,), (0, 3)]


def test_no_classes_give_no_probabilities(session):
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
    if loss is not dl.nn.softmax_cross_entropy_with_logits_v2:
        with pytest.raises(ValueError, match=r"arguments by name: labels=..., logits=..."):
            loss(z, z)
    with pytest.raises(ValueError, match="needs both labels and logits"):
        loss(logits=z)


@pytest.mark.parametrize("loss", [LOSSES[0], LOSSES[1], LOSSES[3]])
def test_labels_of_another_shape_are_refused(loss, session):
    z, t = dl.placeholder(shape=[2, 3], name="z"), dl.placeholder(shape=[2, 2], name="t")
    message = r"labels 't' and logits 'z' must have one shape, but .*\(2, 2\).*\(2, 3\).* differ"
    with pytest.raises(ValueError, match=message):
        loss(labels=t, logits=z)


def test_labels_of_another_shape_are_refused_when_fed(session):
    z, t = dl.placeholder(name="z"), dl.placeholder(name="t")
    y = dl.nn.softmax_cross_entropy_with_logits(labels=t, logits=z)
    with pytest.raises(
        ValueError, match=r"'t' .*\(2,\).*Labels and logits must have the same shape"
    ):
        session.run(y, {z: np.zeros((2, 3)), t: [0, 1]})


def test_sparse_labels_are_class_numbers(session):
    z = dl.constant(np.zeros((2, 3)), name="z")
    sparse = dl.nn.sparse_softmax_cross_entropy_with_logits
    with pytest.raises(TypeError, match="Labels are class numbers here, and 'Const' is float64"):
        sparse(labels=[0.0, 1.0], logits=z)
    with pytest.raises(
        ValueError, match=r"without the last axis, but the shapes \(3,\) and \(2,\)"
    ):
        sparse(labels=[0, 1, 2], logits=z)
    for label in (3, -1):
        with pytest.raises(ValueError, match=r"a label is not between 0 and 2\..*class numbers"):
            session.run(sparse(labels=[0, label], logits=z))


@pytest.mark.parametrize("keep", [{"keep_prob": 0.75}, {"rate": 0.25}, {"keep_prob": "node"}])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dropout_keeps_the_mean(keep, dtype, session):
    keep = {k: dl.constant(0.75, "float64") if v == "node" else v for k, v in keep.items()}
    y = dl.nn.dropout(dl.ones([100, 100], dtype), seed=1, **keep)
    value = session.run(y)
    assert value.dtype == y.dtype == dtype
    np.testing.assert_allclose(np.unique(value), [0, 1 / 0.75], rtol=1e-6)
    assert value.mean() == pytest.approx(1, abs=0.02)
    assert not np.array_equal(value, session.run(y))


def test_dropout_of_unknown_shape_and_in_rows(session):
    x = dl.placeholder()
    assert session.run(dl.nn.dropout(x, 0.5), {x: np.ones((3, 2))}).shape == (3, 2)
    rows = session.run(dl.nn.dropout(dl.ones([50, 4]), 0.5, noise_shape=[50, 1], seed=1))
    assert set(rows.sum(1)) == {0, 8}
    assert session.run(dl.nn.dropout(dl.ones([5]), rate=0.0)).tolist() == [1] * 5


def test_the_gradient_passes_where_dropout_kept(session):
    x = dl.ones([100])
    y = dl.nn.dropout(x, 0.5)
    value, grad = session.run([y, *dl.gradients(y, x)])
    np.testing.assert_array_equal(value, grad)


@pytest.mark.parametrize("keep", [{}, {"keep_prob": 0.5, "rate": 0.5}])
def test_dropout_takes_one_probability(keep):
    with pytest.raises(ValueError, match="dropout takes keep_prob or rate, one of the two"):
        dl.nn.dropout(dl.ones([2]), **keep)


@pytest.mark.parametrize("keep", [{"keep_prob": 0.0}, {"rate": 1.0}, {"keep_prob": 1.5}])
def test_dropout_keeps_something(keep):
    with pytest.raises(ValueError, match="dropout must keep some entries: 0 < keep_prob <= 1"):
        dl.nn.dropout(dl.ones([2]), **keep)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda x: dl.nn.dropout(x, rate="0.5"),
            TypeError,
            "rate of dropout is a number",
        ),
        (lambda x: dl.nn.dropout(x, [0.5]), ValueError, r"0 < keep_prob <= 1, not \[0.5\]"),
        (lambda x: dl.nn.leaky_relu(x, "a" * 10_000), TypeError, "cannot become a tensor"),
        (lambda x: dl.nn.leaky_relu(x, [0.5, 1.0]), ValueError, r"alpha is a number, not \[0.5"),
        (
            lambda x: dl.nn.softmax_cross_entropy_with_logits(labels=x, logits=x, dim="last"),
            TypeError,
            "An axis is a whole number, not 'last'",
        ),
    ],
)
def test_settings_that_are_no_numbers(call, error, message):
    with pytest.raises(error, match=message):
        call(dl.placeholder(shape=[2, 3]))
