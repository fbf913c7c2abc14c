"""Work that goes on in the kernel, a little at a time, while somebody watches it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from time import perf_counter

CHUNK = 0.012
"""Seconds of work between two looks at what has come in."""

TURNS = 6
"""Turns of the event loop between two pieces of work: a message needs several to be served."""

PICTURE = 1 / 37
"""Seconds between two pictures: smooth, and the browser leaves the processor to training."""

IN_FLIGHT = 16
"""Pictures that may be under way unacknowledged: enough for 30 a second over 100 ms, when a view
acknowledges every eighth."""

SILENCE = 20.0
"""Seconds after which a view that acknowledges nothing is gone, however it went."""

CREDIT = 0.1
"""Seconds of work that are made up for after the kernel was busy with something else."""


class Home:
    """The thread that a widget is made in, where everything is done that its views ask for.

    JupyterLab hands messages of widgets to threads of their own (subshells), while training goes
    on in this one. New values that have not been taken over yet give way to newer ones.
    """

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._values: dict[str, object] = {}
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    def call(self, function: Callable[..., None], *arguments: object) -> None:
        """Call a function here: at once, or from another thread as soon as possible."""
        if self._loop is None or threading.get_ident() == self._thread:
            function(*arguments)
        else:
            self._loop.call_soon_threadsafe(function, *arguments)

    def put(self, values: dict[str, object], take: Callable[[], None]) -> None:
        """Lay values ready, and have them taken over here by a function that calls `get`."""
        with self._lock:
            waiting = bool(self._values)
            self._values.update(values)
        if not waiting:
            self.call(take)

    def get(self) -> dict[str, object]:
        """Return the values laid ready, which are then gone."""
        with self._lock:
            values, self._values = self._values, {}
        return values


class Viewers:
    """The views that show a widget, and how far they have come.

    Pictures are numbered. A view acknowledges the newest that it has shown, so that a slow one
    never has a queue before it: what it cannot show in time is not sent.
    """

    def __init__(self) -> None:
        self._heard: dict[str, float] = {}
        self.sent = 0
        self._seen = 0

    def __bool__(self) -> bool:
        return bool(self._heard)

    def open(self, view: str) -> None:
        """Note that a view is there."""
        self._heard[view] = perf_counter()

    def close(self, view: str) -> None:
        """Note that a view is gone."""
        self._heard.pop(view, None)

    def close_all(self) -> None:
        """Note that no view is left."""
        self._heard.clear()

    def acknowledge(self, view: str, picture: int) -> None:
        """Note which picture a view has shown last."""
        self.open(view)
        self._seen = min(max(self._seen, picture), self.sent)

    @property
    def ready(self) -> bool:
        """Whether another picture may be sent."""
        return self.sent - self._seen < IN_FLIGHT

    def begin(self) -> None:
        """Forget what is still under way."""
        self._seen = self.sent
        self._heard = dict.fromkeys(self._heard, perf_counter())

    def drop_silent(self) -> None:
        """Forget the views of which nothing has been heard for long."""
        if self.ready:
            return
        now = perf_counter()
        self._heard = {view: at for view, at in self._heard.items() if now - at < SILENCE}


class Live:
    """Does work on the event loop that runs, and sends pictures of it.

    Parameters
    ----------
    viewers : Viewers
        Who watches; without anybody the work ends.
    work : callable
        Takes a number of pieces, or None for any, and the time by which to return; does at least
        one piece and returns how many.
    show : callable
        Sends a picture.
    ended : callable
        Called when the work has ended by itself, with the exception or None.
    """

    def __init__(
        self,
        viewers: Viewers,
        work: Callable[[int | None, float], int],
        show: Callable[[], None],
        ended: Callable[[Exception | None], None],
    ) -> None:
        self._viewers = viewers
        self._work, self._show, self._ended = work, show, ended
        self._task: asyncio.Task | None = None
        self.pace: float | None = None

    @property
    def running(self) -> bool:
        """Whether the work is going on."""
        return self._task is not None

    def start(self) -> None:
        """Begin; nothing if it has begun already.

        Raises
        ------
        RuntimeError
            If no event loop runs, as outside of Jupyter.
        """
        if self._task is None:
            loop = asyncio.get_running_loop()
            self._viewers.begin()
            self._task = loop.create_task(self._run())

    def stop(self) -> None:
        """End the work."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    async def _run(self) -> None:
        problem = None
        try:
            await self._go_on()
        except Exception as error:  # handed on to whoever shows it
            problem = error
        if self._task is asyncio.current_task():
            self._task = None
            self._ended(problem)

    async def _go_on(self) -> None:
        credit, before, shown, fresh = 1.0, perf_counter(), 0.0, False
        while self._viewers:
            now = perf_counter()
            pace = self.pace
            if pace is not None:
                credit = min(credit + pace * (now - before), max(1.0, pace * CREDIT))
            before = now
            if pace is None or credit >= 1:
                until = min(due for due in (shown + PICTURE, now + CHUNK) if due > now)
                credit -= self._work(None if pace is None else int(credit), until)
                fresh = True
            if fresh and perf_counter() - shown >= PICTURE and self._viewers.ready:
                self._show()
                shown, fresh = perf_counter(), False
            self._viewers.drop_silent()
            await self._let_others(0 if pace is None else (1 - credit) / pace)

    async def _let_others(self, pause: float) -> None:
        """Let the event loop do what else there is, and rest until there is something to do."""
        for _ in range(TURNS):
            await asyncio.sleep(0)
        if pause > 0:
            await asyncio.sleep(min(pause, CREDIT))
