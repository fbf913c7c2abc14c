"""The trainer: the same as a loop by hand; its history, its changes, its export."""

import json

import numpy as np
import pytest

import dl101 as dl
from dl101.datasets import xor_clouds
from dl101.widgets import InvalidValue
from dl101.widgets.choices import HIDDEN_FUNCTIONS, OPTIMIZERS
from dl101.widgets.export import program
from dl101.widgets.trainer import Trainer
from dl101.widgets.training_data import NO_DATA, Data, difference
from dl101.widgets.training_graph import Diverged, Network
from dl101.widgets.training_record import CURVE_LENGTH
from dl101.widgets.training_sets import SOURCES, make

MADE = {name: (name, 60, 3, source.noise, 0.25) for name, source in SOURCES.items()}


def trainer(
    name="xor", hidden=(4,), activation="tanh", optimizer="Adam", seed=0, rate=0.05, size=None,
    decay=0.0,
):  # fmt: skip
    training, test = make(*MADE[name][:4]).split(0.25)
    network = Network(hidden, activation, optimizer, SOURCES[name].classes, seed)
    settings = {"learning_rate": rate, "batch_size": size, "weight_decay": decay}
    return Trainer(network, training, test, **settings)


def run(text):
    """Run a program; return its names."""
    names = {}
    exec(text, names)
    return names


def assert_exported(made, name="xor"):
    for given in (MADE[name], None):
        names = run(program(made, given))
        assert names["train_loss"] == made.losses[0]
        if len(made.test.points):
            assert names["test_loss"] == made.losses[1]


