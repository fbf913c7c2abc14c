"""The stepper's nudge: what a gradient predicts for a moved number, and what happens."""

import warnings

import numpy as np
import pytest

import dl101 as dl
from dl101.widgets import InvalidValue, Stepper
from dl101.widgets.nudge import Nudge

from .graphs import shared


def layer():
    """Make the mean of (x·W)², with a weight that is used for two rows."""
    x = dl.placeholder(shape=[None, 2], name="x")
    W = dl.Variable([[1.0, -2.0], [0.5, 3.0]], name="W")
    z = dl.matmul(x, W, name="z")
    return x, W, z, dl.reduce_mean(dl.square(z), name="loss")


def curve_of(stepper, node, entry=0):
    (found,) = [
        one for one in stepper._trace["curves"] if (one["node"], one["entry"]) == (node.name, entry)
    ]
    return found


def offsets(curve):
    """The values of h that a curve has."""
    return np.linspace(-curve["reach"], curve["reach"], len(curve["changes"]))


@pytest.mark.parametrize("h", [-1.0, 1e-3, 0.5, 2])
def test_what_is_predicted_and_what_happens(session, h):
    x, f1, y = shared()
    stepper = Stepper(y, {x: 2.0}, gradients=True)
    before = session.run(y, {x: 2.0})
    of_x, of_f1, of_y = (stepper.nudge(node, h) for node in (x, f1, y))
    assert of_x == pytest.approx((33 * h, session.run(y, {x: 2.0 + h}) - before))
    assert of_f1 == pytest.approx((8 * h, session.run(y, {x: 2.0, f1: 4.0 + h}) - before))
    assert of_y == pytest.approx((h, h))


def test_one_entry_of_a_matrix_is_moved(session):
    x, W, z, loss = layer()
    feeds = {x: [[1.0, 2.0], [-1.0, 0.5]]}
    stepper = Stepper(loss, feeds, session, gradients=[W])
    slope = session.run(dl.gradients(loss, [W])[0], feeds)
    before = session.run(loss, feeds)
    moved = np.add(session.run(W), [[0, 0.25], [0, 0]])
    expected = slope[0, 1] * 0.25, session.run(loss, {**feeds, W: moved}) - before
    assert stepper.nudge(W, 0.25, (0, 1)) == pytest.approx(expected)
    moved = np.add(session.run(z, feeds), [[0, 0], [0.25, 0]])
    assert stepper.nudge(z, 0.25, (1, 0)).actual == pytest.approx(
        session.run(loss, {z: moved}) - before
    )
    assert session.run(loss, feeds) == before


def test_the_entries_of_a_loss_are_summed():
    x = dl.placeholder(name="x")
    stepper = Stepper(dl.square(x, name="y"), {x: [1.0, 2.0]}, gradients=True)
    assert stepper.nudge(x, 1.0, 1) == Nudge(predicted=4, actual=5)


def test_what_was_drawn_is_drawn_once():
    x = dl.placeholder(name="x")
    noise = dl.random_normal([], name="noise")
    stepper = Stepper(dl.multiply(x, noise, name="y"), {x: 1.0}, gradients=x)
    assert stepper.nudge(x, 0.5).actual == pytest.approx(0.5 * stepper.values[noise])


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda s, x, W, c: s.nudge(W, 0.1), r"'W' has shape \(2, 2\): say which .*entry=\(0, 0\)"),
        (lambda s, x, W, c: s.nudge(W, 0.1, 1), "say which"),
        (lambda s, x, W, c: s.nudge(W, 0.1, (0, 2)), r"entry\[1\] must be .* from 0 to 1, not 2"),
        (lambda s, x, W, c: s.nudge(W, 0.1, (0, 0.5)), r"entry\[1\] must be a whole number"),
        (lambda s, x, W, c: s.nudge(W, np.nan, (0, 0)), "h must be a finite number"),
        (lambda s, x, W, c: s.nudge(s.order[-1], 1.0, 0), "'loss' is a single number: .* entry 0"),
        (lambda s, x, W, c: s.nudge(W, 0.1, np.array(0)), r"such as entry=\(0, 0\)"),
        (lambda s, x, W, c: s.nudge(x, 0.1, (0, 0)), "No gradient arrives at .*x"),
        (lambda s, x, W, c: s.nudge("W", 0.1), "No gradient arrives at 'W'"),
        (lambda s, x, W, c: Stepper(c).nudge(c, 0.1), "pass gradients=True"),
    ],
)
def test_what_cannot_be_nudged_is_refused(ask, words):
    x, W, _z, loss = layer()
    stepper = Stepper(loss, {x: [[1.0, 2.0]]}, gradients=[W])
    with pytest.raises((TypeError, ValueError), match=words):
        ask(stepper, x, W, dl.constant(1.0, name="c"))


