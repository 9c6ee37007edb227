from datetime import UTC, date, datetime

import pytest

from pipeline.discover import ChildListing, children_for_day, items_of_day
from pipeline.discover.days import dated_by_address
from pipeline.model import ListingItem

DAY = date(2026, 3, 2)


def item(name: str, at: str | None) -> ListingItem:
    published_at = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None
    url = f"https://paper.example/{name}"
    return ListingItem(url, url, None, published_at, None)


def child(name: str, at: str | None = None) -> ChildListing:
    lastmod_at = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None
    return ChildListing(f"https://paper.example/{name}", lastmod_at)


def test_items_are_told_apart_by_the_day_they_claim():
    first, last, other = (
        item("a", "2026-03-02T00:00:00"),
        item("b", "2026-03-02T23:59:59"),
        item("c", "2026-03-01T23:59:59"),
    )
    unknown = item("d", None)
    found = items_of_day([first, last, other, unknown], DAY)
    assert found.of_day == (first, last)
    assert found.undated == (unknown,)
    assert "1 items have no date" in found.note


def test_a_listing_that_does_not_reach_back_says_so():
    found = items_of_day([item("a", "2026-03-05T10:00:00")], DAY)
    assert found.of_day == ()
    assert found.note == "The listing reaches back to 2026-03-05 only, not to 2026-03-02."


def test_a_listing_that_reaches_back_far_enough_says_nothing():
    found = items_of_day([item("a", "2026-03-01T10:00:00"), item("b", "2026-03-05T10:00:00")], DAY)
    assert (found.of_day, found.note) == ((), "")


@pytest.mark.parametrize(
    ("name", "span"),
    [
        ("sitemap-2026-03-02.xml", (DAY, DAY)),
        ("sitemap/2026/03/02.xml", (DAY, DAY)),
        ("sitemap_20260302_1.xml.gz", (DAY, DAY)),
        ("sitemap.xml?yyyy=2026&mm=03&dd=02", (DAY, DAY)),
        ("sitemap.xml?yyyy=2026&mm=3", (date(2026, 3, 1), date(2026, 3, 31))),
        ("sitemap-2026-02.xml", (date(2026, 2, 1), date(2026, 2, 28))),
        ("2026/12/sitemap.xml", (date(2026, 12, 1), date(2026, 12, 31))),
        ("sitemap-202603.xml", (date(2026, 3, 1), date(2026, 3, 31))),
        ("posts-2026.xml", (date(2026, 1, 1), date(2026, 12, 31))),
        ("sitemap-2026-02-30.xml", None),
        ("sitemap-12.xml", None),
        ("sitemap-1234567890.xml", None),
    ],
)
def test_dates_in_addresses(name, span):
    assert dated_by_address(child(name).url) == span


def test_the_address_decides_where_it_has_a_date():
    children = [
        child("s-2026-03-02.xml", "2026-01-01T00:00:00"),
        child("s-2026-03-03.xml"),
        child("s-2026-03-04.xml"),
        child("s-2026-02.xml"),
    ]
    found = children_for_day(children, DAY)
    assert [c.url[-13:] for c in found.children] == ["2026-03-02.xml"[-13:], "2026-03-03.xml"[-13:]]
    assert found.note == ""


def test_a_month_reaches_a_day_into_its_neighbours():
    assert children_for_day([child("s-2026-02.xml")], date(2026, 3, 1)).children


def test_what_changed_last_before_the_day_cannot_hold_it():
    children = [
        child("s-1.xml", "2026-03-01T23:00:00"),
        child("s-2.xml", "2026-03-02T01:00:00"),
        child("s-3.xml"),
    ]
    found = children_for_day(children, DAY)
    assert [c.url[-5] for c in found.children] == ["2", "3"]
    assert "do not say which days" in found.note


def test_an_index_that_does_not_reach_back_says_so():
    found = children_for_day([child("s-2020.xml"), child("s-1.xml", "2020-01-01")], DAY)
    assert found.children == ()
    assert "reaches back to 2026-03-02" in found.note
