"""Lesson 8's exercises: right answers of many kinds, and typical wrong ones by their diagnosis."""

import numpy as np
import pytest

from dl101.datasets import digits
from dl101.exercises import keras_lesson as lesson
from dl101.import_tensorflow import import_tensorflow

from .conftest import needs

LOOP = """
def my_fit(step, x, t, batch_size, orders):
    losses = []
    for order in {orders}:
        total = 0.0
        for start in range(0, {length}, batch_size):
            batch = {batch}
            total += {loss}
        losses.append({epoch})
    return losses
"""


def loop(
    orders="orders",
    length="len(order)",
    batch="order[start : start + batch_size]",
    loss="len(batch) * step(x[batch], t[batch])",
    epoch="total / len(order)",
):
    return LOOP.format(orders=orders, length=length, batch=batch, loss=loss, epoch=epoch)


def layer(result, base="keras.layers.Layer"):
    head = lesson.bumps.blank.replace("keras.layers.Layer", base)
    return head.replace("return ...", result)


def callback(*lines, base="keras.callbacks.Callback"):
    body = "\n        ".join(lines)
    return lesson.stop_when_good.blank.replace("...", body).replace(
        "keras.callbacks.Callback", base
    )


STOP = "self.model.stop_training = True"
D = "x[:, None, :] - self.centres"
EXP, SUM, SQUARE = "keras.ops.exp", "keras.ops.sum", "keras.ops.square"

RIGHT = {
    "parameters": [
        "parameters, biases = 4480.0, 80",
    ],
    "updates": ["updates = int(np.ceil(0.75 * 1200 / 32)) * 10"],
    "my_fit": [
        """
def my_fit(step, x, t, batch_size, orders):
    losses = []
    for order in orders:
        parts = [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
        values = [step(x[part], t[part]) for part in parts]
        losses.append(np.average(values, weights=[len(part) for part in parts]))
    return np.array(losses)
""",
        loop(batch="order[start : min(start + batch_size, len(order))].tolist()"),
    ],
    "bumps": [
        layer(f"return {EXP}(-{SUM}(({D}) ** 2, axis=2))"),
        layer(
            f"d = keras.ops.expand_dims(x, 1) - self.centres"
            f"\n        return {EXP}(-{SUM}({SQUARE}(d), axis=-1))"
        ),
        layer(
            f"c = self.centres\n        xx = {SUM}(x * x, axis=1, keepdims=True)"
            f"\n        return {EXP}(2 * x @ keras.ops.transpose(c) - xx - {SUM}(c * c, axis=1))"
        ),
    ],
    "stop_when_good": [
        callback(f"{STOP[:-4]}logs['val_accuracy'] >= self.goal"),
        callback("if logs.get('val_accuracy', 0) < self.goal:", "    return", STOP),
    ],
}  # fmt: skip