# What the page gets ---------------------------------------------------------------------------


def test_a_curve_holds_what_nudges_give():
    x, f1, y = shared()
    stepper = Stepper(y, {x: 2.5}, gradients=True)
    assert [one["node"] for one in stepper._trace["curves"]] == ["x", "f1", "f2", "y"]
    for node, reach in ((x, 2), (f1, 5), (y, 20)):
        curve = curve_of(stepper, node)
        assert (curve["reach"], curve["loss"]) == (reach, stepper.values[y])
        found = [stepper.nudge(node, h) for h in offsets(curve)]
        np.testing.assert_allclose(curve["changes"], [actual for _, actual in found], rtol=1e-9)
        assert curve["slope"] * reach == pytest.approx(found[-1].predicted)
    assert [step.get("shape") for step in stepper._trace["steps"]] == [None] * 4 + [[]] * 4


def test_the_curve_moves_with_the_inputs():
    x, f1, y = shared()
    stepper = Stepper(y, {x: 2.0}, sliders={x: (-3, 3)}, gradients=True)
    stepper.set_state({"_numbers": [-1.0]})
    curve = curve_of(stepper, x)  # of the last node visited, as nothing else is chosen
    assert (curve["slope"], curve["loss"], curve["reach"]) == (-3, 0, 1)
    assert curve["changes"][-1] == pytest.approx(0)
    assert len(stepper._trace["curves"]) == 1
    stepper.set_state({"_nudged": {"node": "f1", "entry": 0, "h": 0}})
    assert curve_of(stepper, f1)["slope"] == 2
    stepper.set_state({"_numbers": [1.0]})
    assert [one["node"] for one in stepper._trace["curves"]] == ["f1"]
    assert curve_of(stepper, f1)["loss"] == 2
    stepper.reset()
    assert stepper._nudged == {}
    assert len(stepper._trace["curves"]) == 4


def test_a_curve_ends_where_the_loss_is_not_finite_or_cannot_be_computed():
    class Picky(dl.Operation):
        op_type = "PickyInNudge"

        def compute(self, x):
            if x > 2:
                raise ValueError("too large")
            return x

    dl.RegisterGradient(Picky)(lambda op, grad: grad)
    x = dl.placeholder(name="x")
    stepper = Stepper(dl.log(Picky([x], name="p"), name="y"), {x: 1.5}, gradients=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stepper.set_input(x, 1.5)
    curve = curve_of(stepper, x)
    missing = [
        h for h, change in zip(offsets(curve), curve["changes"], strict=True) if change is None
    ]
    assert curve["reach"] == 1
    assert missing == [h for h in offsets(curve) if h > 0.5]
    stepper.set_input(x, 0.5)
    curve = curve_of(stepper, x)
    missing = [
        h for h, change in zip(offsets(curve), curve["changes"], strict=True) if change is None
    ]
    assert missing == [h for h in offsets(curve) if h <= -0.5]


def test_where_the_gradient_is_not_finite_there_is_nothing_to_compare():
    x = dl.placeholder(name="x")
    stepper = Stepper(dl.sqrt(x, name="y"), {x: 4.0}, gradients=True)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        stepper.set_input(x, 0.0)
    assert curve_of(stepper, x)["changes"] == []


def test_curves_of_large_values_are_computed_when_they_are_asked_for():
    x = dl.placeholder(name="x")
    stepper = Stepper(
        dl.reduce_sum(dl.square(x, name="s"), name="y"), {x: np.arange(9.0)}, gradients=True
    )
    assert [(one["node"], one["entry"]) for one in stepper._trace["curves"]] == [("x", 0), ("y", 0)]
    stepper.set_state({"_nudged": {"node": "s", "entry": 8, "h": 3}})
    assert curve_of(stepper, stepper.order[1], 8)["reach"] == 50
    stepper.set_state({"_nudged": {"node": "s", "entry": 9, "h": 3}})  # there is no such entry
    assert len(stepper._trace["curves"]) == 3


def test_a_gradient_of_another_shape_than_its_node_is_not_nudged():
    class Forgetful(dl.Operation):
        op_type = "ForgetfulInNudge"

        def compute(self, x):
            return np.sum(x)

    dl.RegisterGradient(Forgetful)(lambda op, grad: grad)
    x = dl.placeholder(name="x")
    stepper = Stepper(Forgetful([x], name="y"), {x: [1.0, 2.0]}, gradients=True)
    assert [one["node"] for one in stepper._trace["curves"]] == ["y"]
    with pytest.raises(InvalidValue, match="No gradient arrives at"):
        stepper.nudge(x, 1.0, 0)
