"""The read-only role, with a real login: it reads `desk`, and nothing it should not."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from pipeline.config import libpq_url
from pipeline.warehouse.dictionary import relations
from pipeline.warehouse.inbox import push
from pipeline.warehouse.migrate import upgrade
from pipeline.warehouse.reader import READER, grant, reader_faults
from pipeline.warehouse.search import update_entries
from tests.warehouse import facts

URL = "https://paper.example/a"
SECRET_TABLES = ("inbox", "run", "robots_cache", "capture", "quarantine", "listing_item")


def execute(warehouse, *statements: str) -> None:
    with warehouse.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture
def analyst(warehouse):
    """A connection of somebody who is nothing but a member of the reader's role."""
    name = f"ana_{uuid4().hex[:8]}"
    execute(warehouse, f"CREATE ROLE {name} LOGIN PASSWORD 'words'", f"GRANT {READER} TO {name}")
    url = make_url(warehouse.url).set(username=name, password="words")
    address = libpq_url(url.render_as_string(hide_password=False))
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
    execute(warehouse, f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def test_an_analyst_reads_every_view(warehouse, analyst):
    facts.load(warehouse, [facts.make_reading(URL, 1, "One.")])
    for view in relations(warehouse, "desk"):
        analyst.execute(f"SELECT * FROM desk.{view.name}").fetchall()
    (row,) = analyst.execute("SELECT url, body, language FROM desk.articles").fetchall()
    assert row == (URL, "One.", "en")
    trace = analyst.execute(f"SELECT event FROM desk.trace('{URL}')").fetchall()
    assert trace == [("answered",), ("version",)]
    update_entries(warehouse)
    assert analyst.execute("SELECT url FROM desk.search('one')").fetchall() == [(URL,)]


@pytest.mark.parametrize("table", SECRET_TABLES)
def test_an_analyst_reads_nothing_of_the_machinery(warehouse, analyst, table):
    push(warehouse, URL, via="test")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        analyst.execute(f"SELECT * FROM public.{table}")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public.alias VALUES ('x', gen_random_uuid(), 'redirect', 1)",
        "UPDATE public.article SET source_id = 'mine'",
        "DELETE FROM public.content",
        "TRUNCATE public.observation",
        "CREATE TABLE public.mine (id int)",
        "CREATE VIEW desk.mine AS SELECT 1",
        "UPDATE desk.loads SET kind = 'mine'",
    ],
)
def test_an_analyst_changes_nothing(warehouse, analyst, statement):
    facts.load(warehouse, [facts.make_reading(URL, 1, "One.")])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        analyst.execute(statement)


def test_rights_come_back_with_objects_that_are_made_anew(warehouse, analyst):
    execute(warehouse, "COMMENT ON SCHEMA desk IS 'older [0123456789abcdef]'")
    upgrade(warehouse.url)
    assert analyst.execute("SELECT count(*) FROM desk.articles").fetchone() == (0,)


def test_the_check_finds_what_is_too_much_and_what_is_missing(warehouse):
    assert reader_faults(warehouse) == []
    execute(
        warehouse,
        f"GRANT SELECT (payload) ON inbox TO {READER}",
        f"GRANT DELETE ON content TO {READER}",
        f"REVOKE SELECT ON desk.articles FROM {READER}",
        f"REVOKE USAGE ON SCHEMA derived FROM {READER}",
    )
    assert reader_faults(warehouse) == [
        "may change public.content",
        "may look into no schema derived",
        "may not read desk.articles",
        "may read public.inbox",
    ]
    with warehouse.begin() as connection:
        grant(connection)
    assert reader_faults(warehouse) == ["may change public.content", "may read public.inbox"]


def test_one_who_may_make_no_roles_still_migrates(warehouse, postgres):
    """Run the migration's own words as such a user: no role is made, and nothing fails."""
    from pipeline.bundle import bundle_path

    name = f"owner_{uuid4().hex[:8]}"
    words = (bundle_path("migrations") / "versions" / "0004_reader.py").read_text()
    made = words.partition('op.execute("""')[2].partition('""")')[0].replace(READER, name)
    execute(warehouse, f"CREATE ROLE {name}_user")
    with warehouse.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {name}_user"))
        connection.exec_driver_sql(made)
        known = connection.execute(text(f"SELECT count(*) FROM pg_roles WHERE rolname = '{name}'"))
        assert known.scalar_one() == 0
    execute(warehouse, f"DROP ROLE {name}_user")
