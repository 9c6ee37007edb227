"""The address guard: which machines a name may lead us to.

A news page can redirect to `http://169.254.169.254/` or own a name that resolves to 127.0.0.1.
So a name is resolved once, every answer is checked, and the connection goes to an address that
was checked: there is no second look-up for a rebinding name server to answer differently.
"""

from __future__ import annotations

import ipaddress
import socket
import threading

from pipeline.errors import Terminal, Transient
from pipeline.model import Reason

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
SocketAddress = tuple[int, tuple[str, int] | tuple[str, int, int, int]]
"""An address family, and an address as `socket.connect` takes it."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.IPv6Network("::/96")
_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",  # IETF protocol assignments; Python calls some of them global
        "168.63.129.16/32",  # the metadata service of Azure has a public address
        "64:ff9b:1::/48",  # local-use NAT64
        "2002::/16",  # 6to4: an IPv4 address of anyone's choice
        "2001::/32",  # Teredo: the same
        "fec0::/10",  # site-local, deprecated and still routed in places
    )
)


def is_public_address(text: str) -> bool:
    """Tell whether `text` is an IP address on the open internet.

    Private, loopback, link-local, carrier-grade NAT, multicast and metadata addresses are not,
    nor IPv6 forms that carry such an IPv4 address (mapped, compatible, NAT64).
    """
    address = _unwrap(ipaddress.ip_address(text.partition("%")[0]))
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address.version == net.version and address in net for net in _REFUSED)


def _unwrap(address: IPAddress) -> IPAddress:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64 or address in _V4_COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def resolve_checked(
    host: str, port: int, *, allow_private_network: bool, timeout_s: float
) -> list[SocketAddress]:
    """Return the addresses of `host`, all of which may be connected to.

    Raises `Terminal` (ADDRESS_REFUSED) where any answer is not public and that is not allowed:
    a name with one public and one private address is an attack, not a choice. Raises
    `Transient` where the name cannot be resolved in time.
    """
    addresses = _resolve(host, port, timeout_s)
    refused = [str(address[0]) for _, address in addresses if not _is_public(address)]
    if refused and not allow_private_network:
        raise Terminal(
            f"{host} leads to {refused[0]}, an address that is not on the open internet.",
            remedy="If this source is yours, set `allow_private_network: true` in its file.",
            reason=Reason.ADDRESS_REFUSED,
        )
    return addresses


def _is_public(address: tuple[str, int] | tuple[str, int, int, int]) -> bool:
    try:
        return is_public_address(str(address[0]))
    except ValueError:
        return False


def _resolve(host: str, port: int, timeout_s: float) -> list[SocketAddress]:
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761, section 6.3: no DNS
        return [(socket.AF_INET, ("127.0.0.1", port))]
    answers: list[SocketAddress] = []
    failures: list[Exception] = []

    def look_up() -> None:  # in a thread: the resolver of the C library takes no timeout
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.extend((int(answer[0]), answer[4]) for answer in found)  # type: ignore[misc]
        except (OSError, UnicodeError) as error:
            failures.append(error)

    thread = threading.Thread(target=look_up, daemon=True, name="resolve")
    thread.start()
    thread.join(timeout_s)
    if failures:
        raise Transient(f"The name {host!r} cannot be resolved ({failures[0]}).")
    if not answers:
        raise Transient(f"The name {host!r} was not resolved in time.", reason=Reason.TIMEOUT)
    return answers
