"""What pages, the command line and notebooks may ask of the warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pipeline.errors import Misconfigured
from pipeline.warehouse.database import Warehouse

Row = dict[str, Any]

_PAST_WATERMARK = "CD001"
"""The SQLSTATE of `desk.known_load`."""


class PastWatermark(Misconfigured):
    """Somebody asks what was known at a moment that later loads may still be dated before."""


def find_article(warehouse: Warehouse, url: str) -> UUID | None:
    """Return the id of the article at the normalised `url`, or at an address it was met under.

    An article that moved is found where it moved to, as often as it did. Where several articles
    share an address, it is the one that was seen last.
    """
    found: UUID | None = _rows(warehouse, "SELECT desk.article_id(:url) AS id", url=url)[0]["id"]
    return found


def joined_by_moves(warehouse: Warehouse, urls: Iterable[str]) -> set[UUID]:
    """Return the articles at these normalised addresses, and all joined to them by moves.

    Their histories take over from one another, so they are read under one version of our rules.
    """
    rows = _rows(
        warehouse,
        "SELECT article_id FROM derived.joined_by_moves(CAST(:urls AS text[]))",
        urls=list(urls),
    )
    return {row["article_id"] for row in rows}


def current_article(warehouse: Warehouse, article_id: UUID) -> Row | None:
    """Return the row of `desk.articles`, or None."""
    rows = _rows(warehouse, "SELECT * FROM desk.articles WHERE article_id = :id", id=article_id)
    return rows[0] if rows else None


def history(
    warehouse: Warehouse, article_id: UUID, *, known_at: datetime | None = None
) -> list[Row]:
    """Return all versions of an article, oldest first, as known at `known_at` (default: now).

    Keys are the columns of `desk.article_versions`, and `is_purged`: whether the version's text
    was purged. Raises `PastWatermark`.
    """
    return _rows(
        warehouse,
        "SELECT h.*, derived.is_purged(h.content_id) AS is_purged"
        " FROM desk.article_history(:id, CAST(:known_at AS timestamptz)) h",
        id=article_id,
        known_at=known_at,
    )


def as_of(
    warehouse: Warehouse,
    article_id: UUID,
    *,
    true_at: datetime | None = None,
    known_at: datetime | None = None,
) -> Row | None:
    """Return the version that, by what we knew at `known_at`, an article had at `true_at`.

    Either defaults to now; None where nothing was known of that time. Keys are those of `history`;
    of what was purged since, the answer says so instead of the text. An answer to a `known_at`
    never changes once it is given, so one past the last commit raises `PastWatermark`.
    """
    rows = _rows(
        warehouse,
        "SELECT h.*, derived.is_purged(h.content_id) AS is_purged FROM desk.article_as_of("
        ":id, CAST(:true_at AS timestamptz), CAST(:known_at AS timestamptz)) h",
        id=article_id,
        true_at=true_at,
        known_at=known_at,
    )
    return rows[0] if rows else None


def beliefs(warehouse: Warehouse, article_id: UUID) -> list[Row]:
    """Return everything that was ever believed of an article, the oldest belief first.

    Each is a version in the form in which it was held: true in the world from `effective_from` to
    `effective_to`, believed from `recorded_from` to `recorded_to` (None: still), both half-open.
    Keys are the columns of `desk.article_beliefs`.
    """
    return _rows(warehouse, "SELECT * FROM desk.article_beliefs(:id)", id=article_id)


def known_until(warehouse: Warehouse) -> datetime | None:
    """Return the watermark: the moment of the last commit; None where nothing was ever loaded."""
    found: datetime | None = _rows(warehouse, "SELECT desk.known_until() AS at")[0]["at"]
    return found


def changes(
    warehouse: Warehouse,
    from_at: datetime,
    to_at: datetime,
    *,
    source_id: str | None = None,
    known_at: datetime | None = None,
) -> list[Row]:
    """Return what changed in the half-open time, in order; keys are the columns of `desk.changes`.

    Raises `PastWatermark`.
    """
    return _rows(
        warehouse,
        "SELECT * FROM desk.changes(:from_at, :to_at, CAST(:source AS text),"
        " CAST(:known_at AS timestamptz))",
        from_at=from_at,
        to_at=to_at,
        source=source_id,
        known_at=known_at,
    )


def removed_spans(warehouse: Warehouse, article_id: UUID) -> list[Row]:
    """Return the ledger of the current version of an article.

    Where a 304 made it current again, it stands at the capture whose bytes that repeats.
    """
    return _rows(
        warehouse,
        """
        SELECT r.rule, r.rule_version, r.stage, r.start, r."end", r.text, r.replacement,
               r.capture_id
        FROM desk.article_versions v JOIN capture k USING (capture_id)
        JOIN removed_span r ON r.capture_id = coalesce(k.revisit_of, k.capture_id)
             AND r.pipeline_version = v.pipeline_version
        WHERE v.article_id = :id AND v.effective_to IS NULL ORDER BY r.ordinal""",
        id=article_id,
    )


def story(warehouse: Warehouse, article_id: UUID) -> list[Row]:
    """Return all members of the story of an article, the original first."""
    return _rows(
        warehouse,
        """
        SELECT m.story_id, a.url, a.source_id, m.role, m.original_url, m.score, m.evidence,
               m.recorded_from, v.title, v.authors, v.published_at, v.body
        FROM current_story_member m
        JOIN article a USING (article_id)
        LEFT JOIN desk.article_versions v ON v.article_id = a.article_id AND v.effective_to IS NULL
        WHERE m.story_id = (SELECT story_id FROM current_story_member WHERE article_id = :id)
        ORDER BY m.role <> 'original', m.score DESC, a.url""",
        id=article_id,
    )


def story_relations(warehouse: Warehouse, article_id: UUID) -> list[Row]:
    """Return what the present texts of an article's story share, each pair measured once.

    `url_a`, `url_b`, their bodies, `kind`, `score` and `spans`: (first word in a, first word in b,
    words), counted as `pipeline.text.words` does. Pairs whose texts changed since are left out.
    """
    rows = _rows(warehouse, _STORY_RELATIONS, id=article_id)
    return [row | {"spans": _in_threes(row["spans"] or [])} for row in rows]


def _in_threes(numbers: list[int]) -> list[tuple[int, int, int]]:
    return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))


def repaired_copies(warehouse: Warehouse, story_id: UUID) -> dict[str, Row]:
    """Return the rows of `desk.repaired_copies` of a story, by the copy's address."""
    rows = _rows(warehouse, "SELECT * FROM desk.repaired_copies WHERE story_id = :id", id=story_id)
    return {row["url"]: row for row in rows}


