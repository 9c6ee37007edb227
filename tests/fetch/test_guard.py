import pytest

from pipeline.errors import Terminal
from pipeline.fetch.guard import is_public_address, resolve_checked
from pipeline.model import Reason


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1"])
def test_addresses_of_the_open_internet_are_public(address):
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_inner_addresses_and_their_disguises_are_not_public(address):
    assert not is_public_address(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "paper.localhost", "::1"])
def test_every_spelling_of_loopback_is_refused(host):
    with pytest.raises(Terminal) as caught:
        resolve_checked(host, 80, allow_private_network=False, timeout_s=5)
    assert caught.value.reason is Reason.ADDRESS_REFUSED
    assert "allow_private_network" in caught.value.remedy


def test_one_inner_address_among_public_ones_refuses_the_name(monkeypatch):
    answers = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.7", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **options: answers)
    with pytest.raises(Terminal, match=r"10\.0\.0\.7"):
        resolve_checked("two-faced.example", 80, allow_private_network=False, timeout_s=5)


def test_localhost_names_need_no_name_server(monkeypatch):
    def fail(*args, **options):
        raise AssertionError("asked a name server")

    monkeypatch.setattr("socket.getaddrinfo", fail)
    found = resolve_checked("a.b.localhost", 8099, allow_private_network=True, timeout_s=5)
    assert [address for _, address in found] == [("127.0.0.1", 8099)]
