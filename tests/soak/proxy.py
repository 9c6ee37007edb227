"""A proxy between a loader and PostgreSQL that strikes at a chosen step of the conversation.

A step is a message after which the server acts: a query, the end of an extended query, a piece of
COPY data, the end of a COPY. So every statement of a load is a step, however the loader is written,
and nothing in production code knows of it. The message format: PostgreSQL's documentation,
'Frontend/Backend Protocol', section 'Message Formats'.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from pipeline.standalone.state import LOOPBACK

_STEPS = b"QSdc"  # Query, Sync, CopyData, CopyDone
_BACKEND_KEY = b"K"
MOMENTS = ("before", "sent", "answered")


@dataclass(frozen=True)
class Strike:
    """At which step of the first connection, and at which moment of it, something happens.

    `before`: the server never gets the step. `sent`: it gets it, nobody waits for the answer.
    `answered`: it has done it, the answer never reaches the loader.
    """

    step: int
    moment: str
    action: Callable[[Proxy], None]


class Proxy:
    """Forwards loopback connections to the server of `url`. Use it in a `with` statement."""

    def __init__(self, url: str, strike: Strike | None = None) -> None:
        self._target = urlsplit(url)
        self._strike = strike
        self._listener = socket.create_server((LOOPBACK, 0))
        self._threads: list[threading.Thread] = []
        self.steps = 0
        self.backend_pid = 0
        self.struck = threading.Event()

    def __enter__(self) -> Proxy:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.wait()

    @property
    def url(self) -> str:
        """The address of the same database through this proxy, without any encryption."""
        user = self._target.netloc.rpartition("@")[0]
        netloc = f"{user}@{LOOPBACK}:{self._listener.getsockname()[1]}"
        query = "sslmode=disable&gssencmode=disable"
        return urlunsplit((self._target.scheme, netloc, self._target.path, query, ""))

    def wait(self) -> None:
        """Wait until the server has ended every session: what it did can be looked at then."""
        for thread in list(self._threads):
            thread.join(timeout=30)

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        is_first = True
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._serve, client, self._strike if is_first else None)
            is_first = False

    def _serve(self, client: socket.socket, strike: Strike | None) -> None:
        address = (self._target.hostname, self._target.port)
        with client, contextlib.suppress(OSError), socket.create_connection(address) as server:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _Session(self, client, server, strike).run()


class _Session:
    """One connection: the loader's messages are counted, the server's passed on or held back."""

    def __init__(
        self, proxy: Proxy, client: socket.socket, server: socket.socket, strike: Strike | None
    ) -> None:
        self.proxy, self.client, self.server, self.strike = proxy, client, server, strike
        self.is_mute = False
        self.answered = threading.Event()

    def run(self) -> None:
        back = threading.Thread(target=self._pass_back, daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            self._pass_on()
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_WR)
        back.join(timeout=30)

    def _pass_on(self) -> None:
        held, is_started = b"", False
        while data := self.client.recv(65536):
            held += data
            while (length := _length(held, is_started)) and len(held) >= length:
                message, held = held[:length], held[length:]
                if not self._forward(message, is_started):
                    return
                is_started = True

    def _forward(self, message: bytes, is_started: bool) -> bool:
        """Send one message on; return False once the strike has fallen."""
        if not (self.strike and is_started and message[:1] in _STEPS):
            self.server.sendall(message)
            return True
        self.proxy.steps += 1
        if self.proxy.steps != self.strike.step:
            self.server.sendall(message)
            return True
        self._fall(message)
        return False

    def _fall(self, message: bytes) -> None:
        assert self.strike
        self.is_mute = True
        if self.strike.moment != "before":
            self.server.sendall(message)
        if self.strike.moment == "answered" and message[:1] != b"d":  # COPY data has no answer
            self.answered.wait(timeout=5)
        self.strike.action(self.proxy)
        self.proxy.struck.set()

    def _pass_back(self) -> None:
        with contextlib.suppress(OSError):
            while data := self.server.recv(65536):
                self._note_backend(data)
                self.answered.set() if self.is_mute else self.client.sendall(data)
            self.client.shutdown(socket.SHUT_RDWR)

    def _note_backend(self, data: bytes) -> None:
        """Find the session's process in the server's greeting."""
        place = 0
        while self.strike and not self.proxy.backend_pid and place + 13 <= len(data):
            kind, length = data[place : place + 1], _length(data[place:], True)
            if kind == _BACKEND_KEY:
                self.proxy.backend_pid = struct.unpack_from("!i", data, place + 5)[0]
            place += length or len(data)


def _length(held: bytes, is_started: bool) -> int:
    """Return the length of the first message, 0 where it cannot be known yet.

    The first one of a connection has no type before its length.
    """
    start = 1 if is_started else 0
    if len(held) < start + 4:
        return 0
    return start + int(struct.unpack_from("!i", held, start)[0])
