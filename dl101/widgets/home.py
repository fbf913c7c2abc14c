"""The thread that a widget belongs to, whichever thread its messages come in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import copy_context


class Home:
    """The thread that a widget was made in, where everything that its views ask for is done.

    JupyterLab delivers messages of widgets in other threads (subshells). Values that have not been
    taken over yet are replaced by newer ones.
    """

    def __init__(self, take: Callable[[dict[str, object]], None]) -> None:
        self._take = take
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._values: dict[str, object] = {}
        self._context = copy_context()
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    def put(self, values: dict[str, object]) -> None:
        """Have values taken over here: at once, or from another thread as soon as possible."""
        with self._lock:
            self._values.update(values)
            # Of the newest message, to which answers belong.
            self._context = copy_context()
        if self._loop is None or threading.get_ident() == self._thread:
            self.take()
        else:
            self._loop.call_soon_threadsafe(self.take)

    def take(self) -> None:
        """Take over the values that are there, now."""
        with self._lock:
            values, self._values = self._values, {}
            context = self._context
        if values:
            context.run(self._take, values)
