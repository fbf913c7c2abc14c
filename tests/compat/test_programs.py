"""Tests of layers, scopes, savers, summaries and settings, besides those against TensorFlow."""

import gc
import weakref

import numpy as np
import pytest

import dl101.compat.v1 as tf
from dl101.compat.v1 import command_line, summaries


def test_a_dense_layer_is_an_affine_map_with_variables_of_its_own(session):
    x = tf.placeholder(shape=[None, 3])
    y = tf.layers.dense(x, 2, activation=tf.nn.relu)
    z = tf.layers.dense(y, 1, use_bias=False, name="last")
    names = [v.name for v in tf.trainable_variables()]
    assert names == ["dense/kernel", "dense/bias", "last/kernel"]
    kernel, bias, last = session.run(tf.trainable_variables())
    assert (np.abs(kernel) < np.sqrt(6 / 5)).all()
    assert kernel.any()
    points = np.arange(6.0).reshape(2, 3)
    expected = np.maximum(points @ kernel + bias, 0) @ last
    np.testing.assert_allclose(session.run(z, {x: points}), expected)
    again = tf.layers.dense(y, 1, use_bias=False, name="last", reuse=True)
    np.testing.assert_allclose(session.run(again, {x: points}), expected)
    cube = tf.layers.dense(tf.ones([2, 4, 3]), 5)
    assert session.run(cube).shape == cube.shape == (2, 4, 5)


def test_weights_that_would_broadcast_a_column_to_a_square_are_refused(session):
    labels, found = tf.ones([3, 1]), tf.zeros([3, 1])
    with pytest.raises(ValueError, match=r"losses, of shape \(3, 1\).*have shape \(3,\)"):
        tf.losses.mean_squared_error(labels, found, weights=[1.0, 2.0, 3.0])
    loss = tf.losses.mean_squared_error(labels, found, weights=[[1.0], [2.0], [3.0]])
    assert session.run(loss) == 2


def test_logits_and_labels_cannot_be_exchanged_by_their_order():
    for name in ("softmax", "sparse_softmax", "sigmoid"):
        loss = getattr(tf.nn, f"{name}_cross_entropy_with_logits")
        with pytest.raises(TypeError, match=r"positional.* Give labels= and logits= by name"):
            loss([[1.0, 2.0]], [[0.0, 1.0]])


def test_what_is_respelled_is_like_its_class():
    class Mine(tf.train.GradientDescentOptimizer):
        pass

    assert issubclass(Mine, tf.train.GradientDescentOptimizer)
    assert isinstance(tf.Session(), tf.Session | None)
    assert tf.Variable.assign is not None


def test_any_name_of_a_variable_can_be_saved(tmp_path, session):
    file, other = tf.Variable(1.0, name="file"), tf.Variable([2.0], name="allow_pickle")
    saver = tf.train.Saver()
    path = saver.save(session, tmp_path / "model")
    session.run([file.assign(3.0), other.assign([4.0])])
    saver.restore(session, path)
    assert session.run([file, other]) == [1, [2]]


def test_a_name_that_exists_says_how_to_use_it_again():
    tf.get_variable("w", [2])
    with pytest.raises(ValueError, match=r"'w' exists already.*AUTO_REUSE.*reset_default_graph"):
        tf.get_variable("w", [2])
    with (
        pytest.raises(ValueError, match="is to be reused and does not exist"),
        tf.variable_scope("a", reuse=True),
    ):
        tf.get_variable("v", [2])


def test_what_is_kept_of_a_graph_goes_with_it():
    with tf.Graph().as_default() as graph:
        tf.losses.mean_squared_error(tf.get_variable("w", [2]), [1.0, 2.0])
    kept = weakref.ref(graph)
    del graph
    gc.collect()
    assert kept() is None


def test_a_save_that_was_interrupted_leaves_the_older_one(tmp_path, session, monkeypatch):
    w = tf.Variable([1.0, 2.0], name="w")
    saver = tf.train.Saver()
    path = saver.save(session, tmp_path / "model")
    session.run(w.assign([3.0, 4.0]))

    def interrupted(file, **values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", interrupted)
        with pytest.raises(KeyboardInterrupt):
            saver.save(session, tmp_path / "model")
    saver.restore(session, path)
    assert session.run(w).tolist() == [1, 2]


def test_what_cannot_be_restored(tmp_path, session):
    tf.Variable([1.0, 2.0], name="w")
    path = tf.train.Saver().save(session, tmp_path / "model")
    with pytest.raises(ValueError, match="There is nothing saved at 'nowhere'"):
        tf.train.Saver().restore(session, "nowhere")
    with tf.Graph().as_default(), tf.Session() as other:
        tf.Variable([1.0, 2.0], name="v")
        with pytest.raises(KeyError, match="has no variable 'v'; it has: w"):
            tf.train.Saver().restore(other, path)
    with tf.Graph().as_default(), tf.Session() as other:
        tf.Variable([1.0], name="w")
        with pytest.raises(ValueError, match=r"'w' has shape \(1,\), and what was saved"):
            tf.train.Saver().restore(other, path)


def test_a_summary_is_one_number(session):
    many = tf.summary.scalar("many", [1.0, 2.0])
    with pytest.raises(ValueError, match=r"shape \(2,\) is not that of a number.*reduce_mean"):
        session.run(many)


def test_without_a_writer_a_warning_says_so(monkeypatch, tmp_path, session):
    monkeypatch.setattr(summaries, "find_spec", lambda name: None)
    loss = tf.summary.scalar("loss", 2.0)
    with pytest.warns(UserWarning, match=r"TensorBoard is not installed \(pip install"):
        writer = tf.summary.FileWriter(tmp_path / "log", tf.get_default_graph())
    writer.add_summary(session.run(loss), 0)
    writer.close()
    assert not (tmp_path / "log").exists()


@pytest.fixture
def flags(monkeypatch):
    fresh = type(command_line.FLAGS)()
    monkeypatch.setattr(command_line, "FLAGS", fresh)
    return fresh


def test_flags_are_read_from_the_command_line(flags):
    tf.flags.DEFINE_float("rate", 0.1, "A rate.")
    tf.app.flags.DEFINE_boolean("verbose", False, "Whether.")
    with pytest.raises(ValueError, match="'rate' is defined already"):
        tf.flags.DEFINE_float("rate", 0.1, "A rate.")
    assert flags(["script", "--rate=0.5", "--verbose", "more"]) == ["script", "more"]
    assert (flags.rate, flags.verbose) == (0.5, True)
    assert flags(["script", "--noverbose"]) == ["script"]
    assert flags.verbose is False
    flags.rate = 2.0
    assert flags.rate == 2
    with pytest.raises(AttributeError, match="No flag 'ratte' is defined; there are: rate, verb"):
        _ = flags.ratte


def test_app_run_ends_the_program(flags):
    with pytest.raises(SystemExit) as ended:
        tf.app.run(lambda arguments: len(arguments), ["script", "one"])
    assert ended.value.code == 2
