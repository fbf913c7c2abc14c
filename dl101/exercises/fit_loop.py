"""The exercise of lesson 8 in which readers write the loop of `fit`."""

from collections.abc import Callable

import numpy as np

from .answers import Wrong, call, described, returned, same, shown
from .old_exercise import Exercise

_N = 7
_ORDERS = [np.array([3, 0, 6, 1, 5, 2, 4]), np.array([5, 4, 0, 2, 6, 3, 1])]


class _Training:
    """Records the batches that a loop makes steps with, and answers with losses of its own."""

    def __init__(self):
        self.x = np.arange(_N)[:, None] * np.array([[1.0, 10.0]])
        self.t = np.arange(_N)[:, None] + 0.5
        self.batches: list[list[int]] = []

    def step(self, x, t) -> float:
        x, t = np.asarray(x, dtype=float), np.asarray(t, dtype=float)
        if x.ndim != 2 or t.ndim != 2:
            raise Wrong(
                "one_row",
                f"`step` takes a batch, arrays with a row for each example; it was given shapes "
                f"{x.shape} and {t.shape}. Index with a *slice* of the order.",
            )
        if len(x) != len(t) or not np.array_equal(x[:, 0], t[:, 0] - 0.5):
            raise Wrong(
                "mismatch",
                "Your batches put inputs together with the targets of other examples: take the "
                "same rows from both, `x[batch]` and `t[batch]`.",
            )
        self.batches.append(x[:, 0].astype(int).tolist())
        return self.loss(len(self.batches))

    @staticmethod
    def loss(call_number: int) -> float:
        return round(4.0 / call_number, 3)


def _right(orders, size) -> tuple[list[list[int]], list[int]]:
    """List the batches, and how many of them there are in each epoch."""
    cut = [[order[i : i + size].tolist() for i in range(0, _N, size)] for order in orders]
    return [batch for epoch in cut for batch in epoch], [len(epoch) for epoch in cut]


def _losses(batches, counts, combine: Callable) -> list[float]:
    losses = [_Training.loss(i + 1) for i in range(len(batches))]
    sizes, found, start = [len(batch) for batch in batches], [], 0
    for count in counts:
        found.append(combine(losses[start : start + count], sizes[start : start + count]))
        start += count
    return found


def _per_example(losses, sizes):
    return float(np.average(losses, weights=sizes))


_WRONG_LOSSES = (
    (
        "mean_of_batches",
        lambda losses, sizes: np.mean(losses),
        "Each epoch's loss is the mean over its batches, but the last batch is smaller: over its "
        "*examples*, a batch counts as often as it has rows.",
    ),
    (
        "last_batch",
        lambda losses, sizes: losses[-1],
        "This is the loss of the last batch of each epoch; the mean over all its examples is "
        "wanted.",
    ),
    (
        "sum",
        lambda losses, sizes: np.sum(losses),
        "This is the sum of the batches' losses; the mean over the epoch's examples is wanted.",
    ),
    (
        "sum",
        lambda losses, sizes: np.dot(losses, sizes),
        "This is the sum over the examples; divide by their number.",
    ),
    (
        "full_size",
        lambda losses, sizes: np.sum(losses) * max(sizes) / sum(sizes),
        "Every batch is counted with the full batch size, also the smaller one at the end.",
    ),
)


