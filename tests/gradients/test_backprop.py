"""Tests of `gradients`: how contributions meet, what has none, and TensorFlow's conventions."""

import numpy as np
import pytest

import dl101 as dl
from dl101.gradients.backprop import backpropagate


@pytest.fixture
def x():
    return dl.placeholder(shape=[], name="x")


def derivative(y, x, at, session):
    return session.run(dl.gradients(y, x)[0], {x: at})


def logistic(x):
    return 1 / (1 + np.exp(-x))


# What TensorSlow has wrong


def test_a_node_that_is_used_at_different_depths(x, session):
    found = derivative(x + dl.sigmoid(dl.sigmoid(x)), x, 0.3, session)
    s = logistic(0.3)
    t = logistic(s)
    assert found == pytest.approx(1 + t * (1 - t) * s * (1 - s))


def test_a_node_that_also_feeds_something_outside_the_loss(x, session):
    shared = dl.square(x)
    dl.exp(shared)
    assert derivative(3 * shared, x, 2.0, session) == 12


def test_a_product_with_itself(session):
    x = dl.constant([[1.0, 2.0], [3.0, 4.0]])
    assert dl.check_gradients(dl.matmul(x, x), x)
    assert dl.check_gradients(x * x, x)
    assert dl.check_gradients(dl.matmul(x, x, transpose_b=True), x)


def test_a_matrix_times_a_vector_by_broadcasting(session):
    x, y = dl.placeholder(shape=[3, 2]), dl.placeholder(shape=[2])
    a, b = np.arange(6.0).reshape(3, 2), np.array([5.0, 7.0])
    of_x, of_y = session.run(dl.gradients(x * y, [x, y]), {x: a, y: b})
    np.testing.assert_array_equal(of_x, np.broadcast_to(b, (3, 2)))
    np.testing.assert_array_equal(of_y, a.sum(0))


def test_a_chain_of_50000_nodes(x, session):
    y = x
    for _ in range(50_000):
        y = y + 1.0
    assert derivative(y, x, 0.5, session) == 1


def test_forty_doublings(x, session, graph):
    y = x
    for _ in range(40):
        y = y + y
    count = len(graph.nodes)
    assert derivative(y, x, 1.0, session) == 2**40
    assert len(graph.nodes) - count < 200


# What comes out


def test_one_gradient_for_each_x_none_where_there_is_no_way(x):
    other = dl.placeholder(name="other")
    of_x, of_other = dl.gradients(x * 2, [x, other])
    assert of_x.shape == x.shape
    assert of_other is None
    assert dl.gradients(dl.stop_gradient(x), x) == [None]
    assert dl.gradients(dl.zeros_like(x), x) == [None]


def test_an_operation_without_a_rule_off_the_way_does_not_matter(x):
    class Strange(dl.Operation):
        op_type = "Strange"

    y = Strange([x]) * 0 + dl.stop_gradient(x)
    assert dl.gradients(y, dl.placeholder()) == [None]
    with pytest.raises(LookupError, match="no gradient rule for Strange 'Strange'"):
        dl.gradients(y, x)


def test_integers_have_no_gradient(x, session):
    i = dl.placeholder(dl.int32, [2])
    w = dl.placeholder(shape=[2])
    of_w, of_i = dl.gradients(w * i, [w, i])
    assert of_i is None
    assert session.run(of_w, {i: [2, 3], w: [0, 0]}).tolist() == [2, 3]
    assert dl.gradients(dl.cast(dl.cast(w, dl.int32), dl.float64), w) == [None]


def test_the_gradient_of_several_ys_is_that_of_their_sum(x, session):
    assert session.run(dl.gradients([x, 3 * x], x), {x: 1.0}) == [4]
    assert session.run(dl.gradients(x, x), {x: 1.0}) == [1]
    assert session.run(dl.gradients([dl.square(x), x], [x]), {x: 2.0}) == [5]


