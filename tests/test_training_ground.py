"""TrainingGround's Python side: settings, points, playing on an event loop, what cannot be."""

import asyncio

import numpy as np
import pytest

from dl101.widgets import TrainingGround, live, training_ground
from dl101.widgets.network import evaluate
from dl101.widgets.trainer import Diverged
from dl101.widgets.training_data import OWN, SOURCES

POINTS = [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]]


@pytest.fixture(autouse=True)
def no_loop_of_the_browser_tests():
    """Playwright leaves its event loop running in this thread; each test here has its own."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


def tell(ground, view="one", **content):
    """Let a view say something."""
    ground._told(ground, {"view": view, **content}, [])


def watched(scenario, ground, view="one"):
    """Run a scenario on an event loop, with a view that acknowledges each picture."""

    async def main():
        tell(ground, view, do="open")
        ground.observe(lambda change: tell(ground, view, seen=change.new["picture"]), "_progress")
        await asyncio.wait_for(scenario(), 30)

    asyncio.run(main())
    ground.close()


async def until(condition):
    while not condition():
        await asyncio.sleep(0.005)


def exported(ground):
    """Run the program that a training ground writes; return its names."""
    names = {}
    exec(ground.export(), names)
    return names


@pytest.mark.parametrize("seed", range(5))
def test_four_units_learn_xor(seed):
    ground = TrainingGround("xor", seed=seed)
    ground.step(300)
    assert ground.accuracy > 0.98
    assert ground.test_accuracy >= 0.9
    assert ground.train_loss < 0.05


def test_what_readers_ask():
    ground = TrainingGround("moons", hidden=(3, 2), n=50, test_share=0.2)
    assert (len(ground.points), len(ground.test_points)) == (40, 10)
    assert [layer.weights.shape for layer in ground.layers] == [(2, 3), (3, 2), (2, 1)]
    assert [layer.activation for layer in ground.layers] == ["tanh", "tanh", "sigmoid"]
    ground.step(7)
    assert ground.step_count == 7
    history = ground.history
    np.testing.assert_array_equal(history.steps, range(8))
    assert history.train_loss[-1] == ground.train_loss
    assert history.test_loss[-1] == ground.test_loss
    outputs = evaluate(ground.layers, ground.test_points)[:, 0]
    assert ground.test_accuracy == np.mean((outputs >= 0.5) == ground.test_labels)
    assert repr(ground) == "<TrainingGround: 'moons', 2-3-2-1 tanh, Adam, step 7>"


@pytest.mark.parametrize("dataset", [*SOURCES, OWN])
def test_every_data_set_trains_and_exports(dataset):
    ground = TrainingGround(dataset, n=30)
    if dataset == OWN:
        ground.set_points(POINTS, [0, 0, 1, 1])
    ground.step(20)
    assert exported(ground)["train_loss"] == ground.train_loss


def test_own_points_of_two_and_three_classes():
    ground = TrainingGround((POINTS, [0, 0, 1, 1]), test_share=0)
    assert (ground.dataset, ground.classes, len(ground.test_points)) == (OWN, 2, 0)
    ground.step(300)
    assert ground.accuracy == 1.0
    assert np.isnan(ground.test_loss)
    assert np.isnan(ground.test_accuracy)
    three = TrainingGround((POINTS, [0, 1, 2, 2]), test_share=0.25)
    assert three.classes == 3
    assert three.layers[-1].activation == "softmax"
    assert (len(three.points), len(three.test_points)) == (3, 1)


def test_other_data_or_another_network_begins_again_and_the_points_are_new():
    ground = TrainingGround("xor")
    before = ground.points
    ground.step(10)
    ground.dataset = "spirals"
    assert (ground.step_count, ground.noise) == (0, SOURCES["spirals"].noise)
    assert not np.array_equal(ground.points, before)
    ground.step(10)
    quiet = ground.points
    ground.noise = 0.3
    assert ground.step_count == 0
    assert not np.array_equal(ground.points, quiet)
    for name, value in (("hidden", (8, 2)), ("activation", "relu"), ("optimizer", "momentum")):
        ground.step(10)
        setattr(ground, name, value)
        assert ground.step_count == 0
    assert ground.layers[0].weights.shape == (2, 8)


def test_points_set_by_hand_stay_when_the_network_changes():
    ground = TrainingGround("xor", n=20)
    points = ground.points.copy()
    points[0] = [3.0, 3.0]
    ground.set_points(points, ground.labels)
    ground.hidden = 5
    np.testing.assert_array_equal(ground.points, points)
    ground.step(10)
    assert exported(ground)["train_loss"] == ground.train_loss


def test_learning_rate_and_batches_change_without_beginning_again():
    ground = TrainingGround("clouds", n=40)
    ground.step(10)
    ground.learning_rate = 0.2
    ground.batch_size = 8
    ground.step(10)
    assert ground.step_count == 20
    assert "rates = {10: 0.2}" in ground.export()
    assert exported(ground)["train_loss"] == ground.train_loss


def test_reset_and_seeds():
    ground = TrainingGround("xor", seed=3)
    start = ground.layers[0].weights
    points = ground.points
    ground.step(10)
    ground.reset()
    np.testing.assert_array_equal(ground.layers[0].weights, start)
    ground.reset(seed=4)
    assert not np.array_equal(ground.layers[0].weights, start)
    np.testing.assert_array_equal(ground.points, points)
    again = ground.layers[0].weights
    ground.step(5)
    ground.reset()
    np.testing.assert_array_equal(ground.layers[0].weights, again)
    tell(ground, do="new weights")
    assert not np.array_equal(ground.layers[0].weights, again)


def test_new_test_points_are_written_into_the_program():
    ground = TrainingGround("xor", n=20)
    ground.step(5)
    ground.set_points(POINTS, [0, 0, 1, 1], POINTS[:2], [1, 0])
    names = exported(ground)
    assert names["test_loss"] == ground.test_loss
    assert len(names["test_points"]) == 2


# Playing ----------------------------------------------------------------------------------------


def test_play_trains_while_a_view_is_open_and_pause_ends_it():
    ground = TrainingGround("xor", pace=None)

    async def scenario():
        ground.play()
        await until(lambda: ground.step_count > 20)
        tell(ground, do="step")
        ground.pause()
        count = ground.step_count
        assert ground._progress["step"] == count
        await asyncio.sleep(0.1)
        assert ground.step_count == count

    watched(scenario, ground)
    assert exported(ground)["train_loss"] == ground.train_loss


def test_play_waits_for_a_view():
    ground = TrainingGround("xor")

    async def scenario():
        ground.play()
        await asyncio.sleep(0.05)
        assert ground.step_count == 0
        tell(ground, do="open")
        await until(lambda: ground.step_count > 0)
        tell(ground, "another", do="open")
        tell(ground, do="close")
        count = ground.step_count
        await until(lambda: ground.step_count > count)
        tell(ground, "another", do="close")
        assert not ground.playing
        count = ground.step_count
        await asyncio.sleep(0.1)
        assert ground.step_count == count

    asyncio.run(scenario())


def test_a_view_that_acknowledges_nothing_gets_no_more_pictures():
    ground = TrainingGround("xor", pace=None)
    sent = []
    ground.observe(lambda change: sent.append(change.new["picture"]), "_progress")

    async def scenario():
        tell(ground, do="open")
        ground.play()
        await until(lambda: len(sent) == live.IN_FLIGHT)
        count = ground.step_count
        await until(lambda: ground.step_count > count + 100)
        assert len(sent) == live.IN_FLIGHT
        tell(ground, seen=sent[-1])
        await until(lambda: len(sent) > live.IN_FLIGHT)
        ground.pause()

    asyncio.run(scenario())


def test_views_that_fell_silent_are_dropped(monkeypatch):
    monkeypatch.setattr(live, "SILENCE", 0.05)
    ground = TrainingGround("xor", pace=None)

    async def scenario():
        tell(ground, do="open")
        ground.play()
        await until(lambda: not ground.playing)

    asyncio.run(scenario())
    assert ground.step_count > 0


def test_closing_the_widget_ends_training():
    ground = TrainingGround("xor", pace=None)

    async def scenario():
        tell(ground, do="open")
        ground.play()
        await until(lambda: ground.step_count > 0)
        ground.close()
        count = ground.step_count
        await asyncio.sleep(0.05)
        assert ground.step_count == count
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(scenario())


def test_the_pace_is_kept():
    ground = TrainingGround("xor", pace=40)

    async def scenario():
        ground.play()
        start = asyncio.get_running_loop().time()
        await until(lambda: ground.step_count >= 20)
        seconds = asyncio.get_running_loop().time() - start
        assert ground.step_count <= 40 * seconds + 2
        ground.pause()

    watched(scenario, ground)


def test_points_moved_while_it_trains_are_followed():
    ground = TrainingGround("clouds", n=40, pace=None, learning_rate=0.1)

    async def scenario():
        ground.play()
        await until(lambda: ground.step_count > 20)
        labels = 1 - ground.labels
        ground.set_state({"labels": labels.tolist()})
        await until(lambda: ground.accuracy > 0.9)
        np.testing.assert_array_equal(ground.labels, labels)
        ground.pause()

    watched(scenario, ground)
    assert exported(ground)["train_loss"] == ground.train_loss


def test_another_network_is_trained_on_while_playing():
    ground = TrainingGround("clouds", n=40, pace=None)

    async def scenario():
        ground.play()
        await until(lambda: ground.step_count > 20)
        ground.set_state({"hidden": [3, 3]})
        assert ground.step_count == 0
        await until(lambda: ground.step_count > 0)
        assert len(ground._layers) == 3
        tell(ground, do="reset")
        assert not ground.playing

    watched(scenario, ground)


# Trouble ----------------------------------------------------------------------------------------


def diverging():
    return TrainingGround(
        "clouds", hidden=(8, 8), activation="relu", optimizer="gradient descent",
        learning_rate=100, pace=None,
    )  # fmt: skip


def test_divergence_is_raised_by_step_and_shown():
    ground = diverging()
    with pytest.raises(Diverged, match="smaller learning rate than 100"):
        ground.step(1000)
    assert "smaller learning rate than 100" in ground._notice
    assert all(np.isfinite(layer.weights).all() for layer in ground.layers)
    tell(ground, do="step")
    assert ground._kernel == {}
    ground.learning_rate = 0.001
    ground.reset()
    assert ground._notice == ""
    ground.step(10)


def test_divergence_ends_playing():
    ground = diverging()

    async def scenario():
        ground.play()
        await until(lambda: not ground.playing)
        assert "smaller learning rate than 100" in ground._notice
        assert ground._progress["step"] == ground.step_count
        ground.play()
        await until(lambda: not ground.playing)

    watched(scenario, ground)


def test_no_points_end_playing():
    ground = TrainingGround(OWN)

    async def scenario():
        ground.play()
        await until(lambda: not ground.playing)
        assert "no points to train on" in ground._notice
        ground.set_points(POINTS, [0, 0, 1, 1])
        ground.play()
        await until(lambda: ground.step_count > 0)
        ground.pause()

    watched(scenario, ground)


def test_whatever_goes_wrong_while_playing_is_shown():
    ground = TrainingGround("xor", pace=None)

    async def scenario():
        def broken(*_):
            raise OSError("no more")

        ground._trainer.step = broken
        ground.play()
        await until(lambda: not ground.playing)
        assert ground._kernel == {"error": "OSError: no more"}

    watched(scenario, ground)
    tell(ground, seen="nonsense")
    assert "ValueError" in ground._kernel["error"]


def test_play_needs_an_event_loop():
    ground = TrainingGround("xor")
    with pytest.raises(RuntimeError, match=r"take steps with step\(100\)"):
        ground.play()
    assert not ground.playing


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dataset": "spiral"}, "Did you mean 'spirals'"),
        ({"dataset": 3}, r"pair \(points, labels\)"),
        ({"dataset": ([[1, 2]], [0, 1])}, "1 rows but labels has 2"),
        ({"dataset": ([[1, 2]], [3])}, "from 0 to 2"),
        ({"hidden": (4, 0)}, r"hidden\[1\] must be a whole number from 1 to 16, not 0"),
        ({"hidden": (4,) * 5}, "at most 4 layers, not 5"),
        ({"hidden": [[1, 2], [3]]}, r"hidden\[0\] must be a whole number, not \[1, 2\]"),
        ({"activation": "tang"}, "activation must be one of .* Did you mean 'tanh'"),
        ({"optimizer": "adam"}, "Did you mean 'Adam'"),
        ({"learning_rate": 0}, "learning_rate must not be 0"),
        ({"learning_rate": np.nan}, "finite"),
        ({"batch_size": 0}, "batch_size must be a whole number, 1 or more"),
        ({"noise": -1}, "from 0 to 4"),
        ({"pace": 0}, "pace must not be 0"),
        ({"n": 0}, "from 1 to 2000"),
        ({"n": 2.5}, "n must be a whole number"),
        ({"test_share": 1}, "test_share must leave points"),
        ({"seed": -1}, "seed must be"),
        ({"width": 3}, "no argument 'width'; it takes dataset, hidden"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        TrainingGround(**arguments)


def test_what_is_refused_later_changes_nothing():
    ground = TrainingGround("xor", n=20)
    before = ground.get_state()
    for refused, message in (
        (lambda: ground.step(0), "count must be a whole number from 1 to"),
        (lambda: ground.step(10**30), "count must be a whole number from 1 to"),
        (lambda: ground.step(2.5), "count must be a whole number, not 2.5"),
        (lambda: ground.reset(seed="many"), "seed must be"),
        (lambda: setattr(ground, "dataset", "three clouds"), r"TrainingGround\('three clouds'\)"),
        (lambda: setattr(ground, "playing", "yes"), "playing must be True or False"),
        (lambda: setattr(ground, "test_labels", [2]), "2 classes here, but a label is 2"),
        (lambda: ground.set_points("a", [0], [[0.0, 1.0]], [0]), "points must be numbers"),
        (lambda: ground.set_points(POINTS, [0, 1, 0, 2]), "labels must be whole numbers from 0 to"),
    ):
        with pytest.raises((TypeError, ValueError), match=message):
            refused()
        assert ground.get_state() == before


# Showing ----------------------------------------------------------------------------------------


def test_kernel_readout_follows_the_training():
    ground = TrainingGround("xor", kernel_readout=lambda g: {"steps": g.step_count})
    assert ground._kernel == {"lines": [["steps", "0"]]}
    ground.step(5)
    assert ground._kernel == {"lines": [["steps", "5"]]}


def test_one_message_holds_weights_and_losses(monkeypatch):
    ground = TrainingGround("xor")
    sent = []
    monkeypatch.setattr(ground, "send_state", lambda key: sent.append(set(key)))
    ground.step(3)
    assert [key >= {"_layers", "_progress", "_curve"} for key in sent] == [True]
    curve = np.frombuffer(ground._curve, "<f4").reshape(-1, 2)
    np.testing.assert_allclose(curve, np.column_stack(ground.history[1:]), rtol=1e-6)


def test_the_front_end_knows_the_same_limits():
    text = TrainingGround._front_end.default_value
    assert f"const MOST_LAYERS = {training_ground.MOST_LAYERS};" in text
    assert f"const MOST_UNITS = {training_ground.MOST_UNITS};" in text
    assert f'"{OWN}"' in text
