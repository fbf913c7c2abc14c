"""Lesson 4's exercises: what their messages compute."""

import numpy as np

from dl101.exercises import gradient_descent as lesson


def test_global_random_numbers_stay_as_they_were(verdict_on):
    code = """
def minibatches(n, size, seed):
    np.random.seed(seed)
    return np.array_split(np.random.permutation(n), range(size, n, size))
"""
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    assert "global random numbers" in verdict_on(lesson.minibatches, code).message
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_a_learning_rate_is_tried_out():
    lesson.learning_rate.check(0.25, 0.2)
    text = lesson.learning_rate.verdict.message
    assert "one step leads from x = 1 to x = -0.6; it should be 0." in text


def test_a_function_that_changes_its_arrays_is_told_which(verdict_on):
    code = """
def momentum_update(w, v, grad, rate, momentum):
    v *= momentum
    v += grad
    return w - rate * v, v
"""
    verdict = verdict_on(lesson.momentum_update, code)
    assert verdict.mistake == "modified"
    assert "the array `v`" in verdict.message


def test_one_of_two_results_may_have_a_mistake_of_its_own(verdict_on):
    code = """
def gradient_of_mse(x, t, w, b):
    r = x * w + b - t
    return dl.reduce_mean(2 * r * w), dl.reduce_mean(r)
"""
    verdict = verdict_on(lesson.gradient_of_mse, code)
    assert verdict.mistake == "w_for_x", verdict
    assert "your results are `-2.0` and `-0.5`; they should be" in verdict.message


def test_results_of_the_wrong_kind_are_told_apart(verdict_on):
    for line, mistake in (
        ("{start}", "not_numbers"),
        ("'downhill'", "not_numbers"),
        ("[start, [start, start]]", "shapes"),
    ):
        code = f"def descent(grad, start, rate, steps):\n    return {line}"
        assert verdict_on(lesson.descent, code).mistake == mistake
    code = "def gradient_of_mse(x, t, w, b):\n    return {}"
    for line, mistake in (
        ("dl.reduce_mean(x)", "not_a_pair"),
        ("dl.reduce_mean(x), 2", "not_a_node"),
    ):
        assert verdict_on(lesson.gradient_of_mse, code.format(line)).mistake == mistake
