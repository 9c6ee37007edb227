"""The statements of a purge: what is gone, and where each table holds text of it.

Whoever adds a column with words of a page adds here how it loses them; a test goes through all
columns of all tables and fails for one that nobody thought of.
"""

from __future__ import annotations


def _names(column: str) -> str:
    return f"({column} ~* :pattern OR {column} = ANY(:addresses))"


_IS_OLD = "{alias}.fetched_at < :before AND (:source = '*' OR {alias}.source_id = :source)"

FORGET_SELECTION = "DROP TABLE IF EXISTS gone_article, gone_capture, gone_observation, touched"

SELECT_NAMED = (
    f"CREATE TEMPORARY TABLE gone_article ON COMMIT DROP AS"
    f" SELECT article_id FROM article WHERE {_names('url')}",
    f"""
    CREATE TEMPORARY TABLE gone_capture ON COMMIT DROP AS
    SELECT capture_id FROM capture WHERE {_names("url")} OR {_names("final_url")}
    UNION
    SELECT o.capture_id FROM observation o JOIN gone_article USING (article_id)""",
    """
    INSERT INTO gone_capture
    SELECT c.capture_id FROM capture c JOIN gone_capture g ON g.capture_id = c.revisit_of
    EXCEPT SELECT capture_id FROM gone_capture""",
)
"""Of a domain or an address: its articles, all that was captured there, and what repeats that."""

SELECT_OLD = (
    "CREATE TEMPORARY TABLE gone_article ON COMMIT DROP AS SELECT article_id FROM article LIMIT 0",
    f"""
    CREATE TEMPORARY TABLE gone_capture ON COMMIT DROP AS
    SELECT c.capture_id FROM capture c
    WHERE {_IS_OLD.format(alias="c")} AND NOT EXISTS (
        SELECT 1 FROM capture r
        WHERE r.revisit_of = c.capture_id AND NOT ({_IS_OLD.format(alias="r")}))""",
)
"""Of a retention: what is old, but not the bytes that a younger capture only repeats."""

_OBSERVED = """
    SELECT o.capture_id, o.pipeline_version, o.article_id, o.content_id
    FROM observation o JOIN content c USING (content_id)
    WHERE (c.title IS NOT NULL OR c.body <> '' OR cardinality(c.authors) > 0)"""

PREPARE = (
    f"""
    CREATE TEMPORARY TABLE gone_observation ON COMMIT DROP AS
    {_OBSERVED} AND o.capture_id IN (SELECT capture_id FROM gone_capture)
    UNION
    {_OBSERVED} AND o.article_id IN (SELECT article_id FROM gone_article)""",
    """
    CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
    SELECT DISTINCT article_id FROM gone_observation""",
    """
    INSERT INTO content (content_id, title, authors, body)
    SELECT DISTINCT derived.purged_content(content_id), NULL, CAST('{}' AS text[]), ''
    FROM gone_observation
    ON CONFLICT DO NOTHING""",
)

FACTS = (
    (
        "observations",
        """
        UPDATE observation o
        SET content_id = derived.purged_content(g.content_id), lineage = '{}'
        FROM gone_observation g
        WHERE (o.capture_id, o.pipeline_version) = (g.capture_id, g.pipeline_version)""",
    ),
    (
        "removed_spans",
        "DELETE FROM removed_span WHERE capture_id IN (SELECT capture_id FROM gone_capture)",
    ),
    (
        "evidence",
        "DELETE FROM evidence WHERE capture_id IN (SELECT capture_id FROM gone_capture)",
    ),
    (
        "enrichments",
        "DELETE FROM enrichment WHERE capture_id IN (SELECT capture_id FROM gone_capture)",
    ),
    (
        "story_members",
        """
        UPDATE story_member SET evidence = '[]'
        WHERE evidence <> '[]' AND article_id IN (SELECT article_id FROM touched)""",
    ),
)
"""Statements whose rows are counted; what they change is a load of its own."""

AFTER_FACTS = (
    "DELETE FROM search_entry WHERE article_id IN (SELECT article_id FROM touched)",
    """
    INSERT INTO purged_article (article_id, purge_id, load_id)
    SELECT article_id, :purge_id, :load_id FROM touched
    ORDER BY article_id ON CONFLICT DO NOTHING""",
    """
    INSERT INTO fold_queue (article_id, load_id, queued_at)
    SELECT article_id, :load_id, clock_timestamp() FROM touched
    ORDER BY article_id ON CONFLICT DO NOTHING""",
)

CAPTURES = (
    "captures",
    """
    UPDATE capture SET etag = '', last_modified = ''
    WHERE capture_id IN (SELECT capture_id FROM gone_capture)
      AND (etag, last_modified) <> ('', '')""",
)
"""Validators go too: a server that answers 304 to them would name bytes that are gone."""


