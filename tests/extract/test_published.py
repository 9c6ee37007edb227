"""Which claim is believed where a page makes several, and that suspects are named."""

from datetime import UTC, datetime

import pytest

from pipeline.extract import extract_document
from pipeline.page import Page

TEXT = "The old bridge over the Wend was closed on Monday after an engineer found a crack in it."


def read(head: str = "", shown: str = "", url: str = "https://paper.example/a", captured=None):
    body = f"<article><h1>Bridge closed</h1>{shown}<p>{TEXT}</p><p>{TEXT} Again.</p></article>"
    markup = f"<html lang=en><head>{head}</head><body>{body}</body></html>"
    return extract_document(Page.parse(url, markup.encode(), "text/html; charset=utf-8", captured))


def published(moment: str) -> str:
    return f'<meta property="article:published_time" content="{moment}">'


@pytest.mark.parametrize(
    ("stated", "shown", "url", "day", "why"),
    [
        ("2019-06-17T16:28:00Z", "", "https://a.example/2017/7/12/b", "2017-07-12", "the address"),
        ("2020-01-01", '<time datetime="2020-05-03T10:00Z"></time>', "", "2020-05-03", "January"),
        ("2020-05-03", '<time datetime="2020-05-03T10:00Z"></time>', "", "2020-05-03", "midnight"),
    ],
)
def test_a_suspect_gives_way_and_is_named(stated, shown, url, day, why):
    document = read(published(stated), shown, url or "https://paper.example/a")
    assert document.published_at.date().isoformat() == day
    assert why in document.lineage["published_at:rejected"]


@pytest.mark.parametrize(
    "shown",
    [
        "3 мая 2024",
        "3 maja 2024",
        "3 Mayıs 2024",
        "2024年5月3日",
        "2024년 5월 3일",
        "3 مايو 2024",
        "03.05.24",
    ],
)
def test_dates_as_readers_see_them(shown):
    assert read(shown=f"<p>{shown}</p>").published_at.date().isoformat() == "2024-05-03"


@pytest.mark.parametrize(
    "shown",
    [
        "<p>Von Anna Bell und Tom Ray</p>",
        '<div class="byline"><span>Anna Bell</span><span>Tom Ray</span></div>',
        '<ul><li class="post-author">By Anna Bell and Tom Ray</li></ul>',
        "<p>Autoren Anna Bell und Tom Ray</p>",
    ],
)
def test_bylines_as_readers_see_them(shown):
    document = read(shown=shown)
    assert document.authors == ("Anna Bell", "Tom Ray")
    assert document.lineage["authors"] == "byline"


@pytest.mark.parametrize(
    ("shown", "place"),
    [
        ("<p><span>Anna Bell |</span> <span>03.05.2024 - 10:15</span></p>", "byline"),
        ("<div class='author-box'><h3>Anna Bell</h3><p>Anna Bell writes here.</p></div>",
         "author box"),
        ("<div itemscope><b itemprop='author'>Anna Bell</b></div>"
         "<div itemscope><b itemprop='author'>Tom Ray</b></div>", "microdata:author"),
    ],
)  # fmt: skip
def test_one_author_where_others_stand_near(shown, place):
    document = read(shown=shown)
    assert (document.authors, document.lineage["authors"]) == (("Anna Bell",), place)


@pytest.mark.parametrize("shown", ["<p>Agenturen | 03.05.2024</p>", "<p>News | 03.05.2024</p>"])
def test_no_author_where_nobody_is_named(shown):
    assert read(shown=shown).authors == ()


CAPTURED = datetime(2024, 5, 4, 12, tzinfo=UTC)


def test_no_date_later_than_the_capture_is_believed():
    document = read(published("2034-05-03"), "<p>3 May 2024</p>", captured=CAPTURED)
    assert document.published_at == datetime(2024, 5, 3, tzinfo=UTC)
    assert "later than the capture" in document.lineage["published_at:rejected"]


def test_rather_no_date_than_an_impossible_one():
    head = published("2034-05-03") + '<meta property="article:modified_time" content="2034-05-04">'
    document = read(head, captured=CAPTURED)
    assert (document.published_at, document.modified_at) == (None, None)
    assert "later than the capture" in document.lineage["published_at:rejected"]
    assert "later than the capture" in document.lineage["modified_at:rejected"]


def test_tomorrows_paper_is_on_sale_tonight():
    day = datetime(2024, 5, 5, tzinfo=UTC)
    assert read(published("2024-05-05"), captured=CAPTURED).published_at == day
    assert read(published("2034-05-05")).published_at.year == 2034
