"""What must always hold in a warehouse, as queries that return what breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.purge_sql import PURGED_WITH_TEXT


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One invariant: how many rows break it, and a few of them in words."""

    name: str
    meaning: str
    broken: int
    examples: tuple[str, ...]


_CHECKS = {
    "intervals_have_width": (
        "No version has an empty or inverted interval.",
        """SELECT article_id::text FROM article_version
           WHERE {touched} AND effective_to <= effective_from""",
    ),
    "intervals_are_contiguous": (
        "Each version ends where the next begins.",
        """SELECT article_id::text FROM (
             SELECT article_id, effective_to, lead(effective_from) OVER (
                 PARTITION BY article_id ORDER BY version_no) AS next
             FROM article_version WHERE {touched}) v
           WHERE effective_to IS DISTINCT FROM next""",
    ),
    "one_current_version": (
        "Every article with versions has exactly one current version.",
        """SELECT article_id::text FROM article_version WHERE {touched}
           GROUP BY article_id HAVING count(*) FILTER (WHERE effective_to IS NULL) <> 1""",
    ),
    "neighbours_differ": (
        "Neighbouring versions of an article differ in content.",
        """SELECT article_id::text FROM (
             SELECT article_id, content_id, lag(content_id) OVER (
                 PARTITION BY article_id ORDER BY version_no) AS before
             FROM article_version WHERE {touched}) v
           WHERE content_id = before""",
    ),
    "pointer_is_derived": (
        "The cached columns of an article are what its facts say.",
        """SELECT a.url FROM article a
           LEFT JOIN (SELECT * FROM derived.article_head WHERE {touched}) h USING (article_id)
           WHERE {touched}
             AND (a.current_content_id, a.current_from, a.first_observed_at, a.source_id)
                 IS DISTINCT FROM
                 (h.content_id, h.current_from, h.first_observed_at,
                  coalesce(h.source_id, a.source_id))""",
    ),
    "no_orphan_content": (
        "Every content was observed; the tombstone stands also where only 404s were.",
        """SELECT content_id::text FROM content c
           WHERE content_id <> derived.tombstone() AND NOT EXISTS (
             SELECT 1 FROM observation o WHERE o.content_id = c.content_id)""",
    ),
    "observations_have_content": (
        "Every observation has its content and its capture.",
        """SELECT o.article_id::text FROM observation o
           LEFT JOIN content c USING (content_id) LEFT JOIN capture k USING (capture_id)
           WHERE {touched} AND (c.content_id IS NULL OR k.capture_id IS NULL)""",
    ),
    "facts_have_their_load": (
        "Every fact names a load that was committed.",
        """SELECT f.load_id::text FROM (
             SELECT load_id FROM observation UNION SELECT load_id FROM alias
             UNION SELECT load_id FROM removed_span UNION SELECT load_id FROM evidence
             UNION SELECT load_id FROM enrichment UNION SELECT load_id FROM finding
             UNION SELECT load_id FROM enriched_text UNION SELECT first_load_id FROM article) f
           LEFT JOIN load l USING (load_id) WHERE l.load_id IS NULL""",
    ),
    "findings_have_their_text": (
        "Every finding belongs to a text that enrichers have read, and that one to a content.",
        """SELECT text_id::text FROM finding f
           WHERE NOT EXISTS (SELECT 1 FROM enriched_text e WHERE e.text_id = f.text_id)
           UNION
           SELECT text_id::text FROM enriched_text e
           WHERE NOT EXISTS (SELECT 1 FROM content c WHERE c.content_id = e.content_id)""",
    ),
    "outcomes_have_their_facts": (
        "A capture is marked as observed exactly where its observation stands"
        " (a 404, a redirect and what an operator rejected need not be).",
        """SELECT capture_id::text FROM (
             SELECT capture_id, pipeline_version FROM outcome WHERE result = 'observed') done
           FULL JOIN observation o USING (capture_id, pipeline_version)
           LEFT JOIN capture c USING (capture_id)
           WHERE o.capture_id IS NULL OR c.capture_id IS NULL
              OR (done.capture_id IS NULL
                  AND o.content_id NOT IN (derived.missing(), derived.moved())
                  AND o.capture_id NOT IN (
                    SELECT r.capture_id FROM derived.rejected_capture_known(
                        (SELECT max(load_id) FROM load)) r))""",
    ),
    "one_rule_set_per_article": (
        "All observations of an article are compared under one version of our rules.",
        """SELECT article_id::text FROM winning_observation
           WHERE {touched}
             AND content_id NOT IN (derived.tombstone(), derived.missing(), derived.moved())
             AND NOT derived.is_purged(content_id)
           GROUP BY article_id HAVING count(DISTINCT pipeline_version) > 1""",
    ),
    "copies_have_an_original": (
        "Every copy names an original, and no original is itself a copy.",
        """SELECT m.original_url
           FROM (SELECT * FROM current_story_member WHERE {touched}) m
           CROSS JOIN LATERAL (
             SELECT role FROM current_story_member WHERE article_id = m.original_id) o
           WHERE o.role <> 'original' AND m.role <> 'excerpt'""",
    ),
    "stories_have_one_original": (
        "A story has one original at most.",
        """SELECT min(story_id::text) FROM current_story_member WHERE role = 'original'
           GROUP BY story_id HAVING count(*) > 1""",
    ),
    "purged_is_gone": (
        "What was purged and not lifted has neither text nor bytes.",
        PURGED_WITH_TEXT,
    ),
    "purges_are_finished": (
        "Every purge was carried out to its end.",
        "SELECT kind || ' ' || subject FROM purge WHERE finished_at IS NULL",
    ),
    "loads_rise": (
        "Loads were committed in the order of their numbers.",
        """SELECT load_id::text FROM (
             SELECT load_id, committed_at, lag(committed_at) OVER (ORDER BY load_id) AS before
             FROM load) l WHERE committed_at <= before""",
    ),
}


