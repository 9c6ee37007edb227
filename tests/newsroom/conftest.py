"""A running newsroom and a client for it that names the host itself, without any resolver."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from pipeline.newsroom import Newsroom, State, World, build_world

EPOCH = date(2026, 3, 2)


@dataclass(frozen=True)
class Answer:
    """Status, headers (lower-case names) and body of one exchange."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Get = Callable[..., Answer]


@pytest.fixture(scope="session")
def world() -> World:
    return build_world(EPOCH)


@pytest.fixture
def room(world: World) -> Iterator[Newsroom]:
    with Newsroom(State(EPOCH, 3), world=world) as running:
        yield running


@pytest.fixture
def get(room: Newsroom) -> Get:
    def ask(url: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        parts = urlsplit(url)
        connection = HTTPConnection("127.0.0.1", room.port, timeout=10)
        try:
            connection.request(
                method, parts.path, headers={"Host": parts.netloc, **(headers or {})}
            )
            reply = connection.getresponse()
            named = {name.lower(): value for name, value in reply.getheaders()}
            return Answer(reply.status, named, reply.read())
        finally:
            connection.close()

    return ask
