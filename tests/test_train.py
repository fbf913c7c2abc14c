"""Tests of optimizers: their update rules step by step, and what can be trained."""

import numpy as np
import pytest

import dl101 as dl

START, TARGET = np.array([3.0, -2.0]), np.array([1.0, 0.5])


def momentum(nesterov):
    def step(w, grad, s, t):
        s["v"] = 0.9 * s.get("v", 0) + grad
        return w - 0.1 * ((grad + 0.9 * s["v"]) if nesterov else s["v"])

    return step


def adagrad(w, grad, s, t):
    s["a"] = s.get("a", 0.1) + grad**2
    return w - 0.1 * grad / np.sqrt(s["a"])


def rmsprop(momentum, centered):
    def step(w, grad, s, t):
        s["s"] = 0.9 * s.get("s", 1.0) + 0.1 * grad**2
        s["m"] = 0.9 * s.get("m", 0.0) + 0.1 * grad
        spread = s["s"] - s["m"] ** 2 if centered else s["s"]
        s["v"] = momentum * s.get("v", 0) + 0.1 * grad / np.sqrt(spread + 1e-10)
        return w - s["v"]

    return step


def adam(w, grad, s, t):
    s["m"] = 0.9 * s.get("m", 0) + 0.1 * grad
    s["v"] = 0.999 * s.get("v", 0) + 0.001 * grad**2
    rate = 0.001 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - rate * s["m"] / (np.sqrt(s["v"]) + 1e-8)


RULES = {
    "gradient descent": (
        lambda: dl.train.GradientDescentOptimizer(0.1),
        lambda w, grad, s, t: w - 0.1 * grad,
    ),
    "momentum": (lambda: dl.train.MomentumOptimizer(0.1, 0.9), momentum(False)),
    "nesterov": (
        lambda: dl.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
        momentum(True),
    ),
    "adagrad": (lambda: dl.train.AdagradOptimizer(0.1), adagrad),
    "rmsprop": (lambda: dl.train.RMSPropOptimizer(0.1), rmsprop(0.0, False)),
    "rmsprop centered": (
        lambda: dl.train.RMSPropOptimizer(0.1, momentum=0.5, centered=True),
        rmsprop(0.5, True),
    ),
    "adam": (lambda: dl.train.AdamOptimizer(), adam),
}
MAKERS = [make for make, _ in RULES.values()]


def quadratic(w):
    return dl.reduce_sum(dl.square(w - TARGET.astype(w.dtype)) * np.array([1.0, 3.0]))


@pytest.mark.parametrize(("make", "rule"), RULES.values(), ids=RULES)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-5)])
def test_steps_follow_tensorflows_rule(make, rule, dtype, tolerance, session):
    w = dl.Variable(START, dtype=dtype)
    step = make().minimize(quadratic(w))
    expected, slots = START, {}
    for t in range(1, 8):
        grad = 2 * (expected - TARGET) * [1, 3]
        expected = rule(expected, grad, slots, t)
        session.run(step)
        np.testing.assert_allclose(session.run(w), expected, rtol=tolerance)
    assert session.run(w).dtype == dtype


@pytest.mark.parametrize("make", MAKERS, ids=RULES)
def test_the_loss_of_a_run_is_the_one_before_the_step(make, session):
    w = dl.Variable(START)
    loss = quadratic(w)
    step = make().minimize(loss)
    for _ in range(3):
        before = session.run(loss)
        with_step, _ = session.run([loss, step])
        assert with_step == before
        assert session.run(loss) != before


@pytest.mark.parametrize("make", MAKERS, ids=RULES)
def test_two_sessions_train_apart(make):
    w = dl.Variable(START)
    step = make().minimize(quadratic(w))
    a, b = dl.Session(), dl.Session()
    a.run(step)
    a.run(step)
    first = b.run([step, w])[1]
    np.testing.assert_array_equal(first, START)
    c = dl.Session()
    c.run(step)
    np.testing.assert_array_equal(b.run(w), c.run(w))
    assert not np.array_equal(a.run(w), b.run(w))


@pytest.mark.parametrize("make", MAKERS, ids=RULES)
def test_initialising_starts_the_optimizer_afresh(make, session):
    w = dl.Variable(START)
    step = make().minimize(quadratic(w))
    init = dl.global_variables_initializer()
    session.run(step)
    first = session.run(w)
    session.run(step)
    session.run(init)
    session.run(step)
    np.testing.assert_array_equal(session.run(w), first)


def test_training_before_evaluating_anything(session):
    w = dl.Variable(START)
    assert session.run(dl.train.GradientDescentOptimizer(0.1).minimize(quadratic(w))) is None
    assert not np.array_equal(session.run(w), START)


def test_all_steps_are_taken_from_the_same_point(session):
    a, b = dl.Variable(2.0), dl.Variable(3.0)
    session.run(dl.train.GradientDescentOptimizer(0.1).minimize(a * b))
    assert session.run([a, b]) == pytest.approx([1.7, 2.8])


def test_only_the_variables_asked_for_are_trained(session):
    a, b = dl.Variable(1.0), dl.Variable(1.0)
    frozen = dl.Variable(1.0, trainable=False)
    loss = dl.square(a) + dl.square(b) + dl.square(frozen)
    optimizer = dl.train.GradientDescentOptimizer(0.25)
    session.run(optimizer.minimize(loss, var_list=[a]))
    assert session.run([a, b, frozen]) == [0.5, 1, 1]
    session.run(optimizer.minimize(loss))
    assert session.run([a, b, frozen]) == [0.25, 0.5, 1]


