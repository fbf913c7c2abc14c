"""Playing trainings for lesson 10's exercises: the steps that `fit` makes, and when it stops."""

from collections.abc import Callable
from itertools import zip_longest
from types import SimpleNamespace

import numpy as np

from ..answers import Wrong, call, shown


class _Recorder:
    """Notes the batches of a training, and gives each step a loss."""

    def __init__(self):
        self.batches: list[list[int]] = []

    def step(self, x, t) -> float:
        x, t = np.asarray(x, dtype=float), np.asarray(t, dtype=float)
        if x.ndim != 2 or t.ndim != 2:
            raise Wrong("one_row", f"The shapes were {x.shape} and {t.shape}.")
        if len(x) != len(t) or not np.array_equal(x[:, 0], t[:, 0] - 0.5):
            raise Wrong("mismatch")
        self.batches.append(x[:, 0].astype(int).tolist())
        return round(4.0 / len(self.batches), 3)


def fitted(answer: Callable, what: Callable, x, t, batch_size: int, orders):
    """Train with a reader's `fit`, and return its steps or its losses."""
    recorder = _Recorder()
    result = answer(recorder.step, x, t, batch_size, list(orders))
    return result if result is None or result is ... else what(recorder.batches, result)


def steps(batches: list[list[int]], result) -> np.ndarray:
    """Return the examples of each step in a row, which ends with -1 if it is shorter."""
    return np.array([*zip_longest(*batches, fillvalue=-1)], dtype=float).T


def losses(batches: list[list[int]], result):
    """Return what the reader's function returns."""
    return result


def about(what: Callable, batch_size: int, orders, found, wanted) -> str:
    """Tell what has been found, and what should be."""
    if what is losses:
        return (
            f"The steps are right, but the losses are not. With batches of {batch_size} they are "
            f"{shown(found)}; they should be {shown(wanted)}."
        )
    found, wanted = ([[int(i) for i in row if i >= 0] for row in rows] for rows in (found, wanted))
    return (
        f"In batches of {batch_size}, with the orders {shown(orders)}, your steps were made with "
        f"the examples `{found}`; they should be `{wanted}`."
    )


class Model(SimpleNamespace):
    """What a callback may ask of its model, by the name that an error message shows."""


def epoch_of_stop(answer: type, goal: float, history: list[tuple[float, float]]) -> int:
    """Play a training, and say after which epoch a callback stopped it; -1 if it never did."""
    callback = call(answer, goal)
    model = Model(stop_training=False, weights=[], history=None)
    call(callback.set_model, model)
    call(callback.on_train_begin, {})
    for epoch, (accuracy, val_accuracy) in enumerate(history):
        logs = {"accuracy": accuracy, "loss": 2 - 2 * accuracy}
        logs |= {"val_accuracy": val_accuracy, "val_loss": 2 - 2 * val_accuracy}
        call(callback.on_epoch_begin, epoch, {})
        result = call(callback.on_epoch_end, epoch, logs)
        if getattr(callback, "stop_training", False):
            raise Wrong("own_attribute")
        if result is not None and not model.stop_training:
            raise Wrong("returned")
        if model.stop_training:
            return epoch
    return -1
