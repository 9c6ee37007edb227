"""Fifteen languages come through whole: a page of each, with nothing for machines on it.

What readers see is all that there is: headline, byline, date, paragraphs, and furniture between.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.clean import clean_document, restore_body
from pipeline.extract import extract_document
from pipeline.page import Page

PAGES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "languages" / "pages.yaml").read_text(encoding="utf-8")
)
TEMPLATE = """<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">
<title>{title} | Paper</title></head><body>
<nav><ul><li><a href="/">Paper</a></li><li><a href="/n">A</a></li><li><a href="/s">B</a></li></ul>
</nav>
<main><article><h1>{title}</h1><p class="byline">{byline}</p><p class="date">{date}</p>
<div class="text">{text}</div></article></main>
<footer><p>© 2024 Paper</p></footer></body></html>"""


def page_of(language: str) -> Page:
    given = PAGES[language]
    told = [f"<p>{text}</p>" for text in given["paragraphs"]]
    between = [f"<p>{line}</p>" for line in given["furniture"]]
    text = "\n".join([told[0], between[0], told[1], told[2], *between[1:], told[3]])
    markup = TEMPLATE.format(
        language=language, direction="rtl" if language == "ar" else "ltr", text=text, **given
    )
    return Page.parse("https://paper.example/ferry", markup.encode(), "text/html; charset=utf-8")


def test_the_fifteen_are_there() -> None:
    assert set(PAGES) == set("en de fr es pt it nl pl ru uk tr ar hi ja zh".split())


@pytest.mark.parametrize("language", PAGES)
def test_a_page_comes_through_whole(language: str) -> None:
    given, extracted = PAGES[language], extract_document(page_of(language))
    document = clean_document(extracted)
    assert document.title == given["title"]
    assert document.published_at.date().isoformat() == "2024-05-23"
    assert document.authors == (given["author"],)
    assert document.language == language
    assert document.body.split("\n\n") == given["paragraphs"]
    assert restore_body(document.body, document.removed) == extracted.body
    assert {span.text.strip() for span in document.removed} >= set(given["furniture"])
