"""A publisher's parser speaks first, and an old capture is read by the parser of its day."""

from datetime import UTC, date, datetime

import lxml.etree
import pytest

import pipeline.extract.publishers as publishers
from pipeline.extract import extract_document, versions
from pipeline.extract.parser import Design, SiteParser
from pipeline.page import Page
from pipeline.registry import load_registry

URL = "http://harbour-courier.localhost/2025/05/crane"
TEXT = "The last steam crane of the harbour was lifted from its rails on Monday, and hundreds came."
OLD = f"""<html lang=en><head><meta name=author content="Web Desk"></head><body>
<table><tr><td class=menu>Harbour news, tide tables and the letters of our readers every day.</td>
<td class=story><p>{TEXT}</p><p>It goes to a museum.</p></td></tr></table>
<h2 class=head>The last crane</h2><span class=writer>Ada Brook</span>
<span class=printed>12 May 2025</span></body></html>"""
NEW = f"""<html lang=en><head><meta name=author content="Web Desk"></head><body><main><article>
<h1>The last crane</h1><a rel=author>Ada Brook</a>
<p>{TEXT}</p><p>{TEXT}</p></article></main></body></html>"""


def read(markup: str, captured: str | None, *, by_publisher: bool = True):
    moment = datetime.fromisoformat(captured).replace(tzinfo=UTC) if captured else None
    page = Page.parse(URL, markup.encode(), "text/html; charset=utf-8", moment)
    return extract_document(page, by_publisher=by_publisher)


def test_an_old_capture_is_read_by_the_parser_of_its_day() -> None:
    document = read(OLD, "2025-05-31T23:59")
    assert (document.title, document.authors) == ("The last crane", ("Ada Brook",))
    assert document.published_at == datetime(2025, 5, 12, tzinfo=UTC)
    assert document.body == f"{TEXT}\n\nIt goes to a museum."
    places = {document.lineage[name] for name in ("title", "authors", "published_at", "body")}
    assert places == {"publisher:harbour-courier"}


@pytest.mark.parametrize("captured", ["2025-06-01T00:00", "2026-01-01T00:00", None])
def test_a_new_one_is_read_by_the_new_parser(captured: str | None) -> None:
    document = read(NEW, captured)
    assert (document.authors, document.title) == (("Ada Brook",), "The last crane")
    assert document.lineage["title"] == "publisher:harbour-courier"
    assert document.lineage["body"] == "trafilatura"


def test_what_a_design_does_not_find_is_left_to_the_general_way() -> None:
    document = read(OLD, "2026-01-01T00:00")
    assert document.authors == ("Web Desk",)
    assert document.lineage["authors"] == "meta:author"


def test_it_can_be_switched_off() -> None:
    assert read(NEW, None, by_publisher=False).authors == ("Web Desk",)


def test_its_version_is_a_part_of_the_manifest() -> None:
    assert versions()["publisher:harbour-courier"] == 1


def test_a_capture_from_before_all_designs_is_read_the_general_way() -> None:
    parser = SiteParser("a", 1, "a.example", (Design(since=date(2025, 6, 1)),))
    assert parser.design_at(datetime(2025, 5, 31, 23, 59, tzinfo=UTC)) is None
    assert parser.design_at(datetime(2025, 6, 1, tzinfo=UTC)) is parser.designs[0]


def test_every_parser_of_the_package_is_sound() -> None:
    for parser in load_registry(publishers, "PARSER", SiteParser):
        days = [design.since or date.min for design in parser.designs]
        assert days == sorted(set(days)), parser.id
        for design in parser.designs:
            for xpath in (design.title, design.authors, design.published_at, design.body):
                assert not xpath or lxml.etree.XPath(xpath)
