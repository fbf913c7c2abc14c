"""The exercise of lesson 8 on a callback."""

from types import SimpleNamespace

from ..quiet import import_tensorflow
from .answers import Wrong, call
from .keras_layers import must_be_subclass
from .old_exercise import Exercise


class StopWhenGood(Exercise):
    """Write a callback that ends the training."""

    lesson, number, name, needs = 8, 5, "stop_when_good", "tensorflow"
    task = """
Write a Keras callback that ends the training after the first epoch in which the validation accuracy
(`val_accuracy` in `logs`) is at least `self.goal`.
"""
    blank = """
class StopWhenGood(keras.callbacks.Callback):
    def __init__(self, goal):
        super().__init__()
        self.goal = goal

    def on_epoch_end(self, epoch, logs=None):
        ...
"""
    answers = ("StopWhenGood",)
    hints = (
        "The last line of `EarlyStopping.on_epoch_end`, shown in the lesson, ends a training.",
        "`logs` is a dictionary. If `logs['val_accuracy']` has reached `self.goal`, set "
        "`self.model.stop_training` to `True`.",
    )
    solution_code = """
class StopWhenGood(keras.callbacks.Callback):
    def __init__(self, goal):
        super().__init__()
        self.goal = goal

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.goal:
            self.model.stop_training = True
"""
    why = """
`fit` calls the method after each epoch, when the validation is done, and looks at
`model.stop_training` before it begins the next. The callback cannot break a loop that is not its
own, but it can leave a note where the loop will look. Keras has given it the model beforehand, as
`self.model`.

*Validation* accuracy, for the training accuracy of a large network reaches any goal. And a warning:
the epoch was chosen because its validation accuracy was high, so a part of it is luck, and the test
accuracy will be a little lower.
"""
    checked = "Checked with five histories, in one of which the goal is never reached."
    goal = 0.9
    # (accuracy, val_accuracy) of each epoch
    histories = (
        ((0.50, 0.40), (0.80, 0.70), (0.92, 0.85), (0.97, 0.91), (0.99, 0.95)),
        ((0.60, 0.90), (0.70, 0.80), (0.95, 0.92)),
        ((0.95, 0.50), (0.99, 0.60), (1.00, 0.70)),
        ((0.30, 0.20), (0.40, 0.90), (0.50, 0.60), (0.60, 0.97)),
        ((0.91, 0.95), (0.92, 0.96)),
    )

    def judge(self, answer):
        keras = import_tensorflow().keras
        must_be_subclass(answer, keras.callbacks.Callback, "keras.callbacks.Callback")
        found = [self._stops(answer, history) for history in self.histories]
        if found == [_first(history, _reached) for history in self.histories]:
            return
        for key, rule, message in _WRONG_RULES:
            if found == [_first(history, rule) for history in self.histories]:
                raise Wrong(key, message)
        i = next(i for i, h in enumerate(self.histories) if found[i] != _first(h, _reached))
        values = ", ".join(str(val) for _, val in self.histories[i])
        where = [_in_words(epoch) for epoch in (found[i], _first(self.histories[i], _reached))]
        raise Wrong(
            "other",
            f"With validation accuracies of {values} and the goal {self.goal}, your callback "
            f"{where[0]}; it should be one that {where[1]}.",
        )

    def _stops(self, answer, history) -> int | None:
        """Play a training, and say after which epoch it was stopped."""
        callback = call(answer, self.goal)
        model = SimpleNamespace(stop_training=False, weights=[], history=None)
        call(callback.set_model, model)
        call(callback.on_train_begin, {})
        for epoch, (accuracy, val_accuracy) in enumerate(history):
            # The losses are such that the accuracy cannot be mistaken for them.
            logs = {"accuracy": accuracy, "loss": 3 - accuracy, "val_accuracy": val_accuracy}
            call(callback.on_epoch_begin, epoch, {})
            result = call(callback.on_epoch_end, epoch, logs | {"val_loss": 3 - val_accuracy})
            if getattr(callback, "stop_training", False):
                raise Wrong(
                    "own_attribute",
                    "You set `stop_training` on the callback; `fit` looks at the *model's*: "
                    "`self.model.stop_training`.",
                )
            if result is not None and not model.stop_training:
                raise Wrong(
                    "returned",
                    "Nobody looks at what a callback returns. Set `self.model.stop_training` to "
                    "`True`.",
                )
            if model.stop_training:
                return epoch
        return None


def _reached(accuracy, val_accuracy) -> bool:
    return val_accuracy >= StopWhenGood.goal


def _first(history, rule) -> int | None:
    return next((i for i, values in enumerate(history) if rule(*values)), None)


def _in_words(epoch: int | None) -> str:
    return "never stops" if epoch is None else f"stops after epoch {epoch}, counted from 0"


_WRONG_RULES = (
    (
        "training_accuracy",
        lambda accuracy, val: accuracy >= StopWhenGood.goal,
        "This looks at the *training* accuracy, `accuracy`; the validation accuracy is called "
        "`val_accuracy`.",
    ),
    (
        "greater",
        lambda accuracy, val: val > StopWhenGood.goal,
        "Nearly: *at least* the goal, so a validation accuracy that equals it is enough.",
    ),
    (
        "less",
        lambda accuracy, val: val < StopWhenGood.goal,
        "This stops while the accuracy is *below* the goal.",
    ),
    ("less", lambda accuracy, val: val <= StopWhenGood.goal, "The comparison is the wrong way."),
    ("always", lambda accuracy, val: True, "This stops after the first epoch, whatever happens."),
    (
        "never",
        lambda accuracy, val: False,
        "This never stops a training. Is the method called `on_epoch_end`, and does it set "
        "`self.model.stop_training` to `True`?",
    ),
)
