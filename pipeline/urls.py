"""Addresses: one normal form per article, and whose domain it is."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

from pipeline.errors import Terminal
from pipeline.model import Reason

MAX_URL_CHARACTERS = 4096

_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|_gl|"
    r"ocid|cmpid|cmp|ns_campaign|ns_mchannel|ns_source|ito|xtor|at_medium|at_campaign|wt_mc)$",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"


def normalise_url(url: str, base: str | None = None) -> str:
    """Return the address that identifies an article.

    Lower-cases scheme and host (IDNA), drops default port, fragment, tracking parameters and an
    empty query, sorts no parameters (some sites give meaning to their order), resolves dot
    segments, and percent-encodes what RFC 3986 asks to. Raises `Terminal` for what is no absolute
    http(s) address or longer than `MAX_URL_CHARACTERS`.
    """
    text = url.strip()
    try:
        joined = urljoin(base, text) if base else text
        joined.encode()
    except ValueError as error:  # lone surrogates among them
        raise _refuse(text, f"cannot be read ({error})") from None
    if len(joined) > MAX_URL_CHARACTERS:
        raise _refuse(joined, "is too long")
    try:
        parts = urlsplit(joined)
        port = parts.port
    except ValueError as error:
        raise _refuse(joined, f"cannot be read ({error})") from None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise _refuse(joined, "is no absolute http or https address")
    netloc = _normal_host(parts.hostname)
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    return urlunsplit((scheme, netloc, _normal_path(parts.path), _normal_query(parts.query), ""))


def host_of_url(url: str) -> str:
    """Return the host of `url` in lower case, without port; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def registrable_domain(url: str) -> str:
    """Return the domain a publisher registers (`example.co.uk`), or the host where none is.

    By the Public Suffix List as shipped in `publicsuffixlist`; an IP address is its own domain.
    """
    return _registrable(host_of_url(url))


def is_same_site(a: str, b: str) -> bool:
    """Tell whether two addresses belong to one registrable domain."""
    domain = registrable_domain(a)
    return bool(domain) and domain == registrable_domain(b)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    if not host or _is_ip(host):
        return host
    return str(_suffixes().privatesuffix(host) or host)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _normal_host(host: str) -> str:
    if ":" in host:
        return f"[{host.lower()}]"
    if host.isascii():
        return host.lower().rstrip(".")
    try:
        return host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        raise _refuse(host, "has a host name that is not valid") from None


def _normal_path(path: str) -> str:
    resolved = urljoin("http://x/", path or "/") if "/." in path else ""
    clean = urlsplit(resolved).path if resolved else path
    return quote(clean or "/", safe=_SAFE_PATH)


def _normal_query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(key, value) for key, value in pairs if not _TRACKING.match(key)])


def _refuse(url: str, why: str) -> Terminal:
    return Terminal(f"The address {url[:120]!r} {why}.", reason=Reason.REDIRECT_REFUSED)
