"""Lesson 7's exercises: what its file of texts cannot say by itself."""

import numpy as np
import pytest

from dl101.exercises import tensorflow as lesson


def solved(exercise) -> list:
    names = dict(exercise.given)
    exec(exercise.solution_code, names)
    return [names[name] for name in exercise.answers]


@pytest.mark.parametrize(
    ("body", "mistake", "words"),
    [
        ("session.run(tf.initializer())", "exception", "no attribute 'initializer'"),
        ("session.run(side.initializer); return session.run(side)", "other", "is `3.0`"),
        ("session.run(side.initializer); session.run(area); return", "no_return", "`return`"),
        # What TensorFlow alone has is found out with `dl101`.
        ("session.run(side.initializer); tf.raw_ops", "exception", "raw_ops"),
    ],
)
def test_other_ways_to_miss_the_area(verdict_on, body, mistake, words):
    pytest.importorskip("tensorflow")
    found = verdict_on(lesson.grown_area, lesson.grown_area.blank.replace("...", body))
    assert found.mistake == mistake, found
    assert words in found.message


def test_an_exception_while_training_is_told_as_it_is(verdict_on):
    pytest.importorskip("tensorflow")
    code = "def train_with_tape(tf, x, t, rate, steps):\n    return weights"
    assert verdict_on(lesson.train_with_tape, code).mistake == "exception"


def test_tensorflow_traces_as_often_as_the_solution_says(capsys):
    tf = pytest.importorskip("tensorflow")
    results = []

    @tf.function
    def twice(x):
        print("tracing")
        return 2 * x

    for x in (tf.constant(1.0), tf.constant(5.0), tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])):
        results.append(twice(x))
    for x in (3, 4, 3, tf.constant(3)):
        results.append(twice(x))
    traced = capsys.readouterr().out.count("tracing")
    assert [traced, len(results)] == solved(lesson.traces)


def test_the_combined_gradient_is_that_of_the_whole_batch():
    [whole_gradient] = solved(lesson.whole_gradient)
    random = np.random.default_rng(0)
    x, t, w = random.normal(size=(9, 3)), random.normal(size=9), random.normal(size=3)

    def gradient(rows):
        return 2 * x[rows].T @ (x[rows] @ w - t[rows]) / len(x[rows])

    shares = [slice(0, 5), slice(5, 7), slice(7, 9)]
    combined = whole_gradient([gradient(share) for share in shares], [5, 2, 2])
    np.testing.assert_allclose(combined, gradient(slice(None)))
