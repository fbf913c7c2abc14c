"""Tests of layers, summaries, savers, scopes and settings, besides those against TensorFlow."""

import importlib.util
import warnings

import numpy as np
import pytest

import dl101 as dl
from dl101.draw import draw
from dl101.extras import flags
from dl101.extras import summary as summaries


def test_a_dense_layer_is_an_affine_map_with_variables_of_its_own(session):
    x = dl.placeholder(shape=[None, 3])
    y = dl.layers.dense(x, 2, activation=dl.nn.relu)
    z = dl.layers.dense(y, 1, use_bias=False, name="last")
    assert [v.name for v in dl.trainable_variables()] == [
        "dense/kernel",
        "dense/bias",
        "last/kernel",
    ]
    kernel, bias, last = session.run(dl.trainable_variables())
    assert (np.abs(kernel) < np.sqrt(6 / 5)).all()
    assert kernel.any()
    points = np.arange(6.0).reshape(2, 3)
    expected = np.maximum(points @ kernel + bias, 0) @ last
    np.testing.assert_allclose(session.run(z, {x: points}), expected)
    again = dl.layers.dense(y, 1, use_bias=False, name="last", reuse=True)
    np.testing.assert_allclose(session.run(again, {x: points}), expected)
    cube = dl.layers.dense(dl.ones([2, 4, 3]), 5)
    assert session.run(cube).shape == cube.shape == (2, 4, 5)
    with pytest.raises(ValueError, match=r"the length of the last axis .* must be known"):
        dl.layers.dense(dl.placeholder(), 2)


def test_flatten_and_dropout_layers(session):
    x = dl.placeholder(shape=[None, 2, 3])
    assert session.run(dl.layers.flatten(x), {x: np.ones((4, 2, 3))}).shape == (4, 6)
    u = dl.placeholder()
    assert session.run(dl.layers.flatten(u), {u: np.ones((4, 2, 3))}).shape == (4, 6)
    training = dl.placeholder_with_default(False, [])
    y = dl.layers.dropout(dl.ones([1000]), 0.25, seed=1, training=training)
    assert (session.run(y) == 1).all()
    assert 150 < (session.run(y, {training: True}) == 0).sum() < 350


def test_without_a_writer_a_warning_says_so_once(monkeypatch, tmp_path, session):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(summaries, "_warned", False)
    loss = dl.summary.scalar("loss", 2.0)
    with pytest.warns(UserWarning, match=r"neither TensorBoard nor TensorFlow.*pip install"):
        writer = dl.summary.FileWriter(tmp_path / "log", dl.get_default_graph())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dl.summary.FileWriter(tmp_path / "log")
    writer.add_summary(session.run(loss), 0)
    writer.close()
    assert not (tmp_path / "log").exists()


def test_a_summary_is_run_before_it_is_written(tmp_path, session):
    many = dl.summary.scalar("many", [1.0, 2.0])
    with pytest.raises(ValueError, match=r"shape \(2,\) is not that of a number.*reduce_mean"):
        session.run(many)
    writer = object.__new__(dl.summary.FileWriter)
    with pytest.raises(TypeError, match=r"add_summary\(session\.run\(merged\), step\)"):
        writer.add_summary(many)


def test_a_save_that_was_interrupted_leaves_the_older_one(tmp_path, session, monkeypatch):
    w = dl.Variable([1.0, 2.0], name="w")
    saver = dl.train.Saver()
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
    dl.Variable([1.0, 2.0], name="w")
    path = dl.train.Saver().save(session, tmp_path / "model")
    with pytest.raises(ValueError, match="There is nothing saved at 'nowhere'"):
        dl.train.Saver().restore(session, "nowhere")
    with dl.Graph().as_default(), dl.Session() as other:
        dl.Variable([1.0, 2.0], name="v")
        with pytest.raises(KeyError, match="has no variable 'v'; it has: w"):
            dl.train.Saver().restore(other, path)
    with dl.Graph().as_default(), dl.Session() as other:
        dl.Variable([1.0], name="w")
        with pytest.raises(ValueError, match=r"shape \(2,\) into 'w', which has shape \(1,\)"):
            dl.train.Saver().restore(other, path)


