"""A wall-clock limit that a server cannot talk its way out of, one byte at a time."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from types import TracebackType


class Deadline:
    """The moment at which a fetch must have ended, in seconds from now."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def remaining_s(self) -> float:
        """Return the seconds left, at least 0."""
        return max(0.0, self._at - time.monotonic())

    def move(self, seconds: float) -> None:
        """Put the deadline off (time spent waiting out of politeness), or bring it forward."""
        self._at += seconds


class Watchdog:
    """Cuts a connection when its time is over, whatever the connection is doing.

    A socket timeout limits each single read, so a server that drips one byte a second holds a
    reader for ever. The cut is a shutdown of a duplicate descriptor: the reader, in whatever
    layer (headers, chunks, TLS), sees an end of file, and `has_fired` tells why.
    """

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._descriptors: list[int] = []
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True
        self.has_fired = False

    def watch(self, connection: socket.socket) -> None:
        """Cut `connection` too when the time is over."""
        with self._lock:
            self._descriptors.append(os.dup(connection.fileno()))
            if self.has_fired:
                self._cut()

    def __enter__(self) -> Watchdog:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            while self._descriptors:
                os.close(self._descriptors.pop())

    def _fire(self) -> None:
        with self._lock:
            self.has_fired = True
            self._cut()

    def _cut(self) -> None:
        for descriptor in self._descriptors:
            with (
                contextlib.suppress(OSError),  # the other side was faster
                socket.socket(fileno=os.dup(descriptor)) as duplicate,
            ):
                duplicate.shutdown(socket.SHUT_RDWR)
