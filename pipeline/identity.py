"""Keys: pure functions of what they identify, so that a record met twice is one record.

All keys are UUIDs of version 8 (RFC 9562, section 5.8: custom). Their first bits are chosen so
that rows that arrive together lie together in a B-tree: host for articles, time for captures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from pipeline.model import Absence

_MICROSECOND = 1_000_000


def digest_fields(*fields: str | bytes | None) -> bytes:
    """Return the SHA-256 of length-prefixed fields; None differs from the empty string."""
    parts = []
    for value in fields:
        if value is None:
            parts.append(b"-;")
            continue
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        parts += (b"%d:" % len(data), data, b";")
    return hashlib.sha256(b"".join(parts)).digest()


def uuid8(data: bytes) -> UUID:
    """Return the first 16 bytes of `data` as a UUID of version 8."""
    number = int.from_bytes(data[:16], "big")
    number = number & ~(0xF << 76) | 8 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=number)


def article_key(url: str) -> UUID:
    """Return the key of the article at the normalised `url`: 4 bytes of host, 12 of address."""
    end = url.find("/", url.find("://") + 3)
    return uuid8(_host_bits(url if end < 0 else url[:end]) + digest_fields("article", url)[:12])


@lru_cache(4096)
def _host_bits(origin: str) -> bytes:
    host = (urlsplit(origin).hostname or "").removeprefix("www.")
    return digest_fields(host)[:4]


def capture_key(seen_url: str, fetched_at: datetime, payload_digest: str) -> UUID:
    """Return the key of a capture: 6 bytes of time in ms, then a digest of what it is."""
    micros = int(fetched_at.astimezone(UTC).timestamp() * _MICROSECOND)
    rest = digest_fields("capture", seen_url, str(micros), payload_digest)
    return uuid8((micros // 1000).to_bytes(6, "big") + rest[:10])


def content_key(title: str | None, authors: Iterable[str], body: str | bytes) -> UUID:
    """Return the key of a content: what the reader reads, and nothing about when or where.

    `body` may be handed over in UTF-8 as well.
    """
    return uuid8(digest_fields("content", title, *authors, None, body))


def enriched_text_key(content_id: UUID, language: str | None, day: date | None) -> UUID:
    """Return the key of a text as enrichers get it: its content, language and day of publication.

    It begins as the content's key, so that what is found in one content lies together.
    """
    said = digest_fields("enriched", content_id.bytes, language, day.isoformat() if day else None)
    return uuid8(content_id.bytes[:6] + said[:10])


TOMBSTONE_CONTENT_ID = uuid8(digest_fields("tombstone"))
"""The content of every withdrawn article."""

MISSING_CONTENT_ID = uuid8(digest_fields("missing"))
"""The content of an answer 404: only several in a row are a withdrawal."""

MOVED_CONTENT_ID = uuid8(digest_fields("moved"))
"""The content of an article whose address leads on to another one for good."""

ABSENCE_CONTENT_IDS = {
    Absence.WITHDRAWN: TOMBSTONE_CONTENT_ID,
    Absence.MISSING: MISSING_CONTENT_ID,
    Absence.MOVED: MOVED_CONTENT_ID,
}
"""The contents of answers without a text."""


def purged_content_key(content_id: UUID) -> UUID:
    """Return the key that stands for a content whose text was purged.

    One key for each content, so that versions stay apart. It begins with six zero bytes: by that
    it is known (`derived.is_purged`), and of two contents of one moment the text still there wins.
    """
    digest = digest_fields("purged", content_id.bytes).hex()
    return UUID(f"{'0' * 12}8{digest[:3]}8{digest[3:6]}{digest[6:18]}")


def story_key(anchor_article_id: UUID) -> UUID:
    """Return the story id minted by the article that anchors a story (`docs/contracts.md`)."""
    return uuid8(digest_fields("story", anchor_article_id.bytes))


def batch_key(kind: str, pipeline_version: int, ids: Iterable[UUID]) -> str:
    """Return the key of a batch of work: its kind, our rules' version and the sorted ids.

    Never a run id: reprocessing a partition adds a run, and the same work must be one load.
    """
    members = sorted(ids, key=lambda key: key.bytes)
    return digest_fields(kind, str(pipeline_version), *(key.bytes for key in members)).hex()[:40]