def test_a_name_that_exists_says_how_to_use_it_again():
    dl.get_variable("w", [2])
    with pytest.raises(ValueError, match=r"'w' exists already.*AUTO_REUSE.*reset_default_graph"):
        dl.get_variable("w", [2])
    with (
        pytest.raises(ValueError, match="is to be reused and does not exist"),
        dl.variable_scope("a", reuse=True),
    ):
        dl.get_variable("v", [2])
    with pytest.raises(ValueError, match="The shape of variable 'u' must be known"):
        dl.get_variable("u", [None])


def test_flags_are_read_from_the_command_line(monkeypatch):
    fresh = flags._Flags()
    monkeypatch.setattr(flags, "FLAGS", fresh)
    flags.DEFINE_float("rate", 0.1, "A rate.")
    flags.DEFINE_boolean("verbose", False, "Whether.")
    with pytest.raises(ValueError, match="'rate' is defined already"):
        flags.DEFINE_float("rate", 0.1, "A rate.")
    assert fresh(["script", "--rate=0.5", "--verbose", "more"]) == ["script", "more"]
    assert (fresh.rate, fresh.verbose) == (0.5, True)
    assert fresh(["script", "--noverbose"]) == ["script"]
    assert fresh.verbose is False
    fresh.rate = 2.0
    assert fresh.rate == 2
    with pytest.raises(AttributeError, match="No flag 'ratte' is defined; there are: rate, verb"):
        _ = fresh.ratte


def test_app_run_ends_the_program(monkeypatch):
    monkeypatch.setattr(flags, "FLAGS", flags._Flags())
    with pytest.raises(SystemExit) as ended:
        dl.app.run(lambda arguments: len(arguments), ["script", "one"])
    assert ended.value.code == 2


def test_checks_write_and_raise(session, capsys):
    x = dl.placeholder(shape=[4], name="x")
    shown = dl.Print(x, [x, dl.reduce_sum(x)], "x: ", first_n=1)
    session.run(shown, {x: [1, 2, 3, 4]})
    session.run(shown, {x: [1, 2, 3, 4]})
    assert capsys.readouterr().err == "x: [1 2 3...][10]\n"
    check = dl.Assert(x > 0, [x], name="check")
    with pytest.raises(ValueError, match=r"Assert 'check' .*assertion failed: \[-1 2 3\.\.\.\]"):
        session.run(check, {x: [-1, 2, 3, 4]})


