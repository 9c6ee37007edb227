"""`extract` and `fold` say what the nightly run stores: the same calls, the same results."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest
from sqlalchemy import text

from pipeline.archive import Archive
from pipeline.model import to_json
from pipeline.page import Page
from pipeline.warehouse.captures import get_captures
from pipeline.warehouse.database import Warehouse

DOCUMENTS = """
    SELECT o.capture_id, k.url, c.title, c.authors, c.body, o.published_at, o.modified_at,
           o.language, o.lineage,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'rule', r.rule, 'rule_version', r.rule_version, 'stage', r.stage,
                'start', r.start, 'end', r."end", 'text', r.text) ORDER BY r.ordinal), '[]')
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
