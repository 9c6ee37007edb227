"""Texts through the warehouse: loaded as articles, folded by the flow, read back by SQL."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text as sql

from bench.copies.texts import Text
from bench.corpus import FIRST_DAY, Story, reading
from pipeline.config import Settings
from pipeline.flows.desk import Desk, open_desk
from pipeline.flows.fold import fold_copies
from pipeline.identity import capture_key
from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.captures import add_captures
from pipeline.warehouse.load import Reading, RunContext, load_readings
from pipeline.warehouse.migrate import upgrade

CONTEXT = RunContext("bench", "copies", 1)
_LOAD_SIZE = 2000
_TEMPLATE = reading(Story(0))


@dataclass(frozen=True, slots=True)
class Found:
    """What the warehouse says: pairs of text ids with their kind, each text's story, seconds."""

    pairs: dict[tuple[str, str], str]
    story_of: dict[str, str]
    seconds: float


@contextmanager
def server() -> Iterator[EmbeddedPostgres]:
    """Yield a PostgreSQL of this benchmark alone."""
    home = Path(tempfile.mkdtemp(prefix="copydesk-bench-"))
    home.chmod(0o755)
    postgres = EmbeddedPostgres(home)
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.remove()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def warehouse(postgres: EmbeddedPostgres, name: str) -> Iterator[Desk]:
    """Yield a desk on a fresh warehouse."""
    postgres.create_database(name)
    upgrade(postgres.url(name))
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(postgres.url(name), home=Path(home), archive_dir=Path(home) / "archive")
        with open_desk(settings) as desk:
            yield desk


def fold_texts(postgres: EmbeddedPostgres, name: str, texts: Sequence[Text]) -> Found:
    """Load `texts` in parts, fold after each part, and return what was found among all."""
    with warehouse(postgres, name) as desk:
        started = time.perf_counter()
        for start in range(0, len(texts), _LOAD_SIZE):
            load(desk, texts[start : start + _LOAD_SIZE])
            fold_copies(desk, CONTEXT)
        seconds = time.perf_counter() - started
        ids = {url_of(text): text.id for text in texts}
        pairs = _rows(desk, _PAIRS)
        stories = _rows(desk, _STORIES)
    return Found(
        {(min(p), max(p)): kind for a, b, kind in pairs for p in [(ids[a], ids[b])] if a != b},
        {ids[url]: str(story) for url, story in stories},
        seconds,
    )


def load(desk: Desk, texts: Sequence[Text]) -> None:
    """Load `texts`, one article each, and index their captures as fetching does."""
    readings = [_reading(text) for text in texts]
    add_captures(desk.warehouse, [found.capture for found in readings], CONTEXT.run_id)
    load_readings(desk.warehouse, readings, [], CONTEXT)


def url_of(text: Text) -> str:
    """Return the address of `text`: each stands on a site of its own."""
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.id.lower())
    return f"https://site.example/{name}"


def _reading(text: Text) -> Reading:
    url = url_of(text)
    fetched_at = FIRST_DAY + timedelta(hours=1)
    capture = replace(
        _TEMPLATE.capture,
        capture_id=capture_key(url, fetched_at, url),
        url=url,
        seen_url=url,
        final_url=url,
        fetched_at=fetched_at,
        payload_digest=url,
    )
    assert not isinstance(_TEMPLATE.document, str)
    document = replace(
        _TEMPLATE.document, url=url, title=text.title, body=text.body, language=text.language
    )
    return Reading(capture, url, document)


def _rows(desk: Desk, query: str) -> list[tuple[str, ...]]:
    with desk.warehouse.begin() as connection:
        return [tuple(row) for row in connection.execute(sql(query))]


_PAIRS = """
SELECT a.url, b.url, r.kind FROM copy_relation r
JOIN article a ON a.current_content_id = r.content_a
JOIN article b ON b.current_content_id = r.content_b
"""
_STORIES = """
SELECT a.url, m.story_id::text FROM derived.current_story_member m JOIN article a USING (article_id)
"""
