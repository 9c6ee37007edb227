"""The way of an address through the house, from the listing that named it to its story."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from pipeline.warehouse.cases import decisions_on
from pipeline.warehouse.database import Warehouse

Row = dict[str, Any]


def trace(warehouse: Warehouse, url: str) -> dict[str, list[Row]]:
    """Return all that is known of the normalised `url` and of the article that it leads to.

    `way` has everything in order of time (the rows of `desk.trace`); the other keys have it by
    subject: `listed`, `inbox`, `robots` (what its hosts' files said last), `captures`, `readings`
    (by what each was extracted, where its fields came from, what was removed, what evidence was
    found), `versions`, `story`, `quarantine`, `decisions`, `aliases`. All are empty for an address
    that nobody ever met.
    """
    urls = [row["url"] for row in _rows(warehouse, _ADDRESSES, url=url)]
    found = {name: _rows(warehouse, query, urls=urls, url=url) for name, query in _PARTS.items()}
    return found | {"decisions": decisions_on(warehouse, urls)}


def robots_of(warehouse: Warehouse, origin: str) -> Row | None:
    """Return what the robots.txt of an origin said when it was last read, or None."""
    rows = _rows(warehouse, _ROBOTS, origin=origin)
    return rows[0] if rows else None


def _rows(warehouse: Warehouse, query: str, **values: Any) -> list[Row]:
    with warehouse.begin() as connection:
        return [dict(row) for row in connection.execute(text(query), values).mappings()]


_ADDRESSES = """
WITH here AS (SELECT desk.article_id(:url) AS article_id)
SELECT CAST(:url AS text) AS url
UNION SELECT a.url FROM article a JOIN here USING (article_id)
UNION SELECT s.seen_url FROM alias s JOIN here USING (article_id)
"""

_ROBOTS = "SELECT origin, fetched_at, status, body FROM robots_cache WHERE origin = :origin"

_READINGS = """
SELECT o.capture_id, o.observed_at, o.pipeline_version, o.language, o.lineage, o.published_at,
       c.title, r.manifest -> 'extract:extractor' AS extractor_version, k.revisit_of,
       coalesce((
           SELECT jsonb_agg(jsonb_build_object('rule', g.rule, 'rule_version', g.rule_version,
                      'spans', g.spans, 'characters', g.characters) ORDER BY g.rule)
           FROM (SELECT s.rule, s.rule_version, count(*) AS spans,
                        sum(length(s.text)) AS characters
                 FROM removed_span s
                 WHERE (s.capture_id, s.pipeline_version) = (o.capture_id, o.pipeline_version)
                 GROUP BY s.rule, s.rule_version) g), '[]') AS removed,
       coalesce((
           SELECT jsonb_agg(jsonb_build_object('kind', e.kind, 'version', e.version,
                      'value', e.value, 'origin_url', e.origin_url, 'origin_name', e.origin_name,
                      'place', e.place, 'strength', e.strength) ORDER BY e.strength DESC, e.ordinal)
           FROM evidence e
           WHERE (e.capture_id, e.pipeline_version) = (o.capture_id, o.pipeline_version)),
           '[]') AS evidence
FROM observation o
JOIN capture k USING (capture_id) LEFT JOIN content c USING (content_id)
LEFT JOIN ruleset r ON r.pipeline_version = o.pipeline_version
WHERE o.article_id = desk.article_id(:url) OR k.url = ANY(:urls)
ORDER BY o.observed_at, o.pipeline_version
"""

_PARTS = {
    "way": "SELECT * FROM desk.trace(:url)",
    "listed": """
        SELECT feed_url, source_id, seen_url, title, published_at, guid, first_seen_at
        FROM listing_item WHERE url = ANY(:urls) OR seen_url = ANY(:urls)
        ORDER BY first_seen_at""",
    "inbox": """
        SELECT via, received_at, claimed_by, attempts, done_at, result FROM inbox
        WHERE url = ANY(:urls) ORDER BY inbox_id""",
    "captures": """
        SELECT c.capture_id, c.kind, c.via, c.source_id, c.seen_url, c.final_url, c.fetched_at,
               c.status, c.content_type, c.revisit_of, c.warc_file, c.warc_offset, c.run_id,
               c.robots_directives, o.pipeline_version, o.result, o.reason
        FROM capture c LEFT JOIN outcome o USING (capture_id)
        WHERE c.url = ANY(:urls) OR c.seen_url = ANY(:urls)
        ORDER BY c.fetched_at, o.pipeline_version""",
    "readings": _READINGS,
    "versions": """
        SELECT version_no, change, cause, effective_from, effective_to, recorded_from, title,
               pipeline_version, capture_id, content_id
        FROM desk.article_versions WHERE article_id = desk.article_id(:url)
        ORDER BY effective_from, recorded_from""",
    "story": """
        SELECT story_id, role, original_url, score, evidence, recorded_from
        FROM derived.current_story_member WHERE article_id = desk.article_id(:url)""",
    "quarantine": """
        SELECT quarantine_id, url, stage, reason, message, failed_at, capture_id, run_id, attempt,
               is_open
        FROM desk.quarantine
        WHERE url = ANY(:urls) OR capture_id IN (
            SELECT c.capture_id FROM capture c WHERE c.seen_url = ANY(:urls))
        ORDER BY failed_at, quarantine_id""",
    "aliases": """
        SELECT s.seen_url, s.kind, a.url FROM alias s JOIN article a USING (article_id)
        WHERE s.seen_url = ANY(:urls) OR a.url = ANY(:urls) ORDER BY s.seen_url, a.url""",
}