class MyFit(Exercise):
    """Write the loop that `fit` is."""

    lesson, number, name = 8, 3, "my_fit"
    task = """
Write a function that trains for as many epochs as there are arrays in `orders`. In each it goes
through the data in that order, in batches of `batch_size` rows (the last one perhaps smaller), and
calls `step(x_batch, t_batch)`, which makes a training step and returns the batch's mean loss.
Return a list with the loss of each epoch, the mean over its *examples*.
"""
    blank = """
def my_fit(step, x, t, batch_size, orders):
    return ...
"""
    answers = ("my_fit",)
    hints = (
        "Two loops, one within the other: over `orders`, and over the places where a batch starts. "
        "`order[start : start + batch_size]` are the indices of a batch.",
        "For the loss of an epoch add up `len(batch) * step(x[batch], t[batch])` over its batches, "
        "and divide by `len(order)`.",
    )
    solution_code = """
def my_fit(step, x, t, batch_size, orders):
    losses = []
    for order in orders:
        total = 0.0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            total += len(batch) * step(x[batch], t[batch])
        losses.append(total / len(order))
    return losses
"""
    why = """
This is `fit`, and it is the loop of lesson 4: an epoch is one way through the data, a step is made
with each batch, and the order is new each time. The indices are shuffled and not the data, so that
inputs and targets stay together.

The loss of an epoch weighs each batch with its number of examples, for the batch's loss is a mean
already: a batch of 3 with loss 1 and a batch of 1 with loss 5 have the mean loss (3 · 1 + 1 · 5) /
4 = 2 over four examples, and not (1 + 5) / 2 = 3. It is the formula of the replicas in lesson 7,
with batches one after the other in the place of shares side by side. And since the weights change
from batch to batch, it is no loss of any one network, but of all those that the epoch has seen.
"""
    checked = "Checked with 7 examples in batches of 3, 7 and 10, for two epochs and for none."
    sizes = (3, 7, 10)

    def judge(self, answer):
        for size in self.sizes:
            self._judge_run(answer, size, _ORDERS)
        self._judge_run(answer, 3, [])

    def _judge_run(self, answer, size, orders):
        training = _Training()
        x, t = training.x.copy(), training.t.copy()
        result = call(answer, training.step, x, t, size, [order.copy() for order in orders])
        result = returned(result, "a list of losses")
        wanted, counts = _right(orders, size)
        if training.batches != wanted:
            raise self._wrong_batches(training.batches, wanted, size, orders)
        losses = self._as_losses(result, len(orders))
        if not same(losses, np.array(_losses(wanted, counts, _per_example))):
            raise self._wrong_losses(losses, wanted, counts, size)
        if not np.array_equal(x, training.x) or not np.array_equal(t, training.t):
            raise Wrong("modified", "Your function changes the data that it is given.")

    @staticmethod
    def _as_losses(result, epochs) -> np.ndarray:
        try:
            array = np.asarray(result, dtype=float)
        except Exception:
            raise Wrong(
                "not_losses",
                f"A list of numbers is to be returned, and yours is {described(result)}.",
            ) from None
        if array.shape != (epochs,):
            raise Wrong(
                "count",
                f"The steps are right. But for {epochs} epochs there are to be {epochs} losses, "
                f"and your result has the shape {array.shape}. (One loss for each *epoch*.)",
            )
        return array

    @staticmethod
    def _wrong_batches(found, wanted, size, orders) -> Wrong:
        example = (
            f"In batches of {size}, with the orders {shown(np.array(orders))}, your steps were "
            f"made with the examples `{found}`; they should be `{wanted}`."
        )
        for key, batches, message in _typical_batches(size, orders):
            if found == batches and found != wanted:
                return Wrong(key, f"{message}\n\n{example}")
        return Wrong("batches", example)

    @staticmethod
    def _wrong_losses(losses, wanted, counts, size) -> Wrong:
        example = (
            f"With batches of {size} your losses are {shown(losses)}; they should be "
            f"{shown(np.array(_losses(wanted, counts, _per_example)))}."
        )
        for key, combine, message in _WRONG_LOSSES:
            if same(losses, np.array(_losses(wanted, counts, combine))):
                return Wrong(key, f"The steps are right. {message}\n\n{example}")
        return Wrong("losses", f"The steps are right, but not the losses. {example}")


def _typical_batches(size, orders):
    cut = _right(orders, size)[0]
    plain = _right([np.arange(_N)] * len(orders), size)[0]
    yield "no_steps", [], "There were no steps at all: call `step` for each batch."
    yield (
        "order_ignored",
        plain,
        "Every epoch goes from first to last: use `order`.",
    )
    yield "one_epoch", _right(orders[:1], size)[0], "This makes one epoch only."
    yield (
        "first_order",
        _right(orders[:1] * len(orders), size)[0],
        "Every epoch uses the first order; each has one of its own.",
    )
    yield (
        "dropped",
        [batch for batch in cut if len(batch) == size],
        "The last batch of an epoch is left out when it is not full.",
    )
    yield (
        "whole",
        [order.tolist() for order in orders],
        "Each epoch is a single step with all examples: cut the order into batches.",
    )
    yield (
        "single",
        [[i] for order in orders for i in order.tolist()],
        "This makes a step with each single example.",
    )
    yield (
        "twice",
        [batch for batch in cut for _ in (0, 1)],
        "Every batch is used twice: call `step` once, and keep what it returns.",
    )
