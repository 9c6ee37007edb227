"""The faults of the fetch stage, each once: what the server does, and what must come of it.

Numbers are those of docs/benchmarks/faults.md. `python -m bench.faults` runs the same cases in a
child whose time and memory are recorded, plain `requests` beside it.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.hostile import HostileServer, drip, redirect, response

OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html\r\n"
PACKED = gzip.compress(bytes(range(256)) * 200)
GZIP = "Content-Encoding: gzip"


@dataclass(frozen=True)
class Case:
    """One fault. `serve` sets the server up and returns the address to ask for.

    `reason` is the code under which it is refused, None where the answer is to be accepted.
    """

    number: int
    name: str
    serve: Callable[[HostileServer], str]
    reason: str | None

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


def answer(number: int, name: str, data: bytes, reason: str | None) -> Case:
    """Return a case that is one prepared answer."""
    return Case(number, name, lambda server: server.on("/fault", data), reason)


def slow(number: int, name: str, start: bytes, piece: bytes, pause_s: float, reason: str) -> Case:
    """Return a case that sends `start` at once and then `piece` again and again."""
    return Case(
        number,
        name,
        lambda server: server.on("/fault", drip(server, start, piece, pause_s)),
        reason,
    )


def _loop(server: HostileServer) -> str:
    server.on("/b", redirect("/a"))
    return server.on("/a", redirect("/b"))


def _long_way(server: HostileServer) -> str:
    for number in range(20):
        server.on(f"/{number}", redirect(f"/{number + 1}"))
    return server.url("/0")


def _bomb_behind_redirect(server: HostileServer) -> str:
    server.on("/target", response(b"<html>fine</html>"))
    start = OK.replace(b"200 OK", b"302 Found") + b"Location: /target\r\n\r\n"
    return server.on("/fault", drip(server, start, b"x" * 65536, 0.01))


CASES = [
    answer(1, "gzip bomb", response(gzip.compress(bytes(200_000_000), 9), GZIP), "too_large"),
    Case(2, "bomb in the body of a redirect", _bomb_behind_redirect, None),
    answer(3, "nested gzip", response(gzip.compress(PACKED), f"{GZIP}, gzip"), "bad_encoding"),
    answer(4, "200 encodings", response(PACKED, GZIP + ", gzip" * 200), "bad_encoding"),
    slow(5, "body drips", OK + HTML + b"\r\n<html>", b"x", 0.05, "timeout"),
    slow(5, "known length drips", OK + b"Content-Length: 5000\r\n\r\n", b"x", 0.05, "timeout"),
    slow(
        5, "chunks drip", OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05, "timeout"
    ),
    slow(6, "headers drip", OK, b"X-A: 1\r\n", 0.05, "timeout"),
    slow(6, "one header drips", OK + b"X-A: ", b"x", 0.05, "timeout"),
    slow(6, "status line drips", b"HTTP/1.1 2", b"0", 0.05, "timeout"),
    slow(7, "endless body", OK + HTML + b"\r\n", b"x" * 65536, 0, "too_large"),
    answer(7, "huge length declared", OK + b"Content-Length: 999999999\r\n\r\nx", "too_large"),
    slow(8, "stall", OK + b"Content-Length: 9\r\n\r\n", b"", 0.2, "timeout"),
    answer(9, "short body", OK + b"Content-Length: 900\r\n\r\nshort", "truncated"),
    answer(
        10,
        "cut chunks",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n9\r\ncut",
        "truncated",
    ),
    answer(
        11,
        "bad chunk size",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n0\r\n\r\n",
        "truncated",
    ),
    answer(12, "not gzip", response(b"<html>plain</html>", GZIP), "bad_encoding"),
    answer(13, "cut gzip", response(PACKED[:-40], GZIP), "truncated"),
    answer(14, "garbage behind gzip", response(PACKED + b"garbage", GZIP), None),
    Case(15, "redirect loop", _loop, "redirect_refused"),
    Case(15, "long way", _long_way, "redirect_refused"),
    answer(16, "no Location", response(b"", status="302 Found"), "redirect_refused"),
    answer(17, "to ftp", redirect("ftp://paper.localhost/x"), "redirect_refused"),
    answer(17, "to a file", redirect("file:///etc/passwd"), "redirect_refused"),
    answer(17, "to a script", redirect("javascript:alert(1)"), "redirect_refused"),
    answer(17, "to nowhere", redirect("http://[::1"), "redirect_refused"),
    answer(18, "60 kB address", redirect("/" + "x" * 60_000), "redirect_refused"),
    answer(23, "1 MB header", response(b"", "X-Long: " + "x" * 1_000_000), "bad_response"),
    answer(24, "5,000 headers", response(b"", *["X-Many: 1"] * 5_000), "bad_response"),
    answer(25, "garbage status line", b"\x16\x03\x01 what is this\r\n\r\n", "bad_response"),
    answer(26, "silence", b"", "connection"),
    answer(27, "negative length", OK + b"Content-Length: -5\r\n\r\nabc", "bad_response"),
    answer(
        27,
        "conflicting lengths",
        OK + b"Content-Length: 3\r\nContent-Length: 7\r\n\r\nabcdefg",
        "bad_response",
    ),
    slow(28, "100 Continue for ever", b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.0001, "timeout"),
    answer(29, "304 unasked", response(b"", status="304 Not Modified"), "unrequested_304"),
]
