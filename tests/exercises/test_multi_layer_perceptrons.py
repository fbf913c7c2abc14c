"""Lesson 6's exercises: what their messages compute, and that their answers are the library's."""

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import multi_layer_perceptrons as lesson
from dl101.exercises.answers import shown

HIDDEN = "def hidden_gradients(X, H, W2, dZ):\n    dA = (dZ @ W2.T) * (H > 0)\n    {}"
HE = "def he_normal(n_in, n_out, random):\n    {}"


@pytest.mark.parametrize(
    ("code", "mistake"),
    [
        (HIDDEN.format("return X.T @ dA"), "not_a_pair"),
        (HIDDEN.format("dA.sum(0)"), "no_return"),
        (HIDDEN.format("return 'W', 'b'"), "not_numbers"),
        (HIDDEN.format("return 2 * X.T @ dA, dA.sum(0)"), "other"),
        (HIDDEN.format("return X.T @ dA, dA.mean(0, keepdims=True)"), "bias_mean"),
        (HIDDEN.format("return X.transposed @ H, X"), "exception"),
        (HIDDEN.format("X *= 2; return (X / 2).T @ dA, dA.sum(0)"), "modified"),
        (HE.format("return dl.random_normal([n_in, n_out])"), "not_numbers"),
        (HE.format("return np.inf * random.standard_normal((n_in, n_out))"), "not_finite"),
        (HE.format("return random.gauss(n_in, n_out)"), "exception"),
        (HE.format("random.standard_normal((n_in, n_out))"), "no_return"),
    ],
)
def test_what_a_function_returns(code, mistake, verdict_on):
    exercise = getattr(lesson, code[4 : code.index("(")])
    verdict = verdict_on(exercise, code)
    assert verdict.mistake == mistake, verdict
    assert verdict.status == ("wrong" if mistake else "not attempted")


def test_the_back_pass_that_is_called_right_is_the_librarys():
    X, _, W2, dZ = lesson.hidden_gradients.case(3, 6, 3, 2, 3)
    W1 = np.random.default_rng(0).normal(size=(3, 2))
    with dl.Graph().as_default(), dl.Session() as session:
        first, biases = dl.Variable(W1), dl.Variable(np.zeros(2))
        H = dl.nn.relu(dl.constant(X) @ first + biases)
        grads = dl.gradients(H @ W2, [first, biases], grad_ys=dl.constant(dZ))
        values, wanted = session.run([H, grads])
    assert 0 < (values > 0).sum() < values.size
    found = lesson.hidden_gradients.right[0](X, values, W2, dZ)
    for one, two in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, two)


def test_one_of_the_units_in_the_back_pass_is_dead():
    _, H, _, _ = lesson.hidden_gradients.case(2, 3, 2, 4, 1)
    assert list((H > 0).any(axis=0)) == [True, True, True, False]


@pytest.mark.parametrize("name", "abcd")
def test_the_answers_about_equal_units_hold_when_tried(name):
    one, other = lesson.stay_equal.trained(name, 200).T
    assert np.allclose(one, other) == lesson.stay_equal.right["abcd".index(name)]


def test_a_wrong_guess_about_equal_units_is_tried_out():
    lesson.stay_equal.check(True, True, True, False)
    text = lesson.stay_equal.verdict.message
    first, second = lesson.stay_equal.trained("c", 200).T
    assert f"the columns of W₁ in c are {shown(first)} and {shown(second)}" in text
    assert "2 of the four are not right yet." in text


def test_a_count_that_is_wrong_is_named():
    lesson.parameters.check(17, 2368)
    text = lesson.parameters.verdict.message
    assert text.startswith("These are the weights alone")
    assert "To be corrected: `large`." in text


def losses_on_xor(starts, activation, rate, steps):
    """Train a network with these weights on XOR by gradient descent; return each step's loss."""
    with dl.Graph().as_default(), dl.Session() as session:
        values = dl.constant([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
        for start in starts:
            logits = values @ dl.Variable(start) + dl.Variable(np.zeros(start.shape[1]))
            values = activation(logits)
        xor = [[0.0], [1.0], [1.0], [0.0]]
        losses = dl.nn.sigmoid_cross_entropy_with_logits(labels=xor, logits=logits)
        loss = dl.reduce_mean(losses)
        step = [loss, dl.train.GradientDescentOptimizer(rate).minimize(loss)]
        return np.array([session.run(step)[0] for _ in range(steps + 1)])


def test_the_trainings_to_be_changed_are_real():
    normal = np.random.default_rng(0).standard_normal
    shapes = [(2, 64), (64, 64), (64, 64), (64, 1)]
    affine = losses_on_xor([0.1 * normal(shape) for shape in shapes], dl.identity, 0.1, 500)
    assert affine[-1].round(3) == 0.693
    normal = np.random.default_rng(0).standard_normal
    pair = [normal((500, 2, 2))[0], normal((500, 2, 1))[0]]
    stuck = losses_on_xor(pair, dl.tanh, 0.5, 9000)[4000:]
    assert set(stuck.round(3)) == {0.347}
    normal = np.random.default_rng(1).standard_normal
    slow = losses_on_xor([0.3 * normal((2, 4)), 0.3 * normal((4, 1))], dl.tanh, 0.5, 300)
    assert list(slow[[0, 50, 100, 200, 300]].round(3)) == [0.693, 0.692, 0.689, 0.472, 0.068]


def test_remarks_tell_what_was_found():
    lesson.xor_relu.check(1, -2, 0)
    tie = "For (h₁, h₂) = (0, 0) and (2, 1) the score of the output is exactly 0"
    assert tie in lesson.xor_relu.verdict.message
