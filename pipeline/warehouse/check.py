"""What must always hold in a warehouse, as queries that return what breaks it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

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
        "SELECT article_id::text FROM article_version WHERE effective_to <= effective_from",
    ),
    "intervals_are_contiguous": (
        "Each version ends where the next begins.",
        """SELECT article_id::text FROM (
             SELECT article_id, effective_to, lead(effective_from) OVER (
                 PARTITION BY article_id ORDER BY version_no) AS next FROM article_version) v
           WHERE effective_to IS DISTINCT FROM next""",
    ),
    "one_current_version": (
        "Every article with versions has exactly one current version.",
        """SELECT article_id::text FROM article_version
           GROUP BY article_id HAVING count(*) FILTER (WHERE effective_to IS NULL) <> 1""",
    ),
    "neighbours_differ": (
        "Neighbouring versions of an article differ in content.",
        """SELECT article_id::text FROM (
             SELECT article_id, content_id, lag(content_id) OVER (
                 PARTITION BY article_id ORDER BY version_no) AS before FROM article_version) v
           WHERE content_id = before""",
    ),
    "pointer_is_derived": (
        "The cached columns of an article are what its facts say.",
        """SELECT a.url FROM article a LEFT JOIN derived.article_head h USING (article_id)
           WHERE (a.current_content_id, a.current_from, a.first_observed_at, a.source_id)
                 IS DISTINCT FROM
                 (h.content_id, h.current_from, h.first_observed_at,
                  coalesce(h.source_id, a.source_id))""",
    ),
    "no_orphan_content": (
        "Every content was observed.",
        """SELECT content_id::text FROM content c WHERE NOT EXISTS (
             SELECT 1 FROM observation o WHERE o.content_id = c.content_id)""",
    ),
    "observations_have_content": (
        "Every observation has its content and its capture.",
        """SELECT o.article_id::text FROM observation o
           LEFT JOIN content c USING (content_id) LEFT JOIN capture k USING (capture_id)
           WHERE c.content_id IS NULL OR k.capture_id IS NULL""",
    ),
    "facts_have_their_load": (
        "Every fact names a load that was committed.",
        """SELECT f.load_id::text FROM (
             SELECT load_id FROM observation UNION SELECT load_id FROM alias
             UNION SELECT load_id FROM removed_span UNION SELECT load_id FROM evidence
             UNION SELECT load_id FROM enrichment UNION SELECT first_load_id FROM article) f
           LEFT JOIN load l USING (load_id) WHERE l.load_id IS NULL""",
    ),
    "outcomes_have_their_facts": (
        "A capture is marked as observed exactly where its observation stands"
        " (a 404 and a redirect need not be).",
        """SELECT capture_id::text FROM (
             SELECT capture_id, pipeline_version FROM outcome WHERE result = 'observed') done
           FULL JOIN observation o USING (capture_id, pipeline_version)
           LEFT JOIN capture c USING (capture_id)
           WHERE o.capture_id IS NULL OR c.capture_id IS NULL
              OR (done.capture_id IS NULL
                  AND o.content_id NOT IN (derived.missing(), derived.moved()))""",
    ),
    "one_rule_set_per_article": (
        "All observations of an article are compared under one version of our rules.",
        """SELECT article_id::text FROM winning_observation
           WHERE content_id NOT IN (derived.tombstone(), derived.missing(), derived.moved())
             AND NOT derived.is_purged(content_id)
           GROUP BY article_id HAVING count(DISTINCT pipeline_version) > 1""",
    ),
    "copies_have_an_original": (
        "Every copy names an original, and no original is itself a copy.",
        """SELECT m.original_url FROM current_story_member m
           JOIN current_story_member o ON o.article_id = m.original_id
           WHERE o.role <> 'original' AND m.role <> 'excerpt'""",
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


def run_checks(warehouse: Warehouse) -> list[CheckResult]:
    """Return every invariant with what breaks it; an intact warehouse has `broken` 0 throughout."""
    results = []
    with warehouse.begin() as connection:
        for name, (meaning, query) in _CHECKS.items():
            broken = list(connection.execute(text(query)).scalars())
            results.append(CheckResult(name, meaning, len(broken), tuple(map(str, broken[:5]))))
    return results