WRONG = {
    "parameters": [
        ("parameters, biases = 4400, 80", "no_biases"),
        ("parameters, biases = 4400 + 64 + 50 + 20 + 10, 80", "biases_of_inputs"),
        ("parameters, biases = 80, 80", "units"),
        ("parameters, biases = 144, 80", "units"),
        ("parameters, biases = 64 * 80 + 80, 80", "from_inputs"),
        ("parameters, biases = 3250 + 1020, 80", "last_missing"),
        ("parameters, biases = 4403, 3", "one_bias_each"),
        ("parameters, biases = 1, 80", "parameters"),
        ("parameters, biases = 4480, 144", "biases"),
        ("parameters, biases = 4480, 3", "biases"),
        ("parameters, biases = '4480', 80", "not_numbers"),
    ],
    "updates": [
        ("updates = 280", "dropped"),
        ("updates = 9000 / 32", "fraction"),
        ("updates = 281", "rounded_once"),
        ("updates = 282", "rounded_once"),
        ("updates = 380", "no_split"),
        ("updates = 375.0", "no_split"),
        ("updates = 100", "validation"),
        ("updates = 29", "one_epoch"),
        ("updates = 10", "epochs"),
        ("updates = 9000", "examples"),
        ("updates = 7", "updates"),
    ],
    "my_fit": [
        (loop(loss="step(x[batch], t[batch])"), "losses"),
        (
            loop(
                loss="step(x[batch], t[batch])", epoch="total / (-(-len(order) // batch_size))"
            ),
            "mean_of_batches",
        ),
        (loop(loss="step(x[batch], t[batch])", epoch="total"), "sum"),
        (loop(epoch="total"), "sum"),
        (loop(loss="step(x[batch], t[batch]) - total"), "losses"),
        (loop(loss="step(x[batch], t[batch]) - total", epoch="total"), "last_batch"),
        (loop(loss="batch_size * step(x[batch], t[batch])"), "full_size"),
        (loop(batch="slice(start, start + batch_size)", loss="step(x[batch], t[batch])"),
         "order_ignored"),
        (loop(orders="orders[:1]"), "one_epoch"),
        (loop(orders="orders[:1] * len(orders)"), "first_order"),
        (loop(length="len(order) // batch_size * batch_size"), "dropped"),
        (loop(loss="len(batch) * step(x[order], t[order])"), "batches"),
        (loop(length="1", batch="order"), "whole"),
        (loop(batch="order[start]", loss="step(x[batch], t[batch])"), "one_row"),
        (loop(loss="len(batch) * step(x[batch], t[start : start + batch_size])"), "mismatch"),
        (loop(loss="step(x[batch], t[batch]) + step(x[batch], t[batch])"), "twice"),
        (loop().replace("return losses", "return losses[0]"), "count"),
        (loop().replace("return losses", "return 'losses'"), "not_losses"),
        (loop().replace("    return losses", "    losses"), "no_return"),
        ("def my_fit(step, x, t, batch_size, orders):\n    return [1.0, 2.0]", "no_steps"),
        (loop(loss="len(batch) * stepp(x[batch], t[batch])"), "exception"),
    ],
    "bumps": [
        (layer(f"return {EXP}({SUM}({SQUARE}({D}), axis=-1))"), "sign"),
        (layer(f"return {EXP}(-x @ self.centres)"), "shapes"),
        (layer(f"return {EXP}(-((x[:, None, :] - self.centres) ** 2).sum(axis=-1))"), "method"),
        (layer(f"return {SUM}({SQUARE}({D}), axis=-1)"), "no_exp"),
        (layer(f"return {EXP}(-{SUM}({D}, axis=-1))"), "no_square"),
        (layer(f"return {EXP}(-{SUM}(keras.ops.abs({D}), axis=-1))"), "no_square"),
        (layer(f"return {EXP}(-{SQUARE}({SUM}({D}, axis=-1)))"), "square_of_sum"),
        (layer(f"return {EXP}(-{SQUARE}({D}))"), "no_sum"),
        (layer(f"return {EXP}(-{SUM}({SQUARE}({D}), axis=1))"), "axis"),
        (layer(f"return {EXP}(-{SUM}({SQUARE}({D})))"), "everything"),
        (layer(f"return {EXP}(-{SUM}({SQUARE}(x - self.centres[:, None, :]), axis=-1))"),
         "transposed"),
        (layer(f"return {EXP}(-keras.ops.mean({SQUARE}({D}), axis=-1))"), "mean"),
        (layer(f"return {EXP}(-x @ keras.ops.transpose(self.centres))"), "product"),
        (layer(f"return {EXP}(-{SUM}({SQUARE}({D}), axis=-1) / 2)"), "half"),
        (layer(f"return {EXP}(-{SUM}({SQUARE}(x - self.centres), axis=-1))"), "no_axis"),
        (layer(f"{EXP}(-{SUM}({SQUARE}({D}), axis=-1))"), "no_return"),
        (layer("return x", base="object"), "not_a_subclass"),
        ("Bumps = 3", "not_a_class"),
        (layer("return y"), "exception"),
    ],
    "stop_when_good": [
        (callback("if logs['accuracy'] >= self.goal:", f"    {STOP}"), "training_accuracy"),
        (callback("if logs['val_accuracy'] > self.goal:", f"    {STOP}"), "greater"),
        (callback("if logs['val_accuracy'] < self.goal:", f"    {STOP}"), "less"),
        (callback("if logs['val_accuracy'] <= self.goal:", f"    {STOP}"), "less"),
        (callback(STOP), "always"),
        (callback("stop_training = logs['val_accuracy'] >= self.goal"), "never"),
        (callback("self.stop_training = logs['val_accuracy'] >= self.goal"), "own_attribute"),
        (callback("return logs['val_accuracy'] >= self.goal"), "returned"),
        (callback("if logs['validation'] >= self.goal:", f"    {STOP}"), "exception"),
        (callback(f"if epoch == 3: {STOP}"), "other"),
        (callback(STOP, base="object").replace("super().__init__()", "pass"), "not_a_subclass"),
        ("StopWhenGood = 0.9", "not_a_class"),
    ],
}  # fmt: skip


