"""Work that the kernel does a little at a time, while a view shows it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from time import perf_counter

CHUNK = 0.012
"""Seconds of work between two looks at incoming messages."""

TURNS = 6
"""Turns of the event loop between two pieces of work: a message needs several to be served."""

PICTURE = 1 / 37
"""Seconds between two pictures: smooth, and leaves most of the processor to training."""

IN_FLIGHT = 16
"""How many pictures may be sent without an answer: enough for 30 a second over 100 ms, when a view
acknowledges every eighth."""

SILENCE = 20.0
"""Seconds after which a view that has acknowledged nothing counts as closed."""

CREDIT = 0.1
"""Seconds of work to catch up on after the kernel was busy with something else."""


class Home:
    """The thread that a widget was made in, where everything that its views ask for is done.

    JupyterLab delivers messages of widgets in other threads (subshells). Values that have not been
    taken over yet are replaced by newer ones.
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
        """Store values, and call a function here that takes them over with `get`."""
        with self._lock:
            waiting = bool(self._values)
            self._values.update(values)
        if not waiting:
            self.call(take)

    def get(self) -> dict[str, object]:
        """Return the stored values and forget them."""
        with self._lock:
            values, self._values = self._values, {}
        return values


class Viewers:
    """The views that show a widget, and which picture each has shown.

    Pictures are numbered. A view acknowledges the newest that it has shown, so that pictures never
    queue up before a slow one.
    """

    def __init__(self) -> None:
        self._heard: dict[str, float] = {}
        self.sent = 0
        self._seen = 0

    def __bool__(self) -> bool:
        return bool(self._heard)

    def open(self, view: str) -> None:
        """Record a view."""
        self._heard[view] = perf_counter()

    def close(self, view: str) -> None:
        """Forget a view."""
        self._heard.pop(view, None)

    def close_all(self) -> None:
        """Forget all views."""
        self._heard.clear()

    def acknowledge(self, view: str, picture: int) -> None:
        """Record which picture a view has shown last."""
        self.open(view)
        self._seen = min(max(self._seen, picture), self.sent)

    @property
    def ready(self) -> bool:
        """Whether another picture may be sent."""
        return self.sent - self._seen < IN_FLIGHT

    def begin(self) -> None:
        """Count all pictures as shown."""
        self._seen = self.sent
        self._heard = dict.fromkeys(self._heard, perf_counter())

    def drop_silent(self) -> None:
        """Forget views that have been silent for long."""
        if self.ready:
            return
        now = perf_counter()
        self._heard = {view: at for view, at in self._heard.items() if now - at < SILENCE}


class Live:
    """Does work on the running event loop, and sends pictures of it, while there are viewers.

    `work` takes a number of pieces of work, or None for any number, and the time by which to
    return; it does at least one piece and returns how many. `show` sends a picture. `ended` is
    called when the work ends by itself, with the exception or None.
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
        """Begin, unless it has begun; raise RuntimeError if no event loop runs."""
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
        except Exception as error:  # the caller shows it
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
        """Let the event loop do other things, and rest until there is something to do."""
        for _ in range(TURNS):
            await asyncio.sleep(0)
        if pause > 0:
            await asyncio.sleep(min(pause, CREDIT))
