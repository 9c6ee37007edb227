"""The pages: whether templates say what they should, where they should, and nothing else."""

import json
from datetime import date

import lxml.html
import pytest

from pipeline.newsroom import TruthRow, World, build_world
from pipeline.newsroom.respond import Reply, respond

PORT = 8123
EPOCH = date(2026, 3, 2)


def page(world: World, row: TruthRow, day: int = 5) -> Reply:
    host, _, path = row.url.removeprefix("http://").partition(f":{PORT}")
    return respond(world, host, path, day=day, port=PORT)


def by_slug(world: World, slug: str, day: int = 5) -> TruthRow:
    return {row.slug: row for row in world.truth(PORT, at_day=day)}[slug]


def element_texts(html: bytes) -> set[str]:
    tree = lxml.html.fromstring(html.decode())
    return {" ".join(p.text_content().split()) for p in tree.iter("p")}


def readable(world: World) -> list[TruthRow]:
    return [row for row in world.truth(PORT) if row.paragraphs]


def test_every_page_shows_its_headline_and_its_paragraphs(world: World) -> None:
    for row in readable(world):
        reply = page(world, row)
        assert reply.status == 200, row.url
        tree = lxml.html.fromstring(reply.body.decode())
        assert [h.text_content() for h in tree.iter("h1")] == [row.title], row.url
        assert set(row.paragraphs) <= element_texts(reply.body), row.url


def test_renamed_hosts_and_classes_show_the_same_texts(world: World) -> None:
    renamed = build_world(EPOCH, host_suffix="-b.localhost", class_prefix="q")
    for row, other in zip(readable(world), readable(renamed), strict=True):
        html = page(renamed, other).body.decode()
        assert world.hosts[row.site_id] not in html
        names = {n for e in lxml.html.fromstring(html).xpath("//@class") for n in e.split()}
        assert all(name.startswith("q") for name in names)
        assert set(other.paragraphs) <= element_texts(html.encode())
        assert row.paragraphs == other.paragraphs


def test_json_ld_carries_headline_times_and_author(world: World) -> None:
    tree = lxml.html.fromstring(page(world, by_slug(world, "dock-crane-contract")).body.decode())
    data = json.loads(tree.xpath("string(//script[@type='application/ld+json'])"))
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == "2026-03-04T08:15:00+00:00"
    assert data["dateModified"] == "2026-03-06T10:10:00+00:00"
    assert data["author"][0]["name"] == "Dev Anand Rusk"


def test_open_graph_page_has_no_other_metadata(world: World) -> None:
    html = page(world, by_slug(world, "rathausuhr-geht-vor")).body.decode()
    tree = lxml.html.fromstring(html)
    assert tree.xpath("//meta[@property='article:published_time']/@content") == [
        "2026-03-02T12:40:00+01:00"
    ]
    assert "ld+json" not in html
    assert "itemprop" not in html
    assert not tree.xpath("//time")


def test_microdata_page_carries_its_items(world: World) -> None:
    tree = lxml.html.fromstring(page(world, by_slug(world, "loup-berger-patou")).body.decode())
    assert tree.xpath("//time[@itemprop='datePublished']/@datetime") == [
        "2026-03-02T17:30:00+01:00"
    ]
    assert tree.xpath("string(//*[@itemprop='author']/*[@itemprop='name'])") == "Rémi Castagne"


def test_bare_page_has_its_date_as_text_only(world: World) -> None:
    html = page(world, by_slug(world, "lonja-subasta-digital")).body.decode()
    assert "2 de marzo de 2026, 08:45 h" in html
    for trace in ("<time", "itemprop", "ld+json", "og:", "canonical", "2026-03-02", "lang="):
        assert trace not in html, trace


