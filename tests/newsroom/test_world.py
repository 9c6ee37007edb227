"""The stock of the newsroom: how much there is, in what languages, and what comes of what."""

from collections import Counter
from datetime import UTC, date

import pytest
from publicsuffixlist import PublicSuffixList

from pipeline.newsroom import World, build_world
from pipeline.newsroom.texts import load_articles, parse_text
from pipeline.newsroom.view import link_slugs

PORT = 8123
EPOCH = date(2026, 3, 2)


def test_has_sixty_own_articles_over_five_days_in_four_languages(world: World) -> None:
    own = [row for row in world.truth(PORT) if row.role in {"original", "wire", "template"}]
    assert len({row.story for row in own}) >= 60
    assert {row.day for row in own} == {1, 2, 3, 4, 5}
    assert {row.language for row in own} == {"en", "de", "fr", "es"}
    assert min(Counter(row.language for row in own).values()) >= 8


def test_has_four_repost_sites_and_copies_on_each(world: World) -> None:
    copies = Counter(row.site_id for row in world.truth(PORT) if row.role == "copy")
    assert set(copies) == {site.id for site in world.sites if site.is_repost}
    assert len(copies) == 4
    assert min(copies.values()) >= 5


def test_every_address_is_one_article_only(world: World) -> None:
    urls = [row.url for row in world.truth(PORT)]
    assert len(urls) == len(set(urls))


def test_texts_have_the_length_of_news(world: World) -> None:
    for row in world.truth(PORT):
        if row.role in {"original", "template"} and row.status == 200:
            words = sum(len(paragraph.split()) for paragraph in row.paragraphs)
            assert 180 <= words <= 500, row.url
            assert 5 <= len(row.paragraphs) <= 12, row.url


def test_no_date_slot_or_markup_is_left(world: World) -> None:
    for row in world.truth(PORT):
        for text in (row.title, row.summary, *row.paragraphs):
            assert not set("{}*[]") & set(text), (row.url, text)


def test_a_copy_is_a_part_of_its_original(world: World) -> None:
    rows = {row.url: row for row in world.truth(PORT)}
    shown = {day: {row.url: row for row in world.truth(PORT, at_day=day)} for day in range(1, 6)}
    for row in rows.values():
        if row.role == "copy":
            assert row.original_url is not None
            original = shown[row.day][row.original_url]
            assert set(row.paragraphs) <= set(original.paragraphs), row.url
            assert len(row.paragraphs) >= len(original.paragraphs) / 2, row.url
            assert row.story == original.story


def test_prints_of_a_wire_text_share_text_and_differ_in_headline(world: World) -> None:
    prints = [row for row in world.truth(PORT) if row.role == "wire"]
    stories = Counter(row.story for row in prints)
    assert len(stories) >= 4
    assert min(stories.values()) >= 2
    assert len({row.title for row in prints}) == len(prints)
    for story in stories:
        texts = [row.paragraphs for row in prints if row.story == story]
        whole = max(texts, key=len)
        assert all(set(text) <= set(whole) for text in texts)
        assert any(len(text) < len(whole) for text in texts) or len(texts) == 2
        assert "(Meridian Wire) — " in whole[0]


def test_texts_that_are_no_copies_share_no_paragraph(world: World) -> None:
    owner: dict[str, str] = {}
    for row in world.truth(PORT):
        for paragraph in row.paragraphs:
            assert owner.setdefault(paragraph, row.story) == row.story, (row.url, paragraph)


def test_three_families_of_templates_with_three_texts_each(world: World) -> None:
    rows = [row for row in world.truth(PORT) if row.role == "template"]
    families = Counter(row.slug.partition("-")[0] for row in rows)
    assert set(families) == {"weather", "markets", "fussball"}
    assert min(families.values()) >= 3


def test_the_silent_copies_claim_to_be_older_than_their_originals(world: World) -> None:
    rows = {row.url: row for row in world.truth(PORT)}
    silent = [row for row in rows.values() if row.site_id == "buzz-lane"]
    for row in silent:
        assert row.original_url is not None
        assert row.published_at < rows[row.original_url].published_at, row.url


def test_a_copy_appears_after_its_original(world: World) -> None:
    for article in world.articles:
        if article.origin and not article.shift_h:
            assert world.published_at(article) > world.published_at(world.article(article.origin))


def test_published_times_lie_on_their_day(world: World) -> None:
    for article in world.articles:
        if not article.shift_h:
            published = world.published_at(article).astimezone(UTC)
            assert published.date() == world.date_of(article.day), article.key


def test_the_edited_article_has_three_states(world: World) -> None:
    states = []
    for day in (3, 4, 5):
        rows = {row.slug: row for row in world.truth(PORT, at_day=day)}
        states.append(rows["dock-crane-contract"])
    assert [row.versions for row in states] == [1, 2, 3]
    assert len({(row.title, row.paragraphs) for row in states}) == 3
    assert states[2].paragraphs[-1].startswith("Correction:")
    assert len({row.url for row in states}) == 1


def test_every_host_is_a_domain_of_its_own(world: World) -> None:
    suffixes = PublicSuffixList()
    for suffix in (".localhost", "-other.localhost"):
        hosts = build_world(EPOCH, host_suffix=suffix).hosts.values()
        assert len({suffixes.privatesuffix(host) for host in hosts}) == len(world.sites)


def test_texts_depend_neither_on_port_nor_on_hosts_nor_on_classes(world: World) -> None:
    renamed = build_world(EPOCH, host_suffix="-b.localhost", class_prefix="q")
    ours, theirs = world.truth(1), renamed.truth(65535)
    assert [row.paragraphs for row in ours] == [row.paragraphs for row in theirs]
    assert [row.title for row in ours] == [row.title for row in theirs]
    assert not {row.url for row in ours} & {row.url for row in theirs}


def test_weekdays_follow_the_epoch() -> None:
    def opening(epoch: date) -> str:
        rows = {row.slug: row for row in build_world(epoch).truth(PORT)}
        return rows["tram-depot-fire"].paragraphs[0]

    assert "early on Tuesday" in opening(date(2026, 3, 2))
    assert "early on Wednesday" in opening(date(2026, 3, 3))


def test_single_hosts_can_be_named() -> None:
    named = build_world(EPOCH, hosts={"tarn-record": "a.localhost"})
    assert named.hosts["tarn-record"] == "a.localhost"
    assert named.hosts["kestrel-post"] == "kestrel-post.localhost"


def test_links_inside_texts_lead_to_articles() -> None:
    articles = load_articles()
    days = {article.key: article.day for article in articles}
    linking = 0
    for article in articles:
        if article.role != "copy":
            for slug in link_slugs(" ".join(article.versions[-1].paragraphs)):
                assert days[f"{article.site_id}/{slug}"] < article.day
                linking += 1
    assert linking >= 5


def test_a_bad_header_is_refused() -> None:
    with pytest.raises(ValueError, match="not a 'key: value' line"):
        parse_text("title\n\nText.")
