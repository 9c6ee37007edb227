"""`extract` and `fold` without a warehouse: the same calls as a DAG's, on what is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pipeline.dedupe import (
    MemoryIndex,
    PreparedText,
    build_stories,
    compare_texts,
    prepare_text,
    sketch_of,
)
from pipeline.errors import Terminal
from pipeline.flows.read import read_text
from pipeline.flows.reader import PageReader
from pipeline.identity import article_key, digest_fields
from pipeline.model import CopyEdge, Document, Evidence, StoryInput, StoryMember, to_json
from pipeline.page import Page
from pipeline.text import paragraphs
from pipeline.urls import normalise_url


def extract_html(reader: PageReader, url: str, html: str) -> Document:
    """Return the finished document of the page `html`, found at `url`. Raises `StageError`."""
    return reader.read(
        normalise_url(url), html.encode("utf-8", "replace"), "text/html; charset=utf-8"
    ).document


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    article_id: UUID
    url: str
    published_at: datetime | None
    evidence: tuple[Evidence, ...]
    prepared: PreparedText


def fold_texts(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Tie the copies among `records` to their originals, as a fold does in the warehouse.

    Each record has `id, url, title, text, published_at` (`url`, `title` and `published_at` may be
    missing); each result `id, story_id, role, original_id, score, evidence`, in the same order.
    `original_id` is the id of a record where the original is one of them, else its address.
    Raises `Terminal` for a record without id or text, or with a time that is none.
    """
    entries = [_entry(record) for record in records]
    by_key: dict[UUID, _Entry] = {}
    for entry in entries:
        by_key.setdefault(entry.article_id, entry)
    members = {m.article_id: m for m in build_stories(_inputs(by_key), _edges(by_key))}
    return [_result(entry, members[entry.article_id], by_key) for entry in entries]


def _entry(record: Mapping[str, Any]) -> _Entry:
    if not isinstance(record.get("text"), str) or record.get("id") in (None, ""):
        raise Terminal(f"A record needs 'id' and 'text': {str(dict(record))[:120]}")
    record_id = str(record["id"])
    url = (
        normalise_url(record["url"])
        if record.get("url")
        else f"urn:copydesk:{digest_fields(record_id).hex()[:16]}"
    )
    document = mark_and_clean(url, record.get("title"), record["text"])
    return _Entry(
        record_id,
        article_key(url),
        url,
        _time(record.get("published_at")),
        document.provenance,
        prepare_text(document.body),
    )


def mark_and_clean(url: str, title: str | None, text: str) -> Document:
    """Return a text that came without a page, with its evidence, cleaned. Raises `StageError`.

    Nothing has to be extracted from it: what was handed in is the body.
    """
    return read_text(Page.from_text(url, title, text), title, "\n\n".join(paragraphs(text)))


def _time(value: object) -> datetime | None:
    if not value:
        return None
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError:
        raise Terminal(f"'{value}' is no ISO 8601 time.") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _inputs(by_key: Mapping[UUID, _Entry]) -> list[StoryInput]:
    return [
        StoryInput(
            article_id=key,
            url=entry.url,
            first_load_id=1,
            published_at=entry.published_at,
            word_count=len(entry.prepared.words),
            evidence=tuple(sorted(entry.evidence, key=lambda e: (e.kind, e.value, e.place))),
        )
        for key, entry in by_key.items()
    ]


def _edges(by_key: Mapping[UUID, _Entry]) -> list[CopyEdge]:
    sketches = [(key, sketch_of(entry.prepared)) for key, entry in by_key.items()]
    index = MemoryIndex()
    index.add(sketches)
    edges = []
    for a, b in sorted({(min(pair), max(pair)) for pair in index.candidates(sketches)}):
        measures = compare_texts(by_key[a].prepared, by_key[b].prepared)
        if measures is not None:
            edges.append(CopyEdge(a, b, measures))
    return edges


def _result(entry: _Entry, member: StoryMember, by_key: Mapping[UUID, _Entry]) -> dict[str, Any]:
    original = by_key.get(member.original_id) if member.original_id else None
    return {
        "id": entry.id,
        "story_id": str(member.story_id),
        "role": member.role.value,
        "original_id": original.id if original else member.original_url,
        "score": member.score,
        "evidence": to_json(member.evidence),
    }
