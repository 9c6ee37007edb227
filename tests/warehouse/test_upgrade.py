"""A warehouse of an earlier release, brought to this schema, has lost nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pipeline.config import libpq_url
from pipeline.errors import Misconfigured
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.migrate import current_revision, downgrade, head_revision, upgrade
from tests.warehouse.dumps.keeps import answers, row_counts

DUMPS = sorted((Path(__file__).parent / "dumps").glob("*.sql.gz"))


def restore(dump: Path, url: str) -> dict[str, Any]:
    """Restore `dump` into the empty database at `url`; return what its release said of it."""
    with psycopg.connect(libpq_url(url), autocommit=True) as connection:
        script = gzip.decompress(dump.read_bytes()).decode()
        # Written by PostgreSQL 18; older ones lack this collation. The upgrade writes views anew.
        connection.execute(script.replace(" COLLATE pg_c_utf8", ""))
    return json.loads(dump.with_suffix("").with_suffix(".json").read_text())


# As of every load, at every moment of observation: asked of the facts as 0.1.0 asked them.
AS_OF_OF_THE_FIRST_NIGHT = """
SELECT a.article_id, y.true_at, x.known_at, o.content_id, o.published_at, o.language
FROM article a
CROSS JOIN (SELECT DISTINCT date_trunc('hour', observed_at) + interval '1 hour' AS true_at
            FROM observation) y
CROSS JOIN (SELECT committed_at AS known_at FROM load) x
CROSS JOIN LATERAL (
    SELECT * FROM observation o JOIN load l USING (load_id)
    WHERE o.article_id = a.article_id AND o.observed_at <= y.true_at
      AND l.committed_at <= x.known_at
    ORDER BY o.observed_at DESC, o.pipeline_version DESC, o.content_id DESC LIMIT 1) o
"""

AS_OF_NOW = """
SELECT content_id, published_at, language
FROM desk.article_as_of(%(id)s::uuid, %(true_at)s::timestamptz, %(known_at)s::timestamptz)
"""


@pytest.mark.parametrize("dump", DUMPS[:1], ids=lambda path: path.name)
def test_past_answers_are_what_they_were(dump, database_url):
    restore(dump, database_url)
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        answers = connection.execute(AS_OF_OF_THE_FIRST_NIGHT).fetchall()
    assert len(answers) > 500
    upgrade(database_url)
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        connection.execute("SET search_path = public, derived")
        for article_id, true_at, known_at, *said in answers:
            asked = {"id": article_id, "true_at": true_at, "known_at": known_at}
            assert connection.execute(AS_OF_NOW, asked).fetchall() == [tuple(said)], asked


@pytest.mark.parametrize("dump", DUMPS, ids=lambda path: path.name)
def test_an_earlier_warehouse_is_upgraded_without_loss(dump, database_url):
    said = restore(dump, database_url)
    assert current_revision(database_url) == said["revision"]
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        before = row_counts(connection)
    upgrade(database_url)
    assert current_revision(database_url) == head_revision()
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        after = row_counts(connection)
        assert [name for name, number in before.items() if after[name] < number] == []
        if "answers" in said:  # of 0.1.0 there is a test of its own, in its own words
            assert list(answers(connection)) == said["answers"]
    with Warehouse(database_url) as warehouse:
        assert dump_digest(warehouse) == said["digest"]
        assert [check.name for check in run_checks(warehouse) if check.broken] == []


SECOND_READING = """
WITH twice AS (SELECT capture_id, content_id FROM observation ORDER BY capture_id LIMIT 1),
other AS (
    INSERT INTO content SELECT (jsonb_populate_record(c, jsonb_build_object(
        'content_id', '00000000-0000-8000-8000-000000000001', 'body', 'Half of it.'))).*
    FROM content c JOIN twice USING (content_id) RETURNING content_id)
INSERT INTO observation SELECT (jsonb_populate_record(
    t, jsonb_build_object('content_id', o.content_id, 'load_id', {load}))).*
FROM observation t JOIN twice USING (capture_id) CROSS JOIN other o RETURNING capture_id
"""
"""A capture that was read twice under one version, which 0.1.0 could store."""


@pytest.mark.parametrize("dump", DUMPS[:1], ids=lambda path: path.name)
def test_a_capture_that_was_read_twice_keeps_the_reading_that_counted(dump, database_url):
    said = restore(dump, database_url)
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        connection.execute(SECOND_READING.format(load="t.load_id"))
    upgrade(database_url)
    with Warehouse(database_url) as warehouse:
        assert dump_digest(warehouse) == said["digest"]
        assert [check.name for check in run_checks(warehouse) if check.broken] == []


@pytest.mark.parametrize("dump", DUMPS[:1], ids=lambda path: path.name)
def test_a_capture_read_twice_in_two_loads_is_left_to_people(dump, database_url):
    restore(dump, database_url)
    with psycopg.connect(libpq_url(database_url), autocommit=True) as connection:
        query = SECOND_READING.format(load="(SELECT max(load_id) FROM load)")
        ((capture,),) = connection.execute(query).fetchall()
        with pytest.raises(Misconfigured, match=f"two loads: {capture}") as refused:
            upgrade(database_url)
        assert "DELETE the one of the later load_id" in refused.value.remedy
        connection.execute(
            "DELETE FROM observation o USING observation e WHERE e.capture_id = o.capture_id"
            " AND e.pipeline_version = o.pipeline_version AND e.load_id < o.load_id"
        )
    upgrade(database_url)
    assert current_revision(database_url) == head_revision()


@pytest.mark.parametrize("dump", DUMPS[-1:], ids=lambda path: path.name)
def test_a_full_warehouse_goes_down_to_nothing_and_up_again(dump, database_url):
    restore(dump, database_url)
    upgrade(database_url)
    downgrade(database_url, "base")
    assert current_revision(database_url) is None
    upgrade(database_url)
    assert current_revision(database_url) == head_revision()


def test_there_is_a_dump_of_every_release():
    assert DUMPS
