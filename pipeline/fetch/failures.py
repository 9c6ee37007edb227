"""What the libraries below us raise, in our words."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator

import requests
import urllib3.exceptions

from pipeline.errors import PipelineError, Terminal, Transient
from pipeline.model import Reason


def explain_failure(error: BaseException, url: str) -> PipelineError:
    """Return `error`, from anywhere in requests, urllib3, http.client or ssl, as one of ours."""
    chain = list(_causes(error))
    address = url[:200]
    if _has(chain, ssl.SSLCertVerificationError):
        return Terminal(f"The certificate of {address} is not valid.", reason=Reason.TLS)
    if _has(chain, urllib3.exceptions.DecodeError):
        return Terminal(f"The encoding of {address} is damaged.", reason=Reason.BAD_ENCODING)
    is_refused = _has(chain, urllib3.exceptions.NewConnectionError)  # it says it is a timeout
    if is_refused and not _has(chain, TimeoutError):
        return _unreachable(address, chain)
    if _has(chain, requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
        return Transient(f"{address} did not answer in time.", reason=Reason.TIMEOUT)
    if _has(chain, http.client.IncompleteRead, urllib3.exceptions.IncompleteRead):
        return Transient(f"The answer of {address} ends too early.", reason=Reason.TRUNCATED)
    if _has(chain, ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError):
        return Transient(f"{address} closed the connection.", reason=Reason.CONNECTION)
    if _has(chain, requests.exceptions.SSLError, ssl.SSLError):
        return Terminal(f"TLS with {address} fails ({error}).", reason=Reason.TLS)
    if _has(chain, requests.exceptions.InvalidURL, UnicodeError):
        return Terminal(f"The address {address!r} cannot be read.", reason=Reason.REDIRECT_REFUSED)
    if _has(chain, http.client.HTTPException, urllib3.exceptions.HeaderParsingError, ValueError):
        return Terminal(
            f"{address} does not answer in HTTP ({_root(chain)}).", reason=Reason.BAD_RESPONSE
        )
    return _unreachable(address, chain)


def _unreachable(address: str, chain: list[BaseException]) -> Transient:
    return Transient(f"{address} cannot be reached ({_root(chain)}).", reason=Reason.CONNECTION)


def _has(chain: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(error, kinds) for error in chain)


def _root(chain: list[BaseException]) -> str:
    return f"{type(chain[-1]).__name__}: {chain[-1]}"[:200]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and what caused it: linked as Python does, or put into its arguments."""
    todo, seen = [error], set[int]()
    while todo:
        current = todo.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        linked = (current.__cause__, current.__context__, getattr(current, "reason", None))
        todo += [item for item in (*current.args, *linked) if isinstance(item, BaseException)]
