"""The one definition of 'the same warehouse' sees every fact, and nothing but facts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from pipeline.identity import article_key, content_key, story_key
from pipeline.model import (
    Directive,
    DirectivePlace,
    EditKind,
    Enrichment,
    LedgerSpan,
    Reason,
    Stage,
    TypedEdit,
)
from pipeline.warehouse.captures import Failure, add_captures, quarantine_all
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.decisions import Verdict, reject_capture
from pipeline.warehouse.directives import add_directives
from pipeline.warehouse.dump import canonical_dump, dump_digest
from pipeline.warehouse.edits import Pair, add_edits
from pipeline.warehouse.enrichments import ReadText, add_findings, unread_texts
from pipeline.warehouse.load import load_readings
from tests.warehouse import facts

URL = "https://paper.example/a"

CHANGES = {
    "version": "UPDATE observation SET language = 'fr'",
    "observation": "UPDATE observation SET capture_id = gen_random_uuid()",
    "current": "UPDATE article SET current_content_id = gen_random_uuid()",
    "alias": "UPDATE alias SET kind = 'canonical'",
    "removed_span": "UPDATE removed_span SET text = 'other'",
    "replaced_span": "UPDATE removed_span SET replacement = 'other' WHERE replacement <> ''",
    "evidence": "UPDATE evidence SET strength = 0.1",
    "enrichment": """UPDATE enrichment SET value = '{"date": "2020-01-01"}'""",
    "finding": """UPDATE finding SET value = '{"date": "2020-01-01"}'""",
    "directive": "UPDATE directive SET value = 'noai'",
    "story_member": "UPDATE story_member SET score = 0.5",
    "quarantine": "UPDATE quarantine SET reason = 'tls'",
}


OF_0_1_0 = """
INSERT INTO enrichment (capture_id, pipeline_version, ordinal, enricher, enricher_version,
                        start, "end", text, value, load_id)
SELECT capture_id, pipeline_version, 0, 'text_dates', 1, 0, 3, 'One', '{"date": "2026-03-02"}',
       load_id FROM observation"""
"""Release 0.1.0 kept what enrichers found with a capture."""


def fill(warehouse, run_id="test") -> None:
    """Put one fact of each kind into `warehouse`."""
    read = facts.make_reading(URL, 1, "One.")
    repaired = LedgerSpan("mojibake", 1, 1, 4, 6, "Ã©", "é")
    document = replace(read.document, removed=(*read.document.removed, repaired))
    reading = replace(
        read,
        document=document,
        aliases=((URL + "?from=feed", "redirect"),),
    )
    facts.load(warehouse, [reading])
    with warehouse.begin() as connection:
        connection.execute(text(OF_0_1_0))
    found = Enrichment("text_dates", 2, 0, 3, "One", {"date": "2026-03-02"})
    (unread,) = unread_texts(warehouse, {"text_dates": 2}, None, 10)
    read_text = ReadText(unread, [found], {})
    add_findings(warehouse, [read_text], {"text_dates": 2}, facts.context(run_id=run_id))
    said = {reading.capture.capture_id: [Directive(DirectivePlace.META, "robots", "noindex")]}
    add_directives(warehouse, said, {})
    failed = facts.make_capture(URL + "x", 2)
    skipped = [(failed.capture_id, "quarantined", "no_body")]
    add_captures(warehouse, [failed], run_id)
    load_readings(warehouse, [], skipped, facts.context(run_id=run_id))
    case = Failure(
        failed.url,
        "paper",
        Stage.EXTRACT,
        Reason.NO_BODY,
        "Empty.",
        failed.fetched_at,
        failed.capture_id,
    )
    quarantine_all(warehouse, [case], pipeline_version=1, run_id=run_id)
    with warehouse.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO story_member (article_id, load_id, story_id, role, original_id,
                                      original_url, score, evidence)
            SELECT :id, max(load_id), :story, 'original', :id, :url, 1, '[]' FROM load"""),
            {"id": article_key(URL), "story": story_key(article_key(URL)), "url": URL},
        )


def sections(warehouse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in canonical_dump(warehouse):
        found.setdefault(json.loads(line)[0], []).append(line)
    return found


def execute(warehouse, statement: str) -> None:
    with warehouse.begin() as connection:
        assert connection.execute(text(statement)).rowcount


@pytest.mark.parametrize("section", CHANGES)
def test_each_kind_of_fact_is_seen(warehouse, section):
    fill(warehouse)
    before, digest = sections(warehouse), dump_digest(warehouse)
    assert set(before) == set(CHANGES)
    execute(warehouse, CHANGES[section])
    assert sections(warehouse)[section] != before[section]
    assert dump_digest(warehouse) != digest


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE load SET committed_at = committed_at + '1 hour', run_id = 'x', dag_id = 'x'",
        "UPDATE story_member SET story_id = gen_random_uuid()",
        "UPDATE quarantine SET run_id = 'x', message = 'x', failed_at = now()",
        "UPDATE capture SET run_id = 'x', warc_offset = 7",
    ],
)
def test_when_and_by_whom_it_was_learnt_is_not_seen(warehouse, statement):
    fill(warehouse)
    digest = dump_digest(warehouse)
    execute(warehouse, statement)
    assert dump_digest(warehouse) == digest


def test_other_numbers_of_loads_give_the_same_dump(warehouse, fresh_warehouse_url):
    with Warehouse(fresh_warehouse_url()) as second:
        execute(second, "SELECT setval(pg_get_serial_sequence('load', 'load_id'), 500)")
        fill(second, run_id="another run")
        fill(warehouse)
        assert list(canonical_dump(second)) == list(canonical_dump(warehouse))


def test_what_older_rules_read_is_not_seen_once_newer_ones_did(warehouse, fresh_warehouse_url):
    old, new = (facts.make_reading(URL, 1, body) for body in ("One. More.", "One."))
    facts.load(warehouse, [old])
    facts.load(warehouse, [new], version=2)
    with Warehouse(fresh_warehouse_url()) as second:
        facts.load(second, [new], version=2)
        assert list(canonical_dump(second)) == list(canonical_dump(warehouse))


def test_the_lines_are_sorted_json(warehouse):
    fill(warehouse)
    lines = list(canonical_dump(warehouse))
    names = [json.loads(line)[0] for line in lines]
    assert names == sorted(names)
    (version,) = (row for name, row in map(json.loads, lines) if name == "version")
    assert version["effective_from"] == "2026-03-02T07:00:00+00:00"
    assert list(version) == sorted(version)


def test_decisions_and_edits_are_seen(warehouse):
    said = [facts.make_reading(URL, hour, body) for hour, body in ((1, "One."), (5, "Two."))]
    facts.load(warehouse, said)
    pair = Pair(*(content_key("A title", ["Ada Byron"], body) for body in ("One.", "Two.")))
    edit = TypedEdit((EditKind.WORDING,), 0.5, {})
    add_edits(warehouse, {pair: edit}, 1, facts.context())
    assert [json.loads(line)[1]["kinds"] for line in sections(warehouse)["edit"]] == [["wording"]]
    verdict = Verdict("ana", "a wall", facts.EPOCH)
    reject_capture(warehouse, said[1].capture.capture_id, verdict, facts.context())
    after = sections(warehouse)
    assert [json.loads(line)[1]["reason"] for line in after["decision"]] == ["a wall"]
    assert "edit" not in after  # they are no neighbours any more