def test_grad_ys_weigh_the_entries(session):
    x = dl.placeholder(shape=[3])
    y = dl.square(x)
    found = session.run(dl.gradients(y, x, grad_ys=[[1.0, 0.0, 2.0]]), {x: [1, 2, 3]})
    assert found[0].tolist() == [2, 0, 12]


def test_derivatives_by_nodes_on_the_way(x, session):
    middle = dl.square(x)
    y = middle * middle
    assert session.run(dl.gradients(y, [x, middle]), {x: 3.0}) == [108, 18]


def test_stop_gradients_are_taken_for_constants(x, session):
    middle = dl.square(x)
    y = middle * x
    assert session.run(dl.gradients(y, x, stop_gradients=middle), {x: 3.0}) == [9]
    assert session.run(dl.gradients(dl.stop_gradient(middle) * x, x), {x: 3.0}) == [9]


def test_third_derivatives(x, session):
    y = x**4
    for expected in (32, 48, 48):
        (y,) = dl.gradients(y, x)
        assert session.run(y, {x: 2.0}) == pytest.approx(expected)


def test_float32_is_kept(session):
    x = dl.placeholder(dl.float32, [2])
    y = dl.reduce_mean(dl.nn.softplus(x) / (1 + dl.square(x)) ** 0.5)
    (grad,) = dl.gradients(y, x)
    assert grad.dtype == dl.float32
    assert session.run(grad, {x: [1, 2]}).dtype == np.float32


def test_gradients_are_nodes_in_a_scope_of_the_graph(x, graph):
    with dl.Graph().as_default():
        (grad,) = dl.gradients(dl.sin(x), x)
    assert grad.graph is graph
    assert grad.name.startswith("gradients/")
    (grad,) = dl.gradients(dl.sin(x), x, name="backward")
    assert grad.name.startswith("backward/")


# TensorFlow's conventions


@pytest.mark.parametrize(
    ("build", "at", "expected"),
    [
        (dl.nn.relu, [0.0, -0.0, 1.0, -1.0], [0, 0, 1, 0]),
        (dl.nn.leaky_relu, [0.0, 1.0, -1.0], [0.2, 1, 0.2]),
        (dl.nn.elu, [0.0, 1.0], [1, 1]),
        (dl.abs, [0.0, 2.0, -2.0], [0, 1, -1]),
        (dl.sign, [0.0, 2.0], [0, 0]),
        (dl.reduce_max, [2.0, 1.0, 2.0], [0.5, 0, 0.5]),
        (dl.reduce_min, [2.0, 2.0, 2.0, 2.0], [0.25] * 4),
        (lambda x: dl.maximum(x, 1.0), [0.0, 1.0, 2.0], [0, 1, 1]),
        (lambda x: dl.maximum(1.0, x), [0.0, 1.0, 2.0], [0, 0, 1]),
        (lambda x: dl.minimum(x, 1.0), [0.0, 1.0, 2.0], [1, 1, 0]),
        (lambda x: dl.minimum(1.0, x), [0.0, 1.0, 2.0], [1, 0, 0]),
        (dl.reduce_prod, [0.0, 2.0, 3.0], [6, 0, 0]),
        (dl.reduce_prod, [0.0, 0.0, 3.0], [0, 0, 0]),
        (lambda x: x**2, [0.0, -3.0], [0, -6]),
        (lambda x: x**1, [0.0, -3.0], [1, 1]),
        (lambda x: x**0, [0.0, -3.0], [0, 0]),
        (lambda x: 2.0**x, [0.0, 1.0], [np.log(2), 2 * np.log(2)]),
        (lambda x: 0.0**x, [1.0, 2.0], [0, 0]),
        (lambda x: dl.where(x > 0, x, 0.0), [0.0, 1.0], [0, 1]),
        (lambda x: dl.gather(x, [1, 1, 0]), [5.0, 6.0, 7.0], [1, 2, 0]),
    ],
)
def test_conventions_at_kinks_ties_and_zeros(build, at, expected, session):
    x = dl.placeholder(shape=[len(at)])
    assert derivative(build(x), x, at, session) == pytest.approx(np.array(expected))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_logits_of_1000_have_finite_gradients(dtype, session):
    logits = dl.constant([[1000.0, -1000.0, 0.0], [-1000.0, -1000.0, 1000.0]], dtype)
    labels = np.eye(3)[[1, 2]]
    losses = [
        dl.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits),
        dl.nn.sparse_softmax_cross_entropy_with_logits(labels=[1, 2], logits=logits),
        dl.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits),
    ]
    rows = np.array([2000, 0])
    of_softmax = [[1, -1, 0], [0, 0, 0]]
    of_sigmoid = [[1, -1, 0.5], [0, 0, 0]]
    np.testing.assert_allclose(session.run(losses[0]), rows)
    np.testing.assert_allclose(session.run(losses[1]), rows)
    np.testing.assert_allclose(
        session.run(losses[2]), [[1000, 1000, np.log(2)], [0, 0, 0]], atol=1e-30
    )
    for loss, expected in zip(losses, [of_softmax, of_softmax, of_sigmoid], strict=True):
        np.testing.assert_allclose(session.run(dl.gradients(loss, logits)[0]), expected, atol=1e-30)
    for squash in (dl.sigmoid, dl.nn.softmax, dl.nn.log_softmax, dl.nn.softplus, dl.tanh):
        value, grad = session.run([squash(logits), *dl.gradients(squash(logits), logits)])
        assert np.isfinite(value).all()
        assert np.isfinite(grad).all()


