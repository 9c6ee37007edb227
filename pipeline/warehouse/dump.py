"""`canonical_dump()`: the one definition of 'the same warehouse'."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from pipeline.identity import digest_fields
from pipeline.warehouse.database import Warehouse

_SECTIONS = {
    "version": """
        SELECT a.url, v.version_no, v.change, v.effective_from, v.effective_to, v.pipeline_version,
               v.content_id, c.title, c.authors, v.language, c.body, v.published_at, v.modified_at,
               v.lineage
        FROM article_version v
        JOIN article a USING (article_id) JOIN content c USING (content_id)""",
    "observation": """
        SELECT a.url, w.observed_at, w.pipeline_version, w.content_id, w.capture_id
        FROM winning_observation w JOIN article a USING (article_id)""",
    "current": """
        SELECT a.url, a.current_content_id, h.observed_at AS current_observed_at
        FROM article a LEFT JOIN derived.article_head h USING (article_id)""",
    "alias": """
        SELECT s.seen_url, a.url, s.kind FROM alias s JOIN article a USING (article_id)""",
    "removed_span": """
        SELECT r.capture_id, r.ordinal, r.rule, r.rule_version, r.stage, r.start, r."end", r.text
        FROM removed_span r
        JOIN (SELECT DISTINCT capture_id, pipeline_version FROM winning_observation) w
             USING (capture_id, pipeline_version)""",
    "replaced_span": """
        SELECT r.capture_id, r.ordinal, r.replacement
        FROM removed_span r
        JOIN (SELECT DISTINCT capture_id, pipeline_version FROM winning_observation) w
             USING (capture_id, pipeline_version)
        WHERE r.replacement <> ''""",
    "evidence": """
        SELECT e.capture_id, e.ordinal, e.kind, e.version, e.value, e.origin_url, e.origin_name,
               e.place, e.strength
        FROM evidence e
        JOIN (SELECT DISTINCT capture_id, pipeline_version FROM winning_observation) w
             USING (capture_id, pipeline_version)""",
    "enrichment": """
        SELECT e.capture_id, e.ordinal, e.enricher, e.enricher_version, e.start, e."end", e.text,
               e.value
        FROM enrichment e
        JOIN (SELECT DISTINCT capture_id, pipeline_version FROM winning_observation) w
             USING (capture_id, pipeline_version)""",
    "finding": """
        SELECT t.content_id, t.language, t.published_on, f.enricher, f.enricher_version,
               f.ordinal, f.start, f."end", f.text, f.value
        FROM enriched_text t
        JOIN finding f ON f.text_id = t.text_id
            AND f.enricher_version = CAST(t.versions ->> f.enricher AS integer)
        WHERE EXISTS (
            SELECT 1 FROM winning_observation w
            WHERE w.content_id = t.content_id AND w.language IS NOT DISTINCT FROM t.language
              AND CAST(w.published_at AT TIME ZONE 'UTC' AS date)
                  IS NOT DISTINCT FROM t.published_on)""",
    "directive": """
        SELECT d.capture_id, d.place, d.ordinal, d.name, d.value FROM directive d""",
    "story_member": """
        SELECT a.url, m.role, m.original_url, m.score, m.evidence,
               (SELECT min(b.url) FROM current_story_member o JOIN article b USING (article_id)
                WHERE o.story_id = m.story_id) AS story
        FROM current_story_member m JOIN article a USING (article_id)""",
    "decision": """
        SELECT k.url, d.capture_id, d.kind, d.author, d.reason, d.decided_at,
               r.author AS revoked_by, r.reason AS revoked_for, r.decided_at AS revoked_at
        FROM decision d JOIN capture k USING (capture_id)
        LEFT JOIN decision r ON r.revokes = d.decision_id""",
    "story_decision": """
        SELECT a.url, b.url AS other_url, d.kind, d.author, d.reason, d.decided_at,
               r.author AS revoked_by, r.reason AS revoked_for, r.decided_at AS revoked_at
        FROM decision d
        JOIN article a ON a.article_id = d.article_a JOIN article b ON b.article_id = d.article_b
        LEFT JOIN decision r ON r.revokes = d.decision_id""",
    "edit": """
        SELECT e.content_before, e.content_after, e.algorithm_version, e.kinds, e.significance,
               e.details
        FROM edit e
        JOIN (SELECT DISTINCT previous_content_id, content_id FROM article_version
              WHERE change = 'publisher_edit') v
             ON (v.previous_content_id, v.content_id) = (e.content_before, e.content_after)
        WHERE e.algorithm_version = (SELECT max(algorithm_version) FROM edit)""",
    "quarantine": """
        SELECT DISTINCT q.url, q.capture_id, q.stage, q.reason FROM quarantine q
        WHERE q.capture_id IS NOT NULL AND q.pipeline_version = (
            SELECT max(o.pipeline_version) FROM outcome o WHERE o.capture_id = q.capture_id)""",
}


def canonical_dump(warehouse: Warehouse) -> Iterator[str]:
    """Yield the warehouse's state as sorted JSON lines, each `[section, {column: value}]`.

    Two warehouses are the same exactly if their dumps are equal. Left out are load and run ids,
    `recorded_*`, and what depends on them: the cause of a version where it is ours, and story
    ids (a story is named by the smallest address in it). All of it comes from one snapshot.
    """
    with warehouse.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        for section, query in sorted(_SECTIONS.items()):
            rows = connection.execute(text(query)).mappings()
            yield from sorted(_line(section, dict(row)) for row in rows)


def dump_digest(warehouse: Warehouse) -> str:
    """Return a digest of `canonical_dump`: equal for equal warehouses."""
    return digest_fields(*canonical_dump(warehouse)).hex()


def _line(section: str, row: dict[str, Any]) -> str:
    return json.dumps([section, row], default=_plain, ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> str:
    if isinstance(value, date):  # or a moment
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form.")
