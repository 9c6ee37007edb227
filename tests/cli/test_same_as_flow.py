"""`extract` and `fold` say what the nightly run stores: the same calls, the same results."""

from __future__ import annotations

import json
from html import escape

import pytest
from sqlalchemy import text

from pipeline.archive import Archive
from pipeline.flows.desk import open_desk
from pipeline.flows.pushed import take_pushed
from pipeline.model import to_json
from pipeline.page import Page
from pipeline.warehouse.captures import get_captures
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.inbox import push

DOCUMENTS = """
    SELECT o.capture_id, k.url, c.title, c.authors, c.body, o.published_at, o.modified_at,
           o.language, o.lineage,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'rule', r.rule, 'rule_version', r.rule_version, 'stage', r.stage,
                'start', r.start, 'end', r."end", 'text', r.text,
                'replacement', r.replacement) ORDER BY r.ordinal), '[]')
            FROM removed_span r WHERE r.capture_id = o.capture_id) AS removed,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'kind', e.kind, 'version', e.version, 'value', e.value,
                'origin_url', e.origin_url, 'origin_name', e.origin_name,
                'place', e.place, 'strength', e.strength) ORDER BY e.ordinal), '[]')
            FROM evidence e WHERE e.capture_id = o.capture_id) AS provenance
    FROM observation o JOIN content c USING (content_id) JOIN capture k USING (capture_id)
    WHERE k.status = 200 AND k.revisit_of IS NULL AND k.kind = 'page' ORDER BY o.capture_id"""


@pytest.fixture(scope="module")
def stored(nights):
    """What the flow stored of every page, and the page as it was served."""
    archive = Archive(nights.home / "archive")
    with Warehouse(nights.url) as warehouse:
        with warehouse.begin() as connection:
            rows = [dict(row) for row in connection.execute(text(DOCUMENTS)).mappings()]
        captures = get_captures(warehouse, [row["capture_id"] for row in rows])
    for row in rows:
        capture = captures[row.pop("capture_id")]
        row["html"] = Page.parse(capture.url, *archive.payload_of(capture)).html
    return rows


def test_extract_gives_what_the_flow_stored(ask, stored):
    assert len(stored) > 50
    lines = [json.dumps({"url": row["url"], "html": row["html"]}) for row in stored]
    ran = ask("extract", "--jobs", 2, stdin="\n".join(lines).encode())
    assert ran.code == 0
    for found, row in zip(ran.lines(), stored, strict=True):
        expected = to_json({key: row[key] for key in found})
        for moment in ("published_at", "modified_at"):
            expected[moment] = row[moment] and row[moment].isoformat()
        assert found == expected, row["url"]


ARTICLES = (
    "SELECT url, title, body, published_at FROM desk.articles WHERE NOT (is_withdrawn OR is_moved)"
)
MEMBERS = """
    SELECT a.url, m.story_id, m.role, m.original_url, m.score, m.evidence
    FROM current_story_member m JOIN article a USING (article_id)"""


def rows_of(url, query):
    with Warehouse(url) as warehouse, warehouse.begin() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def as_record(row):
    published_at = row["published_at"] and row["published_at"].isoformat()
    names = {"id": row["url"], "url": row["url"], "title": row["title"], "text": row["body"]}
    return names | {"published_at": published_at}


def as_page(record):
    """The record as a page that says nothing but what the record says."""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in record["text"].split("\n\n"))
    moment = record["published_at"]
    meta = f'<meta property="article:published_time" content="{moment}">' if moment else ""
    heading = f"<h1>{escape(record['title'])}</h1>"
    return f"<html><head>{meta}</head><body><article>{heading}{paragraphs}</article></body></html>"


def test_fold_gives_what_the_flow_stored(ask, nights, desk_settings):
    records = [as_record(row) for row in rows_of(nights.url, ARTICLES)]
    with open_desk(desk_settings) as desk:
        for record in records:
            push(desk.warehouse, record["url"], via="test", payload=as_page(record))
        assert take_pushed(desk, "tests", "run").quarantined == 0
    stored = {row["url"]: row for row in rows_of(desk_settings.database_url, MEMBERS)}
    assert len(stored) == len(records)
    assert {row["role"] for row in stored.values()} >= {"original", "near_duplicate"}

    ran = ask("fold", stdin="\n".join(map(json.dumps, records)).encode())
    assert ran.code == 0
    for found in ran.lines():
        row = stored[found["id"]]
        assert found == {
            "id": row["url"],
            "story_id": str(row["story_id"]),
            "role": row["role"],
            "original_id": row["original_url"],
            "score": row["score"],
            "evidence": row["evidence"],
        }


def test_fold_finds_the_originals_of_the_real_pages(ask, nights):
    """Texts alone lack what only the page says (a link to the original), and no more than that."""
    records = [as_record(row) for row in rows_of(nights.url, ARTICLES)]
    members = {row["url"]: row for row in rows_of(nights.url, MEMBERS)}
    ran = ask("fold", stdin="\n".join(map(json.dumps, records)).encode())
    for found in ran.lines():
        stored = members[found["id"]]
        if "text" in {reason["kind"] for reason in found["evidence"]}:
            assert found["original_id"] == stored["original_url"]
        elif found["role"] != stored["role"]:
            assert {reason["kind"] for reason in stored["evidence"]} - {"text", "election"}
