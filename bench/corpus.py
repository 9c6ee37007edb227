"""Articles to load: as long and as compressible as news, the same ones at every run.

Paragraphs are drawn from real articles where `../shared/data` holds them, else from a vocabulary of
made-up words with Zipf's frequencies. Words drawn evenly would defeat compression, and with it
every comparison of stores that compress.
"""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

from pipeline.identity import capture_key
from pipeline.model import Capture, CaptureKind, Document, Via, WarcLocation
from pipeline.warehouse.load import Reading

REAL_TEXTS = Path(__file__).resolve().parents[2] / "shared/data/texts/english.jsonl.xz"
BODY_LENGTH = 3500
SOURCES = 50
DAY_SIZE = 10_000
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_SEED = 20260302
_TEXTS = 2500
_LINEAGE = {
    "title": "json-ld:headline",
    "authors": "json-ld:author",
    "published_at": "json-ld:datePublished",
    "modified_at": "meta:article:modified_time",
    "body": "trafilatura",
    "language": "body",
}


@dataclass(frozen=True, slots=True)
class Story:
    """One text that article number `index` had, in its revision `revision`."""

    index: int
    revision: int = 0

    @property
    def source(self) -> int:
        """The number of the publisher."""
        return self.index % SOURCES

    @property
    def url(self) -> str:
        """The normalised address."""
        day = self.published_at.strftime("%Y/%m/%d")
        return f"https://paper{self.source}.example/{day}/news-{self.index}"

    @property
    def published_at(self) -> datetime:
        """When it appeared: `DAY_SIZE` articles a day."""
        step = timedelta(days=1) / DAY_SIZE
        return FIRST_DAY + self.index * step

    def document(self) -> Document:
        """Return what extraction would make of its page."""
        rng = random.Random(f"{_SEED}/{self.index}/{self.revision}")
        paragraphs = _paragraphs()
        parts = [f"Report {self.index}, edition {self.revision}."]
        wanted = BODY_LENGTH * rng.uniform(0.5, 1.5)
        while sum(map(len, parts)) < wanted:
            parts.append(paragraphs[int(rng.random() * len(paragraphs))])
        return Document(
            url=self.url,
            title=parts[1][:70],
            authors=(f"Author {self.index % 997}",),
            published_at=self.published_at,
            modified_at=None,
            language="en",
            body="\n\n".join(parts),
            lineage=dict(_LINEAGE),
        )


def reading(story: Story, crawl: int = 0, hours: float = 1) -> Reading:
    """Return a reading of `story`, fetched `hours` after it appeared, in crawl number `crawl`."""
    url, fetched_at = story.url, story.published_at + timedelta(hours=hours)
    digest = f"sha256:{story.index}/{story.revision}/{crawl}"
    capture = replace(
        _CAPTURE,
        capture_id=capture_key(url, fetched_at, digest),
        source_id=f"paper{story.source}",
        url=url,
        seen_url=url,
        final_url=url,
        fetched_at=fetched_at,
        payload_digest=digest,
    )
    return Reading(capture, url, story.document())


_CAPTURE = Capture(
    capture_id=capture_key("", FIRST_DAY, ""),
    kind=CaptureKind.PAGE,
    via=Via.IMPORTED,
    source_id="",
    url="",
    seen_url="",
    final_url="",
    fetched_at=FIRST_DAY,
    status=200,
    content_type="text/html",
    payload_digest="",
    etag="",
    last_modified="",
    revisit_of=None,
    location=WarcLocation("bench.warc.gz", 0, 1),
)


@cache
def _paragraphs() -> list[str]:
    if REAL_TEXTS.exists():
        with lzma.open(REAL_TEXTS, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in islice(lines, _TEXTS)]
        found = (part for text in texts for part in text.split("\n\n"))
        return [part for part in found if 80 <= len(part) <= 1200]
    return list(islice(_made_up(), 20_000))


def _made_up() -> Iterator[str]:
    """Yield paragraphs of invented words whose frequencies follow Zipf's law."""
    rng = random.Random(_SEED)
    syllables = "ba be bo ca ce da de di fa fi ga ge ha in ka la le lo ma me mi na no or pa".split()
    words = ["".join(rng.choices(syllables, k=1 + rank % 4)) for rank in range(20_000)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    while True:
        sentences = (
            " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(6, 24))).capitalize()
            for _ in range(rng.randint(2, 6))
        )
        yield ". ".join(sentences) + "."
