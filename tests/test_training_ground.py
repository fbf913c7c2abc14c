"""TrainingGround's Python side: settings, points, what the page tells, what cannot be."""

import asyncio
import json
import threading

import numpy as np
import pytest

from dl101.widgets import InvalidValue, TrainingGround
from dl101.widgets.home import Home
from dl101.widgets.network import evaluate
from dl101.widgets.trainer import Snapshot, Trainer
from dl101.widgets.training_data import Data
from dl101.widgets.training_graph import Diverged, Network
from dl101.widgets.training_sets import OWN, SOURCES

SETTINGS = ("learning_rate", "batch_size", "weight_decay")
POINTS = [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]]


@pytest.fixture(autouse=True)
def no_loop_of_the_browser_tests():
    """Playwright leaves its event loop running in this thread; each test here has its own."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


class Page:
    """What a page does: it trains on from where Python is, and reports."""

    def __init__(self, ground, name="page"):
        self.ground, self.name = ground, name
        self.settings = {key: getattr(ground, key) for key in SETTINGS}
        test = Data(ground.test_points, ground.test_labels)
        network = Network(
            ground.hidden,
            ground.activation,
            ground.optimizer,
            ground.classes,
            ground._state["seed"],
        )
        base = Data(*(np.array(ground._initial[key]) for key in ("points", "labels")))
        self.trainer = Trainer(network, base, test, **self.settings)
        self.resume()

    def resume(self):
        """Be where Python is."""
        ground = self.ground
        state = ground._state
        snapshot = Snapshot(state, state["numbers"], state["curve"], state["changes"])
        self.trainer.resume(snapshot, Data(ground.points, ground.labels), self.settings)
        self.epoch, self.clock = ground._state["epoch"], ground._state["clock"]
        self.noise = ground._state["noise"]

    def step(self, count):
        self.trainer.step(count)
        self.trainer.in_page = True

    def report(self, playing=None, *, trains=None, **changes):
        """Tell Python whether it trains; `changes`, and `playing`, have been changed by hand."""
        run, numbers, curve, made = self.trainer.snapshot
        if playing is not None:
            changes["playing"] = playing
        trains = bool(playing) if trains is None else trains
        self.clock += 1
        told = {"epoch": self.epoch, "clock": self.clock, "by": self.name, "playing": trains}
        told |= {"changes": made, "noise": self.noise}
        state, changes = json.loads(json.dumps([{**run, **told}, changes]))
        state |= {"numbers": memoryview(numbers), "curve": memoryview(curve)}
        self.ground.set_state({"_state": state, **changes})


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


@pytest.mark.parametrize("optimizer", ["momentum", "Adam"])
def test_further_inputs(optimizer):
    features = ("sin(x2)", "x1*x2")
    ground = TrainingGround("xor", hidden=(), features=features, optimizer=optimizer, n=60)
    assert ground.features == ("x1*x2", "sin(x2)")
    assert repr(ground).startswith("<TrainingGround: 'xor', 4-1 tanh")
    ground.step(50)
    ground.batch_size = 7
    ground.step(50)
    ground.points = ground.points + 0.1
    ground.step(50)
    # A product of the coordinates separates XOR without hidden units.
    assert ground.accuracy > 0.95
    (weights, bias, _), x = ground.layers[0], ground.points
    sums = np.column_stack([x, x[:, 0] * x[:, 1], np.sin(x[:, 1])]) @ weights + bias
    np.testing.assert_allclose(ground.probabilities(), 1 / (1 + np.exp(-sums[:, 0])))
    names = exported(ground)
    assert names["train_loss"] == ground.train_loss
    assert names["test_loss"] == ground.test_loss
    ground.features = ()
    assert (ground.step_count, len(ground.layers[0].weights)) == (0, 2)


def test_small_and_large_points_of_the_reader_are_seen():
    def limits(points):
        return TrainingGround((points, [0, 1]), test_share=0).xlim

    assert limits([[-3, 0], [3, 0]]) == (-5, 5)
    assert limits([[0, 0], [1, 0.5]]) == (-0.125, 1.125)
    assert limits([[-8, 0], [8, 0]]) == (-10, 10)
    ground = TrainingGround(([[0, 0], [1, 0.5]], [0, 1]), ylim=(0, 1))
    assert (ground.xlim, ground.ylim) == ((-0.125, 1.125), (0, 1))
    ground.dataset = "zeros and ones"
    assert (ground.xlim, ground.ylim) == ((-5, 5), (0, 1))
    ground.set_points([[-8, 0], [8, 0]], [0, 1], [], [])
    assert ground.xlim == (-10, 10)


def test_new_test_points_are_written_into_the_program():
    ground = TrainingGround("xor", n=20)
    ground.step(5)
    ground.set_points(POINTS, [0, 0, 1, 1], POINTS[:2], [1, 0])
    names = exported(ground)
    assert names["test_loss"] == ground.test_loss
    assert len(names["test_points"]) == 2


# The page ---------------------------------------------------------------------------------------


def test_python_is_where_the_page_says():
    ground = TrainingGround("xor", n=40, batch_size=7)
    page = Page(ground)
    page.step(33)
    page.report(playing=True)
    assert ground.playing
    assert ground.step_count == 33
    assert ground.train_loss == page.trainer.losses[0]
    np.testing.assert_array_equal(ground.history, page.trainer.history)
    np.testing.assert_array_equal(ground.layers[0].weights, page.trainer.layers[0].weights)
    assert exported(ground)["train_loss"] == ground.train_loss
    assert "taken in the browser" in ground.export()


def test_step_goes_on_from_there_and_pauses():
    ground = TrainingGround("moons", n=40, batch_size=7)
    page = Page(ground)
    page.step(10)
    page.report(playing=True)
    before = ground._state["epoch"]
    ground.step(6)
    assert not ground.playing
    assert ground._state["epoch"] > before
    page.step(6)
    assert ground.step_count == 16
    assert ground.train_loss == page.trainer.losses[0]
    page.resume()
    page.step(4)
    page.report()
    assert ground.step_count == 20


def test_reports_from_before_python_intervened_are_dropped():
    ground = TrainingGround("xor", n=40)
    page = Page(ground)
    page.step(10)
    ground.step(3)
    page.report(learning_rate=0.2)
    assert ground.step_count == 3
    assert ground.learning_rate == 0.2  # what a hand has changed counts all the same
    assert ground._state["epoch"] > page.epoch


def test_of_two_pages_the_newest_report_counts():
    ground = TrainingGround("xor", n=40)
    one, other = Page(ground, "one"), Page(ground, "other")
    one.step(10)
    one.report(playing=True)
    other.resume()
    other.report(playing=False)
    one.step(5)
    one.report()  # from the time of the other's report, and by a name before its own
    assert ground.step_count == 10
    one.report()
    assert ground.step_count == 15


def test_what_is_changed_in_the_page_is_recorded_once():
    ground = TrainingGround("xor", n=40)
    page = Page(ground)
    page.step(10)
    page.trainer.change("learning_rate", 0.2)
    points, labels = page.trainer.training
    page.trainer.training = Data(points[1:], labels[1:])
    hand = {"points": points[1:].tolist(), "labels": labels[1:].tolist(), "learning_rate": 0.2}
    page.report(**hand)
    page.step(5)
    page.report()
    assert ground.step_count == 15
    assert len(ground.points) == len(points) - 1
    assert list(ground._trainer.record.changes) == [10]
    assert exported(ground)["train_loss"] == ground.train_loss
    ground.points = ground.points + 0.1  # and by Python
    ground.step(5)
    assert exported(ground)["train_loss"] == ground.train_loss


def test_another_network_of_the_page_begins_again():
    ground = TrainingGround("xor", n=40)
    ground.step(5)
    epoch = ground._state["epoch"]
    other = TrainingGround("xor", n=40, hidden=(3, 2))
    page = Page(other)
    page.ground, page.epoch, page.clock = ground, epoch, ground._state["clock"]
    page.step(8)
    page.report(playing=True, hidden=[3, 2])
    assert (ground.hidden, ground.step_count) == ((3, 2), 8)
    assert ground._state["epoch"] == epoch
    assert ground.train_loss == page.trainer.losses[0]


def test_noise_for_the_page_is_drawn_and_sent():
    ground = TrainingGround("xor", n=40)
    page = Page(ground)
    page.step(8)
    page.report(playing=True)
    page.report(playing=True, noise=0.2)
    assert (ground.noise, ground.step_count, ground.playing) == (0.2, 0, True)
    assert ground._state["epoch"] > page.epoch
    np.testing.assert_array_equal(ground.points, TrainingGround("xor", n=40, noise=0.2).points)
    assert ground._initial["points"] == ground.points.tolist()


def set_of_page(ground, name):
    """A data set as the page reads it, in the traits that it changes."""
    (found,) = (one for one in ground._sets if one["name"] == name)
    rows = np.frombuffer(found["rows"], np.int16).reshape(-1, 3) / 1000
    training, test = np.split(rows, [found["training"]])
    points = {"points": training[:, :2].tolist(), "test_points": test[:, :2].tolist()}
    labels = {"labels": training[:, 2].tolist(), "test_labels": test[:, 2].tolist()}
    return {"dataset": name, "noise": found["noise"], **points, **labels}


@pytest.mark.parametrize("name", [name for name in SOURCES if SOURCES[name].classes == 2])
def test_the_page_changes_to_another_data_set_by_itself(name):
    ground = TrainingGround("xor" if name != "xor" else "moons", n=40)
    ground.step(5)
    epoch, clock = ground._state["epoch"], ground._state["clock"]
    other = TrainingGround(name, n=40)
    page = Page(other)
    page.ground, page.epoch, page.clock = ground, epoch, clock
    page.step(8)
    page.report(playing=True, **set_of_page(ground, name))
    assert (ground.dataset, ground.noise, ground.step_count) == (name, other.noise, 8)
    assert ground._state["epoch"] == epoch
    np.testing.assert_array_equal(ground.points, other.points)
    np.testing.assert_array_equal(ground.test_points, other.test_points)
    assert ground._initial == other._initial
    assert ground.train_loss == page.trainer.losses[0]
    assert exported(ground)["train_loss"] == ground.train_loss
    assert "np.array" not in ground.export()


def test_the_page_gets_the_program_of_its_own_report():
    ground = TrainingGround("xor", n=40)
    page = Page(ground)
    page.step(8)
    page.report(_asked=1)
    assert ground._program == {"text": ground.export(), "step": ground.step_count, "for": 1}
    assert "range(8)" in ground.export()


def test_other_windows_are_told(monkeypatch):
    ground = TrainingGround("xor", n=40)
    sent = []
    page = Page(ground)
    monkeypatch.setattr(ground, "send_state", lambda key: sent.append(key))
    page.step(3)
    page.report(playing=True)
    assert "_state" in sent
    sent.clear()
    ground.set_state({"playing": False})  # pressed in another window
    assert "playing" in sent
    page.report(playing=False)
    sent.clear()
    page.report(playing=True)
    page.report(playing=False)
    assert "playing" not in sent


def test_what_plays_after_a_pause():
    ground = TrainingGround("xor", n=40)
    page, other = Page(ground, "page"), Page(ground, "other")
    page.step(3)
    page.report(playing=True)
    assert (ground.playing, ground._state["playing"]) == (True, True)
    ground.pause()
    page.step(2)
    page.report(trains=True)
    assert (ground.playing, ground._state["playing"], ground.step_count) == (False, False, 5)
    # Another window has heard before that it plays, and says it again with a change by hand.
    other.clock = page.clock
    other.report(playing=True, trains=False, learning_rate=0.5)
    assert (ground.playing, ground.learning_rate) == (False, 0.5)
    ground.set_state({"learning_rate": 0.25, "playing": True})
    assert (ground.playing, ground.learning_rate) == (False, 0.25)


def test_a_start_that_crosses_a_pause_ends_with_the_page_s_last_report():
    ground = TrainingGround("xor", n=40)
    page = Page(ground)
    ground.pause()
    page.report(playing=True)
    assert ground.playing
    page.report()
    assert not ground.playing


def report_from_a_thread(page):
    thread = threading.Thread(target=page.report)
    thread.start()
    thread.join()


def test_a_message_in_another_thread_waits_for_the_kernel_and_step_does_not_wait_for_it():
    ground = TrainingGround("xor", n=40)

    async def scenario():
        page = Page(ground)
        ground._home = Home(ground._take_over)  # made in a kernel
        for count in (3, 4):
            page.step(count)
            report_from_a_thread(page)
        assert ground._trainer.step_count == 0  # the loop has had no turn
        assert ground.step_count == 7
        page.step(5)
        report_from_a_thread(page)
        while ground._trainer.step_count < 12:
            await asyncio.sleep(0.001)

    asyncio.run(scenario())


def test_reports_that_wait_are_not_mixed_up_between_windows():
    taken = []

    async def scenario():
        home = Home(taken.append)

        def put():
            home.put({"dataset": "moons", "_state": 103}, "one")
            home.put({"playing": False}, "one")
            home.put({"_state": 4}, "other")

        thread = threading.Thread(target=put)
        thread.start()
        thread.join()
        home.take()

    asyncio.run(scenario())
    assert taken == [{"dataset": "moons", "_state": 103, "playing": False}, {"_state": 4}]


def test_play_and_pause():
    ground = TrainingGround("xor")

    async def scenario():
        ground.play()
        assert ground.playing
        ground.pause()
        assert not ground.playing
        ground.play()
        ground.reset()
        assert not ground.playing

    asyncio.run(scenario())


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
    assert "smaller learning rate than 100" in ground._state["notice"]
    assert all(np.isfinite(layer.weights).all() for layer in ground.layers)
    ground.learning_rate = 0.001
    assert ground._state["notice"] == ""
    ground.reset()
    ground.step(10)


def test_no_points_are_told():
    ground = TrainingGround(OWN)
    with pytest.raises(InvalidValue, match="no points to train on"):
        ground.step()
    assert "no points to train on" in ground._state["notice"]
    ground.set_points([[1.0, 2.0]], [0])
    assert ground._state["notice"] == ""


def test_a_report_that_fits_nothing_is_shown():
    ground = TrainingGround("xor", n=40)
    page = Page(TrainingGround("xor", n=40, hidden=(2,)))
    page.ground = ground
    with pytest.raises(ValueError, match="do not fit"):
        page.report()
    assert "do not fit" in ground._kernel["error"]
    assert ground.step_count == 0


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
        ({"dataset": ([[1, 2], [3, 40]], [0, 1])}, r"points\[1\] is \(3, 40\).*Standardize them"),
        ({"features": ["x1^2"]}, r"features must be one of 'x1\*\*2', .* not 'x1\^2'"),
        ({"features": 3}, "features must be one of"),
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


def test_one_message_holds_the_state(monkeypatch):
    ground = TrainingGround("xor")
    sent = []
    monkeypatch.setattr(ground, "send_state", lambda key: sent.append(set(key)))
    ground.step(3)
    assert sent == [{"_state"}]
    curve = np.frombuffer(ground._state["curve"]).reshape(-1, 2)
    np.testing.assert_array_equal(curve, np.column_stack(ground.history[1:]))
    assert ground._constants["own"] == OWN