def test_shapes_that_do_not_fit_are_refused_early():
    x = dl.ones([2, 3])
    for call, message in [
        (lambda: dl.split(x, 2, axis=1), "a length of 3 cannot be split into 2 equal parts"),
        (lambda: dl.split(x, [1, 1], axis=1), "do not make up a length of 3"),
        (lambda: dl.tile(x, [2]), "1 multiples for 'ones' of shape"),
        (lambda: dl.unstack(dl.placeholder()), "is not known; give num"),
        (lambda: dl.tensordot(x, x, 1), "differ in length"),
        (lambda: dl.einsum("ij,jk->ik", x, x), "'j' has length 3 and, in 'ones', 2"),
        (lambda: dl.einsum("i...,j", x, x), "an ellipsis is not supported"),
        (lambda: dl.norm(x, ord=3), "ord is 'euclidean', 1, 2 or numpy.inf"),
        (lambda: dl.train.piecewise_constant(1, [1], [2.0]), "for 1 boundaries 2 values"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(TypeError):
        dl.reduce_all(x)


def test_splitting_where_the_length_is_not_known(session):
    x = dl.placeholder(shape=[None])
    a, b = dl.split(x, 2)
    (grad,) = dl.gradients([a * 2, b * 3], x)
    values = session.run([a, b, grad], {x: [1, 2, 3, 4]})
    assert [v.tolist() for v in values] == [[1, 2], [3, 4], [2, 2, 3, 3]]
    with pytest.raises(ValueError, match="cannot be split into 2 equal parts"):
        session.run(a, {x: [1, 2, 3]})


def test_a_singular_matrix_has_no_inverse(session):
    with pytest.raises(ValueError, match=r"Singular matrix.*linearly independent"):
        session.run(dl.matrix_inverse(np.ones((2, 2))))


def test_graphs_with_several_results_and_summaries_are_drawn(session):
    x = dl.placeholder(shape=[], name="x")
    y = dl.cond(x > 0, lambda: x * x, lambda: -x)
    dl.summary.scalar("size", y)
    text = str(draw([dl.summary.merge_all()], session, {x: 3.0}))
    assert "ScalarSummary" in text
    assert "value 9" in text


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: dl.einsum(x, x), TypeError, "einsum: the equation is a string, not <Place"),
        (lambda x: dl.pad(x, [[1, 1]], x), ValueError, "mode 'CONSTANT' only, not <Place"),
        (lambda x: dl.nn.in_top_k([x], [0], 1.5), TypeError, "k is a whole number, not 1.5"),
        (lambda x: dl.train.create_global_step("g"), TypeError, "graph is a dl101.Graph"),
        (lambda x: dl.train.global_step(3, x), TypeError, "session is a dl101.Session, not 3"),
        (lambda x: dl.logging.set_verbosity("a" * 10_000), ValueError, "^A level is .{,110}$"),
        (
            lambda x: flags.DEFINE_string("n" * 10_000, "", ""),
            ValueError,
            "word, not 'n{9}.{,70}$",
        ),
        (lambda x: flags.DEFINE_string("help", "", ""), ValueError, "'help' is defined already"),
        (lambda x: summaries.FileWriter("here", "graph"), TypeError, "graph is a dl101.Graph"),
    ],
)
def test_wrong_types_are_refused_in_words(call, error, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        call(dl.placeholder(shape=[2], name="x"))


def test_a_name_that_no_file_can_have():
    assert not dl.train.checkpoint_exists("n" * 10_000)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda x: dl.slice(x, [0.5], [1]),
            TypeError,
            "begins is a whole number, not 0.5",
        ),
        (lambda x: dl.split(dl.placeholder(), 10**30), ValueError, "at most 10,000 can be"),
        (lambda x: dl.unstack(dl.placeholder(), 10**30), ValueError, "at most 10,000 can be"),
        (lambda x: dl.layers.flatten(1.0), ValueError, "is a single number, without rows"),
        (lambda x: dl.split(x, 1.5), TypeError, "the number of parts is a whole number, not 1.5"),
        (lambda x: dl.clip_by_global_norm([x], np.float32(0)), ValueError, "must be above 0, not"),
        (
            lambda x: dl.train.Saver("text"),
            TypeError,
            "saves variables, and 'text' is none",
        ),
        (lambda x: dl.variance_scaling_initializer(mode=np.ones(0)), ValueError, "mode is 'fan_in"),
        (lambda x: dl.variance_scaling_initializer(distribution=3), TypeError, "a string, not 3"),
        (lambda x: dl.get_variable("n" * 10_000), ValueError, "^The shape of variable .{,130}$"),
    ],
)
def test_sizes_and_settings_that_are_none(call, error, message):
    with pytest.raises(error, match=message):
        call(dl.placeholder(shape=[2], name="x"))


def test_an_array_says_how_long_the_parts_are(session):
    first, second = dl.split([1.0, 2.0, 3.0], np.array([1, 2]))
    assert [part.tolist() for part in session.run([first, second])] == [[1.0], [2.0, 3.0]]


def test_a_folder_that_cannot_be():
    assert dl.train.latest_checkpoint("n" * 10_000) is None
