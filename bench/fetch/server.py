"""Fifty publishers on loopback, each an address of its own, that answer after 50 milliseconds.

`python -m bench.fetch.server PORT` serves real pages, gzipped as sites do, and says `ready`. It
prepares every answer beforehand, so that what is timed is its clients. Each host has a robots.txt,
a feed and pages, one after another on connections that stay open. It ends with its standard input.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import zlib
from collections.abc import Iterator

from bench.extract.pages import load_pages

HOSTS, PAGES_A_HOST, LATENCY_S = 50, 40, 0.05
_HTML = "text/html; charset=utf-8"


def address(host: int, port: int) -> str:
    """Return the address of a host: `http://127.0.1.N:PORT`."""
    return f"http://127.0.1.{host + 1}:{port}"


def page_paths() -> list[str]:
    """Return the paths of every host's pages."""
    return [f"/news/{number}.html" for number in range(PAGES_A_HOST)]


def answers(port: int) -> dict[bytes, bytes]:
    """Return all answers by what is asked for: host and path, with a space between them."""
    packed = _packed_pages()
    made: dict[bytes, bytes] = {}
    for host in range(HOSTS):
        name = address(host, port).removeprefix("http://")
        plain = {"/robots.txt": (b"User-agent: *\nDisallow: /private/\n", "text/plain")}
        plain["/feed.xml"] = (_feed(address(host, port)), "application/rss+xml")
        for path, (body, content_type) in plain.items():
            made[f"{name} {path}".encode()] = _answer(body, content_type)
        for path in page_paths():
            made[f"{name} {path}".encode()] = _answer(next(packed), _HTML, "gzip")
    return made


def _packed_pages() -> Iterator[bytes]:
    """Yield real pages without end, gzipped, no two of them equal."""
    begun = []
    for page in load_pages():
        packing = zlib.compressobj(6, zlib.DEFLATED, 31)
        begun.append((packing.compress(page.body) + packing.flush(zlib.Z_SYNC_FLUSH), packing))
    number = 0
    while True:
        for head, packing in begun:
            rest = packing.copy()
            yield head + rest.compress(f"<!-- {number} -->".encode()) + rest.flush()
            number += 1


def _feed(home: str) -> bytes:
    items = "".join(f"<item><link>{home}{path}</link></item>" for path in page_paths())
    return f"<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>".encode()


def _answer(body: bytes, content_type: str, encoding: str = "") -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", f"Content-Type: {content_type}"]
    lines += [f"Content-Encoding: {encoding}"] if encoding else []
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection(asyncio.Protocol):
    def __init__(self, made: dict[bytes, bytes]) -> None:
        self._made = made
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            head, _, self._asked = self._asked.partition(b"\r\n\r\n")
            lines = head.split(b"\r\n")
            host = next(x[5:].strip() for x in lines if x[:5].lower() == b"host:")
            found = self._made.get(host + b" " + lines[0].split(b" ")[1], _MISSING)
            asyncio.get_running_loop().call_later(LATENCY_S, self._send, found)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)  # type: ignore[attr-defined]


_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


async def serve(port: int) -> None:
    """Serve until standard input ends."""
    made = answers(port)
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for host in range(HOSTS):
        await loop.create_server(lambda: _Connection(made), f"127.0.1.{host + 1}", port)
    size = sum(map(len, made.values())) // len(made)
    print(f"ready {size}", flush=True)

    def wait_for_end() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_end, daemon=True).start()
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