def _remarks(listed: str, failed: str, pushed: str, robots: str) -> tuple[tuple[str, str], ...]:
    return (
        CAPTURES,
        (
            "listing_items",
            f"""
            UPDATE listing_item SET title = NULL, guid = NULL
            WHERE {listed} AND (title IS NOT NULL OR guid IS NOT NULL)""",
        ),
        (
            "quarantine_messages",
            f"""
            UPDATE quarantine SET message = '' WHERE message <> '' AND reason <> 'purged'
            AND ({failed} OR capture_id IN (SELECT capture_id FROM gone_capture))""",
        ),
        (
            "inbox_payloads",
            f"""
            UPDATE inbox SET payload = NULL, content_type = NULL,
                done_at = coalesce(done_at, clock_timestamp()), result = coalesce(result, 'purged')
            WHERE {pushed} AND (payload IS NOT NULL OR done_at IS NULL)""",
        ),
        ("robots_files", f"DELETE FROM robots_cache WHERE {robots}"),
    )


REMARKS_NAMED = _remarks(
    f"({_names('url')} OR {_names('seen_url')})", _names("url"), _names("url"), _names("origin")
)
_SOURCE_IS_OLD = "{at} < :before AND (:source = '*' OR source_id = :source)"
REMARKS_OLD = _remarks(
    _SOURCE_IS_OLD.format(at="first_seen_at"),
    f"({_SOURCE_IS_OLD.format(at='failed_at')})",
    "received_at < :before AND :source IN ('*', 'inbox') AND done_at IS NOT NULL"
    " AND payload IS NOT NULL",
    "false",
)
"""What the machinery has noted of it: no facts, so without a load."""

DELETE_UNSAID = """
DELETE FROM content c
WHERE NOT EXISTS (SELECT 1 FROM observation o WHERE o.content_id = c.content_id)
RETURNING c.content_id
"""

OF_CONTENTS = (
    "DELETE FROM sketch WHERE content_id = ANY(:ids)",
    "DELETE FROM copy_relation WHERE content_a = ANY(:ids)",
    "DELETE FROM copy_relation WHERE content_b = ANY(:ids)",
    "DELETE FROM edit WHERE content_before = ANY(:ids)",
    "DELETE FROM edit WHERE content_after = ANY(:ids)",
    "DELETE FROM finding WHERE text_id IN"
    " (SELECT text_id FROM enriched_text WHERE content_id = ANY(:ids))",
    "DELETE FROM enriched_text WHERE content_id = ANY(:ids)",
)
"""What was computed from contents that nobody says any more."""

BEGIN = """
INSERT INTO purge
    (kind, subject, addresses, files, before, reason, requested_by, requested_at, counts)
VALUES (:kind, :subject, '{}', '{}', :before, :reason, :by, :at, '{}')
ON CONFLICT (kind, subject) WHERE lifted_at IS NULL AND kind <> 'retention' DO NOTHING
RETURNING purge_id
"""

SET_ADDRESSES = """
WITH subject AS (SELECT subject AS url FROM purge WHERE purge_id = :id),
known AS (
    SELECT a.article_id, a.url FROM article a JOIN subject USING (url)
    UNION
    SELECT a.article_id, a.url FROM alias s JOIN subject ON s.seen_url = subject.url
    JOIN article a USING (article_id)
)
UPDATE purge SET addresses = ARRAY(
    SELECT url FROM subject UNION SELECT url FROM known
    UNION SELECT s.seen_url FROM alias s JOIN known USING (article_id) ORDER BY 1)
WHERE purge_id = :id
"""

ADD_COUNTS = """
UPDATE purge SET counts = purge.counts || (
    SELECT coalesce(jsonb_object_agg(
        key, value::bigint + coalesce((purge.counts ->> key)::bigint, 0)), '{}')
    FROM jsonb_each_text(CAST(:counts AS jsonb)))
WHERE purge_id = :id
"""

_IS_STANDING = """
    s.kind = 'domain' AND regexp_replace({url}, '^[a-z]+://([^/?#:]*).*$', '.\\1')
                          LIKE '%.' || s.subject
    OR s.kind = 'url' AND {url} = ANY (s.addresses)"""

PURGED_WITH_TEXT = f"""
WITH standing AS (
    SELECT kind, subject, addresses FROM purge
    WHERE lifted_at IS NULL AND finished_at IS NOT NULL AND kind <> 'retention'
)
SELECT a.url FROM standing s JOIN article a ON {_IS_STANDING.format(url="a.url")}
JOIN observation o USING (article_id) JOIN content c USING (content_id)
WHERE c.title IS NOT NULL OR c.body <> '' OR cardinality(c.authors) > 0
UNION
SELECT k.url FROM standing s JOIN capture k ON {_IS_STANDING.format(url="k.url")}
WHERE k.warc_file <> ''
"""
"""What breaks the promise of a purge: addresses with text or bytes that should have none."""
