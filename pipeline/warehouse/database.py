"""One warehouse: its engine, its transactions, the order of its locks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TypeVar

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from pipeline.config import host_of, normalise_database_url
from pipeline.errors import Transient

MIGRATION_LOCK = 0x636F7079_00
FOLD_LOCK = 0x636F7079_01
LOAD_LOCK = 0x636F7079_02
"""Advisory locks, always taken in this order; row locks (inbox, host_limit) are taken alone."""

_RETRIABLE_STATES = {"40P01", "40001", "57P01", "57P02", "57P03", "08006", "08003", "08001"}
_TRIES = 5

T = TypeVar("T")


class Warehouse:
    """The warehouse at a database URL. Close it, or use it in a `with` statement."""

    def __init__(self, url: str) -> None:
        self.url = normalise_database_url(url)
        self.engine = create_engine(
            self.url,
            pool_size=2,
            max_overflow=4,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "options": "-c timezone=UTC"},
        )

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Yield a connection without a transaction; a database that is down is `Transient`."""
        try:
            connection = self.engine.connect()
        except OperationalError as error:
            raise self._unreachable(error) from None
        with connection:
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Yield a connection in one READ COMMITTED transaction: all of it or nothing."""
        with self.connect() as connection, connection.begin():
            yield connection

    def retrying(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction of its own, again after a deadlock or a lost connection."""
        for attempt in range(1, _TRIES + 1):
            try:
                with self.begin() as connection:
                    return work(connection)
            except (DBAPIError, Transient) as error:
                if attempt == _TRIES or not _is_retriable(error):
                    raise
                time.sleep(0.1 * 2**attempt)
        raise AssertionError("unreachable")

    def _unreachable(self, error: OperationalError) -> Transient:
        reason = str(error.orig).strip().splitlines()[0]
        return Transient(
            f"The warehouse at {host_of(self.url)} does not answer: {reason}.",
            remedy="Start it (`make run` starts the embedded one) or correct the address.",
        )


def take_lock(connection: Connection, lock: int, *, session: bool = False) -> None:
    """Wait for an advisory lock, as a statement of its own: held to the transaction's end.

    With `session` it is held until the connection closes.
    """
    name = "pg_advisory_lock" if session else "pg_advisory_xact_lock"
    connection.execute(text(f"SELECT {name}(:lock)"), {"lock": lock})


def _is_retriable(error: DBAPIError | Transient) -> bool:
    if isinstance(error, Transient):
        return True
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in _RETRIABLE_STATES