def story_history(warehouse: Warehouse, article_id: UUID) -> list[Row]:
    """Return what was held of an article's place in its story, oldest first, with the load."""
    return _rows(
        warehouse,
        """
        SELECT m.story_id, m.role, m.original_url, m.score, l.committed_at AS recorded_from,
               lead(l.committed_at) OVER (ORDER BY m.load_id) AS recorded_to, l.dag_id, l.run_id
        FROM story_member m JOIN load l USING (load_id)
        WHERE m.article_id = :id ORDER BY m.load_id""",
        id=article_id,
    )


def totals(warehouse: Warehouse) -> Row:
    """Return how much stands in the warehouse."""
    return _rows(
        warehouse,
        """
        SELECT (SELECT count(*) FROM article) AS articles,
               (SELECT count(*) FROM article_version) AS versions,
               (SELECT count(*) FROM desk.copies) AS copies,
               (SELECT count(*) FROM capture) AS captures,
               (SELECT count(DISTINCT url) FROM desk.quarantine WHERE is_open)
                   AS open_quarantine,
               (SELECT count(*) FROM inbox WHERE done_at IS NULL) AS open_inbox""",
    )[0]


def _rows(warehouse: Warehouse, query: str, **values: Any) -> list[Row]:
    try:
        with warehouse.begin() as connection:
            return [dict(row) for row in connection.execute(text(query), values).mappings()]
    except DBAPIError as error:
        told = getattr(error.orig, "diag", None)
        if told is None or told.sqlstate != _PAST_WATERMARK:
            raise
        raise PastWatermark(told.message_primary, remedy=told.message_hint) from None


_STORY_RELATIONS = """
WITH member AS (
    SELECT a.article_id, a.url, a.current_content_id AS content_id, c.body
    FROM current_story_member m
    JOIN article a USING (article_id) JOIN content c ON c.content_id = a.current_content_id
    WHERE m.story_id = (SELECT story_id FROM current_story_member WHERE article_id = :id)
), relation AS (
    SELECT DISTINCT ON (r.content_a, r.content_b) r.content_a, r.content_b, r.kind, r.score,
           r.shared_spans
    FROM copy_relation r
    WHERE r.content_a IN (SELECT content_id FROM member)
      AND r.content_b IN (SELECT content_id FROM member)
    ORDER BY r.content_a, r.content_b, r.algorithm_version DESC
)
SELECT a.url AS url_a, b.url AS url_b, a.body AS body_a, b.body AS body_b, r.kind, r.score,
       r.shared_spans AS spans
FROM relation r
JOIN member a ON a.content_id = r.content_a
JOIN member b ON b.content_id = r.content_b AND b.article_id <> a.article_id
WHERE r.content_a <> r.content_b OR a.url < b.url
ORDER BY r.score DESC, a.url, b.url
"""
