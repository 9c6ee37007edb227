"""A wall-clock limit that a server cannot talk its way out of, one byte at a time."""

from __future__ import annotations

import contextlib
import heapq
import os
import socket
import threading
import time
from itertools import count
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
        self._seconds = seconds
        self.has_fired = False
        self.is_over = False

    def watch(self, connection: socket.socket) -> None:
        """Cut `connection` too when the time is over."""
        with self._lock:
            self._descriptors.append(os.dup(connection.fileno()))
            if self.has_fired:
                self._cut()

    def __enter__(self) -> Watchdog:
        _minder.mind(self, self._seconds)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self.is_over = True
            while self._descriptors:
                os.close(self._descriptors.pop())

    def fire(self) -> None:
        """Cut now; nothing happens where what was watched has ended."""
        with self._lock:
            if not self.is_over:
                self.has_fired = True
                self._cut()

    def _cut(self) -> None:
        for descriptor in self._descriptors:
            with (
                contextlib.suppress(OSError),  # the other side was faster
                socket.socket(fileno=os.dup(descriptor)) as duplicate,
            ):
                duplicate.shutdown(socket.SHUT_RDWR)


class _Minder:
    """One thread that fires all watchdogs of the process: a timer each would be a thread each."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, Watchdog]] = []
        self._numbers = count()
        self._thread: threading.Thread | None = None

    def mind(self, watchdog: Watchdog, seconds: float) -> None:
        """Fire `watchdog` after some seconds."""
        with self._changed:
            entry = (time.monotonic() + seconds, next(self._numbers), watchdog)
            heapq.heappush(self._due, entry)
            if self._thread is None or not self._thread.is_alive():  # it stays behind at a fork
                self._thread = threading.Thread(target=self._run, daemon=True, name="watchdogs")
                self._thread.start()
            elif self._due[0] is entry:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next().fire()

    def _next(self) -> Watchdog:
        """Wait until a watchdog is due and return it."""
        with self._changed:
            while True:
                while self._due and self._due[0][2].is_over:
                    heapq.heappop(self._due)
                wait_s = self._due[0][0] - time.monotonic() if self._due else None
                if wait_s is not None and wait_s <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait_s)


_minder = _Minder()
