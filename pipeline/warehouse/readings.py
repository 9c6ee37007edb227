"""What captures say, and the rows of facts that this makes."""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from pipeline.errors import PipelineError
from pipeline.identity import ABSENCE_CONTENT_IDS, article_key, content_key
from pipeline.model import Absence, Capture, Document, LedgerSpan
from pipeline.urls import normalise_url
from pipeline.warehouse.rows import storable, unstorable_count

_Row = tuple[Any, ...]

CHUNKS = (250, 2000)
"""Readings that are made into rows at a time, while the server stores those before them: few at
first, so that it has something to do, then more and more, so that it is asked less often."""


@dataclass(frozen=True, slots=True)
class StoredReading:
    """What an earlier load read from a capture: a revisit of it says the same."""

    url: str
    content_id: UUID
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    lineage: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one capture says about one article, ready to be loaded.

    `url` identifies the article; `document` is an `Absence` where no text stands there. Of a
    missing or moved article that was never read only the observation is kept. A capture that only
    repeats the bytes of another (304, same digest) carries that one's `StoredReading`: content,
    ledger and evidence stand already.
    """

    capture: Capture
    url: str
    document: Document | StoredReading | Absence
    aliases: tuple[tuple[str, str], ...] = ()


class Content(NamedTuple):
    """A row of `content`; the body is in UTF-8 already, as it is both hashed and shipped."""

    content_id: UUID
    title: str | None
    authors: list[str]
    body: bytes


class Observation(NamedTuple):
    """A row of `observation` without its load; the lineage is in the binary form of jsonb."""

    article_id: UUID
    observed_at: datetime
    pipeline_version: int
    content_id: UUID
    capture_id: UUID
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    lineage: bytes


class Said(NamedTuple):
    """One reading as rows; `content` is None where its content stands already."""

    reading: Reading
    observation: Observation
    content: Content | None

    @property
    def has_findings(self) -> bool:
        """True if it brings rows of ledger or evidence."""
        said = self.reading.document
        return isinstance(said, Document) and bool(said.removed or said.provenance)


ABSENT = {kind: Content(key, None, [], b"") for kind, key in ABSENCE_CONTENT_IDS.items()}
"""The content of each kind of absence: one row for all articles."""


def repeat_of(document: Document, url: str) -> StoredReading:
    """Return what a capture says that only repeats the bytes from which `document` was read."""
    content, lineage = _content(document)
    return StoredReading(
        url,
        content.content_id,
        document.published_at,
        document.modified_at,
        document.language,
        _kept(dict(lineage)),
    )


def said_in_chunks(readings: Sequence[Reading], version: int) -> Iterator[list[Said]]:
    """Yield `readings` as rows, chunk by chunk, the next chunk being made meanwhile.

    Digests are computed outside the interpreter's lock, so this runs beside the COPY before it.
    """
    with ThreadPoolExecutor(1) as ahead:
        pending = None
        for chunk in _chunks(readings):
            following = ahead.submit(_all_said, chunk, version)
            if pending:
                yield pending.result()
            pending = following
        if pending:
            yield pending.result()


def _chunks(readings: Sequence[Reading]) -> Iterator[Sequence[Reading]]:
    start, (size, largest) = 0, CHUNKS
    while start < len(readings):
        yield readings[start : start + size]
        start += size
        size = min(2 * size, largest)


def spans_of(said: Said) -> Iterator[_Row]:
    """Yield the rows of `removed_span` of one reading, without their load."""
    document = said.reading.document
    removed = document.removed if isinstance(document, Document) else ()
    for ordinal, span in enumerate(removed):
        yield (*_owner(said, ordinal), *(_kept(getattr(span, name)) for name in _SPAN))


def evidence_of(said: Said) -> Iterator[_Row]:
    """Yield the rows of `evidence` of one reading, without their load.

    An original's address is stored as it identifies an article.
    """
    document = said.reading.document
    found = document.provenance if isinstance(document, Document) else ()
    for ordinal, item in enumerate(found):
        url = _normal(item.origin_url)
        values = (item.kind, item.version, item.value, url or item.origin_url)
        origin = (article_key(url) if url else None, item.origin_name, item.place)
        yield (*_owner(said, ordinal), *map(_kept, (*values, *origin)), item.strength)


_SPAN = tuple(f.name for f in fields(LedgerSpan))


def _owner(said: Said, ordinal: int) -> tuple[UUID, int, int]:
    return said.observation.capture_id, said.observation.pipeline_version, ordinal


def _normal(url: str | None) -> str | None:
    """Return the address of an original as it identifies an article; None for what is none."""
    try:
        return normalise_url(url) if url else None
    except PipelineError:
        return None


def _all_said(readings: Sequence[Reading], version: int) -> list[Said]:
    return [_said(reading, version) for reading in readings]


def _said(reading: Reading, version: int) -> Said:
    said = reading.document
    if isinstance(said, Document):
        content, lineage = _content(said)
        seen = _observation(reading, said, version, content.content_id, lineage)
        return Said(reading, seen, content)
    if isinstance(said, Absence):
        return Said(reading, _absence(reading, version, ABSENT[said]), ABSENT[said])
    return Said(reading, _observation(reading, said, version, said.content_id, said.lineage), None)


def _content(document: Document) -> tuple[Content, dict[str, str]]:
    """Return the content of a document, and its lineage, which tells of text that was changed."""
    title, authors, body = _kept(document.title), _kept(document.authors), _utf8(document.body)
    lineage = document.lineage
    is_kept = map(operator.is_, (title, *authors), (document.title, *document.authors))
    if body is None or not all(is_kept):
        lineage = lineage | {"unstorable": _unstorable(document)}
    if body is None:
        body = _kept(document.body).encode()
    return Content(content_key(title, authors, body), title, authors, body), lineage


def _utf8(text: str) -> bytes | None:
    """Return `text` as it goes to the server; None if that cannot be stored."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return None
    return None if b"\0" in data else data


def _unstorable(document: Document) -> str:
    """Return in words which fields could not be stored as they were, and how many characters."""
    texts = {
        "title": document.title or "",
        "authors": "".join(document.authors),
        "body": document.body,
    }
    counts = {name: unstorable_count(text) for name, text in texts.items()}
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)


def _absence(reading: Reading, version: int, content: Content) -> Observation:
    capture, article_id = reading.capture, article_key(reading.url)
    key = (article_id, capture.fetched_at, version, content.content_id, capture.capture_id)
    return Observation(*key, None, None, None, _jsonb(()))


def _observation(
    reading: Reading,
    said: Document | StoredReading,
    version: int,
    content_id: UUID,
    lineage: dict[str, str],
) -> Observation:
    capture = reading.capture
    return Observation(
        article_key(reading.url),
        capture.fetched_at,
        version,
        content_id,
        capture.capture_id,
        said.published_at,
        said.modified_at,
        said.language,
        _jsonb(tuple(lineage.items())),
    )


@lru_cache(4096)
def _jsonb(items: tuple[tuple[str, str], ...]) -> bytes:
    """Return a lineage as it is shipped; the pages of one publisher have few different ones.

    The binary form of jsonb is a version byte and JSON (`jsonb_recv` of PostgreSQL).
    """
    return b"\x01" + json.dumps(_kept(dict(items)), ensure_ascii=False).encode()


def _kept(value: Any) -> Any:
    """Return `value` as it can be stored, with offsets into its texts staying what they were."""
    return storable(value, _REPLACEMENT)


_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
