"""Migrations while the warehouse is in use: nobody waits long, and those who block are named."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from pipeline.config import libpq_url
from pipeline.errors import Misconfigured, Transient
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.migrate import (
    LOCK_WAIT_S,
    current_revision,
    downgrade,
    head_revision,
    upgrade,
)
from tests.warehouse.test_upgrade import DUMPS, restore

FIRST = DUMPS[0]

# More articles of one capture each, as 0.1.0 would have loaded them.
GENERATED = """
INSERT INTO capture SELECT
    gen_random_uuid(), 'page', 'live', 'generated', url, url, url, '2026-03-01Z', 200, 'text/html',
    url, '', '', NULL, 'x.warc.gz', 0, 1, '', 'generated'
FROM (SELECT 'https://generated.example/' || n AS url FROM generate_series(1, {count}) n) g;
INSERT INTO load (batch_key, kind, dag_id, run_id, pipeline_version, committed_at, counts)
SELECT 'generated', 'observations', 't', 't', 1, max(committed_at) + interval '1 second', '{{}}'
FROM load;
INSERT INTO content SELECT md5(url)::uuid, url, '{{}}', repeat(url, 20),
       (SELECT max(load_id) FROM load) FROM capture WHERE source_id = 'generated';
INSERT INTO outcome SELECT capture_id, 1, 'observed', '' FROM capture
WHERE source_id = 'generated';
INSERT INTO article (article_id, url, source_id, first_load_id, current_content_id,
                     current_observed_at)
SELECT md5('a' || url)::uuid, url, 'generated', (SELECT max(load_id) FROM load), md5(url)::uuid,
       fetched_at FROM capture WHERE source_id = 'generated';
INSERT INTO observation (article_id, observed_at, pipeline_version, content_id, capture_id, lineage,
                         load_id)
SELECT md5('a' || url)::uuid, fetched_at, 1, md5(url)::uuid, capture_id, '{{}}',
       (SELECT max(load_id) FROM load) FROM capture WHERE source_id = 'generated';
"""


def connected(url: str):
    return psycopg.connect(libpq_url(url), autocommit=True)


@pytest.fixture
def full_url(database_url):
    """The warehouse of the first release, with some thousand articles more."""
    restore(FIRST, database_url)
    with connected(database_url) as connection:
        connection.execute(GENERATED.format(count=5000))
    return database_url


@contextmanager
def reading(url: str):
    """A reader in a long transaction: it has looked at facts and views, and does not end."""
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute("SELECT count(*) FROM article")
        connection.execute("SELECT count(*) FROM observation")
        connection.execute("SELECT count(*) FROM desk.articles")
        yield connection


class Writer:
    """Goes on loading by SQL that holds before and after, and measures how long it waits."""

    def __init__(self, url: str) -> None:
        self.url, self.waits, self.stop = url, [], threading.Event()

    def run(self) -> int:
        number = 0
        with connected(self.url) as connection:
            while not self.stop.is_set():
                started = time.monotonic()
                connection.execute(_ONE_MORE, {"url": f"https://writer.example/{number}"})
                self.waits.append(time.monotonic() - started)
                number += 1
                time.sleep(0.02)
        return number


_ONE_MORE = """
WITH taken AS (SELECT load_id FROM load ORDER BY load_id DESC LIMIT 1)
INSERT INTO article (article_id, url, source_id, first_load_id)
SELECT md5(%(url)s)::uuid, %(url)s, 'writer', load_id FROM taken
"""


def test_an_upgrade_behind_a_long_reader_makes_nobody_wait_long(full_url):
    writer = Writer(full_url)
    with ThreadPoolExecutor(2) as pool, reading(full_url) as reader:
        written = pool.submit(writer.run)
        migrated = pool.submit(upgrade, full_url)
        time.sleep(LOCK_WAIT_S * 3)
        assert not migrated.done(), "the upgrade went through a reader, or failed"
        reader.rollback()
        migrated.result(timeout=60)
        writer.stop.set()
        number = written.result()
    assert current_revision(full_url) == head_revision()
    assert max(writer.waits) < LOCK_WAIT_S + 2, "somebody waited for longer than a migration may"
    with connected(full_url) as connection:
        counted = "SELECT count(*) FROM article WHERE source_id = 'writer'"
        assert connection.execute(counted).fetchone() == (number,)


def test_who_blocks_a_migration_for_good_is_named(full_url):
    with reading(full_url) as reader:
        pid = reader.info.backend_pid
        time.sleep(1.1)
        with pytest.raises(Transient, match=f"process {pid} of copydesk, in a transaction for"):
            upgrade(full_url, patience_s=0)
    upgrade(full_url)
    assert current_revision(full_url) == head_revision()


def test_a_schema_of_a_newer_version_is_left_alone(warehouse):
    with connected(warehouse.url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for move in (lambda: upgrade(warehouse.url), lambda: downgrade(warehouse.url, "base")):
        with pytest.raises(Misconfigured, match="9999, which this version of Copydesk does not"):
            move()
    with connected(warehouse.url) as connection:
        assert connection.execute("SELECT count(*) FROM desk.articles").fetchone() == (0,)


def test_a_full_warehouse_goes_down_step_by_step_and_comes_back_the_same(full_url):
    upgrade(full_url)
    with Warehouse(full_url) as warehouse:
        before = list(canonical_dump(warehouse))
    while current_revision(full_url) != "0002":
        downgrade(full_url, "-1")
    upgrade(full_url)
    with Warehouse(full_url) as warehouse:
        assert list(canonical_dump(warehouse)) == before
        assert [check.name for check in run_checks(warehouse) if check.broken] == []
