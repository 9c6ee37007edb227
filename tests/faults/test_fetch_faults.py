"""Faults, by their numbers: each is survived in time and with a reason; nothing wrong is kept."""

import socket
import ssl
import threading
import time

import pytest

from pipeline.errors import PipelineError, Terminal, Transient
from pipeline.fetch import FetchPolicy, guard
from pipeline.model import Reason
from tests.faults.cases import CASES, OK
from tests.faults.hostile import drip, redirect, response
from tests.fetch.fakes import LOCAL


def failing(bench, url, **options) -> PipelineError:
    """Return the error of fetching `url`, which came in time, if a busy machine allows."""
    started = time.monotonic()
    with pytest.raises(PipelineError) as caught:
        bench.fetcher.fetch(url, policy=LOCAL, **options)
    assert time.monotonic() - started < bench.settings.deadline_s + 8
    assert str(caught.value)
    return caught.value


def assert_error(error: PipelineError, kind: type[PipelineError], reason: Reason) -> None:
    assert (type(error), error.reason) == (kind, reason), str(error)


TRANSIENT = {"timeout", "truncated", "connection"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_ends_in_time_and_under_its_reason(server, bench, case):
    url = case.serve(server)
    if case.reason is None:
        assert bench.fetcher.fetch(url, policy=LOCAL).status == 200
        return
    error = failing(bench, url)
    # A truncated gzip came whole over the wire: asking again would bring the same.
    is_transient = case.reason in TRANSIENT and case.number != 13
    assert_error(error, Transient if is_transient else Terminal, Reason(case.reason))
    assert not [kept for kept in bench.pages() if kept.status == 200 and case.number in (5, 9, 10)]


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 900\r\n\r\nshort",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n9\r\ncut",
    ],
)
def test_9_10_a_body_that_did_not_arrive_whole_is_not_kept(server, bench, answer):
    failing(bench, server.on("/fault", answer))
    assert bench.pages() == []
    assert server.count("/fault") == bench.settings.tries


def test_2_the_body_of_a_redirect_is_never_read(server, bench):
    server.on("/target", response(b"<html>fine</html>"))
    start = OK.replace(b"200 OK", b"302 Found") + b"Location: /target\r\n\r\n"
    url = server.on("/redirect", drip(server, start, b"x" * 65536, 0.01))
    assert bench.fetcher.fetch(url, policy=LOCAL).body == b"<html>fine</html>"
    assert [len(exchange.body) for exchange in bench.pages()] == [0, 17]


def test_15_a_loop_is_noticed_at_once(server, bench):
    server.on("/b", redirect("/a"))
    error = failing(bench, server.on("/a", redirect("/b")))
    assert_error(error, Terminal, Reason.REDIRECT_REFUSED)
    assert (server.count("/a"), server.count("/b")) == (1, 1)


def test_15_a_long_way_is_not_gone(server, bench):
    for n in range(20):
        server.on(f"/{n}", redirect(f"/{n + 1}"))
    assert_error(failing(bench, server.url("/0")), Terminal, Reason.REDIRECT_REFUSED)
    assert server.count("/5") == 1
    assert server.count("/6") == 0


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "10.0.0.7", "[::ffff:10.0.0.1]", "100.64.1.1", "[64:ff9b::7f00:1]"]
)
def test_19_every_hop_is_checked(server, bench, monkeypatch, host):
    """Loopback stands for the open internet here; where the redirect leads to must not."""
    is_public = guard.is_public_address
    monkeypatch.setattr(
        guard, "is_public_address", lambda text: text == "127.0.0.1" or is_public(text)
    )
    url = server.on("/a", redirect(f"http://{host}/latest/meta-data/"))
    with pytest.raises(Terminal) as caught:
        bench.fetcher.fetch(url, policy=FetchPolicy(delay_s=0))
    assert caught.value.reason is Reason.ADDRESS_REFUSED
    assert server.count("/a") == 1


def test_20_a_name_is_resolved_once_and_the_answer_pinned(server, bench, monkeypatch):
    asked = []

    def resolve(host, port, **options):
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    server.on("/a", response(b"<html>fine</html>"))
    url = server.url("/a", "paper.example")
    assert bench.fetcher.fetch(url, policy=LOCAL).status == 200
    assert asked == ["paper.example"] * 2, "once for robots.txt, once for the page"
    assert server.asked[-1].headers["host"] == f"paper.example:{server.port}"


def test_31_the_same_etag_with_another_body_is_a_new_body(server, bench):
    url = server.on("/a", response(b"<p>first</p>", 'ETag: "1"'))
    first = bench.fetcher.fetch(url, policy=LOCAL)
    server.on("/a", response(b"<p>second</p>", 'ETag: "1"'))
    assert bench.fetcher.fetch(url, policy=LOCAL, etag='"1"').body != first.body


def make_certificate(tmp_path, host: str, *, days: int = 30):
    """Return a server context with a self-signed certificate for `host`, and its file."""
    x509 = pytest.importorskip("cryptography.x509")
    from datetime import UTC, datetime, timedelta

    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "server.pem"
    path.write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path


@pytest.fixture
def secure(server, tmp_path):
    """Return a function that puts a TLS server before the hostile one; it gives its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(context):
        def run():
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(connection, server_side=True) as wrapped:
                        wrapped.recv(65536)
                        wrapped.sendall(response(b"<html>secret</html>"))
                except OSError:
                    continue

        threading.Thread(target=run, daemon=True).start()
        return listening.getsockname()[1]

    yield serve
    listening.close()


@pytest.mark.parametrize(
    ("host", "days", "trusted"),
    [
        ("paper.localhost", 30, False),  # self-signed
        ("other.localhost", 30, True),  # another host's
        ("paper.localhost", -1, True),  # expired
    ],
)
def test_38_a_certificate_that_is_not_valid_fails(secure, bench, tmp_path, host, days, trusted):
    context, path = make_certificate(tmp_path, host, days=days)
    if trusted:
        bench.fetcher._transport.verify = str(path)
    error = failing(bench, f"https://paper.localhost:{secure(context)}/a")
    assert_error(error, Terminal, Reason.TLS)
    assert bench.kept == []


def test_38_a_valid_certificate_passes_and_is_checked_by_name(secure, bench, tmp_path):
    context, path = make_certificate(tmp_path, "paper.localhost")
    names = []
    context.sni_callback = lambda connection, name, context: names.append(name)
    bench.fetcher._transport.verify = str(path)
    exchange = bench.fetcher.fetch(
        f"https://paper.localhost:{secure(context)}/robots.txt", policy=LOCAL
    )
    assert exchange.body == b"<html>secret</html>"
    assert set(names) == {"paper.localhost"}
