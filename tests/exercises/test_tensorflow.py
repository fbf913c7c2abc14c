"""Lesson 8's exercises: what its file of texts cannot say by itself."""

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


@pytest.mark.parametrize(
    ("answer", "mistake", "words"),
    [
        ("np.argmax(logits, 1)", "numpy_on_a_node", "hands a node to NumPy"),
        ("0.75", "other", ""),
        ("tf.nn.in_top_k(logits, labels, 1)", "exception", "in_top_k"),
    ],
)
def test_other_ways_to_miss_the_accuracy(verdict_on, answer, mistake, words):
    pytest.importorskip("tensorflow")
    found = verdict_on(lesson.accuracy, lesson.accuracy.blank.replace("...", answer))
    assert found.mistake == mistake, found
    assert words in found.message


def test_at_the_crossing_both_take_the_same_time():
    (crossing,) = solved(lesson.crossing)
    operations = crossing(2.0, 5.0, 9.0, 50.0)
    assert 2.0 + operations / 5.0 == pytest.approx(9.0 + operations / 50.0)


def test_the_parameters_are_those_of_the_network():
    keras = pytest.importorskip("keras")
    whole = keras.applications.MobileNetV2(weights=None)
    body = keras.applications.MobileNetV2(weights=None, include_top=False, pooling="avg")
    assert f"{whole.count_params():,}" in lesson.new_head.text.task
    assert whole.layers[-1].input.shape == (None, 1280)
    assert whole.layers[-1].output.shape == (None, 1000)
    assert solved(lesson.new_head)[1] == body.count_params()