_CHEAP = ("loads_rise", "purges_are_finished")
"""What every run looks at, although it is about no article."""

_TOUCHED_AT_MOST = 20_000
"""Above it, all articles at once are cheaper than so many one by one."""


def run_checks(warehouse: Warehouse, touched: Sequence[UUID] | None = None) -> list[CheckResult]:
    """Return every invariant with what breaks it; an intact warehouse has `broken` 0 throughout.

    With `touched`, only what can be held against these articles alone, and what costs nothing: a
    night's check takes seconds then, however large the warehouse is.
    """
    with warehouse.begin() as connection:
        return [
            _result(connection, name, meaning, query, touched)
            for name, (meaning, query) in _CHECKS.items()
            if touched is None or _TOUCHED in query or name in _CHEAP
        ]


def touched_by(warehouse: Warehouse, dag_id: str, run_id: str) -> list[UUID] | None:
    """Return the articles of which a run brought facts; None where they are too many to list."""
    values = {"dag_id": dag_id, "run_id": run_id, "limit": _TOUCHED_AT_MOST + 1}
    with warehouse.begin() as connection:
        found = list(connection.execute(text(_TOUCHED_BY), values).scalars())
    return found if len(found) <= _TOUCHED_AT_MOST else None


def _result(
    connection: Connection, name: str, meaning: str, query: str, touched: Sequence[UUID] | None
) -> CheckResult:
    scope = "true" if touched is None else "article_id = ANY(:touched)"
    values = {} if touched is None else {"touched": list(touched)}
    broken = list(connection.execute(text(query.replace(_TOUCHED, scope)), values).scalars())
    return CheckResult(name, meaning, len(broken), tuple(map(str, broken[:5])))


_TOUCHED = "{touched}"

_TOUCHED_BY = """
WITH mine AS MATERIALIZED (
    SELECT load_id FROM load WHERE dag_id = :dag_id AND run_id = :run_id)
SELECT article_id FROM observation WHERE load_id = ANY(ARRAY(SELECT load_id FROM mine))
UNION
SELECT article_id FROM story_member WHERE load_id = ANY(ARRAY(SELECT load_id FROM mine))
LIMIT :limit
"""
