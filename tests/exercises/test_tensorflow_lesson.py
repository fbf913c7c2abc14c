"""Lesson 7's exercises: right answers of many kinds, and typical wrong ones by their diagnosis."""

import numpy as np
import pytest

from dl101.exercises import tensorflow_lesson as lesson

from .conftest import needs

GRAPH = "with tf.Graph().as_default(), tf.Session() as session:"
MAKE = """side = tf.Variable(3.0, name="side")
        grow = tf.assign_add(side, 1.0)
        area = tf.square(side)"""
INIT = "session.run(tf.global_variables_initializer())"
RUN = "session.run(grow)\n        return session.run(area)"


def area(*lines):
    body = "\n        ".join(lines)
    return f"def grown_area(tf):\n    {GRAPH}\n        {body}"


LOSS = "tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=t, logits=x @ w))"


def tape(
    start="tf.zeros([2, 1], tf.float64)",
    loss=LOSS,
    step="w.assign_sub(rate * tape.gradient(loss, w))",
    steps="range(steps)",
    end="return w.numpy()",
):
    return f"""
def train_with_tape(tf, x, t, rate, steps):
    w = tf.Variable({start})
    for _ in {steps}:
        with tf.GradientTape() as tape:
            loss = {loss}
        {step}
    {end}
"""


def weighted(*bodies):
    return [f"def whole_gradient(gradients, sizes):\n    {body}" for body in bodies]


RIGHT = {
    "grown_area": [
        area(MAKE, "session.run(side.initializer)", RUN),
        area(MAKE, "init = tf.global_variables_initializer()", "session.run(init)", RUN),
        area(MAKE, "tf.global_variables_initializer().run()", RUN),
        area(MAKE, INIT, "session.run(grow)", "return float(area.eval())"),
    ],
    "train_with_tape": [
        tape(end="return w"),
        tape(start="np.zeros((2, 1))", end="return tf.reshape(w, [-1])"),
        tape(step="w.assign(w - rate * tape.gradient(loss, [w])[0])"),
        tape(loss="tf.reduce_mean(tf.nn.softplus(x @ w) - t * (x @ w))"),
        """
def train_with_tape(tf, x, t, rate, steps):
    w = tf.zeros([2, 1], tf.float64)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(w)
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=t, logits=x @ w))
        w = w - rate * tape.gradient(loss, w)
    return w
""",
    ],
    "traces": ["printed, computed = 5.0, np.int64(8)"],
    "operations": [
        "count, factor = 44_400_000, 4.0",
        "count, factor = 2000 * (64 * 100 + 100 * 10) * 3 - 2000 * 64 * 100, 4",
    ],
    "whole_gradient": weighted(
        "return np.average(gradients, axis=0, weights=sizes)",
        "return np.tensordot(sizes, gradients, axes=1) / np.sum(sizes)",
        "n = sum(sizes)\n    return sum(g * s / n for g, s in zip(gradients, sizes))",
    ),
}

