"""Training that Python and the page share: either goes on from where the other one was."""

from __future__ import annotations

import traitlets

from dl101.widgets.export import program
from dl101.widgets.home import Home
from dl101.widgets.plane import Plane
from dl101.widgets.trainer import Snapshot, Trainer
from dl101.widgets.training_data import Data
from dl101.widgets.traits import Flag, InvalidValue


class SharedTraining(Plane):
    """Base of the training ground: its traffic with the page, `web/player.js` there.

    The page reports where it is a few times a second. `epoch` counts how often Python has
    intervened since, so that reports from before one are not mixed up with what came after it;
    `clock` orders the reports, by whichever window (Lamport, 1978).

    A subclass says in `_settings` what may change while training goes on, in `noise` what its
    data were drawn with, and in `_made` how.
    """

    # Other windows hear from `_state` that one of them plays: they do not play too.
    playing = Flag(False).tag(echo_update=False)

    # Where training is. Python writes it, and so does the page. It is one trait, so that whichever
    # side's comes last comes whole.
    _state = traitlets.Dict().tag(sync=True, echo_update=False, by_hand=True)

    _asked = traitlets.Int().tag(sync=True, echo_update=False, by_hand=True)
    _program = traitlets.Dict().tag(sync=True)
    _id = traitlets.Unicode(read_only=True).tag(sync=True)

    _trainer: Trainer

    def __init__(self, **options: object) -> None:
        self._home = Home(self._take_over)
        self._epoch = 0
        self._stamp = (0, "")
        self._player = ""
        self._by_hand = False
        self._hearing = False
        super().__init__(**options)
        self.set_trait("_id", self.model_id)

    @property
    def _heard(self) -> Trainer:
        """The trainer, where the page was last."""
        self._home.take()
        return self._trainer

    def export(self) -> str:
        """Write a `dl101` program that does what has been done here.

        It makes the same data and initial weights, takes the same steps with every change made by
        hand in its place, and ends with the same losses, as `train_loss` and `test_loss`.
        """
        return program(self._heard, self._made)

    # What Python says -----------------------------------------------------------------------

    def _intervene(self, notice: str = "", *, playing: bool | None = None) -> None:
        """Send a state that replaces whatever the page has done since it was last heard of."""
        self._epoch += 1
        with self.hold_sync():
            if playing is not None:
                self.playing = playing
            self._show(notice)

    def _show(self, notice: str = "") -> None:
        """Send the present state in one message, and what has stopped training."""
        run, numbers, curve, changes = self._trainer.snapshot
        self._stamp = (self._stamp[0] + 1, "")
        told = {"epoch": self._epoch, "clock": self._stamp[0], "by": "", "playing": self.playing}
        told |= {"noise": self.noise, "notice": notice}
        self._state = {**run, **told, "numbers": numbers, "curve": curve, "changes": changes}
        if self.kernel_readout is not None:
            self._refresh()

    # What the page says ---------------------------------------------------------------------

    def set_state(self, sync_data: dict) -> None:
        """Take over what the page has done, or what it has changed by hand."""
        # JupyterLab delivers messages in other threads, also while a cell runs.
        state = sync_data.get("_state")
        window = state.get("by") if isinstance(state, dict) else None
        self._home.put(sync_data, window)

    def _take_over(self, values: dict) -> None:
        state = values.pop("_state", None)
        trains = isinstance(state, dict) and state.get("playing") is True
        # Only a window that trains can say so. Others repeat what they have heard before.
        if values.get("playing") and not trains:
            del values["playing"]
        # A report from before Python intervened is no use any more; what was changed by hand is.
        self._hearing = isinstance(state, dict) and self._is_news(state)
        if self._hearing:
            # With other noise than its points have, the page asks for others.
            self._hearing = state.get("noise") == values.get("noise", self.noise)
        self._by_hand = True
        try:
            super().set_state(values)
            if self._hearing:
                self._resume(state)
            if "_asked" in values:
                text, step = program(self._trainer, self._made), self._trainer.step_count
                self._program = {"text": text, "step": step, "for": self._asked}
        except Exception as error:
            self._show_failure(error)
            raise
        finally:
            heard, self._hearing, self._by_hand = self._hearing, False, False
        self._tell_others(values, heard)

    def _is_news(self, state: dict) -> bool:
        """Whether a report belongs to this epoch, and is from after all that are known."""
        clock, by = state.get("clock"), state.get("by")
        known = state.get("epoch") == self._epoch and isinstance(clock, int) and isinstance(by, str)
        return known and (clock, by) > self._stamp

    def _resume(self, state: dict) -> None:
        """Be where the page says that it is."""
        try:
            state |= {name: bytes(state[name]) for name in ("numbers", "curve")}
            snapshot = Snapshot(state, state["numbers"], state["curve"], state["changes"])
            data = Data(self.points, self.labels)
            self._trainer.resume(snapshot, data, self._settings)
        except (KeyError, TypeError, ValueError) as error:
            self._intervene()
            raise InvalidValue(f"The page's report cannot be understood: {error!r}.") from None
        self._stamp = (state["clock"], state["by"])
        # One that was on its way when it was to pause may say that it plays, and the last one not.
        state["playing"] = self.playing and state.get("playing") is True
        if self._player == state["by"] and not state["playing"]:
            self.playing = False
        super().set_state({"_state": state})

    def _tell_others(self, values: dict, heard: bool) -> None:
        """Tell other windows that show the widget."""
        by = self._state.get("by") if heard else None
        if values.get("playing") is False and by != self._player:
            self.send_state("playing")
        if heard:
            self._player = by if self._state.get("playing") else ""
            self.send_state("_state")
