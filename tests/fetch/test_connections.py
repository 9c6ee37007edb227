"""Connections are kept for the next request, and never at the price of safety or of an error."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest

from pipeline.errors import Terminal, Transient
from pipeline.fetch import FetchPolicy
from tests.faults.hostile import response
from tests.fetch.fakes import LOCAL, Bench


class KeepingServer:
    """Answers request after request on one connection, from a list of prepared answers.

    An answer of None closes the connection without a word, as a server does with an idle one.
    """

    def __init__(self) -> None:
        self.connections = 0
        self.requests: list[str] = []
        self.answers: list[bytes | None] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str, host: str = "paper.localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as reader:
            while line := reader.readline():
                while reader.readline().strip():
                    pass
                path = line.split()[1].decode()
                if path == "/robots.txt":
                    connection.sendall(response(b"", status="404 Not Found"))
                    continue
                self.requests.append(path)
                answer = self.answers.pop(0)
                if answer is None:
                    return
                connection.sendall(answer)


@pytest.fixture
def keeping():
    server = KeepingServer()
    yield server
    server.close()


@pytest.fixture
def bench():
    made = Bench()
    yield made
    made.fetcher.close()


def fetch(bench, server, path, **options):
    return bench.fetcher.fetch(server.url(path), policy=LOCAL, **options)


def test_robots_and_pages_of_a_host_come_over_one_connection(bench, keeping):
    keeping.answers = [response(b"one"), response(b"two"), response(b"three")]
    assert [fetch(bench, keeping, f"/{n}").body for n in "abc"] == [b"one", b"two", b"three"]
    assert keeping.connections == 1


def test_a_304_keeps_its_connection(bench, keeping):
    keeping.answers = [b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", response(b"two")]
    assert fetch(bench, keeping, "/a", etag="x").status == 304
    assert fetch(bench, keeping, "/b").body == b"two"
    assert keeping.connections == 1


def test_a_connection_that_the_server_gave_up_is_replaced_without_a_failure(bench, keeping):
    keeping.answers = [response(b"one"), None, response(b"two")]
    fetch(bench, keeping, "/a")
    assert fetch(bench, keeping, "/b").body == b"two"
    assert keeping.requests == ["/a", "/b", "/b"]
    assert keeping.connections == 2
    assert bench.slept == [], "it counts as no try and needs no back-off"


def test_a_new_connection_that_fails_is_a_failure_and_backed_off_from(bench, keeping):
    keeping.answers = [None, response(b"two")]
    policy = replace(LOCAL, obey_robots=False)
    assert bench.fetcher.fetch(keeping.url("/a"), policy=policy).body == b"two"
    assert bench.slept == [bench.settings.backoff_s]


def test_the_unread_body_of_a_redirect_is_no_answer_to_the_next_request(bench, keeping):
    smuggled = response(b"smuggled")
    keeping.answers = [
        response(smuggled, "Location: /b", status="302 Found"),
        response(b"true"),
    ]
    assert fetch(bench, keeping, "/a").body == b"true"
    assert keeping.connections == 2


def test_what_stands_behind_an_answer_is_no_answer_to_the_next_request(bench, keeping):
    keeping.answers = [response(b"one") + response(b"smuggled"), response(b"true")]
    fetch(bench, keeping, "/a")
    assert fetch(bench, keeping, "/b").body == b"true"


def test_a_kept_connection_too_ends_at_the_deadline(bench, keeping):
    keeping.answers = [response(b"one"), b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", None]
    fetch(bench, keeping, "/a")
    with pytest.raises(Transient, match="did not answer in full"):
        fetch(bench, keeping, "/b")


def test_a_connection_to_a_private_address_is_not_lent_to_who_may_not(bench, keeping):
    keeping.answers = [response(b"one"), response(b"secret")]
    fetch(bench, keeping, "/a")
    with pytest.raises(Terminal, match="not on the open internet"):
        bench.fetcher.fetch(keeping.url("/b"), policy=FetchPolicy(delay_s=0))
    assert keeping.requests == ["/a"]
