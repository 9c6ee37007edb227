"""Every sign on its fixtures, written before the code, and on real pages that are all articles."""

from __future__ import annotations

import pytest

from bench.extract.pages import DATA, load_pages
from pipeline.errors import Terminal
from pipeline.extract import extract_document
from pipeline.flows.read import StageError, read_parsed
from pipeline.model import Reason
from pipeline.page import Page
from pipeline.recognise import Look, recognise, versions
from tests.recognise.pages import ARTICLES, FIXTURES, URL, Case, cases

LANGUAGES = set("en de fr es pt it nl pl ru uk tr ar hi ja zh".split())
STORY = "The ferry between Orm and Vale runs again since Monday, after four days of storm. " * 3


def outcome(page: Page, seen_url: str = "") -> str:
    try:
        read_parsed(page, seen_url=seen_url)
    except StageError as error:
        return error.reason.value
    return ARTICLES


CASES = [case for place, case in enumerate(cases()) if place % 4 in (0, 3)]
"""Every fixture in one of its layouts, by turns: the other changes nothing."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_wall_is_named_and_an_article_passes(case: Case) -> None:
    assert outcome(case.page) == case.kind


def test_every_sign_has_fixtures_in_all_languages() -> None:
    kinds = {path.stem for path in FIXTURES.glob("*.yaml")}
    assert {*versions(), ARTICLES} == kinds
    for kind in sorted(kinds - {ARTICLES, "encoded_text"}):
        told = {case.name.split("-")[-2] for case in cases(kind)}
        assert told >= LANGUAGES, kind


def test_a_released_page_is_read() -> None:
    teaser = next(cases("teaser")).page
    assert read_parsed(teaser, is_released=True).document.body


@pytest.mark.parametrize(
    ("seen", "came", "is_soft"),
    [
        ("/2026/03/ferry-runs-again-after-storm", "/", True),
        ("/2026/03/ferry-runs-again-after-storm", "/index.html", True),
        ("/2026/03/ferry-runs-again-after-storm", "/errors/404.html", True),
        ("/news/ferry-runs-again-after-storm", "/news/", True),
        ("/news/ferry-runs-again-after-storm/amp", "/news/ferry-runs-again-after-storm", False),
        ("/2026/03/ferry-runs-again-after-storm", "/news/ferry-runs-again-after-storm", False),
        ("/news/harbour", "/news/harbour/", False),
        ("/", "/", False),
    ],
)
def test_an_article_that_leads_to_a_front_page_is_not_there(
    seen: str, came: str, is_soft: bool
) -> None:
    base = "https://paper.example"
    body = f"<html><body><main><p>{STORY}</p></main></body></html>".encode()
    found = recognise(Look(Page.parse(base + came, body, "text/html"), STORY, base + seen))
    assert bool(found and found[0].reason is Reason.SOFT_404) is is_soft


def test_a_story_about_a_wall_with_the_wall_in_its_body_passes() -> None:
    long = STORY * 3 + "We and our partners use cookies. Accept all. Enable JavaScript to continue."
    page = Page.parse(URL, f"<html><body><p>{long}</p></body></html>".encode(), "text/html")
    assert recognise(Look(page, long)) is None


@pytest.mark.parametrize(
    "told",
    [
        "「" * 200_000,
        "'a" * 200_000,
        "page " * 100_000,
        "javascript" * 50_000,
        "<script>" + ".awswaf.com/" * 50_000 + "</script>",
        '<script type="application/ld+json">{"@type":"NewsArticle","wordCount":"'
        + "9" * 5000
        + '"}</script><p>A ferry runs again.</p>',
    ],
    ids=["open quotes", "quotes", "one line", "one word", "markup", "number"],
)
def test_a_hostile_page_is_looked_at_and_no_wall(told: str) -> None:
    """What grew with the square of these would take hours, not the moment that it takes."""
    page = Page.parse(URL, f"<html><body>{told}</body></html>".encode(), "text/html")
    assert recognise(Look(page, "A ferry runs again.")) is None
    assert recognise(Look(page, told[:100])) is None


def test_what_gave_a_page_away_is_told() -> None:
    page = next(cases("challenge_page")).page
    with pytest.raises(StageError, match="asks whether a person is reading: '/cdn-cgi/"):
        read_parsed(page)


def test_a_page_without_any_text_says_so() -> None:
    page = Page.parse(URL, b"<html><body><p>Too short.</p></body></html>", "text/html")
    with pytest.raises(Terminal):
        extract_document(page)
    assert outcome(page) == Reason.NO_BODY.value


@pytest.mark.shared_data
@pytest.mark.skipif(not DATA.is_dir(), reason="the data folder ../shared/data is not there")
def test_no_real_article_is_refused() -> None:
    refused = []
    for real in load_pages():
        page = Page.parse(real.url, real.body, "text/html")
        if found := recognise(Look(page, extract_document(page).body, real.url)):
            refused.append((real.file, found[0].id, found[1]))
    assert refused == []