def all_of(table):
    for name, answers in table.items():
        for answer in answers:
            exercise = getattr(lesson, name)
            values = answer if isinstance(answer, tuple) else (answer,)
            marks = needs(lesson.bumps) if "keras" in values[0] else needs(exercise)
            yield pytest.param(exercise, *values, marks=marks)


@pytest.mark.parametrize(("exercise", "code"), list(all_of(RIGHT)))
def test_right_answers_are_accepted(exercise, code, attempt):
    verdict = attempt(lesson, exercise, code)
    assert verdict.status == "right", verdict


@pytest.mark.parametrize(("exercise", "code", "mistake"), list(all_of(WRONG)))
def test_wrong_answers_are_diagnosed(exercise, code, mistake, attempt):
    verdict = attempt(lesson, exercise, code)
    assert (verdict.status, verdict.mistake) == ("wrong", mistake), verdict


def solved(exercise, keras=None):
    namespace = {"keras": keras, "np": np}
    exec(exercise.solution_code, namespace)
    return [namespace[name] for name in exercise.answers]


class TestWithKeras:
    """The solutions do in Keras what the exercises say."""

    @pytest.fixture(autouse=True)
    def _keras(self):
        pytest.importorskip("tensorflow")
        self.keras = import_tensorflow().keras
        self.keras.utils.set_random_seed(0)

    def model(self, *layers):
        model = self.keras.Sequential([self.keras.Input([64]), *layers])
        model.compile(optimizer="sgd", loss="mse", metrics=["accuracy"])
        return model

    def test_parameters(self):
        model = self.model(*map(self.keras.layers.Dense, (50, 20, 10)))
        parameters, biases = solved(lesson.parameters)
        assert model.count_params() == parameters
        assert sum(len(b) for b in model.get_weights()[1::2]) == biases

    def test_updates(self):
        images, numbers, *_ = digits()
        model = self.model(self.keras.layers.Dense(1))
        model.fit(images, numbers, validation_split=0.25, batch_size=32, epochs=10, verbose=0)
        assert [int(model.optimizer.iterations)] == solved(lesson.updates)

    def test_the_loop_returns_the_losses_of_fit(self):
        images, numbers, *_ = digits()
        x, t = images[:100], numbers[:100, None].astype(float)
        model = self.model(self.keras.layers.Dense(1))
        start = model.get_weights()
        losses = model.fit(x, t, batch_size=32, epochs=2, shuffle=False, verbose=0).history["loss"]
        model.set_weights(start)
        [my_fit] = solved(lesson.my_fit)

        def step(*batch):
            model.reset_metrics()  # or train_on_batch returns a running mean
            return model.train_on_batch(*batch, return_dict=True)["loss"]

        mine = my_fit(step, x, t, 32, [np.arange(100)] * 2)
        np.testing.assert_allclose(mine, losses, rtol=1e-5)

    def test_the_layer_of_bumps_is_trained(self):
        [bumps] = solved(lesson.bumps, self.keras)
        model = self.model(bumps(3))
        before = model.get_weights()[0].copy()
        images = digits()[0][:20]
        model.fit(images, np.ones((20, 3)), epochs=1, verbose=0)
        assert not np.array_equal(before, model.get_weights()[0])

    def test_the_callback_ends_a_training(self):
        [stop_when_good] = solved(lesson.stop_when_good, self.keras)
        x, t = np.ones((8, 64)), np.ones((8, 1))
        model = self.model(self.keras.layers.Dense(1))
        data = {"x": x, "y": t, "validation_data": (x, t), "epochs": 5, "verbose": 0}
        assert len(model.fit(**data, callbacks=[stop_when_good(0.0)]).epoch) == 1
        assert len(model.fit(**data, callbacks=[stop_when_good(1.1)]).epoch) == 5

    def test_interrupting_works(self):
        class Interrupted(self.keras.layers.Layer):
            def __init__(self, units):
                raise KeyboardInterrupt

        class Halted(self.keras.callbacks.Callback):
            def __init__(self, goal):
                raise KeyboardInterrupt

        for exercise, answer in ((lesson.bumps, Interrupted), (lesson.stop_when_good, Halted)):
            with pytest.raises(KeyboardInterrupt):
                exercise.check(answer)
