"""TLS for real: Debian's PostgreSQL with a certificate of an authority made here."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from pipeline.config import libpq_url
from pipeline.errors import Misconfigured
from pipeline.standalone.state import LOOPBACK
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.migrate import current_revision, head_revision, upgrade
from tests.servers import DebianPostgres


class Authority:
    """A certificate authority of this test alone."""

    def __init__(self, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self.certificate = self.sign(self.name, self.key, is_authority=True)

    def sign(self, subject, key, *, is_authority=False):
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def write(self, path: Path) -> str:
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return quote(str(path), safe="")


def give_certificate(server: DebianPostgres, authority: Authority) -> None:
    """Let the server use TLS, and take nobody without."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "warehouse")])
    signed = authority.sign(subject, key)
    owner = server.data.stat()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key_file = server.data / "server.key"
    key_file.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    (server.data / "server.crt").write_bytes(signed.public_bytes(pem))
    for name in ("server.key", "server.crt"):
        (server.data / name).chmod(0o600)
        shutil.chown(server.data / name, owner.st_uid, owner.st_gid)
    with (server.data / "postgresql.conf").open("a") as settings:
        settings.write("ssl = on\n")
    (server.data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")


@pytest.fixture(scope="module")
def authority():
    return Authority("ours")


@pytest.fixture(scope="module")
def server(require_system, authority):
    require_system("postgresql-15")
    home = Path(tempfile.mkdtemp(prefix="copydesk-tls-"))
    home.chmod(0o755)
    server = DebianPostgres(home)
    server.start()
    server.stop()
    give_certificate(server, authority)
    server.start()
    yield server
    server.remove()
    shutil.rmtree(home)


def refused(url: str) -> str:
    with pytest.raises(Misconfigured) as told, Warehouse(url) as warehouse, warehouse.begin():
        pass
    password = url.split(":")[2].split("@")[0]
    assert password not in str(told.value)
    return str(told.value)


def test_a_warehouse_over_tls_with_everything_verified(server, authority, tmp_path):
    url = f"{server.url()}?sslmode=verify-full&sslrootcert={authority.write(tmp_path / 'ca.pem')}"
    upgrade(url)
    assert current_revision(url) == head_revision()
    query = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"
    with Warehouse(url) as warehouse, warehouse.begin() as connection:
        assert connection.execute(text(query)).scalar_one() == "TLSv1.3"
    with psycopg2.connect(libpq_url(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        assert cursor.fetchone() == ("TLSv1.3",)


def test_channel_binding_reaches_the_server(server):
    with Warehouse(f"{server.url()}?channel_binding=require") as warehouse, warehouse.begin():
        pass
    told = refused(f"{server.url()}?channel_binding=require&sslmode=disable")
    assert "no encryption" in told or "channel binding" in told


def test_without_tls_nobody_is_let_in(server):
    told = refused(f"{server.url()}?sslmode=disable")
    assert "no encryption" in told
    assert "sslmode=verify-full" in told


def test_a_strangers_authority_is_not_believed(server, tmp_path):
    other = Authority("theirs").write(tmp_path / "other.pem")
    told = refused(f"{server.url()}?sslmode=verify-full&sslrootcert={other}")
    assert "certificate verify failed" in told


def test_another_name_than_the_certificates_is_refused(server, authority, tmp_path):
    ours = authority.write(tmp_path / "ca.pem")
    address = server.url().replace(LOOPBACK, "localhost")
    told = refused(f"{address}?sslmode=verify-full&sslrootcert={ours}&hostaddr={LOOPBACK}")
    assert "does not match host name" in told


def test_a_missing_authority_file_is_named(server):
    told = refused(f"{server.url()}?sslmode=verify-full&sslrootcert=%2Fnowhere%2Fca.pem")
    assert "/nowhere/ca.pem" in told


@pytest.mark.parametrize("options", ["sslmode=bogus", "sslmod=require"])
def test_a_misspelt_option_is_the_users_slip(warehouse_url, options):
    assert options.partition("=")[0] in refused(f"{warehouse_url}?{options}")


def test_a_server_without_tls_is_told_from_one_that_is_down(warehouse_url):
    assert "does not support SSL" in refused(f"{warehouse_url}?sslmode=require")
