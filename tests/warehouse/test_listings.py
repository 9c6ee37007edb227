"""What is listed and unread, and what is due to be asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.model import ListingItem
from pipeline.warehouse.captures import add_captures
from pipeline.warehouse.listings import add_items, articles_of_day, unread_urls
from pipeline.warehouse.trace import trace
from tests.warehouse import facts

FEED = "https://paper.example/feed.xml"
URL = "https://paper.example/a"
DAY = facts.EPOCH.date()


def at(hour: float):
    return facts.EPOCH + timedelta(hours=hour)


def item(url: str, **claims: object) -> ListingItem:
    return replace(ListingItem(url, url, "Title", facts.EPOCH, None), **claims)


def list_items(warehouse, items, hour=0, feed=FEED, source_id="paper") -> int:
    return add_items(
        warehouse,
        items,
        feed_url=feed,
        source_id=source_id,
        listing_capture_id=facts.make_capture(feed, hour).capture_id,
        seen_at=at(hour),
    )


def unread(warehouse, limit=50, **options) -> list[str]:
    options.setdefault("since", at(-100))
    return unread_urls(warehouse, "paper", limit=limit, **options)


def test_an_item_is_new_once_a_feed_and_keeps_its_first_moment(warehouse):
    items = [item(f"{URL}{n}") for n in range(3)]
    assert list_items(warehouse, items, hour=1) == 3
    assert list_items(warehouse, [*items, item(URL)], hour=2) == 1
    assert list_items(warehouse, items, hour=3, feed=FEED + "?other") == 3
    assert list_items(warehouse, []) == 0
    listed = trace(warehouse, f"{URL}0")["listed"]
    assert [row["first_seen_at"] for row in listed] == [at(1), at(3)]


def test_hostile_claims_do_not_stop_a_listing(warehouse):
    hostile = item(URL, title="A\0 title\ud800", guid="\0", seen_url=URL + "\0")
    assert list_items(warehouse, [hostile]) == 1
    (row,) = trace(warehouse, URL)["listed"]
    assert (row["title"], row["guid"]) == ("A title", None)


@pytest.mark.parametrize(
    ("status", "is_read"),
    [(200, True), (404, True), (410, True), (302, False), (304, False), (403, False), (500, False)],
)
def test_an_address_is_unread_until_a_page_or_a_gone(warehouse, status, is_read):
    list_items(warehouse, [item(URL)])
    assert unread(warehouse) == [URL]
    add_captures(warehouse, [facts.make_capture(URL, 1, status=status)], "run")
    assert unread(warehouse) == ([] if is_read else [URL])


def test_an_address_is_read_when_another_led_to_it(warehouse):
    list_items(warehouse, [item(URL), item("https://short.example/x")])
    moved = replace(facts.make_capture("https://short.example/x", 1), url=URL, final_url=URL)
    add_captures(warehouse, [moved], "run")
    assert unread(warehouse) == []


def test_the_newest_items_come_first_and_no_more_than_wanted(warehouse):
    for hour in range(4):
        list_items(warehouse, [item(f"{URL}{hour}")], hour=hour)
    list_items(warehouse, [item(f"{URL}0")], hour=9, feed=FEED + "?other")
    list_items(warehouse, [item(f"{URL}else")], source_id="else")
    assert unread(warehouse) == [f"{URL}0", f"{URL}3", f"{URL}2", f"{URL}1"]
    assert unread(warehouse, limit=2) == [f"{URL}0", f"{URL}3"]
    assert unread(warehouse, since=at(3)) == [f"{URL}0", f"{URL}3"]


def test_a_claimed_day_takes_only_what_its_listing_dates_to_it(warehouse):
    claims = {
        "before": at(-6.01),
        "first": at(-6),
        "noon": at(6),
        "next": at(18),
        "undated": None,
    }
    list_items(warehouse, [item(URL + name, published_at=when) for name, when in claims.items()])
    assert unread(warehouse, claimed_day=DAY) == [URL + "first", URL + "noon"]
    assert len(unread(warehouse)) == 5


def canonical_reading(hour: int, body: str = "One."):
    """A page found under an address that names another one as its canonical."""
    page = facts.make_reading(URL + "?id=7", hour, body)
    return replace(page, url=URL, aliases=((URL + "?id=7", "canonical"),))


def test_articles_of_a_day_are_those_captured_on_it(warehouse):
    facts.load(
        warehouse,
        [
            facts.make_reading(URL + "today", 0, "One."),
            facts.make_reading(URL + "today", 2, "One."),
            facts.make_reading(URL + "tomorrow", 24, "Two."),
        ],
    )
    assert articles_of_day(warehouse, "paper", DAY) == [URL + "today"]
    assert articles_of_day(warehouse, "paper", DAY + timedelta(days=1)) == [URL + "tomorrow"]
    assert articles_of_day(warehouse, "else", DAY) == []


def test_articles_of_a_day_are_named_by_the_address_that_was_captured(warehouse):
    facts.load(warehouse, [canonical_reading(1)])
    assert articles_of_day(warehouse, "paper", DAY) == [URL + "?id=7"]