def test_repost_sites_mark_their_copies_each_in_its_own_way(world: World) -> None:
    linked = by_slug(world, "chain-bridge-shut-to-lorries")
    tree = lxml.html.fromstring(page(world, linked).body.decode())
    assert tree.xpath("//p[.='Source: Read Full Article']/a/@href") == [linked.original_url]
    bare = by_slug(world, "night-fire-destroys-seven-trams")
    tree = lxml.html.fromstring(page(world, bare).body.decode())
    assert len(tree.xpath("//p[.='Source: Read Full Article']")) == 1
    assert not tree.xpath("//p[.='Source: Read Full Article']/a")
    credited = by_slug(world, "lighthouse-keepers-diaries")
    tree = lxml.html.fromstring(page(world, credited).body.decode())
    assert "This article originally appeared on The Harbour Courier." in tree.text_content()
    assert credited.original_url in tree.xpath("//em/a/@href")
    mirrored = by_slug(world, "vagon-6000-botellas-vermu")
    tree = lxml.html.fromstring(page(world, mirrored).body.decode())
    assert tree.xpath("//link[@rel='canonical']/@href") == [mirrored.original_url]


def test_silent_copies_do_not_name_their_original(world: World) -> None:
    for row in world.truth(PORT):
        if row.site_id == "buzz-lane":
            assert row.original_url is not None
            host = row.original_url.split("/")[2]
            assert host not in page(world, row).body.decode()


@pytest.mark.parametrize(
    ("slug", "furniture"),
    [
        ("tram-depot-fire", ["READ MORE:", "[OPINION]", "[REPORT]", "[REVEAL]", "Gallowhill"]),
        ("night-fire-destroys-seven-trams", ["READ MORE:", "[OPINION]", "shortly before dawn"]),
        ("windpark-genossenschaft", ["LESEN SIE AUCH:", "[KOMMENTAR]"]),
        ("telecabine-panne-evacuation", ["À LIRE AUSSI :", "Vidéo :"]),
        ("huerto-instituto-tomate", ["LEA TAMBIÉN:"]),
    ],
)
def test_furniture_stands_in_bodies(world: World, slug: str, furniture: list[str]) -> None:
    shown = lxml.html.fromstring(page(world, by_slug(world, slug)).body.decode()).text_content()
    for piece in furniture:
        assert piece in shown


def test_a_page_keeps_its_body_from_day_to_day(world: World) -> None:
    row = by_slug(world, "windpark-genossenschaft")
    assert page(world, row, 3).body == page(world, row, 5).body


def test_a_live_related_list_changes_the_page_but_not_its_text(world: World) -> None:
    row = by_slug(world, "chain-bridge-closure")
    early, late = page(world, row, 3), page(world, row, 5)
    assert early.body != late.body
    assert late.modified_at is not None
    assert early.modified_at is not None
    assert late.modified_at > early.modified_at
    assert set(row.paragraphs) <= element_texts(early.body) & element_texts(late.body)


def test_consent_wall_shows_nothing_of_the_article(world: World) -> None:
    row = by_slug(world, "budget-commune-consent")
    reply = page(world, row)
    assert (reply.status, row.role, row.paragraphs) == (200, "broken", ())
    assert row.title not in reply.body.decode()
    assert "cookies" in reply.body.decode()


def test_an_article_does_not_exist_before_its_day(world: World) -> None:
    row = by_slug(world, "night-bus-network")
    assert page(world, row, 4).status == 404
    assert page(world, row, 5).status == 200
    assert row.slug not in {r.slug for r in world.truth(PORT, at_day=4)}


def test_the_withdrawn_article_is_gone_on_day_four_only(world: World) -> None:
    row = by_slug(world, "moorbahn-museum")
    assert [page(world, row, day).status for day in (3, 4, 5)] == [200, 410, 200]
    gone = by_slug(world, "moorbahn-museum", 4)
    assert (gone.status, gone.paragraphs) == (410, ())
    assert row.status == 200
    assert row.paragraphs


def test_an_article_is_missing_from_day_four_on(world: World) -> None:
    row = by_slug(world, "faro-antiguo-hotel")
    assert [page(world, row, day).status for day in (3, 4, 5)] == [200, 404, 404]
    assert (row.status, row.paragraphs) == (404, ())


def test_an_article_moves_and_its_old_address_leads_there(world: World) -> None:
    old, new = (by_slug(world, "equipo-femenino-remo", day) for day in (3, 4))
    assert old.url != new.url
    assert old.paragraphs == new.paragraphs
    assert [page(world, old, day).status for day in (3, 4, 5)] == [200, 301, 301]
    assert [page(world, new, day).status for day in (3, 4, 5)] == [404, 200, 200]
    assert page(world, old, 4).location == new.url
