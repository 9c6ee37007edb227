"""One warehouse: its engine, its transactions, the order of its locks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from pipeline.closing import Closing
from pipeline.config import host_of, normalise_database_url
from pipeline.errors import Misconfigured, PipelineError, Transient

MIGRATION_LOCK = 0x636F7079_00
FOLD_LOCK = 0x636F7079_01
LOAD_LOCK = 0x636F7079_02
SEARCH_LOCK = 0x636F7079_03
"""Advisory locks, always taken in this order; row locks (inbox, host_limit) are taken alone."""

_OPTIONS = "-c timezone=UTC -c search_path=public,derived"
"""Tables stand in `public`, what follows from them in `derived` (`desk` is always named)."""

_NO_PRIVILEGE = "42501"
_TLS = (
    "SSL",
    "certificate",
    "sslmode",
    "no encryption",
    "channel binding",
    "invalid connection option",
)
_LOCKED_OUT = ("authentication failed", "no password supplied", "does not exist")
_TRIES = 5

T = TypeVar("T")


class Warehouse(Closing):
    """The warehouse at a database URL. Close it, or use it in a `with` statement."""

    def __init__(self, url: str) -> None:
        self.url = normalise_database_url(url)
        self.engine = create_engine(
            self.url,
            pool_size=6,  # kept open: a fetch asks from many threads
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "options": _OPTIONS},
        )

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Yield a connection without a transaction.

        A database that is down or goes away is `Transient`, one that does not let us in
        `Misconfigured`.
        """
        try:
            with self.engine.connect() as connection:
                yield connection
        except (OperationalError, psycopg.OperationalError) as error:  # COPY raises the bare one
            raise self.unreachable(error) from error
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) == _NO_PRIVILEGE:
                raise self._locked_out(error) from error
            if _is_about_tls(_reason(error)):
                raise self._insecure(error) from error
            raise

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
            except Transient:
                if attempt == _TRIES:
                    raise
                time.sleep(0.1 * 2**attempt)
        raise AssertionError("unreachable")

    def unreachable(self, error: OperationalError | psycopg.OperationalError) -> PipelineError:
        """Return what a failed connection means for the caller."""
        reason = _reason(error)
        if any(sign in reason for sign in _LOCKED_OUT):
            return self._locked_out(error)
        if _is_about_tls(reason):
            return self._insecure(error)
        return Transient(
            f"The warehouse at {host_of(self.url)} does not answer: {reason}.",
            remedy="Start it (`make run` starts the embedded one) or correct the address.",
        )

    def _locked_out(self, error: Exception) -> Misconfigured:
        return Misconfigured(
            f"The warehouse at {host_of(self.url)} does not let us in: {_reason(error)}.",
            remedy="Correct user, password or database in the address, or grant the rights.",
        )

    def _insecure(self, error: Exception) -> Misconfigured:
        return Misconfigured(
            f"No connection to the warehouse at {host_of(self.url)} as it was asked for:"
            f" {_reason(error)}.",
            remedy="Correct what stands after '?' in the address: sslmode=verify-full with"
            " sslrootcert=FILE for a server with TLS (docs/operators.md).",
        )


def _is_about_tls(reason: str) -> bool:
    lost = "SSL connection has been closed", "SSL SYSCALL", "SSL error: unexpected eof"
    return any(sign in reason for sign in _TLS) and not any(sign in reason for sign in lost)


def take_lock(connection: Connection, lock: int, *, session: bool = False) -> None:
    """Wait for an advisory lock, as a statement of its own: held to the transaction's end.

    With `session` it is held until the connection closes.
    """
    name = "pg_advisory_lock" if session else "pg_advisory_xact_lock"
    connection.execute(text(f"SELECT {name}(:lock)"), {"lock": lock})


def _reason(error: Exception) -> str:
    return (str(getattr(error, "orig", error)).strip() or type(error).__name__).splitlines()[0]
