"""One request at a time: guarded, within its time, within its size, over connections kept open."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from pipeline.errors import PipelineError, Terminal, Transient
from pipeline.fetch.address import REDIRECT_STATUSES
from pipeline.fetch.deadline import Watchdog
from pipeline.fetch.failures import explain_failure
from pipeline.fetch.guard import resolve_checked
from pipeline.model import Clock, Exchange, Reason

_CHUNK_BYTES = 65_536
_MAX_HEADER_BYTES = 262_144
_KEPT_HOSTS = 16


class Transport:
    """Asks for one address at a time. Not for use by two threads at once.

    It takes the adapter of `requests` without a session: a session reads the bodies of redirects
    (a bomb may sit there), keeps cookies, and takes proxies from the environment, which would
    bypass the guard. `verify` is True, or a file of certificates to trust instead of the usual.
    """

    def __init__(
        self, clock: Clock, user_agent: str, connect_timeout_s: float, max_wire_bytes: int
    ) -> None:
        self._clock = clock
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip, deflate",
        }
        self._connect_timeout_s = connect_timeout_s
        self._max_wire_bytes = max_wire_bytes
        self._adapter = _GuardedAdapter()
        self.verify: bool | str = True

    def close(self) -> None:
        """Let go of what the library holds."""
        self._adapter.close()

    def ask(
        self, url: str, conditions: dict[str, str], *, allow_private_network: bool, timeout_s: float
    ) -> Exchange:
        """Return the complete answer of `url`; redirects are not followed, their bodies not read.

        A kept connection that the server has closed meanwhile is replaced at once: nothing of an
        answer has arrived on it, and GET may be sent again (RFC 9110, section 9.2.2; RFC 9112,
        section 9.3.1). Raises `Transient` or `Terminal` for every answer that did not arrive
        whole and in order.
        """
        with Watchdog(timeout_s) as watchdog:
            self._adapter.prepare(watchdog, allow_private_network, self._connect_timeout_s)
            try:
                return self._asked_within(watchdog, url, conditions, timeout_s)
            except Transient as error:
                if error.reason is not Reason.CONNECTION or not self._adapter.is_reusing:
                    raise
            self._adapter.drop_connections()
            return self._asked_within(watchdog, url, conditions, timeout_s)

    def _asked_within(
        self, watchdog: Watchdog, url: str, conditions: dict[str, str], timeout_s: float
    ) -> Exchange:
        try:
            exchange = self._ask(url, conditions, timeout_s)
        except PipelineError:
            raise
        except (requests.RequestException, OSError, ValueError) as error:
            if watchdog.has_fired:
                raise _out_of_time(url, timeout_s) from None
            raise explain_failure(error, url) from None
        except Exception as error:  # urllib3 and http.client leak errors of a dozen kinds
            if watchdog.has_fired:
                raise _out_of_time(url, timeout_s) from None
            raise explain_failure(error, url) from error
        if watchdog.has_fired:  # a cut connection reads like the end of a body
            raise _out_of_time(url, timeout_s)
        return exchange

    def _ask(self, url: str, conditions: dict[str, str], timeout_s: float) -> Exchange:
        request = requests.Request("GET", url, headers={**self._headers, **conditions}).prepare()
        connect_s = min(self._connect_timeout_s, timeout_s)
        with self._adapter.send(
            request, stream=True, timeout=(connect_s, timeout_s), verify=self.verify
        ) as response:
            fetched_at = self._clock.now()
            headers = tuple((str(key), str(value)) for key, value in response.raw.headers.items())
            _check_headers(headers)
            return Exchange(
                seen_url=url,
                final_url=url,
                fetched_at=fetched_at,
                status=response.status_code,
                http_reason=str(response.reason or ""),
                request_headers=(("Host", urlsplit(url).netloc), *request.headers.items()),
                headers=headers,
                body=b"" if response.status_code in REDIRECT_STATUSES else self._read(response.raw),
            )

    def _read(self, raw: HTTPResponse) -> bytes:
        """Return the body as it stood on the wire, which no declared length makes larger."""
        declared = raw.headers.get("Content-Length", "0")
        size = int(declared.partition(",")[0].strip() or 0)
        if size > self._max_wire_bytes:
            raise _too_large(self._max_wire_bytes)
        body = bytearray()
        while chunk := raw.read(_CHUNK_BYTES, decode_content=False):
            body += chunk
            if len(body) > self._max_wire_bytes:
                raise _too_large(self._max_wire_bytes)
        return bytes(body)


def _check_headers(headers: tuple[tuple[str, str], ...]) -> None:
    """Refuse answers that two readers would understand differently (RFC 9112, section 6.3)."""
    lengths = {
        part.strip()
        for name, value in headers
        if name.lower() == "content-length"
        for part in value.split(",")
    }
    if len(lengths) > 1 or any(not (text.isascii() and text.isdigit()) for text in lengths):
        raise Terminal(
            f"The Content-Length {', '.join(sorted(lengths))[:80]!r} makes no sense.",
            reason=Reason.BAD_RESPONSE,
        )
    if sum(len(name) + len(value) for name, value in headers) > _MAX_HEADER_BYTES:
        raise Terminal("The headers are too large.", reason=Reason.BAD_RESPONSE)


def _too_large(limit: int) -> Terminal:
    return Terminal(f"The body is larger than {limit:,} bytes.", reason=Reason.TOO_LARGE)


def _out_of_time(url: str, timeout_s: float) -> Transient:
    return Transient(
        f"{url[:200]} did not answer in full within {timeout_s:.1f} s.", reason=Reason.TIMEOUT
    )


class _GuardedAdapter(HTTPAdapter):
    """An adapter whose connections resolve, check and connect in one step, under a watchdog.

    Host header and TLS server name stay those of the URL: only the way to the machine is ours.
    A kept connection leads to the address that was checked when it was opened, so a name that
    answers otherwise meanwhile gains nothing; one that was opened for a source that may reach
    private addresses is not lent to another source.
    """

    def __init__(self) -> None:
        self.watchdog: Watchdog | None = None
        self.allow_private_network = False
        self.connect_timeout_s = 10.0
        self.is_reusing = False
        super().__init__(pool_connections=_KEPT_HOSTS, pool_maxsize=1, max_retries=0)

    def prepare(self, watchdog: Watchdog, allow_private: bool, connect_timeout_s: float) -> None:
        """Set what holds for the next request."""
        if self.allow_private_network and not allow_private:
            self.drop_connections()
        self.watchdog = watchdog
        self.allow_private_network = allow_private
        self.connect_timeout_s = connect_timeout_s
        self.is_reusing = False

    def drop_connections(self) -> None:
        """Close what was kept open for a next request."""
        self.poolmanager.clear()

    def take(self, connection: HTTPConnection) -> HTTPConnection:
        """Put a connection from the pool under the watchdog; one without a socket is new."""
        self.is_reusing = connection.sock is not None
        if connection.sock is not None and self.watchdog is not None:
            self.watchdog.watch(connection.sock)
        return connection

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools, of connections that ask this adapter for their socket."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool_class(self, HTTPConnectionPool, HTTPConnection),
            "https": _pool_class(self, HTTPSConnectionPool, HTTPSConnection),
        }

    def open_socket(self, connection: HTTPConnection, host: str, port: int) -> socket.socket:
        """Return a connected socket to a checked address of `host`; tries them in their order."""
        addresses = resolve_checked(
            host.strip("[]"),
            port,
            allow_private_network=self.allow_private_network,
            timeout_s=self.connect_timeout_s,
        )
        failure: OSError = OSError("no address")
        for family, address in addresses:
            try:
                return self._connect(family, address)
            except OSError as error:
                failure = error
        raise NewConnectionError(connection, f"{failure}") from failure

    def _connect(self, family: int, address: Any) -> socket.socket:
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.settimeout(self.connect_timeout_s)
            if self.watchdog is not None:
                self.watchdog.watch(opened)
            opened.connect(address)
        except BaseException:
            opened.close()
            raise
        return opened


def _pool_class(adapter: _GuardedAdapter, pool: type[Any], connection: type[Any]) -> type[Any]:
    """Return `pool` with connections of `adapter`'s making and under its watch."""

    def open_socket(self: Any) -> socket.socket:
        return adapter.open_socket(self, self._dns_host, self.port)

    def get_connection(self: Any, timeout: float | None = None) -> Any:
        return adapter.take(pool._get_conn(self, timeout))

    guarded = type("Guarded" + connection.__name__, (connection,), {"_new_conn": open_socket})
    methods = {"ConnectionCls": guarded, "_get_conn": get_connection}
    return type("Guarded" + pool.__name__, (pool,), methods)
