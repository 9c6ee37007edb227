"""The feeds: well-formed, limited to two days, and the one archive that goes back to day 1."""

import json
from datetime import date

import feedparser
import lxml.etree
import pytest

from pipeline.newsroom import World
from pipeline.newsroom.respond import Reply, respond

PORT = 8123
EPOCH = date(2026, 3, 2)
NAMESPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def fetch(world: World, site_id: str, path: str, day: int) -> Reply:
    return respond(world, world.hosts[site_id], path, day=day, port=PORT)


def listed(world: World, site_id: str, day: int) -> set[str]:
    site = world.site(site_id)
    listing = site.listings[0]
    body = fetch(world, site_id, listing.path, day).body
    if listing.kind == "json_feed":
        return {item["url"] for item in json.loads(body)["items"]}
    if listing.kind in {"rss", "atom"}:
        feed = feedparser.parse(body)
        assert not feed.bozo, feed.bozo_exception
        return {entry.link for entry in feed.entries}
    return set(lxml.etree.fromstring(body).xpath("//s:loc/text()", namespaces=NAMESPACES))


def expected(world: World, site_id: str, days: set[int]) -> set[str]:
    rows = world.truth(PORT, at_day=max(days))
    return {row.url for row in rows if row.site_id == site_id and row.day in days}


FEEDS = ["harbour-courier", "nordmark-bote", "gazette-valclair", "kestrel-post", "tarn-record"]


@pytest.mark.parametrize("site_id", FEEDS)
def test_feeds_carry_two_days_and_no_more(world: World, site_id: str) -> None:
    assert listed(world, site_id, 1) == expected(world, site_id, {1})
    assert listed(world, site_id, 3) == expected(world, site_id, {2, 3})


@pytest.mark.parametrize("site_id", ["daily-echoes", "world-digest", "prensa-espejo"])
def test_repost_sites_list_their_copies(world: World, site_id: str) -> None:
    assert listed(world, site_id, 3) == expected(world, site_id, {2, 3})


def test_the_plain_sitemap_lists_all_so_far(world: World) -> None:
    assert listed(world, "buzz-lane", 4) == expected(world, "buzz-lane", {1, 2, 3, 4})


def test_rss_and_atom_carry_what_the_article_claims(world: World) -> None:
    body = fetch(world, "nordmark-bote", "/atom.xml", 3).body
    entries = {entry.link: entry for entry in feedparser.parse(body).entries}
    row = next(r for r in world.truth(PORT) if r.slug == "windpark-genossenschaft")
    assert entries[row.url].title == row.title
    assert entries[row.url].published == row.published_at.isoformat()
    rss = feedparser.parse(fetch(world, "kestrel-post", "/feeds/all.rss", 3).body)
    assert all(entry.published.endswith("-0400") for entry in rss.entries)


def test_an_edited_article_is_listed_again(world: World) -> None:
    url = next(r.url for r in world.truth(PORT) if r.slug == "dock-crane-contract")
    assert all(url in listed(world, "harbour-courier", day) for day in (3, 4, 5))
    unedited = next(r.url for r in world.truth(PORT) if r.slug == "chain-bridge-closure")
    assert unedited not in listed(world, "harbour-courier", 5)


def test_a_withdrawn_article_stays_listed_and_comes_back(world: World) -> None:
    url = next(r.url for r in world.truth(PORT) if r.slug == "moorbahn-museum")
    assert all(url in listed(world, "nordmark-bote", day) for day in (3, 4, 5))


def test_the_news_sitemap_index_reaches_back_to_day_one(world: World) -> None:
    parts = listed(world, "faro-levanera", 4)
    assert len(parts) == 4
    found: set[str] = set()
    for part in parts:
        path = part.partition(f":{PORT}")[2]
        tree = lxml.etree.fromstring(fetch(world, "faro-levanera", path, 4).body)
        dates = tree.xpath("//n:publication_date/text()", namespaces=NAMESPACES)
        assert dates
        assert all(stamp[:10] in part for stamp in dates)
        found |= set(tree.xpath("//s:loc/text()", namespaces=NAMESPACES))
    assert found == expected(world, "faro-levanera", {1, 2, 3, 4})


def test_a_sitemap_of_a_day_to_come_does_not_exist(world: World) -> None:
    assert fetch(world, "faro-levanera", "/sitemaps/news-2026-03-05.xml", 3).status == 404
    assert fetch(world, "faro-levanera", "/sitemaps/news-2026-03-05.xml", 4).status == 200
    assert fetch(world, "faro-levanera", "/sitemaps/news-2026-99-99.xml", 4).status == 404


def test_robots_allows_all_but_the_private_folder(world: World) -> None:
    robots = {
        site.id: fetch(world, site.id, "/robots.txt", 3).body.decode() for site in world.sites
    }
    closed = [site_id for site_id, text in robots.items() if "Disallow: /" in text]
    assert closed == ["harbour-courier"]
    private = next(r for r in world.truth(PORT) if r.fault == "private")
    assert "/private/" in private.url
    assert private.url in listed(world, "harbour-courier", 3)
    assert f"{PORT}/sitemap-news.xml" in robots["faro-levanera"]