def test_gradients_can_be_changed_between(session):
    w = dl.Variable([3.0, -4.0])
    unused = dl.Variable(1.0)
    optimizer = dl.train.GradientDescentOptimizer(1.0)
    pairs = optimizer.compute_gradients(dl.reduce_sum(dl.square(w)), [w, unused])
    assert pairs[0][1] is w
    assert pairs[1][0] is None
    clipped = [(dl.maximum(dl.minimum(g, 1.0), -1.0), v) for g, v in pairs if g is not None]
    session.run(optimizer.apply_gradients(clipped))
    assert session.run(w).tolist() == [2, -3]


def test_a_learning_rate_can_be_fed(session):
    w, rate = dl.Variable(START), dl.placeholder(shape=[])
    step = dl.train.GradientDescentOptimizer(rate).minimize(dl.reduce_sum(w))
    session.run(step, {rate: 0.5})
    np.testing.assert_allclose(session.run(w), START - 0.5)


def test_a_global_step_counts(session):
    w, count = dl.Variable(START), dl.Variable(0, trainable=False)
    step = dl.train.AdamOptimizer().minimize(quadratic(w), global_step=count)
    for _ in range(3):
        session.run(step)
    assert session.run(count) == 3


def test_slots_are_variables_of_their_own(session):
    w = dl.Variable(START, name="w")
    optimizer = dl.train.MomentumOptimizer(0.1, 0.9)
    optimizer.minimize(quadratic(w))
    assert optimizer.get_slot_names() == ["momentum"]
    slot = optimizer.get_slot(w, "momentum")
    assert slot.name == "w/Momentum"
    assert slot not in dl.trainable_variables()
    assert session.run(slot).tolist() == [0, 0]


# What is not finite


@pytest.mark.parametrize("make", MAKERS, ids=RULES)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_loss_that_is_not_finite_stops_the_step(make, value, session):
    w, x = dl.Variable(START), dl.placeholder(shape=[])
    loss = dl.identity(quadratic(w) * x, name="loss")
    step = make().minimize(loss)
    session.run(step, {x: 1.0})
    before = session.run(dl.global_variables())
    with pytest.raises(ArithmeticError, match=r"loss 'loss' is (nan|inf): .* not made"):
        session.run([loss, step], {x: value})
    for old, new in zip(before, session.run(dl.global_variables()), strict=True):
        np.testing.assert_array_equal(old, new)


def minimize(optimizer, loss):
    return optimizer.minimize(loss)


def clip_and_apply(optimizer, loss):
    pairs = optimizer.compute_gradients(loss)
    return optimizer.apply_gradients([(dl.maximum(dl.minimum(g, 1), -1), v) for g, v in pairs])


@pytest.mark.parametrize("make", MAKERS, ids=RULES)
@pytest.mark.parametrize("way", [minimize, clip_and_apply])
@pytest.mark.filterwarnings("ignore:.*gave inf or nan")
def test_a_gradient_of_nan_of_a_finite_loss_stops_the_step(make, way, session):
    v, w = dl.Variable(1.0, name="v"), dl.Variable([1.0, 1.0], name="w")
    loss = dl.reduce_sum(dl.sqrt(w**2)) * v
    step = way(make(), loss)
    session.run(step)
    w.load([0.0, 1.0])
    before = session.run(dl.global_variables())
    assert np.isfinite(session.run(loss))
    cause = r"gradient of 'w' is nan: .* not made.* look for an operation whose slope is infinite"
    with pytest.raises(ArithmeticError, match=cause):
        session.run(step)
    for old, new in zip(before, session.run(dl.global_variables()), strict=True):
        np.testing.assert_array_equal(old, new)


def test_large_gradients_are_no_reason_to_stop(session):
    """Also where the squares of their entries, or the sum of these, overflow."""
    for dtype, size in (("float64", 9e153), ("float64", 1e300), ("float32", 1e30)):
        v, w = (dl.Variable(np.ones(2, dtype)) for _ in range(2))
        loss = dl.reduce_sum(v * size) - dl.reduce_sum(w * size)
        session.run(dl.train.GradientDescentOptimizer(1 / size).minimize(loss))
        np.testing.assert_allclose(session.run([v, w]), [[0, 0], [2, 2]], atol=1e-6)


# What optimizers take


def test_apply_gradients_takes_any_iterable_of_pairs(session):
    w, b = dl.Variable(3.0), dl.Variable(1.0)
    optimizer = dl.train.GradientDescentOptimizer(0.5)
    pairs = optimizer.compute_gradients(w * b)
    for several in (list, tuple, iter, lambda pairs: zip(*zip(*pairs, strict=True), strict=True)):
        dl.global_variables_initializer().run()
        session.run(optimizer.apply_gradients(several(pairs)))
        assert session.run([w, b]) == [2.5, -0.5]


def test_settings_may_be_nodes_and_any_kind_of_number(session):
    w = dl.Variable(1.0)
    for rate in (dl.constant(0.5), np.float32(0.5), np.array(0.5), 0.5):
        session.run(dl.train.GradientDescentOptimizer(rate).minimize(w))
    assert session.run(w) == -1


def test_an_optimizer_can_be_used_after_a_failure(session):
    w = dl.Variable(1.0, name="w")
    adam = dl.train.AdamOptimizer()
    with pytest.raises(ValueError, match="cannot be a name"):
        adam.minimize(dl.square(w), name="two words")
    session.run(adam.minimize(dl.square(w)))
    assert adam.get_slot(w, "m").name == "w/Adam"