def test_training_is_what_a_loop_by_hand_does():
    made = trainer()
    points, labels = xor_clouds(60, seed=3)
    points, labels = points[:45], labels[:45, None].astype(float)
    graph = dl.Graph()
    with graph.as_default():
        X = dl.placeholder(dl.float64, [None, 2])
        y = dl.placeholder(dl.float64, [None, 1])
        (W1, b1, _), (W2, b2, _) = made.layers
        parameters = [dl.Variable(value) for value in (W1, b1, W2, b2)]
        W1, b1, W2, b2 = parameters
        logits = dl.matmul(dl.tanh(dl.matmul(X, W1) + b1), W2) + b2
        losses = dl.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits)
        loss = dl.reduce_mean(losses)
        train = dl.train.AdamOptimizer(0.05).minimize(loss)
    session = dl.Session(graph=graph)
    for _ in range(50):
        session.run(train, {X: points, y: labels})
    made.step(50)
    found = [value for layer in made.layers for value in layer[:2]]
    for one, other in zip(found, session.run(parameters), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    assert made.losses[0] == pytest.approx(session.run(loss, {X: points, y: labels}), rel=1e-12)


def test_batches_go_through_the_points_in_rounds():
    made = trainer(size=10)
    seen = []
    feeds = made._batch
    made._batch = lambda: seen.append(feeds()) or seen[-1]
    made.step(5)
    points = [feed[made._graph.inputs] for feed in seen]
    assert [len(batch) for batch in points] == [10, 10, 10, 10, 5]
    together = np.concatenate(points)
    assert sorted(together.tolist()) == sorted(made.training.points.tolist())


@pytest.mark.parametrize("size", [None, 7])
def test_steps_may_be_divided_in_any_way(size):
    one, other = trainer(size=size), trainer(size=size)
    one.step(60)
    for count in (1, 9, 50):
        other.step(count)
    for a, b in zip(one.layers, other.layers, strict=True):
        np.testing.assert_array_equal(a.weights, b.weights)
    np.testing.assert_array_equal(one.history, other.history)


def test_a_seed_repeats_and_another_differs():
    made = trainer(size=5)
    before = made.layers
    made.step(20)
    after = made.layers
    made.restart(0)
    np.testing.assert_array_equal(made.layers[0].weights, before[0].weights)
    made.step(20)
    np.testing.assert_array_equal(made.layers[0].weights, after[0].weights)
    made.restart(1)
    assert not np.array_equal(made.layers[0].weights, before[0].weights)
    assert made.step_count == 0


def test_the_history_is_thinned_and_its_steps_are_right():
    made = trainer(hidden=())
    made.step(2 * CURVE_LENGTH + 30)
    history = made.history
    assert len(history.steps) <= CURVE_LENGTH
    assert made._curve.interval == 4
    assert history.steps[-1] <= made.step_count < history.steps[-1] + made._curve.interval
    again = trainer(hidden=())
    again.step(int(history.steps[7]))
    assert history.train_loss[7] == again.losses[0]
    assert history.test_loss[7] == again.losses[1]


def test_a_moved_point_is_trained_on():
    made = trainer()
    made.step(100)
    points = made.training.points.copy()
    points[0] = -points[0] * [1, -1]
    before = made.losses[0]
    made.training = Data(points, made.training.labels)
    assert made.losses[0] > before
    moved = made.losses[0]
    made.step(200)
    assert made.losses[0] < moved


# Trouble ----------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("activation", ["relu", "linear"])
@pytest.mark.parametrize(("hidden", "size"), [((8,), None), ((8, 8), 10), ((16, 16, 16, 16), None)])
def test_divergence_is_told_and_keeps_finite_weights(hidden, size, activation):
    made = trainer("clouds", hidden, activation, "gradient descent", rate=100.0, size=size)
    with pytest.raises(Diverged, match=r"after step \d+ the loss is .*smaller learning rate"):
        made.step(1000)
    assert 0 < made.step_count < 1000
    assert all(np.isfinite(layer.weights).all() for layer in made.layers)
    before = made.snapshot
    with pytest.raises(Diverged):
        made.step(1)
    assert made.snapshot == before
    names = run(program(made, MADE["clouds"]))
    for layer, one in enumerate(made.layers, 1):
        np.testing.assert_array_equal(names["session"].run(names[f"W{layer}"]), one.weights)


def test_no_points_are_told():
    made = trainer()
    made.training = NO_DATA
    with pytest.raises(InvalidValue, match="no points to train on"):
        made.step(1)
    assert np.isnan(made.losses[0])


# Where training is ------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("size", "decay"), [(None, 0.0), (7, 0.0), (7, 0.01)])
def test_another_trainer_goes_on_where_one_was(optimizer, size, decay):
    one, other = (trainer(optimizer=optimizer, size=size, decay=d) for d in (decay, 0.0))
    change_everything(one)
    for steps in (13, 0, 7):
        one.step(steps)
        other.resume(one.snapshot, one.training, one.settings)
        assert other.snapshot == one.snapshot
        assert other.losses == one.losses
        one.step(9)
        other.step(9)
        assert other.snapshot == one.snapshot
        points, labels = one.training
        for made in (one, other):
            made.training = Data(points[1:] + 0.01, labels[1:])
        assert other.snapshot == one.snapshot
    assert_exported(other)
    assert json.loads(json.dumps(one.snapshot.run)) == one.snapshot.run


def test_a_snapshot_of_another_network_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        trainer().resume(trainer(hidden=(5,)).snapshot, trainer().training, trainer().settings)


# Export -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", HIDDEN_FUNCTIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_program_ends_with_the_same_losses(activation, optimizer, capsys):
    made = trainer(activation=activation, optimizer=optimizer, hidden=(3, 2), seed=5)
    made.step(40)
    assert_exported(made)
    assert f"training loss {made.losses[0]:.6f}" in capsys.readouterr().out


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("size", [None, 8])
def test_the_program_makes_the_same_data_and_batches(name, size):
    made = trainer(name, size=size)
    made.step(33)
    text = program(made, MADE[name])
    assert f"import {SOURCES[name].maker.__name__}" in text
    assert ("permutation" in text) == (size is not None)
    assert_exported(made, name)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_program_decays_weights(optimizer):
    made = trainer(decay=0.02, optimizer=optimizer, hidden=(3, 2))
    made.step(40)
    plain = trainer(optimizer=optimizer, hidden=(3, 2))
    plain.step(40)
    assert np.abs(made.layers[0].weights).sum() < np.abs(plain.layers[0].weights).sum()
    assert_exported(made)


def test_the_program_says_that_the_page_has_trained():
    made = trainer()
    made.step(3)
    assert "browser" not in program(made, None)
    made.in_page = True
    assert "taken in the browser" in program(made, None)
    assert_exported(made)


def test_the_program_of_an_untrained_network_without_hidden_layers():
    made = trainer(hidden=())
    assert_exported(made)
    made.test = NO_DATA
    assert "test_loss" not in program(made, None)


def change_everything(made):
    """Change settings and points, in between and in one go, and train on."""
    points, labels = made.training
    made.training = Data(points[1:], labels[1:])
    made.step(10)
    made.change("learning_rate", 0.01)
    made.change("batch_size", 6)
    made.step(10)
    made.change("weight_decay", 0.01)
    for x in (0.5, 1.0, 1.5):
        made.training = Data(np.concatenate([points, [[x, 0.0]]]), np.append(labels, 1))
        made.step(3)
    made.training = Data(points, labels)
    made.training = Data(points, 1 - labels)
    made.change("batch_size", None)
    made.step(10)
    made.change("batch_size", 9)
    made.step(4)
    made.training = Data(points[:20], labels[:20])


def test_the_program_repeats_every_change():
    made = trainer()
    change_everything(made)
    assert list(made.record.changes) == [0, 10, 20, 23, 26, 29, 39, 43]
    assert_exported(made)
    made.restart(0)
    assert list(made.record.changes) == [0]
    made.step(10)
    assert_exported(made)


def test_a_change_that_is_taken_back_is_not_kept():
    made = trainer()
    made.step(5)
    data = made.training
    made.training = Data(data.points + 1, data.labels)
    made.training = data
    assert made.record.changes == {}
    batches = trainer(size=10)
    batches.step(7)
    batches.training = Data(data.points + 1, data.labels)
    batches.training = data
    batches.step(4)
    assert_exported(batches)  # with the new round of batches that the edit has begun
    batches.training = Data(data.points.copy(), data.labels)
    batches.step(4)
    assert_exported(batches)
    batches.change("batch_size", None)
    batches.training = Data(data.points + 1, data.labels)
    batches.training = data
    batches.step(4)
    batches.change("batch_size", 10)
    batches.step(4)
    assert_exported(batches)


def test_programs_of_more_classes_repeat_changes_too():
    made = trainer("three clouds", size=4)
    made.step(5)
    made.training = Data(made.training.points[3:], made.training.labels[3:])
    made.step(5)
    assert_exported(made, "three clouds")


def test_the_difference_of_two_data_sets():
    before = Data(np.arange(10.0).reshape(5, 2), np.array([0, 1, 0, 1, 0]))
    assert difference(before, before) is None
    same = Data(before.points[[0, 0, 0]], before.labels[[0, 0, 0]])
    for after in (
        Data(before.points[1:], before.labels[1:]),
        Data(before.points[:0], before.labels[:0]),
        Data(before.points, 1 - before.labels),
        Data(np.insert(before.points, 2, 7.0, axis=0), np.insert(before.labels, 2, 1)),
        same,
        Data(same.points[:2], same.labels[:2]),
    ):
        for one, other in ((before, after), (after, before), (same, after)):
            edit = difference(one, other)
            if edit is None:
                np.testing.assert_array_equal(one.rows, other.rows)
                continue
            rows = np.concatenate([one.rows[: edit.start], edit.rows, one.rows[edit.stop :]])
            np.testing.assert_array_equal(rows, other.rows)
