"""The derived state: versions by window functions, and the views an analyst starts from.

Online-safe: it only creates views, no table is read, rewritten or locked for long.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

# identity.TOMBSTONE_CONTENT_ID, frozen as a migration must be
TOMBSTONE = "'4029e251-5561-8a11-944f-9d768363d9ad'"

WINNING_OBSERVATION = """
CREATE VIEW winning_observation AS
SELECT DISTINCT ON (o.article_id, o.observed_at)
       o.*,
       first_value(o.content_id) OVER seen AS first_content_id,
       min(o.load_id) OVER (PARTITION BY o.article_id, o.observed_at) AS first_load_id,
       min(o.pipeline_version) OVER (PARTITION BY o.article_id, o.observed_at)
           AS first_pipeline_version
FROM observation o
WINDOW seen AS (
    PARTITION BY o.article_id, o.observed_at
    ORDER BY o.pipeline_version, o.content_id DESC, o.capture_id)
ORDER BY o.article_id, o.observed_at, o.pipeline_version DESC, o.content_id DESC, o.capture_id
"""

ARTICLE_VERSION = """
CREATE VIEW article_version AS
WITH seen AS (
    SELECT w.*,
           lag(w.content_id) OVER later AS previous_content_id,
           lag(w.pipeline_version) OVER later AS previous_pipeline_version,
           min(w.first_load_id) OVER (
               PARTITION BY w.article_id ORDER BY w.observed_at
               ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS earliest_later_load_id
    FROM winning_observation w
    WINDOW later AS (PARTITION BY w.article_id ORDER BY w.observed_at)
), starts AS (
    SELECT * FROM seen WHERE content_id IS DISTINCT FROM previous_content_id
)
SELECT s.article_id,
       row_number() OVER in_order AS version_no,
       s.content_id,
       s.observed_at AS effective_from,
       lead(s.observed_at) OVER in_order AS effective_to,
       c.change,
       CASE
           WHEN s.pipeline_version > s.first_pipeline_version
                AND s.content_id IS DISTINCT FROM s.first_content_id THEN 'reprocessed'
           WHEN s.pipeline_version IS DISTINCT FROM
                coalesce(s.previous_pipeline_version, s.pipeline_version) THEN 'reprocessed'
           WHEN s.first_load_id > s.earliest_later_load_id THEN 'late_arrival'
           ELSE c.change
       END AS cause,
       s.pipeline_version,
       s.capture_id,
       s.published_at,
       s.modified_at,
       s.language,
       s.lineage,
       s.load_id,
       l.committed_at AS recorded_from
FROM starts s
JOIN load l USING (load_id)
CROSS JOIN LATERAL (SELECT CASE
    WHEN s.content_id = {tombstone} THEN 'withdrawn'
    WHEN s.previous_content_id IS NULL THEN 'first_seen'
    WHEN s.previous_content_id = {tombstone} THEN 'returned'
    ELSE 'publisher_edit' END AS change) c
WINDOW in_order AS (PARTITION BY s.article_id ORDER BY s.observed_at)
"""

CURRENT_STORY_MEMBER = """
CREATE VIEW current_story_member AS
SELECT DISTINCT ON (m.article_id) m.*, l.committed_at AS recorded_from
FROM story_member m JOIN load l USING (load_id)
ORDER BY m.article_id, m.load_id DESC
"""

DESK = {
    "articles": (
        "One row an article: what it says now, what it is in its story",
        """
        SELECT a.article_id, a.url, a.source_id, c.title, c.authors, v.language, c.body,
               v.published_at, v.modified_at,
               v.change = 'withdrawn' AS is_withdrawn,
               v.version_no AS version_count,
               f.first_seen_at,
               a.current_observed_at AS last_seen_at,
               v.effective_from,
               m.story_id, m.role, m.original_id, m.original_url
        FROM article a
        JOIN LATERAL (
            SELECT * FROM article_version v WHERE v.article_id = a.article_id
            ORDER BY v.version_no DESC LIMIT 1) v ON true
        JOIN content c ON c.content_id = v.content_id
        JOIN LATERAL (
            SELECT min(o.observed_at) AS first_seen_at FROM observation o
            WHERE o.article_id = a.article_id) f ON true
        LEFT JOIN LATERAL (
            SELECT * FROM story_member m WHERE m.article_id = a.article_id
            ORDER BY m.load_id DESC LIMIT 1) m ON true
        """,
    ),
    "article_versions": (
        "One row a version: when it was true, why it exists, when we learnt it",
        """
        SELECT a.article_id, a.url, a.source_id, v.version_no, v.change, v.cause,
               v.effective_from, v.effective_to, v.recorded_from,
               c.title, c.authors, v.language, c.body,
               v.published_at, v.modified_at, v.lineage, v.pipeline_version,
               v.content_id, v.capture_id, v.load_id
        FROM article_version v
        JOIN article a USING (article_id)
        JOIN content c USING (content_id)
        """,
    ),
    "copies": (
        "One row a copy: its original, its role and every reason to hold so",
        """
        SELECT m.story_id, m.article_id AS copy_id, a.url AS copy_url,
               a.source_id AS copy_source_id, m.role, m.original_id, m.original_url,
               m.score, m.evidence, m.recorded_from, m.load_id
        FROM current_story_member m JOIN article a USING (article_id)
        WHERE m.role <> 'original'
        """,
    ),
    "stories": (
        "One row a story: its original and how many prints it has",
        """
        SELECT m.story_id,
               min(m.original_url) AS original_url,
               count(*) AS member_count,
               count(*) FILTER (WHERE m.role = 'syndicated_copy') AS syndicated_copy_count,
               count(*) FILTER (WHERE m.role = 'near_duplicate') AS near_duplicate_count,
               count(*) FILTER (WHERE m.role = 'excerpt') AS excerpt_count,
               bool_or(m.role = 'original') AS has_original,
               max(m.recorded_from) AS recorded_from
        FROM current_story_member m
        GROUP BY m.story_id
        """,
    ),
    "removed_spans": (
        "The ledger: every span that cleaning removed from a capture, and by which rule",
        """
        SELECT o.article_id, a.url, o.observed_at, r.rule, r.rule_version, r.stage,
               r.start, r."end", r.text, r.pipeline_version, r.capture_id, r.load_id
        FROM removed_span r
        JOIN (SELECT DISTINCT article_id, observed_at, capture_id, pipeline_version
              FROM observation) o USING (capture_id, pipeline_version)
        JOIN article a USING (article_id)
        """,
    ),
    "quarantine": (
        "One row a failed address: open until a later capture of it was read",
        """
        SELECT q.*, NOT EXISTS (
            SELECT 1 FROM capture c JOIN outcome o USING (capture_id)
            WHERE (c.url = q.url OR c.seen_url = q.url) AND o.result = 'observed'
              AND c.fetched_at >= q.failed_at) AS is_open
        FROM quarantine q
        """,
    ),
}


def _comment(text: str) -> str:
    return text.replace("'", "''")


def upgrade() -> None:
    op.execute(WINNING_OBSERVATION)
    op.execute(ARTICLE_VERSION.format(tombstone=TOMBSTONE))
    op.execute(CURRENT_STORY_MEMBER)
    op.execute("CREATE SCHEMA desk")
    op.execute("COMMENT ON SCHEMA desk IS 'The views to start from'")
    for name, (comment, query) in DESK.items():
        op.execute(f"CREATE VIEW desk.{name} AS {query}")
        op.execute(f"COMMENT ON VIEW desk.{name} IS '{_comment(comment)}'")


def downgrade() -> None:
    for name in reversed(DESK):
        op.execute(f"DROP VIEW desk.{name}")
    op.execute("DROP SCHEMA desk")
    for name in ("current_story_member", "article_version", "winning_observation"):
        op.execute(f"DROP VIEW {name}")
