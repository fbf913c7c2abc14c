"""Runs a training program and measures what a physician would look at."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import dl101

from ..datasets import digits, one_hot_labels
from ..gradients.gradient_check import central_difference
from ..graph import Graph
from ..session import Session

STEPS = 100
_ENTRIES = 12

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Check:
    """A program's gradient of some weights beside difference quotients, at the start.

    `size` is the length of the difference quotients, `error` the distance of the two relative to
    it, and `cosine` that of the angle between them. Of a gradient that is nan, so are both.
    """

    size: float
    error: float
    cosine: float


@dataclass(frozen=True)
class Evidence:
    """What was measured.

    `losses` and `accuracies` have one row for the learned and one for the new pictures, and a
    column for each step; where the loss is no number, the run ends. `units` are the weights of the
    first layer at its last step that had finite ones, a row for each hidden unit. `small_step` is
    how the loss changes with a step a thousandth as long as the first, `score` the largest entry
    of Z at the start.
    """

    losses: Array
    accuracies: Array
    checks: dict[str, Check]
    score: float
    dtype: str
    small_step: float
    units: Array
    shared: int
    neighbours: float
    pictures: Array
    labels: NDArray[np.int64]
    new_pictures: Array
    new_labels: NDArray[np.int64]
    probabilities: Array

    @property
    def nan_step(self) -> int | None:
        """The first step at which the loss was no finite number."""
        found = np.flatnonzero(~np.isfinite(self.losses[0]))
        return int(found[0]) if found.size else None

    @property
    def rises(self) -> float:
        """The fraction of the steps in which the loss rose."""
        return float((np.diff(self.losses[0]) > 0).mean())

    @property
    def alikeness(self) -> float:
        """The largest cosine between the weights of two hidden units."""
        rows = self.units / np.maximum(np.linalg.norm(self.units, axis=1, keepdims=True), 1e-12)
        return float((rows @ rows.T)[np.triu_indices(len(rows), 1)].max())


def examine(program: str) -> Evidence:
    """Run a program in a graph of its own, and measure."""
    with Graph().as_default(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = {"np": np, "dl": dl101, "digits": digits, "__name__": "patient"}
        exec(compile(program, "<program>", "exec"), names)
        with Session() as session:
            return _Examination(names, session).evidence()


class _Examination:
    def __init__(self, names: dict, session: Session):
        self.names, self.session = names, session
        self.learned = self._feeds("pictures", "labels")
        self.new = self._feeds("new_pictures", "new_labels")

    def _feeds(self, pictures: str, labels: str) -> dict:
        one_hot = one_hot_labels(self.names[labels], 10)
        return {self.names["X"]: self.names[pictures], self.names["Y"]: one_hot}

    def evidence(self) -> Evidence:
        names, session = self.names, self.session
        checks = {name: self._check(name) for name in ("W3", "W2", "W1")}
        scores = session.run(names["Z"], self.learned)
        losses, accuracies, units, small_step = [], [], None, float("nan")
        for count in range(STEPS + 1):
            seen = [self._state(feeds) for feeds in (self.learned, self.new)]
            losses.append([loss for loss, _ in seen])
            accuracies.append([accuracy for _, accuracy in seen])
            weights = session.run(names["W1"])
            if not np.isfinite(losses[-1][0]) or not np.isfinite(weights).all():
                break
            units = weights.T
            if count == 0:
                small_step = self._step()
            elif count < STEPS:
                session.run(names["step"], self.learned)
        return Evidence(
            losses=np.array(losses, dtype=float).T,
            accuracies=np.array(accuracies).T,
            checks=checks,
            score=float(scores.max()),
            dtype=scores.dtype.name,
            small_step=small_step,
            units=np.array(units, dtype=float),
            shared=_shared(names["pictures"], names["new_pictures"]),
            neighbours=_neighbours(names["pictures"], names["labels"]),
            pictures=names["pictures"] / np.max(names["pictures"]),
            labels=names["labels"],
            new_pictures=names["new_pictures"] / np.max(names["new_pictures"]),
            new_labels=names["new_labels"],
            probabilities=session.run(names["P"], self.new),
        )

    def _state(self, feeds: dict) -> tuple[float, float]:
        loss, scores = self.session.run([self.names["loss"], self.names["Z"]], feeds)
        answers = feeds[self.names["Y"]].argmax(axis=1)
        return float(loss), float((scores.argmax(axis=1) == answers).mean())

    def _step(self) -> float:
        """Make a step; say how the loss would have changed with one a thousandth as long."""
        parameters, loss = self.names["parameters"], self.names["loss"]
        before = self.session.run(parameters)
        old = self.session.run(loss, self.learned)
        self.session.run(self.names["step"], self.learned)
        after = self.session.run(parameters)
        near = {
            w: start + (end - start) / 1000
            for w, start, end in zip(parameters, before, after, strict=True)
        }
        return float(self.session.run(loss, self.learned | near) - old)

    def _check(self, name: str) -> Check:
        weights, loss = self.names[name], self.names["loss"]
        start, gradient = self.session.run([weights, self.names["grad"][weights]], self.learned)
        chosen = np.random.default_rng(0).permutation(np.argwhere(np.ones(start.shape)))
        # The outermost pixels are white in all pictures, and have no slope to compare.
        some = [tuple(index) for index in chosen if name != "W1" or 2 <= index[0] % 8 <= 5]
        some = some[:_ENTRIES]
        delta = 1e-2 if start.dtype == np.float32 else None
        there = np.array(
            [
                central_difference(weights, start, i, [loss], self.session, self.learned, delta)
                for i in some
            ]
        )
        here = np.array([gradient[i] for i in some], dtype=float)
        distance, size = np.linalg.norm(here - there), np.linalg.norm(there)
        if max(distance, size) < 1e-9:
            return Check(0.0, 0.0, 1.0)
        return Check(
            size=float(size),
            error=float(distance / size),
            cosine=float(here @ there / (np.linalg.norm(here) * size)),
        )


def _shared(pictures: Array, others: Array) -> int:
    """Count the pictures that are among the others as well."""
    known = {picture.tobytes() for picture in pictures}
    return sum(picture.tobytes() in known for picture in others)


def _neighbours(pictures: Array, labels: NDArray[np.int64]) -> float:
    """Say which fraction of the pictures has the label of the picture most similar to it."""
    squares = (pictures**2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * pictures @ pictures.T
    np.fill_diagonal(distances, np.inf)
    return float((labels == labels[distances.argmin(axis=1)]).mean())
