"""A server far away: forwards connections and holds every byte back for a while."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading


class Delay:
    """Listens on a port of its own and forwards to another one, late in both directions.

    Parameters
    ----------
    target : int
        Port on this machine to forward to.
    seconds : float
        Delay each way.
    port : int, optional
        Port to listen on; by default one that is free.

    Attributes
    ----------
    port : int
        Port to connect to.
    """

    def __init__(self, target: int, seconds: float, port: int = 0) -> None:
        self._target = target
        self._seconds = seconds
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and drop every connection."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def _serve(self) -> None:
        with contextlib.closing(self._loop):
            self._loop.run_until_complete(self._listen())

    async def _listen(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._connect, sock=self._listener)
        await self._stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # until the connections are closed

    async def _connect(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            far, forth = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            back.close()
            return
        for writer in (back, forth):
            # Small messages must leave at once, or the delay would not be the one asked for.
            link = writer.get_extra_info("socket")
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            await asyncio.gather(self._carry(near, forth), self._carry(far, back))
        except asyncio.CancelledError:
            for writer in (back, forth):
                writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read at once, write each piece when its time has come."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        sender = asyncio.create_task(self._send(pieces, writer))
        data = b"."
        while data:
            try:
                data = await reader.read(1 << 16)
            except OSError:
                data = b""
            pieces.put_nowait((self._loop.time() + self._seconds, data))
        await sender

    async def _send(self, pieces: asyncio.Queue, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while True:
                due, data = await pieces.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                if not data:
                    break
                writer.write(data)
                await writer.drain()
        writer.close()
