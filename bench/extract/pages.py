"""The real pages with their gold, split once and for all into a half to tune on and one to test.

They stand beside the checkout and never in it; `../shared/data/README.md` says what they are.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.text import squeeze
from pipeline.urls import registrable_domain

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_JOINED_NAMES = re.compile(r"\s*(?:;|,|/|&|\bund\b|\band\b)\s*")
_BYLINE = re.compile(r"^(?:von|by)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gold:
    """What people found on a page; None (or no names) where they found none.

    `fields_asked` is False where nobody looked for title, authors and date.
    """

    title: str | None
    authors: frozenset[str]
    date: datetime | None
    fields_asked: bool = True
    body: str | None = None
    with_segments: tuple[str, ...] = ()
    without_segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RealPage:
    """A page as it was served. `half` is 'tune' or 'test', by its registrable domain alone."""

    set: str
    file: str
    url: str
    body: bytes
    gold: Gold

    @property
    def half(self) -> str:
        """Return the half to which the page's publisher belongs."""
        return half_of(self.url)


def half_of(url: str) -> str:
    """Return 'tune' or 'test': a publisher's pages are never in both."""
    return ("tune", "test")[hashlib.sha256(registrable_domain(url).encode()).digest()[0] % 2]


def load_pages() -> list[RealPage]:
    """Return all pages of both sets, in a fixed order."""
    return [*_fundus(), *_trafilatura()]


def names(text: str) -> frozenset[str]:
    """Return the single names of a line that joins them, casefolded."""
    parts = (_BYLINE.sub("", part).strip() for part in _JOINED_NAMES.split(text))
    return frozenset(part.casefold() for part in parts if part)


def _fundus() -> Iterator[RealPage]:
    folder = DATA / "pages" / "fundus"
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        date = datetime.fromisoformat(row["date"]) if row["date"] else None
        authors = frozenset(squeeze(name).casefold() for name in row["authors"] or ())
        body = gzip.decompress((folder / row["file"]).read_bytes())
        gold = Gold(row["title"], authors, date, body=row["body"])
        yield RealPage("fundus", row["file"], row["url"], body, gold)


def _trafilatura() -> Iterator[RealPage]:
    folder = DATA / "pages" / "trafilatura"
    rows = json.loads((folder / "evaldata.json").read_text(encoding="utf-8"))
    for url, row in rows.items():
        date = datetime.fromisoformat(row["date"]) if row.get("date") else None
        authors = row.get("author") or ""
        gold = Gold(
            row.get("title") or None,
            names(authors if isinstance(authors, str) else ";".join(authors)),
            date,
            fields_asked="title" in row,
            with_segments=tuple(row["with"]),
            without_segments=tuple(row["without"]),
        )
        body = gzip.decompress((folder / f"{row['file']}.gz").read_bytes())
        yield RealPage("trafilatura", row["file"], url, body, gold)
