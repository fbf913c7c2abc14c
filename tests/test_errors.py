"""Tests that read messages: each names the node, the shapes and what to do.

Errors of single operations are read beside those; here are the ones every reader meets.
"""

import numpy as np
import pytest

import dl101 as dl


@pytest.fixture
def x():
    return dl.placeholder(dl.float32, [None, 2], name="x")


def message(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_a_placeholder_that_was_not_fed(x, session):
    y = dl.reduce_sum(x, name="y")
    text = message(ValueError, lambda: session.run(y))
    assert "Placeholder 'x' (float32, shape (None, 2)) needs a value to compute 'y'" in text
    assert "run(..., feed_dict={x: ...})" in text


def test_a_feed_of_another_shape(x, session):
    for value in (np.ones((3, 4)), [1.0, 2.0], 3.0):
        text = message(ValueError, lambda value=value: session.run(x, {x: value}))
        assert f"Cannot feed a value of shape {np.shape(value)} to Placeholder 'x'" in text
        assert "which has shape (None, 2)" in text


def test_feeds_that_are_no_numbers(x, session):
    text = message(TypeError, lambda: session.run(x, {x: [["a", "b"]]}))
    assert "Cannot feed Placeholder 'x': [['a', 'b']] cannot become a tensor" in text
    text = message(ValueError, lambda: session.run(x, {x: [[1, 2], [3]]}))
    assert "Cannot feed Placeholder 'x': [[1, 2], [3]] is not a rectangular array" in text
    text = message(TypeError, lambda: session.run(x, {x: x}))
    assert "'x' is fed the node 'x'; a feed is a number or an array" in text


def test_a_fraction_for_an_integer_placeholder(session):
    i = dl.placeholder(dl.int32, name="i")
    text = message(TypeError, lambda: session.run(i, {i: 1.5}))
    assert "Cannot feed Placeholder 'i': 1.5 cannot become int32 without losing" in text
    assert session.run(i, {i: 2.0}) == 2


def test_keys_of_a_feed_that_are_no_nodes(x, session):
    text = message(TypeError, lambda: session.run(x, {"x": [[1, 2]]}))
    assert "A key of feed_dict is a node, such as a placeholder, not 'x' of type str" in text
    text = message(TypeError, lambda: session.run(x, [x, 1]))
    assert "feed_dict is a dict of nodes to values" in text


@pytest.mark.parametrize("fetch", [3, None, "x", [["x"]], {"a": 1.5}, np.ones(2)])
def test_a_fetch_that_is_no_node(fetch, session):
    text = message(TypeError, lambda: session.run(fetch))
    assert "Cannot fetch" in text
    assert "fetch nodes, or lists, tuples and dicts of nodes" in text


def test_a_node_of_another_graph(x):
    session = dl.Session(graph=dl.Graph())
    for call in (lambda: session.run(x), lambda: session.run([], {x: [[1, 2]]})):
        text = message(ValueError, call)
        assert "'x': it belongs to another graph than this session's" in text
        assert "Session(graph=...)" in text


def test_shapes_that_do_not_multiply(x, session):
    w = dl.Variable(np.ones((3, 4), "float32"), name="w")
    text = message(ValueError, lambda: x @ w)
    assert "'x' of shape (None, 2) and 'w' of shape (3, 4) do not multiply" in text
    u = dl.placeholder(dl.float32, name="u")
    y = dl.matmul(u, w, name="y")
    text = message(ValueError, lambda: session.run(y, {u: np.ones((5, 2))}))
    for part in ("MatMul 'y'", "'u' Placeholder of shape (5, 2)", "'w' Variable of shape (3, 4)"):
        assert part in text


def test_shapes_that_do_not_broadcast(x, session):
    text = message(ValueError, lambda: x + np.ones(3))
    assert "Add: the shapes (None, 2) of 'x' and (3,) of 'Const'" in text
    assert "lengths 2 and 3 differ and neither is 1" in text
    u = dl.placeholder(name="u")
    text = message(ValueError, lambda: session.run(u + np.ones(3), {u: [1, 2]}))
    assert "'u' Placeholder of shape (2,)" in text
    assert "Shapes broadcast when" in text


def test_an_operation_without_a_gradient_rule():
    w = dl.Variable([1.0, 2.0])
    y = dl.cast(dl.argmax(w), dl.float64)
    assert dl.gradients(y, w) == [None]

    class NoRule(dl.Operation):
        op_type = "NoRule"

        def __init__(self, x):
            super().__init__([x], x.dtype, x.shape)

    text = message(LookupError, lambda: dl.gradients(NoRule(w), w))
    assert "There is no gradient rule for NoRule 'NoRule'" in text
    assert "@RegisterGradient('NoRule')" in text


def test_an_operation_without_compute(session):
    class Empty(dl.Operation):
        op_type = "Empty"

    text = message(NotImplementedError, lambda: session.run(Empty()))
    assert "Empty needs a method compute(self, *inputs)" in text


def test_a_loss_that_is_not_finite(session):
    w = dl.Variable(1.0, name="w")
    loss = dl.square(w, name="loss")
    step = dl.train.GradientDescentOptimizer(1e200).minimize(loss)

    def diverge():
        for _ in range(5):
            session.run(step)

    with np.errstate(over="ignore"):
        text = message(ArithmeticError, diverge)
    assert "The loss 'loss' is inf: this training step was not made" in text
    assert "smaller learning rate" in text


def test_an_integer_variable_for_an_optimizer():
    w = dl.Variable([1, 2], name="w")
    optimizer = dl.train.AdamOptimizer()
    text = message(TypeError, lambda: optimizer.minimize(dl.reduce_sum(w * 0.5)))
    assert "An optimizer cannot change 'w': it is int32" in text
    assert "Variable([1.0, 2.0])" in text
