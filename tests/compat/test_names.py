"""Tests of which names and spellings dl101.compat.v1 has, and what is said of absent ones."""

import inspect
import subprocess
import sys

import numpy as np
import pytest

import dl101 as dl
import dl101.compat.v1 as tf
from dl101.compat.v1 import hints


def look_up(path):
    value = tf
    for name in path.split("."):
        value = getattr(value, name)
    return value


def test_everything_of_the_core_is_there_and_everything_is_documented():
    core = {name for name, one in vars(dl).items() if name[0] != "_" and not inspect.ismodule(one)}
    names = hints.public_names(tf)
    assert core <= set(names)
    assert {"nn.relu", "train.Optimizer", "train.Saver"} <= set(names)
    for name in names:
        value = look_up(name)
        assert not callable(value) or value.__doc__, name


def test_the_core_does_not_know_of_it():
    program = (
        "import sys, dl101; dl101.nn.relu(dl101.placeholder() // 2);"
        "assert not [m for m in sys.modules if 'compat' in m and m.startswith('dl101')]"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no_such_thing", "has no 'no_such_thing'. If TensorFlow 1 has it, it is one of the names"),
        ("contrib", r"dropped tf\.contrib.*tf\.glorot_uniform_initializer"),
        ("mul", r"Its name is tf\.multiply"),
        ("relu", r"It is tf\.nn\.relu"),
        ("mulitply", r"Did you mean tf\.multiply\?"),
        ("nn.conv2d", r"has no 'nn\.conv2d'. Convolutions are beyond this course"),
        ("nn.matmul", r"It is tf\.matmul"),
        ("train.AdamOptimiser", r"Did you mean tf\.train\.AdamOptimizer\?"),
    ],
)
def test_an_absent_name_says_what_to_use(path, message):
    space, _, name = path.rpartition(".")
    owner = getattr(tf, space) if space else tf
    with pytest.raises(AttributeError, match=message):
        getattr(owner, name)
    assert not hasattr(owner, name)
    assert not hasattr(dl, "no_such_thing")


def test_hints_are_for_absent_names_and_lead_to_names_that_exist():
    assert set(hints.HINTS).isdisjoint(hints.public_names(tf))
    for hint in hints.HINTS.values():
        for word in hint.replace(",", " ").split():
            if word.startswith("tf.") and word.strip(".;:") not in ("tf.contrib", "tf.compat.v1"):
                look_up(word.removeprefix("tf.").strip(".;:"))


def test_spellings_behave_as_what_they_stand_for():
    assert isinstance(tf.Variable(1.0), tf.Variable)
    assert isinstance(tf.train.AdamOptimizer(), dl.train.AdamOptimizer)
    assert list(inspect.signature(tf.expand_dims).parameters) == ["input", "axis", "name", "dim"]
    assert inspect.signature(tf.argmax).parameters["output_type"].default == dl.int64
    assert tf.reduce_sum.__doc__ == dl.reduce_sum.__doc__

    class Counter(tf.Variable):
        pass

    assert isinstance(Counter(0), dl.Variable)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda x: tf.reduce_sum(x, axis=0, reduction_indices=0),
            ValueError,
            "reduce_sum takes axis or its older name reduction_indices, not both",
        ),
        (lambda x: tf.reduce_sum(), TypeError, "reduce_sum: missing a required argument"),
        (lambda x: tf.squeeze(x, size=1), TypeError, "squeeze: got an unexpected keyword.*'size'"),
        (lambda x: tf.assign(1, 2, 3, 4, 5, 6), TypeError, "assign: too many positional"),
        (
            lambda x: tf.nn.softmax_cross_entropy_with_logits(labels=x, logits=x, dim=0),
            ValueError,
            "the classes must lie along the last axis, not axis 0",
        ),
        (lambda x: tf.nn.dropout(x), ValueError, "dropout takes keep_prob or rate"),
        (
            lambda x: tf.truncatediv(x, x),
            TypeError,
            "takes integers, and 'x' is float64",
        ),
        (lambda x: tf.tensordot(x, dl.ones([3]), 1), ValueError, "differ in length"),
        (lambda x: tf.tensordot(tf.placeholder(), x, 1), ValueError, "number of axes of 'Placeh"),
        (
            lambda x: tf.clip_by_global_norm([x], -1.0),
            ValueError,
            "clip_norm must be a finite",
        ),
        (
            lambda x: tf.train.piecewise_constant(1, [1], [2.0]),
            ValueError,
            "1 boundaries need 2",
        ),
        (lambda x: tf.variance_scaling_initializer(mode="fan"), ValueError, "mode must be one of"),
        (lambda x: tf.losses.mean_squared_error(x, [1.0]), ValueError, "must have one shape, but"),
        (lambda x: tf.get_variable("u", [None]), ValueError, "shape of variable 'u' must be known"),
        (lambda x: tf.constant(70_000, tf.int16), TypeError, "cannot become int16"),
        (
            lambda x: tf.layers.dense(tf.placeholder(), 2),
            ValueError,
            "length of the last axis",
        ),
        (lambda x: tf.summary.FileWriter("here").add_summary(x), TypeError, "what session.run ret"),
    ],
)
def test_mistakes_are_refused_in_words(call, error, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    x = tf.placeholder(shape=[2], name="x")
    with pytest.raises(error, match=message):
        call(x)


def test_text_is_made_fetched_and_drawn(session):
    from dl101.draw import draw

    hello = tf.constant("Hello", name="hello")
    assert session.run(hello) == b"Hello"
    assert session.run(tf.constant("a", shape=[2])).tolist() == [b"a", b"a"]
    assert "hello" in draw(hello).source
    with pytest.raises(TypeError, match="dl101 has no dtype"):
        hello + 1
    numbers = session.run(tf.constant([1, 2], tf.int16))
    assert numbers.dtype == np.int16
    numbers[0] = 5
    assert session.run(tf.constant(np.array([3], np.int16))).dtype == np.int16