WRONG = {
    "grown_area": [
        (area(MAKE, "tf.global_variables_initializer()", RUN), "not_run"),
        (area(INIT, MAKE, RUN), "too_early"),
        (
            area(MAKE, "with tf.Session() as other:", f"    other.{INIT[8:]}", RUN),
            "too_early",
        ),
        (area(MAKE, INIT, "session.run(grow)", INIT, "return session.run(area)"), "reset"),
        (area(MAKE, INIT, "return session.run(area)"), "reset"),
        (area(MAKE, INIT, "session.run(grow)", "return session.run(side)"), "other"),
        (area(MAKE, INIT, "session.run(grow)", "session.run(area)"), "no_return"),
        (area(MAKE, INIT, "session.run(grow)", "return area"), "not_numbers"),
        ("def grown_area(tf):\n    return 16.0", "no_session"),
        (area(MAKE, "session.run(tf.initializer())", RUN), "exception"),
    ],
    "traces": [
        ("printed, computed = 8, 5", "swapped"),
        ("printed, computed = 5, 5", "computed"),
        ("printed, computed = 1, 8", "once"),
        ("printed, computed = 8, 8", "every_call"),
        ("printed, computed = 4, 8", "tensor_is_number"),
        ("printed, computed = 3, 8", "numbers_by_type"),
        ("printed, computed = 2, 8", "shapes_only"),
        ("printed, computed = 6, 8", "forgets"),
        ("printed, computed = 0, 8", "never"),
        ("printed, computed = 11, 8", "traces"),
    ],
    "operations": [
        ("count, factor = 2000 * 7400, 4", "forward_only"),
        ("count, factor = 4000 * 7400, 4", "backward_only"),
        ("count, factor = 6 * 7400, 4", "one_row"),
        ("count, factor = 7400, 4", "weights"),
        ("count, factor = 6000 * 6400, 4", "first_layer"),
        ("count, factor = 6000 * 64_000, 4", "multiplied"),
        ("count, factor = 1, 4", "count"),
        ("count, factor = 44_400_000, 2", "factor"),
        ("count, factor = 44_400_000, 8", "factor"),
    ],
    "whole_gradient": [
        (code, mistake)
        for mistake, bodies in {
            "plain_mean": ["return np.mean(gradients, axis=0)"],
            "sum": ["return sum(gradients)"],
            "not_divided": ["return sum(s * g for s, g in zip(sizes, gradients))"],
            "divided_by_replicas": [
                "return sum(s * g for s, g in zip(sizes, gradients)) / len(sizes)",
                "return np.mean([s * g for s, g in zip(sizes, gradients)], axis=0)",
            ],
            "divided_twice": ["return sum(g / s for s, g in zip(sizes, gradients))"],
            "mean_of_weighted": [
                "return np.mean([s * g / sum(sizes) for s, g in zip(sizes, gradients)], axis=0)"
            ],
            "one_replica": ["return gradients[0]"],
            "other": ["return gradients.mean()"],
            "exception": ["return gradients * sizes + [1, 2, 3, 4, 5]"],
            "no_return": ["sum(gradients)"],
        }.items()
        for code in weighted(*bodies)
    ],
    "train_with_tape": [
        (tape(step="w.assign_add(rate * tape.gradient(loss, w))"), "climbs"),
        (tape(loss=LOSS.replace("mean", "sum")), "sum"),
        (
            tape(loss="tf.nn.sigmoid_cross_entropy_with_logits(labels=t, logits=x @ w)"),
            "sum",
        ),
        (tape(step="w.assign_sub(tape.gradient(loss, w))"), "no_rate"),
        (tape(end="    return w"), "no_return"),
        (tape(steps="range(1)"), "one_step"),
        (tape(steps="range(steps + 1)"), "one_too_many"),
        (tape(loss="tf.reduce_mean((x @ w - t) ** 2)"), "squared"),
        (tape(loss="tf.reduce_mean((tf.sigmoid(x @ w) - t) ** 2)"), "squared"),
        (tape(step="w - rate * tape.gradient(loss, w)"), "never_steps"),
        (tape(step="w = w - rate * tape.gradient(loss, w)"), "no_gradient"),
        (tape(loss="None", step=f"loss = {LOSS}; w.assign_sub(rate * tape.gradient(loss, w))"),
         "no_gradient"),
        (tape(start="tf.zeros([2, 1])"), "types"),
        (tape(end="return loss"), "one_number"),
        ("def train_with_tape(tf, x, t, rate, steps):\n    x = tf.placeholder()", "old_face"),
        (
            "def train_with_tape(tf, x, t, rate, steps):\n    tf.compat.v1.placeholder('float64')",
            "old_face",
        ),
        (
            tape(step="tape.gradient(loss, w); w.assign_sub(rate * tape.gradient(loss, w))"),
            "tape_used_up",
        ),
    ],
}  # fmt: skip


def all_of(table):
    for name, answers in table.items():
        for answer in answers:
            exercise = getattr(lesson, name)
            values = answer if isinstance(answer, tuple) else (answer,)
            yield pytest.param(exercise, *values, marks=needs(exercise))


@pytest.mark.parametrize(("exercise", "code"), list(all_of(RIGHT)))
def test_right_answers_are_accepted(exercise, code, attempt):
    verdict = attempt(lesson, exercise, code)
    assert verdict.status == "right", verdict


@pytest.mark.parametrize(("exercise", "code", "mistake"), list(all_of(WRONG)))
def test_wrong_answers_are_diagnosed(exercise, code, mistake, attempt):
    verdict = attempt(lesson, exercise, code)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def test_the_area_is_the_same_with_tensorflow():
    pytest.importorskip("tensorflow")
    from dl101.import_tensorflow import import_tensorflow

    namespace = {}
    exec(lesson.grown_area.solution_code, namespace)
    assert namespace["grown_area"](import_tensorflow().compat.v1) == 16


def test_tensorflow_traces_as_often_as_the_solution_says(capsys):
    pytest.importorskip("tensorflow")
    from dl101.import_tensorflow import import_tensorflow

    tf = import_tensorflow()
    calls = []

    @tf.function
    def twice(x):
        print("tracing")
        return 2 * x

    for x in (tf.constant(1.0), tf.constant(5.0), tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])):
        calls.append(twice(x))
    for x in (3, 4, 3, tf.constant(3)):
        calls.append(twice(x))
    namespace = {}
    exec(lesson.traces.solution_code, namespace)
    assert capsys.readouterr().out.count("tracing") == namespace["printed"]
    assert len(calls) == namespace["computed"]


def test_the_combined_gradient_is_that_of_the_whole_batch():
    namespace = {}
    exec(lesson.whole_gradient.solution_code, namespace)
    random = np.random.default_rng(0)
    x, t, w = random.normal(size=(9, 3)), random.normal(size=9), random.normal(size=3)

    def gradient(rows):
        return 2 * x[rows].T @ (x[rows] @ w - t[rows]) / len(x[rows])

    shares = [slice(0, 5), slice(5, 7), slice(7, 9)]
    combined = namespace["whole_gradient"]([gradient(s) for s in shares], [5, 2, 2])
    np.testing.assert_allclose(combined, gradient(slice(None)))
