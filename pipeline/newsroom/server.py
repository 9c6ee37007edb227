"""The newsroom on loopback: all hosts on one port of 127.0.0.1, told apart by the Host header."""

import hashlib
import json
import threading
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, Self

from pipeline.newsroom.respond import Reply, respond
from pipeline.newsroom.state import State, write_state
from pipeline.newsroom.world import World, build_world

ADDRESS = "127.0.0.1"
_ADMIN = "/_newsroom/"
_CUT_BYTES = 4096


class Newsroom:
    """A running newsroom. It serves from construction until `close()`; use it in a `with`.

    `requests` logs (host, path, status) of every answer but those under /_newsroom/.
    """

    def __init__(
        self,
        state: State,
        *,
        world: World | None = None,
        port: int = 0,
        state_file: Path | None = None,
    ) -> None:
        """Serve `world` (by default the one of the state's epoch) on `port` (0: a free one).

        OSError if the port is taken.
        """
        self.world = world or build_world(state.epoch)
        self.requests: list[tuple[str, str, int]] = []
        self._state, self._state_file = state, state_file
        self._lock = threading.Lock()
        self._healed: set[tuple[str, str]] = set()
        handler = type("Handler", (_Handler,), {"newsroom": self})
        self._server = _Server((ADDRESS, port), handler)
        self._thread = threading.Thread(target=self._serve, name="newsroom", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that is served."""
        return int(self._server.server_address[1])

    @property
    def day(self) -> int:
        """The day at which the world stands."""
        return self._state.day

    def set_day(self, day: int) -> None:
        """Move the world to a day and store it; ValueError if there is no such day."""
        with self._lock:
            self._state = State(self._state.epoch, day)
            if self._state_file:
                write_state(self._state_file, self._state)

    def url(self, key: str) -> str:
        """Return the address of the article `site/slug`."""
        return self.world.url_of(self.world.article(key), self.port)

    def answer(self, host: str, path: str) -> Reply:
        """Return the reply to a request as things stand, and log it."""
        reply = respond(self.world, host, path, day=self.day, port=self.port)
        with self._lock:
            if reply.heals and (host, path) not in self._healed:
                self._healed.add((host, path))
                reply = Reply(500, "text/plain; charset=utf-8", b"try again\n")
        return reply

    def log(self, host: str, path: str, status: int) -> None:
        """Note one answer in `requests`."""
        with self._lock:
            self.requests.append((host, path, status))

    def close(self) -> None:
        """Stop serving and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def __enter__(self) -> Self:
        """Return the running newsroom."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    newsroom: ClassVar[Newsroom]
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer a page, a feed, or the health question."""
        path = self.path.partition("?")[0]
        if path == f"{_ADMIN}health":
            room = self.newsroom
            self._send_json(
                200, {"status": "ok", "epoch": room.world.epoch.isoformat(), "day": room.day}
            )
            return
        host = self.headers.get("Host", "").partition(":")[0].lower()
        reply = self.newsroom.answer(host, path)
        self._send(host, path, reply)

    def do_HEAD(self) -> None:
        """Answer as to a GET, without the body."""
        self.do_GET()

    def do_POST(self) -> None:
        """Move the world to another day."""
        length = min(int(self.headers.get("Content-Length") or 0), 4096)
        body = self.rfile.read(length)
        if self.path != f"{_ADMIN}day":
            self._send_json(404, {"error": "only /_newsroom/day takes a POST"})
            return
        try:
            self.newsroom.set_day(int(json.loads(body)["day"]))
        except (ValueError, KeyError, TypeError) as error:
            self._send_json(400, {"error": f'expected {{"day": 1..5}}: {error}'})
            return
        self._send_json(200, {"day": self.newsroom.day})

    def log_message(self, *_: object) -> None:
        """Stay silent; `Newsroom.requests` is the log."""

    def _send(self, host: str, path: str, reply: Reply) -> None:
        etag = f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"'
        modified_at = _not_in_the_future(reply.modified_at)
        has_validators = reply.status == 200 and modified_at is not None
        is_fresh = has_validators and self._is_fresh(etag, modified_at)
        status = 304 if is_fresh else reply.status
        self.newsroom.log(host, path, status)
        self.send_response(status)
        if has_validators and modified_at is not None:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", format_datetime(modified_at, usegmt=True))
        if reply.location:
            self.send_header("Location", reply.location)
        if reply.status == 200:
            cache = f"max-age={reply.max_age_s}" if reply.max_age_s else "no-store"
            self.send_header("Cache-Control", cache)
        if is_fresh:
            self.end_headers()
            return
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body) + reply.is_cut * _CUT_BYTES))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        self.close_connection = self.close_connection or reply.is_cut

    def _is_fresh(self, etag: str, modified_at: datetime | None) -> bool:
        """If-None-Match decides alone where it is sent (RFC 9110, 13.1.3)."""
        if (wanted := self.headers.get("If-None-Match")) is not None:
            return wanted.strip() == "*" or etag in {
                tag.strip().removeprefix("W/") for tag in wanted.split(",")
            }
        since = self.headers.get("If-Modified-Since")
        if since is None or modified_at is None:
            return False
        try:
            return modified_at <= parsedate_to_datetime(since).astimezone(UTC)
        except ValueError:
            return False

    def _send_json(self, status: int, data: dict[str, object]) -> None:
        body = (json.dumps(data) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _not_in_the_future(moment: datetime | None) -> datetime | None:
    """An origin must not send a Last-Modified that is later than its Date (RFC 9110, 8.8.2.1)."""
    if moment is None:
        return None
    return min(moment.astimezone(UTC), datetime.now(UTC)).replace(microsecond=0)
