"""Lesson 9's exercises: what its file of texts cannot say by itself."""

import numpy as np
import pytest

from dl101.exercises import tensorflow_2 as lesson


def solved(exercise) -> list:
    names = dict(exercise.given)
    exec(exercise.solution_code, names)
    return [names[name] for name in exercise.answers]


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


def test_no_draw_from_the_buffer_goes_beyond_what_the_solution_says():
    tf = pytest.importorskip("tensorflow")
    largest, batches = solved(lesson.shuffled)
    firsts = []
    for seed in range(60):
        numbers = list(tf.data.Dataset.range(1000).shuffle(10, seed=seed).batch(32))
        firsts.append(int(numbers[0].numpy().max()))
        assert len(numbers) == batches
    assert max(firsts) == largest


def test_tensorflow_reads_what_the_solution_writes(monkeypatch):
    tf = pytest.importorskip("tensorflow")
    [tf_config] = solved(lesson.tf_config)
    monkeypatch.setenv("TF_CONFIG", tf_config(["ant:2222", "bee:2222"], 1))
    resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    assert resolver.cluster_spec().as_dict() == {"worker": ["ant:2222", "bee:2222"]}
    assert (resolver.task_type, resolver.task_id) == ("worker", 1)


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [("[1, 2]", "not_text"), ("json.dumps(3)", "no_cluster"), ("'{}'", "no_cluster")],
)
def test_what_is_no_configuration(answer, mistake, verdict_on):
    code = f"import json\n\n\ndef tf_config(machines, index):\n    return {answer}"
    assert verdict_on(lesson.tf_config, code).mistake == mistake
