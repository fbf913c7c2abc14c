"""Lesson 10's exercises: their solutions do in Keras what the texts say."""

import numpy as np
import pytest

from dl101.datasets import digits
from dl101.exercises import keras as lesson

from .test_checks import WEIRD


def solved(exercise) -> list:
    names = dict(exercise.given)
    exec(exercise.solution_code, names)
    return [names[name] for name in exercise.answers]


@pytest.fixture
def model():
    """Make a model of layers for the digits."""
    pytest.importorskip("tensorflow")
    keras = lesson.bumps.keras
    keras.utils.set_random_seed(0)

    def compiled(*layers):
        model = keras.Sequential([keras.Input([64]), *layers])
        model.compile(optimizer="sgd", loss="mse", metrics=["accuracy"])
        return model

    compiled.Dense = keras.layers.Dense
    return compiled


def test_parameters(model):
    counted = model(*map(model.Dense, (50, 20, 10)))
    biases = sum(len(b) for b in counted.get_weights()[1::2])
    assert [counted.count_params(), biases] == solved(lesson.parameters)


def test_updates(model):
    images, numbers, *_ = digits()
    trained = model(model.Dense(1))
    trained.fit(images, numbers, validation_split=0.25, batch_size=32, epochs=10, verbose=0)
    assert [int(trained.optimizer.iterations)] == solved(lesson.updates)


def test_the_loop_returns_the_losses_of_fit(model):
    images, numbers, *_ = digits()
    x, t = images[:100], numbers[:100, None].astype(float)
    trained = model(model.Dense(1))
    start = trained.get_weights()
    losses = trained.fit(x, t, batch_size=32, epochs=2, shuffle=False, verbose=0).history["loss"]
    trained.set_weights(start)
    [my_fit] = solved(lesson.my_fit)

    def step(*batch):
        trained.reset_metrics()  # or train_on_batch returns a running mean
        return trained.train_on_batch(*batch, return_dict=True)["loss"]

    mine = my_fit(step, x, t, 32, [np.arange(100)] * 2)
    np.testing.assert_allclose(mine, losses, rtol=1e-5)


def test_the_layer_of_bumps_is_trained(model):
    [bumps] = solved(lesson.bumps)
    trained = model(bumps(3))
    before = trained.get_weights()[0].copy()
    trained.fit(digits()[0][:20], np.ones((20, 3)), epochs=1, verbose=0)
    assert not np.array_equal(before, trained.get_weights()[0])


def test_the_callback_ends_a_training(model):
    [stop_when_good] = solved(lesson.stop_when_good)
    x, t = np.ones((8, 64)), np.ones((8, 1))
    data = {"x": x, "y": t, "validation_data": (x, t), "epochs": 5, "verbose": 0}
    trained = model(model.Dense(1))
    assert len(trained.fit(**data, callbacks=[stop_when_good(0.0)]).epoch) == 1
    assert len(trained.fit(**data, callbacks=[stop_when_good(1.1)]).epoch) == 5


@pytest.mark.parametrize("name", ["bumps", "stop_when_good"])
def test_what_is_not_a_class_of_keras(name, verdict_on):
    pytest.importorskip("tensorflow")
    exercise = getattr(lesson, name)
    (answer,) = exercise.answers
    assert verdict_on(exercise, f"{answer} = 3").mistake == "not_a_class"
    assert verdict_on(exercise, f"class {answer}: ...").mistake == "not_a_subclass"


@pytest.mark.parametrize("name", ["bumps", "stop_when_good"])
def test_interrupting_works(name):
    pytest.importorskip("tensorflow")
    exercise = getattr(lesson, name)

    class Interrupted(exercise.right[0].__base__):
        def __init__(self, _):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exercise.check(Interrupted)


@pytest.mark.parametrize("answer", WEIRD.values(), ids=WEIRD)
def test_no_answer_makes_the_check_of_a_training_raise(answer):
    lesson.my_fit.check(answer)
    assert lesson.my_fit.status == "wrong" or answer is WEIRD["strange"], lesson.my_fit.verdict


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("return [stepp(x, t)]", "exception"),
        ("return 'losses'", "no_steps"),
        ("t -= 1; return [step(x, t)] * len(orders)", "mismatch"),
        ("for o in orders: [step(x[o[i : i + batch_size]], t[o[i : i + batch_size]])"
         " for i in range(0, 7, batch_size)]\n    return 'losses'", "not_numbers"),
    ],
)  # fmt: skip
def test_trainings_that_are_wrong_in_other_ways(body, mistake, verdict_on):
    code = f"def my_fit(step, x, t, batch_size, orders):\n    {body}"
    assert verdict_on(lesson.my_fit, code).mistake == mistake


def test_a_training_must_leave_the_data_alone(verdict_on):
    code = lesson.my_fit.solution_code.replace("return losses", "x *= 0; return losses")
    assert verdict_on(lesson.my_fit, code).mistake == "modified"


def test_a_callback_that_stops_at_another_epoch(verdict_on):
    pytest.importorskip("tensorflow")
    body = "if epoch == 3: self.model.stop_training = True"
    code = lesson.stop_when_good.blank.replace("...", f"\n        {body}")
    found = verdict_on(lesson.stop_when_good, code)
    assert found.mistake == "other"
    assert "never stops; it should be one that stops after epoch 0" in found.message
