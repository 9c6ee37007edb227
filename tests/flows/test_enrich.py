"""A text is read once by each version of each enricher, whoever else is at it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from pipeline.enrich import Enricher, all_enrichers
from pipeline.flows.desk import run_context
from pipeline.flows.enrich import enrich_texts
from pipeline.flows.process import process_captures
from pipeline.flows.purge import Wanted, purge
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.dump import dump_digest
from pipeline.warehouse.enrichments import ReadText, add_findings, unread_texts
from tests.flows.paper import archive_page, page

URL = "https://paper.example/news/story"
CONTEXT = run_context("tests", "test")


def words(subject):
    yield 0, 3, subject.body[:3], {"words": len(subject.body.split())}


def stumbles(subject):
    raise LookupError(f"no word for {len(subject.title)} letters")
    yield


COUNT, BROKEN = Enricher("count", 1, words), Enricher("broken", 1, stumbles)


def read(desk, hour, body, url=URL):
    process_captures(desk, CONTEXT, [archive_page(desk, url, hour, body)])


def rows(desk, query):
    with desk.warehouse.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_only_what_changed_reads_again(desk):
    read(desk, 1, page(1))
    first = enrich_texts(desk, CONTEXT, [COUNT])
    assert (first.texts, first.findings, first.failed) == (1, 1, 0)
    assert enrich_texts(desk, CONTEXT, [COUNT]).texts == 0
    read(desk, 2, page(1))
    assert enrich_texts(desk, CONTEXT, [COUNT]).texts == 0, "the same text at a later hour"
    read(desk, 3, page(1, extra="A paragraph that was added to the report in the afternoon."))
    assert enrich_texts(desk, CONTEXT, [COUNT]).texts == 1
    other = Enricher("other", 1, words)
    both = enrich_texts(desk, CONTEXT, [replace(COUNT, version=2), other])
    assert (both.texts, both.findings) == (2, 4)
    assert enrich_texts(desk, CONTEXT, [replace(COUNT, version=2), replace(other, version=2)])
    counted = rows(desk, "SELECT enricher, enricher_version, count(*) FROM finding GROUP BY 1, 2")
    assert sorted(counted) == [("count", 1, 2), ("count", 2, 2), ("other", 1, 2), ("other", 2, 2)]
    shown = rows(desk, "SELECT enricher, enricher_version FROM desk.enrichments ORDER BY 1")
    assert shown == [("count", 2), ("other", 2)], "of the current text, by the present versions"


def test_an_enricher_that_fails_costs_only_itself(desk):
    read(desk, 1, page(1))
    done = enrich_texts(desk, CONTEXT, [BROKEN, COUNT])
    assert (done.texts, done.findings, done.failed) == (1, 1, 1)
    ((failed,),) = rows(desk, "SELECT failed FROM enriched_text")
    assert "no word for" in failed["broken"]
    assert enrich_texts(desk, CONTEXT, [BROKEN, COUNT]).texts == 0
    mended = enrich_texts(desk, CONTEXT, [Enricher("broken", 2, words), COUNT])
    assert (mended.findings, mended.failed) == (1, 0)
    assert rows(desk, "SELECT failed FROM enriched_text") == [({},)]


def test_two_passes_at_once_and_a_killed_one_give_what_one_gives(desk, monkeypatch):
    for number in range(3):
        read(desk, 1, page(number), f"{URL}-{number}")
    from pipeline.flows import enrich as flow

    def twice(warehouse, texts, versions, context):
        assert add_findings(warehouse, texts, versions, context) == 1
        return add_findings(warehouse, texts, versions, context)

    monkeypatch.setattr(flow, "_AT_ONCE", 1)
    monkeypatch.setattr(flow, "add_findings", twice)
    assert enrich_texts(desk, CONTEXT, [COUNT]).findings == 0, "the second adds nothing"
    assert rows(desk, "SELECT count(*) FROM finding") == [(3,)]
    assert [r.name for r in run_checks(desk.warehouse) if r.broken] == []


def test_what_is_purged_is_not_found_again(desk):
    read(desk, 1, page(1))
    (unread,) = unread_texts(desk.warehouse, {"count": 1}, None, 5)
    enrich_texts(desk, CONTEXT, [COUNT])
    digest = dump_digest(desk.warehouse)
    purge(desk, CONTEXT, Wanted("url", URL, "asked by letter", "ana"))
    assert rows(desk, "SELECT text_id FROM finding UNION SELECT text_id FROM enriched_text") == []
    assert add_findings(desk.warehouse, [ReadText(unread, [], {})], {"count": 1}, CONTEXT) == 0
    assert rows(desk, "SELECT text_id FROM enriched_text") == []
    assert dump_digest(desk.warehouse) != digest
    assert enrich_texts(desk, CONTEXT, [COUNT]).texts == 0


def test_the_enrichers_of_the_house_read_a_page(desk):
    read(desk, 1, page(1))
    done = enrich_texts(desk, CONTEXT)
    assert (done.texts, done.failed) == (1, 0)
    found = {name for (name,) in rows(desk, "SELECT DISTINCT enricher FROM desk.enrichments")}
    assert {"language", "reading_time"} <= found <= {item.id for item in all_enrichers()}


@pytest.mark.parametrize(
    "view", ["quotes", "entities", "text_dates", "citations", "figures", "keywords"]
)
def test_the_views_of_the_desk_can_be_asked(desk, view):
    assert rows(desk, f"SELECT * FROM desk.{view}") == []
