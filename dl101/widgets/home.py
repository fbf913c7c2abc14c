"""The thread that a widget belongs to, whichever thread its messages come in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable


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