def test_labels_get_a_gradient_only_in_version_2():
    labels, logits = dl.placeholder(shape=[2, 3]), dl.placeholder(shape=[2, 3])
    loss = dl.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    assert dl.gradients(loss, labels) == [None]
    loss = dl.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)
    assert dl.gradients(loss, labels) != [None]
    feeds = {labels: [[0.2, 0.3, 0.5], [1, 0, 0]], logits: [[1, 2, 3], [0.5, 0, -1]]}
    assert dl.check_gradients(loss, labels, feeds)


# Rules of one's own


@pytest.mark.parametrize(
    ("rule", "error", "message"),
    [
        (lambda op, grad: (grad, grad), ValueError, "2 gradients for 1 inputs"),
        (lambda op, grad: 3.0, TypeError, r"returned 3\.0, which is not a node"),
        (
            lambda op, grad: dl.reduce_sum(grad),
            ValueError,
            r"shape \(2,\), a gradient of shape \(\)",
        ),
    ],
)
def test_a_rule_that_returns_something_odd(rule, error, message):
    class Odd(dl.Operation):
        op_type = "Odd"

        def __init__(self, x):
            super().__init__([x], x.dtype, x.shape)

    dl.RegisterGradient("Odd")(rule)
    x = dl.placeholder(shape=[2])
    with pytest.raises(error, match=f"gradient rule for Odd .*{message}"):
        dl.gradients(Odd(x), x)


def test_a_rule_of_ones_own(x, session):
    class Cube(dl.Operation):
        op_type = "Cube"

        def __init__(self, x):
            super().__init__([x], x.dtype, x.shape)

        def compute(self, x):
            return x**3

    @dl.RegisterGradient(Cube)
    def _(op, grad):
        return grad * 3 * dl.square(op.inputs[0])

    assert derivative(Cube(x), x, 2.0, session) == 12
    assert dl.check_gradients(Cube(x), x, {x: 2.0})


def test_the_walk_lists_the_gradient_of_every_node_on_the_way(session):
    x = dl.placeholder(shape=[], name="x")
    square = dl.multiply(x, x)
    y = dl.add(square, x)
    totals = backpropagate([y], [dl.constant(1.0)], [x])
    assert list(totals) == [y, square, x]
    assert list(session.run(totals, {x: 3.0}).values()) == [1, 1, 7]
