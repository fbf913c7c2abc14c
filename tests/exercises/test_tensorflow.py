"""Lesson 7's exercises: what its file of texts cannot say by itself."""

import pytest

from dl101.exercises import tensorflow as lesson


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
