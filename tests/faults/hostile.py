"""A server on loopback that misbehaves: one path, one fault, written straight to the socket."""

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

Answer = Callable[[socket.socket, "Asked"], None]


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]


class HostileServer:
    """Answers each path by its function; paths without one get a 404. Remembers who asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self._closing = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str, host: str = "paper.localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def on(self, path: str, answer: Answer | bytes) -> str:
        """Answer `path` with these bytes, or by this function; return its URL."""
        if isinstance(answer, bytes):
            data = answer
            self.answers[path] = lambda connection, asked: connection.sendall(data)
        else:
            self.answers[path] = answer
        return self.url(path)

    def count(self, path: str) -> int:
        return sum(1 for asked in self.asked if asked.path == path)

    def close(self) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # a mere close leaves accept() waiting
        self._listening.close()

    def is_open(self) -> bool:
        return not self._closing.is_set()

    def wait(self, seconds: float) -> bool:
        """Pause between drips; False when the server is closing."""
        return not self._closing.wait(seconds)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            asked = _read_request(connection)
            if asked is None:
                return
            self.asked.append(asked)
            answer = self.answers.get(asked.path)
            if answer is None:
                connection.sendall(response(b"", status="404 Not Found"))
            else:
                answer(connection, asked)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)  # let the client read to the end


def _read_request(connection: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        data += chunk
    first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    return Asked(first.split(" ")[1], headers)


def response(
    body: bytes, *headers: str, status: str = "200 OK", content_type: str = "text/html"
) -> bytes:
    """Return a well-formed answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Content-Type: {content_type}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def redirect(location: str, status: str = "302 Found", body: bytes = b"") -> bytes:
    """Return a redirect to `location`."""
    return response(body, f"Location: {location}", status=status)


def drip(server: HostileServer, start: bytes, piece: bytes, pause_s: float) -> Answer:
    """Return an answer that sends `start` at once and then `piece` again and again."""

    def answer(connection: socket.socket, asked: Asked) -> None:
        connection.sendall(start)
        while server.wait(pause_s):
            connection.sendall(piece)

    return answer
