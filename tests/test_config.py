"""The address of the warehouse: one form, wherever it comes from, and no password in messages."""

from __future__ import annotations

import json

import pytest
from airflow.sdk import Connection

from pipeline.config import Settings, host_of, libpq_url, normalise_database_url
from pipeline.errors import Misconfigured

SECRET = "p@s:s/w?o#r%d"
QUOTED = "p%40s%3As%2Fw%3Fo%23r%25d"
OPTIONS = "sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&channel_binding=require"
URL = f"postgresql+psycopg://me:{QUOTED}@db.example:6543/news"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_form_becomes_one_and_options_reach_libpq(scheme):
    given = f"{scheme}://me:{QUOTED}@db.example:6543/news?{OPTIONS}"
    assert normalise_database_url(given) == f"{URL}?{OPTIONS}"
    assert libpq_url(given) == f"postgresql://me:{QUOTED}@db.example:6543/news?{OPTIONS}"
    assert host_of(normalise_database_url(given)) == "db.example:6543/news"


CONNECTION = Connection(
    conn_id="copydesk",
    conn_type="postgres",
    login="me",
    password=SECRET,
    host="db.example",
    port=6543,
    schema="news",
    extra=json.dumps({"sslmode": "verify-full", "connect_timeout": 5}),
)


@pytest.mark.parametrize("form", ["get_uri", "as_json"])
def test_what_airflow_writes_is_understood(form):
    environ = {"AIRFLOW_CONN_COPYDESK": getattr(CONNECTION, form)()}
    found = Settings.from_env(environ).database_url
    assert found == f"{URL}?sslmode=verify-full&connect_timeout=5"


def test_an_archive_at_an_address_has_its_spool_in_the_home(tmp_path):
    here = {"COPYDESK_DATABASE_URL": URL, "COPYDESK_HOME": str(tmp_path)}
    stored = Settings.from_env(here | {"COPYDESK_ARCHIVE": "s3://bucket/news"})
    assert (stored.archive_url, stored.archive_dir) == ("s3://bucket/news", tmp_path / "archive")
    folder = Settings.from_env(here | {"COPYDESK_ARCHIVE": "/srv/warc"})
    assert (folder.archive_url, str(folder.archive_dir)) == ("", "/srv/warc")
    assert Settings.from_env(here).archive_dir == tmp_path / "archive"


def test_nested_extras_of_airflow_are_unfolded():
    nested = Connection(
        conn_id="copydesk",
        conn_type="postgres",
        host="db.example",
        schema="news",
        port=5432,
        extra=json.dumps({"sslmode": "require", "keepalives": 1}),
    ).get_uri()
    assert "__extra__" in nested
    assert normalise_database_url(nested).endswith("news?sslmode=require&keepalives=1")


def test_our_own_variable_comes_before_airflows():
    both = {"COPYDESK_DATABASE_URL": URL, "AIRFLOW_CONN_COPYDESK": "postgres://other/place"}
    assert Settings.from_env(both).database_url == URL


def test_the_password_may_stand_in_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    environ = {
        "COPYDESK_DATABASE_URL": "postgresql://me@db.example:6543/news?sslmode=require",
        "COPYDESK_DATABASE_PASSWORD_FILE": str(file),
    }
    assert Settings.from_env(environ).database_url == f"{URL}?sslmode=require"
    file.unlink()
    with pytest.raises(Misconfigured, match=str(file)):
        Settings.from_env(environ)


@pytest.mark.parametrize(
    "address",
    [
        "me:hunter2@db.example/news",
        "mysql://me:hunter2@db.example/news",
        "postgresql://me:hunter2/x@db.example/news",
        "postgresql://me:hunter2#x@db.example/news",
        "postgresql://me:hunter2?x@db.example/news",
        "postgresql://me:hunter2@x@db.example/news",
        "postgresql://me:hunter2%@db.example/news",
        "postgresql://me:hunter2%zz@db.example/news",
        'postgres://me@db.example/news?__extra__={"password": hunter2}',
        '{"password": "hunter2", ',
        '{"conn_type": "mysql", "password": "hunter2"}',
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(address):
    with pytest.raises(Misconfigured) as told:
        Settings.from_env({"AIRFLOW_CONN_COPYDESK": address})
    assert "hunter2" not in str(told.value)
    assert told.value.__cause__ is None


def test_settings_do_not_show_the_password():
    assert QUOTED not in repr(Settings.from_env({"COPYDESK_DATABASE_URL": URL}))
