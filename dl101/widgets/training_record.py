"""What has been done in training: losses, and what was changed by hand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl101.widgets.training_data import NO_EDIT, Data, Edit, difference, edited

CURVE_LENGTH = 400
"""How many losses are kept; beyond that, every second one is dropped."""


class History(NamedTuple):
    """The losses during training."""

    steps: NDArray[np.int64]
    """Number of steps taken before."""
    train_loss: NDArray[np.float64]
    """Mean loss over the training points."""
    test_loss: NDArray[np.float64]
    """Mean loss over the test points; nan without any."""


class Curve:
    """Pairs of losses, on the training and the test points, one every `interval` steps."""

    def __init__(self, first: tuple[float, float]) -> None:
        self.interval = 1
        self._losses = [first]

    def add(self, losses: tuple[float, float]) -> None:
        """Add the losses `interval` steps after the last ones."""
        self._losses.append(losses)
        if len(self._losses) > CURVE_LENGTH:
            self._losses = self._losses[::2]
            self.interval *= 2

    def to_bytes(self) -> bytes:
        """Write all losses, as float64."""
        return np.array(self._losses).tobytes()

    @classmethod
    def from_bytes(cls, text: bytes, interval: int) -> Curve:
        """Read what `to_bytes` has written."""
        first, *others = map(tuple, np.frombuffer(text).reshape(-1, 2))
        curve = cls(first)
        curve.interval = interval
        curve._losses += others
        return curve

    @property
    def history(self) -> History:
        """The losses with the steps that they belong to."""
        losses = np.array(self._losses)
        return History(np.arange(len(losses)) * self.interval, losses[:, 0], losses[:, 1])


class Record:
    """The settings at the start, and every change since then.

    `changes` holds, by the number of steps taken before, the new "learning_rate", "batch_size" or
    "weight_decay", or the data's "edit". `base` is the data as it was made.
    """

    def __init__(self, base: Data, settings: dict[str, float | None]) -> None:
        self.base = base
        self.began = dict(settings)
        self.changes: dict[int, dict[str, object]] = {}

    def note_setting(self, step: int, name: str, value: float | None) -> None:
        """Note a change of one of the settings."""
        if step == 0:
            self.began[name] = value
        else:
            self.changes.setdefault(step, {})[name] = value

    def note_data(self, step: int, data: Data) -> None:
        """Note how the data differ from those of the step before.

        Where there have been batches, an edit that is taken back stays as one that changes nothing:
        it has begun a new round of them.
        """
        before = self.base
        for earlier, change in self.changes.items():
            if earlier < step and "edit" in change:
                before = edited(before, change["edit"])
        edit = difference(before, data)
        now = self.changes.setdefault(step, {})
        taken_back = now.pop("edit", None) is not None
        if edit is None and taken_back and step > 0 and self._batches:
            edit = NO_EDIT
        if edit is not None:
            now["edit"] = edit
        if not now:
            del self.changes[step]

    @property
    def _batches(self) -> bool:
        changed = any("batch_size" in change for change in self.changes.values())
        return changed or self.began["batch_size"] is not None

    def to_json(self) -> list:
        """Write the changes as the page has them."""
        return [[step, _to_json(change)] for step, change in self.changes.items()]

    def read(self, began: dict, changes: list) -> None:
        """Take over a record of the page's."""
        changes = {int(step): _from_json(change) for step, change in changes}
        self.began, self.changes = {name: began[name] for name in self.began}, changes


def _to_json(change: dict) -> dict:
    if "edit" not in change:
        return change
    edit = change["edit"]
    return {**change, "edit": [edit.start, edit.stop, edit.rows.tolist()]}


def _from_json(change: dict) -> dict:
    if "edit" not in change:
        return change
    start, stop, rows = change["edit"]
    return {**change, "edit": Edit(start, stop, np.array(rows, dtype=float).reshape(-1, 3))}
