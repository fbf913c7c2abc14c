"""Lesson 2's exercises: what their messages compute, and what they give."""

import numpy as np
import pytest

from dl101.exercises import perceptrons as lesson


def message(exercise, *answer):
    exercise.check(*answer)
    return exercise.verdict.message


def test_the_clouds_are_those_of_the_solution():
    points, labels = lesson.separate.points, lesson.separate.labels
    assert points.shape == (40, 2)
    along = points @ [1, -1]
    assert along[labels == 0].max() == pytest.approx(0.416)
    assert along[labels == 1].min() == pytest.approx(1.664)
    with pytest.raises(ValueError, match="read-only"):
        points += 1


def test_separate_names_a_point():
    text = message(lesson.separate, 1, -1, 0)
    assert "1 of the 40 points is not on its side. For example, the point `[-1.308, -1.7" in text
    assert "of class 0 has score `0.416`, on the wrong side." in text
    assert "points are not on their sides." in message(lesson.separate, 1, -1, 5)


def test_three_numbers_may_come_as_one_list():
    for answer in ([1, -1, -1], (1, -1, -1)):
        lesson.separate.check(answer)
        assert lesson.separate.status == "right"


def test_a_sigmoid_that_overflows_is_told_what_it_gives(verdict_on):
    code = "def probability(z):\n    e = dl.exp(z); return e / (1 + e)"
    text = verdict_on(lesson.sigmoid_from_odds, code).message
    assert "your formula gives `[0.0, nan]`" in text


def test_gate_shows_the_rows_that_fail():
    text = message(lesson.gate, -1, -1, 0.5)
    assert "2 of 4 rows are right: for (0, 1) it gives 0 instead of 1; for (1, 0) it" in text
    assert "For the inputs (1, 1)" in message(lesson.gate, -1, -1, 2)
    assert "(0, 1) and (1, 0) the score" in message(lesson.gate, -1, -1, 1)


def test_xor_tells_what_the_hidden_units_do():
    text = message(lesson.xor_two_layers, (1, 1, -0.5), (-1, -1, 0.5), (1, 1, -1.5))
    assert "same line" in text
    assert "(0, 1) and (1, 0)" not in text
    assert "`hidden1` computes OR, `hidden2` NOR" in text
    text = message(lesson.xor_two_layers, (1, 1, -0.5), (0, 0, 1), (1, 1, -1.5))
    assert "`hidden2` gives the same for all inputs" in text
    text = message(lesson.xor_two_layers, (1, -1, -0.5), (1, 1, -0.5), (1, 1, -0.5))
    assert "`hidden1` computes “x₁ but not x₂”, `hidden2` OR" in text


def test_the_lessons_own_pair_is_not_another_way():
    pair = (1, 1, -0.5), (-1, -1, 1.5)
    text = message(lesson.xor_two_layers, *pair, (1, 1, -1.5))
    assert "They do compute XOR, but find two other hidden units." in text
    text = message(lesson.xor_two_layers, *pair, (1, 1, -0.5))
    assert "pair. Find two other" in text


def test_every_hidden_layer_gets_a_fair_verdict():
    """Over a grid of hidden units, 'fine' and 'cannot work' agree with trying all outputs."""
    rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    weights = np.array(np.meshgrid(*[[-1, 0, 1]] * 2, [-1.5, -0.5, 0.5, 1.5])).reshape(3, -1).T
    for one in weights[::3]:
        for two in weights[1::3]:
            hidden = np.column_stack([rows @ u[:2] + u[2] > 0 for u in (one, two)]).astype(int)
            tables = hidden @ weights[:, :2].T + weights[:, 2] > 0
            possible = (tables == [[False], [True], [True], [False]]).all(axis=0)
            lesson.xor_two_layers.check(one, two, weights[possible.argmax()])
            verdict = lesson.xor_two_layers.verdict
            if {tuple(h) for h in hidden.T} == {(0, 1, 1, 1), (1, 1, 1, 0)}:
                assert verdict.mistake == "lessons_pair"
            elif possible.any():
                assert verdict.status == "right"
            else:
                assert verdict.mistake in ("collision", "still_xor")
