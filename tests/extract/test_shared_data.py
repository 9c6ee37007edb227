"""The seed and real pages, where the data folder stands beside the checkout; none is kept here."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from pipeline.clean import clean_document, restore_body
from pipeline.enrich import enrich, subject_of
from pipeline.errors import Terminal
from pipeline.extract import extract_document
from pipeline.model import Document
from pipeline.page import Page
from pipeline.provenance import find_evidence

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the data folder ../shared/data is not there"),
]

COPY_URL = "https://reposts.example/one-brick/"
ORIGINAL_URL = "https://paper.example/news/world/1/one-brick"
FURNITURE = {1: "video_caption", 2: "signup_notice", 12: "read_more", 16: "tagged_links"}
"""Which paragraphs of the seed (the title is paragraph 0) are furniture, by rule."""
DAY = datetime(2022, 5, 23, 19, 30, tzinfo=UTC)


def seed_paragraphs() -> list[str]:
    (path,) = sorted((DATA / "seed").glob("*.txt"))
    return path.read_text(encoding="utf-8").replace("\u00a0", " ").split("\n\n")


def tidy(paragraph: str) -> str:
    return "\n".join(" ".join(line.split()) for line in paragraph.strip().splitlines())


def marked_up(paragraph: str) -> str:
    return "<br>\n".join(escape(line, quote=False) for line in paragraph.splitlines())


def story_of(paragraphs: list[str]) -> str:
    last = len(paragraphs) - 1
    return "\n\n".join(
        tidy(text) for place, text in enumerate(paragraphs) if place not in {0, last, *FURNITURE}
    )


def copy_page() -> Page:
    """The repost as such sites write it: every paragraph alike, an Open Graph head."""
    title, *rest = seed_paragraphs()
    body = "\n".join(f"<p>{marked_up(text.strip())}</p>" for text in rest)
    markup = f"""<!doctype html><html lang="en-US"><head><title>{escape(title)} – Reposts</title>
    <meta property="og:site_name" content="Reposts">
    <meta property="og:title" content="{escape(title)}">
    <meta property="article:published_time" content="{DAY.isoformat()}"></head>
    <body><div class="top"><a href="/">Reposts</a> <a href="/world">World</a></div>
    <article><h1>{escape(title)}</h1><div class="entry">{body}</div></article>
    <div class="side"><h3>Recent posts</h3><ul><li><a href="/a">Ten ways to peel an egg</a></li>
    <li><a href="/b">What the neighbours never told you</a></li></ul></div></body></html>"""
    return Page.parse(COPY_URL, markup.encode(), "text/html; charset=utf-8")


def original_page() -> Page:
    """The newspaper's page: JSON-LD, a container per paragraph, furniture of its own."""
    paragraphs = seed_paragraphs()
    title, story = paragraphs[0], story_of(paragraphs).split("\n\n")
    blocks = [f'<div class="t"><p>{marked_up(text)}</p></div>' for text in story]
    blocks.insert(4, '<div class="ad">Advertisement</div>')
    blocks.insert(9, "<p><b>Don't miss: </b><a href='/x'>How a baker ended a strike</a></p>")
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": "2022-05-23T17:02:00+01:00",
        "author": {"@type": "Person", "name": "Nora Quill"},
    }
    markup = f"""<!doctype html><html lang="en-GB"><head><title>{escape(title)} | The Paper</title>
    <link rel="canonical" href="{ORIGINAL_URL}">
    <script type="application/ld+json">{json.dumps(data)}</script></head>
    <body><nav><a href="/">The Paper</a><a href="/news">News</a></nav><main><section>
    <h1>{escape(title)}</h1>{"".join(blocks)}</section></main>
    <footer><p>© The Paper. All rights reserved.</p></footer></body></html>"""
    return Page.parse(ORIGINAL_URL, markup.encode(), "text/html; charset=utf-8")


def read(page: Page) -> Document:
    return clean_document(replace(extract_document(page), provenance=find_evidence(page)))


def test_the_ledger_of_the_seed() -> None:
    paragraphs = [tidy(text) for text in seed_paragraphs()]
    expected = [(FURNITURE[place], paragraphs[place]) for place in (1, 2, 12)]
    expected += [("tagged_links", line) for line in paragraphs[16].splitlines()]
    expected += [("source_marker", paragraphs[-1])]
    removed = read(copy_page()).removed
    assert [(span.rule, span.text.strip()) for span in removed] == expected
    assert sum(rule == "tagged_links" for rule, _ in expected) == 3


def test_the_seed_and_its_original_have_one_clean_body() -> None:
    copy, original = read(copy_page()), read(original_page())
    assert copy.body == original.body == story_of(seed_paragraphs())
    assert copy.title == original.title == seed_paragraphs()[0]


def test_only_the_seed_gives_evidence() -> None:
    (found,) = read(copy_page()).provenance
    assert (found.kind, found.place) == ("source_read_full_article", "body:last")
    assert read(original_page()).provenance == ()


def test_the_day_of_the_seed() -> None:
    copy = read(copy_page())
    found = enrich(subject_of(copy), ["text_dates"])
    assert ("today, on May 23", "2022-05-23") in [(e.text, e.value["date"]) for e in found]
    assert enrich(subject_of(replace(copy, published_at=None)), ["text_dates"]) == ()


def test_the_seed_as_plain_text() -> None:
    title, rest = "\n\n".join(seed_paragraphs()).split("\n\n", 1)
    document = read(Page.from_text(COPY_URL, title, rest))
    assert (document.title, document.body) == (title, story_of(seed_paragraphs()))
    assert len(document.provenance) == 1


@pytest.mark.parametrize("page", [copy_page, original_page])
def test_the_seed_can_be_restored(page) -> None:
    extracted = extract_document(page())
    cleaned = clean_document(extracted)
    assert restore_body(cleaned.body, cleaned.removed) == extracted.body


REAL = sorted((DATA / "pages").glob("*/*.html.gz"))[::8] if DATA.is_dir() else []


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name[:40])
def test_real_pages_can_be_restored(path: Path) -> None:
    page = Page.parse("https://paper.example/a", gzip.decompress(path.read_bytes()), "text/html")
    try:
        extracted = extract_document(page)
    except Terminal as error:
        pytest.skip(f"no article there: {error.reason}")
    cleaned = clean_document(extracted)
    assert restore_body(cleaned.body, cleaned.removed) == extracted.body
    for body in (extracted.body, cleaned.body):
        assert "\n\n\n" not in body
        assert body == body.strip()
    find_evidence(page)
    enrich(subject_of(cleaned))
