"""Where an article stands now: the columns of `article` that `derived.article_head` can recompute.

Most readings leave no doubt about them, and then no history is looked at: the first text of a new
article is its head, and a text that repeats the current one at a later moment changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, text

from pipeline.identity import MISSING_CONTENT_ID, MOVED_CONTENT_ID
from pipeline.model import Absence
from pipeline.warehouse.copying import copy_rows
from pipeline.warehouse.keys import Keys
from pipeline.warehouse.readings import Said
from pipeline.warehouse.tables import article


class Head(NamedTuple):
    """What the warehouse holds of an article before a load."""

    article_id: UUID
    content_id: UUID | None
    current_from: datetime | None
    published_at: datetime | None


@dataclass(slots=True)
class Touched:
    """Articles of one load: rows of new ones, those whose head is in doubt, those to fold."""

    new: list[tuple[Any, ...]] = field(default_factory=list)
    doubtful: list[UUID] = field(default_factory=list)
    to_fold: list[UUID] = field(default_factory=list)


def read_heads(connection: Connection, facts: Iterable[Said]) -> dict[UUID, Head]:
    """Return what the warehouse holds of the articles of `facts`; new ones are not among them."""
    article_ids = Keys({said.observation.article_id for said in facts})
    rows = connection.execute(text(_HEADS), {"ids": article_ids}).all()
    return {row[0]: Head(*row) for row in rows}


def touch_articles(
    connection: Connection, facts: Sequence[Said], heads: Mapping[UUID, Head], load_id: int
) -> Touched:
    """Insert the articles of `facts` that are new; return what is to be done about all of them.

    To be called under the load lock, before the observations go in; no load may have come between
    the reading of `heads` and the lock.
    """
    by_article: defaultdict[UUID, list[Said]] = defaultdict(list)
    for said in facts:
        by_article[said.observation.article_id].append(said)
    told_before = _told_without_article(connection, by_article.keys() - heads.keys())
    touched = Touched()
    for article_id, found in by_article.items():
        head = heads.get(article_id)
        if head is None:
            if any(map(_makes_an_article, found)):
                _add_new(touched, article_id, found, load_id, article_id in told_before)
        elif not all(_repeats(head, said) for said in found):
            touched.doubtful.append(article_id)
            touched.to_fold.append(article_id)
        elif not all(_tells_fold_nothing(head, said) for said in found):
            touched.to_fold.append(article_id)
    touched.new.sort(key=lambda row: row[0].int)
    copy_rows(connection, article, _COLUMNS, touched.new)
    return touched


def refresh_heads(connection: Connection, article_ids: Iterable[UUID]) -> None:
    """Compute the cached columns of these articles again, from all their facts.

    Those of articles to which they moved follow: their histories begin with these ones'.
    """
    ids = Keys(article_ids)
    if not ids:
        return
    later = connection.execute(
        text("SELECT article_id FROM derived.successor_of(:ids)"), {"ids": ids}
    ).scalars()
    connection.execute(text(_REFRESH), {"ids": Keys((*ids, *later))})


def _makes_an_article(said: Said) -> bool:
    """False for an address that was only ever missing, or only ever led elsewhere."""
    return said.reading.document not in (Absence.MISSING, Absence.MOVED)


def _add_new(
    touched: Touched, article_id: UUID, found: list[Said], load_id: int, was_told: bool
) -> None:
    first = found[0] if len(found) == 1 else min(found, key=_moment)
    at, source_id = first.observation.observed_at, first.reading.capture.source_id
    is_text = not isinstance(first.reading.document, Absence)
    has_moved_here = any(kind == Absence.MOVED for _, kind in first.reading.aliases)
    is_plain = len(found) == 1 and is_text and not has_moved_here and not was_told
    current = (first.observation.content_id, at) if is_plain else (None, None)
    touched.new.append((article_id, first.reading.url, source_id, load_id, at, *current))
    touched.to_fold.append(article_id)
    if not is_plain:
        touched.doubtful.append(article_id)


def _moment(said: Said) -> tuple[datetime, UUID]:
    return said.observation.observed_at, said.observation.capture_id


def _repeats(head: Head, said: Said) -> bool:
    """True if a text says at a later moment what is current already.

    Not so an absence: a 410 at the moment of a 404 takes that one's place, and what was withdrawn
    since the first of several 404s may then have been so only later.
    """
    seen = said.observation
    return (
        not isinstance(said.reading.document, Absence)
        and seen.content_id == head.content_id
        and head.current_from is not None
        and seen.observed_at > head.current_from
    )


def _tells_fold_nothing(head: Head, said: Said) -> bool:
    """True if a repetition brings nothing that stories are made of."""
    document = said.reading.document
    return said.observation.published_at == head.published_at and not getattr(
        document, "provenance", ()
    )


def _told_without_article(connection: Connection, article_ids: Iterable[UUID]) -> set[UUID]:
    """Return those that were missing or moved before any text of them was read."""
    rows = connection.execute(
        text(_TOLD), {"ids": Keys(article_ids), "absent": [MISSING_CONTENT_ID, MOVED_CONTENT_ID]}
    )
    return set(rows.scalars())


_COLUMNS = (
    "article_id",
    "url",
    "source_id",
    "first_load_id",
    "first_observed_at",
    "current_content_id",
    "current_from",
)

_TOLD = """
SELECT DISTINCT article_id FROM observation
WHERE article_id = ANY(:ids) AND content_id = ANY(:absent)
"""

_HEADS = """
SELECT a.article_id, a.current_content_id, a.current_from,
       (SELECT o.published_at FROM observation o
        WHERE o.article_id = a.article_id AND o.observed_at = a.current_from
          AND o.content_id = a.current_content_id LIMIT 1)
FROM article a WHERE a.article_id = ANY(:ids)
"""

_REFRESH = """
UPDATE article a
SET current_content_id = h.content_id, current_from = h.current_from,
    first_observed_at = h.first_observed_at, source_id = coalesce(h.source_id, a.source_id)
FROM unnest(CAST(:ids AS uuid[])) touched
LEFT JOIN (SELECT * FROM derived.article_head WHERE article_id = ANY(:ids)) h
     ON h.article_id = touched
WHERE a.article_id = touched
  AND (a.current_content_id, a.current_from, a.first_observed_at, a.source_id)
      IS DISTINCT FROM (h.content_id, h.current_from, h.first_observed_at,
                        coalesce(h.source_id, a.source_id))
"""
