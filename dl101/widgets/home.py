"""The thread that a widget belongs to, whichever thread its messages come in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import copy_context


class Home:
    """The thread that a widget was made in, where everything that its views ask for is done.

    JupyterLab delivers messages of widgets in other threads (subshells). Values that have not been
    taken over yet are replaced by newer ones from the same source.
    """

    def __init__(self, take: Callable[[dict[str, object]], None]) -> None:
        self._take = take
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._waiting: list[tuple[object, dict[str, object]]] = []
        self._context = copy_context()
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    def put(self, values: dict[str, object], source: object = None) -> None:
        """Have values taken over here: at once, or from another thread as soon as possible."""
        with self._lock:
            if self._waiting and self._waiting[-1][0] == source:
                self._waiting[-1][1].update(values)
            else:
                self._waiting.append((source, dict(values)))
            # Of the newest message, to which answers belong.
            self._context = copy_context()
        if self._loop is None or threading.get_ident() == self._thread:
            self.take()
        else:
            self._loop.call_soon_threadsafe(self.take)

    def take(self) -> None:
        """Take over the values that are there, now."""
        while True:
            with self._lock:
                if not self._waiting:
                    return
                _, values = self._waiting.pop(0)
                context = self._context
            context.run(self._take, values)
