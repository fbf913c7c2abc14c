"""A plane with work that the kernel does while a view is open."""

from __future__ import annotations

import asyncio

import traitlets

from dl101.widgets.live import Home, Live, Viewers
from dl101.widgets.plane import Plane
from dl101.widgets.trainer import Diverged
from dl101.widgets.traits import Flag, InvalidValue, Number


class LivePlane(Plane):
    """Base of a plane that plays: what its views ask for is done in the widget's own thread.

    A subclass calls `_prepare` before its other initialisation, does a piece of work in `_work`,
    sends a picture of it in `_show`, and whatever else its views ask for in `_do`.
    """

    playing = Flag(False)
    pace = Number(None, 0, excluded=0)

    _notice = traitlets.Unicode().tag(sync=True)

    def _prepare(self) -> None:
        self._home = Home()
        self._viewers = Viewers()
        self._live = Live(self._viewers, self._work, self._show, self._ended)

    def _listen(self) -> None:
        self.observe(self._new_playing, ["playing", "pace"])
        self.on_msg(self._told)
        self._live.pace = self.pace

    # What the subclass does -----------------------------------------------------------------

    def _work(self, count: int | None, until: float) -> int:
        """Do at least one piece of work, as `Live` asks for it."""
        raise NotImplementedError(f"{type(self).__name__} has nothing to do")

    def _show(self) -> None:
        """Send a picture, and count it in `_viewers.sent`."""
        raise NotImplementedError(f"{type(self).__name__} has nothing to show")

    def _do(self, action: str) -> None:
        """Do what a view asks for."""
        raise NotImplementedError(f"{type(self).__name__} cannot {action}")

    # Playing --------------------------------------------------------------------------------

    def play(self) -> None:
        """Train as long as a view is open.

        Raise RuntimeError if no event loop runs, as outside of Jupyter; `step` needs none.
        """
        if not self.playing:
            _require_loop()
        self.playing = True

    def pause(self) -> None:
        """Stop training."""
        self.playing = False

    def close(self) -> None:
        """Stop training and take the widget away."""
        if hasattr(self, "_live"):
            self._live.stop()
        super().close()

    def _left_the_page(self) -> None:
        # Its views cannot say so: their connection was closed first.
        self._viewers.close_all()
        self.pause()

    def _new_playing(self, _change: traitlets.Bunch) -> None:
        self._live.pace = self.pace
        if not self.playing:
            if self._live.running:
                self._live.stop()
                self._show()
            return
        self._notice = ""
        if self._viewers:
            self._live.start()

    def _ended(self, problem: Exception | None) -> None:
        """Say why the work has ended by itself."""
        self.playing = False
        if isinstance(problem, Diverged | InvalidValue):
            self._notice = str(problem)
        elif problem is not None:
            self._show_failure(problem)
        self._show()

    # What views say -------------------------------------------------------------------------

    def _told(self, _widget: object, content: dict, _buffers: object) -> None:
        """Serve a message from a view, after the values that came before it."""
        self._home.call(self._serve_safely, content)

    def set_state(self, sync_data: dict) -> None:
        """Take over a change made by hand; a failure is shown in the widget as well."""
        self._home.put(sync_data, self._take_over)

    def _take_over(self) -> None:
        values = self._home.get()
        if values:
            super().set_state(values)

    def _serve_safely(self, content: dict) -> None:
        """Serve a message; a failure is shown in the view."""
        try:
            self._take_over()
            self._serve(content)
        except (Diverged, InvalidValue):
            pass  # already shown
        except Exception as error:  # shown in the widget, where somebody pressed a button
            self._show_failure(error)

    def _serve(self, content: dict) -> None:
        view = str(content.get("view"))
        if "seen" in content:
            self._viewers.acknowledge(view, int(content["seen"]))
        action = content.get("do")
        if action == "open":
            self._viewers.open(view)
            if self.playing:
                self._live.start()
        elif action == "close":
            self._viewers.close(view)
            if not self._viewers:
                self.pause()
        elif action:
            self._do(action)


def _require_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise RuntimeError(
            "play() needs an event loop, as a Jupyter kernel has; here, take steps with step(100)"
        ) from None
