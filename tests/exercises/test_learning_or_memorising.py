"""Lesson 7's exercises: what their messages compute, and that their answers are the library's."""

import numpy as np
import pytest

import dl101 as dl
from dl101.exercises import learning_or_memorising as lesson

MLP = "def mlp(x, sizes, activation):\n    {}"
NETWORK = "network(x, sizes, activation, affine=lambda h, W, b: {})"


@pytest.mark.parametrize(
    ("code", "mistake"),
    [
        (MLP.format("x + 1"), "no_return"),
        (MLP.format("return [x]"), "not_a_node"),
        (MLP.format("return x.dense(3)"), "exception"),
        (MLP.format("return dl.Graph().as_default() and dl.constant(1.0)"), "other_graph"),
        (MLP.format("return ..."), None),
    ],
)
def test_what_a_function_returns(code, mistake, verdict_on):
    verdict = verdict_on(lesson.mlp, code)
    assert verdict.mistake == mistake, verdict
    assert verdict.status == ("wrong" if mistake else "not attempted")


def test_the_step_that_is_called_right_is_the_librarys():
    w, grad = np.array([1.0, -2.0, 0.5]), np.array([0.5, 1.0, -2.0])
    with dl.Graph().as_default(), dl.Session() as session:
        weights = dl.Variable(w)
        objective = dl.reduce_sum(grad * weights) + 0.1 * dl.reduce_sum(dl.square(weights))
        session.run(dl.train.GradientDescentOptimizer(0.2).minimize(objective))
        wanted = session.run(weights)
    np.testing.assert_allclose(lesson.decay_step.right[0](w, grad, 0.2, 0.1), wanted)


def test_a_place_in_a_list_is_shown_as_an_integer(verdict_on):
    code = "def early_stopping(losses, patience):\n    return {}"
    for result, text in (
        ("walk(losses, patience)[1]", "your result is `5`; it should be `2`."),
        ("losses[walk(losses, patience)[0]]", "your result is `0.4`; it should be `2`."),
        ("np.inf", "your result is `inf`; it should be `2`."),
    ):
        assert text in verdict_on(lesson.early_stopping, code.format(result)).message


def test_verdicts_that_are_wrong_are_counted_and_named():
    lesson.four_curves.check(1, 4, 1, 1)
    text = lesson.four_curves.verdict.message
    assert text.startswith("You would ship a.")
    assert "2 of the four are not right yet." in text


def test_a_network_is_shown_with_its_logits_or_its_shapes(verdict_on):
    code = MLP.format(f"return {NETWORK}")
    text = verdict_on(lesson.mlp, code.format("2 * (h @ W + b)")).message
    assert text.startswith("An example, `mlp(x, [5, 3, 2], dl.tanh)` with some weights")
    assert "they should be = [[" in text
    text = verdict_on(lesson.mlp, code.format("h @ W")).message
    assert "the biases (5,), (3,), (2,). Your variables have: (4, 5), (5, 3), (3, 2)." in text


def test_a_remark_tells_the_spread_that_was_found(verdict_on):
    wide = lesson.mlp.solution_code.replace("n_in**-0.5", "1.0")
    assert "the standard deviation 1." in verdict_on(lesson.mlp, wide).message
