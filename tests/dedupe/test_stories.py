import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedupe import ALGORITHM_VERSION, build_stories, linked_keys
from pipeline.identity import article_key, story_key
from pipeline.model import (
    CopyEdge,
    CopyKind,
    CopyMeasures,
    Evidence,
    Role,
    StoryInput,
    StoryMember,
    to_json,
)

PAPER = "https://paper.example/2022/the-ferry-sank"
REPOST = "https://repost.example/ferry-sank-shock"
THIEF = "https://thief.example/what-a-ferry-7"
OTHER = "https://other.example/news/ferry-1"
DAY = datetime(2022, 5, 23, 9, tzinfo=UTC)


def page(url: str, hours: float | None = 0, load: int = 1, words: int = 500, *evidence: Evidence):
    at = None if hours is None else DAY + timedelta(hours=hours)
    return StoryInput(article_key(url), url, load, at, words, evidence)


def marker(origin: str | None, strength: float = 0.95, kind: str = "source_link") -> Evidence:
    return Evidence(kind, 1, "Source: Read Full Article", origin, None, "body:last", strength)


def dateline(agency: str) -> Evidence:
    return Evidence("wire_dateline", 1, f"({agency})", None, agency, "body:first", 0.9)


def edge(a: StoryInput, b: StoryInput, kind: CopyKind = CopyKind.COPY, score: float = 0.9):
    first, second = sorted((a.article_id, b.article_id))
    resemblance = 0.9 if kind is CopyKind.COPY else 0.3
    measures = CopyMeasures(
        kind, score, 300, 0.9, resemblance, 0.9, 0.9, 0.9, 1.0, 1.0, ALGORITHM_VERSION
    )
    return CopyEdge(first, second, measures)


def told(articles: list[StoryInput], edges: list[CopyEdge]) -> dict[str, StoryMember]:
    urls = {article.article_id: article.url for article in articles}
    members = build_stories(articles, edges)
    assert len(members) == len(articles)
    return {urls[member.article_id]: member for member in members}


def roles(members: dict[str, StoryMember]) -> dict[str, Role]:
    return {url: member.role for url, member in members.items()}


def test_an_article_alone_is_its_own_original():
    (member,) = build_stories([page(PAPER)], [])
    key = article_key(PAPER)
    assert member == StoryMember(story_key(key), key, Role.ORIGINAL, key, PAPER, 1.0, ())


@pytest.mark.parametrize("copy_hours", [5, -5], ids=["dates true", "dates swapped"])
def test_a_marked_copy_is_the_copy_whatever_it_claims(copy_hours: float):
    paper, repost = page(PAPER), page(REPOST, copy_hours, 1, 520, marker(PAPER))
    members = told([paper, repost], [edge(paper, repost)])
    assert roles(members) == {PAPER: Role.ORIGINAL, REPOST: Role.SYNDICATED_COPY}
    assert members[REPOST].original_id == article_key(PAPER)
    assert members[REPOST].score > 0.99
    kinds = [reason["kind"] for reason in members[REPOST].evidence]
    assert kinds == ["source_link", "text"]
    assert members[PAPER].evidence == ({"kind": "election", "by": "unmarked", "among": 2},)


def test_a_marker_without_a_link_still_says_who_the_copy_is():
    paper, repost = page(PAPER, 5), page(REPOST, 0, 1, 600, marker(None, 0.6))
    assert roles(told([paper, repost], [edge(paper, repost)])) == {
        PAPER: Role.ORIGINAL,
        REPOST: Role.SYNDICATED_COPY,
    }


def test_without_a_marker_the_text_ties_and_the_whole_is_the_original():
    paper, thief = page(PAPER, 5), page(THIEF, 0, 1, 350)
    members = told([paper, thief], [edge(paper, thief)])
    assert roles(members) == {PAPER: Role.ORIGINAL, THIEF: Role.NEAR_DUPLICATE}
    assert members[PAPER].evidence[0]["by"] == "completeness"
    assert members[THIEF].evidence[0]["with"] == str(article_key(PAPER))


def test_among_equals_the_earlier_claim_then_the_key_decides():
    paper, thief = page(PAPER, 0), page(THIEF, 1, 0, 505)
    assert roles(told([paper, thief], [edge(paper, thief)]))[PAPER] is Role.ORIGINAL
    undated = [page(PAPER, None), page(THIEF, None, 0)]
    members = told(undated, [edge(*undated)])
    least = min(undated, key=lambda a: a.article_id)
    assert members[least.url].role is Role.ORIGINAL
    assert members[least.url].evidence[0]["by"] == "key"


def test_a_page_without_a_date_never_precedes_one_with_a_date():
    paper, thief = page(PAPER, 50), page(THIEF, None, 0)
    assert roles(told([paper, thief], [edge(paper, thief)]))[PAPER] is Role.ORIGINAL


def test_the_page_that_others_point_at_beats_an_earlier_longer_one():
    paper = page(PAPER, 9, 3, 400)
    thief = page(THIEF, 0, 1, 600)
    repost = page(REPOST, 10, 2, 500, marker(PAPER))
    edges = [edge(paper, thief), edge(thief, repost)]
    members = told([paper, thief, repost], edges)
    assert roles(members) == {
        PAPER: Role.ORIGINAL,
        THIEF: Role.NEAR_DUPLICATE,
        REPOST: Role.SYNDICATED_COPY,
    }
    assert members[PAPER].evidence[0]["by"] == "links"


def test_images_of_another_member_speak_against_a_page():
    image = marker("https://paper.example/img/ferry.jpg", 0.3, "hotlinked_image")
    paper, thief = page(PAPER, 5), page(THIEF, 0, 1, 500, image)
    members = told([paper, thief], [edge(paper, thief)])
    assert roles(members) == {PAPER: Role.ORIGINAL, THIEF: Role.NEAR_DUPLICATE}
    assert members[PAPER].evidence[0]["by"] == "borrowing"


def test_a_link_ties_where_the_text_was_cut_too_short_to_measure():
    paper, repost = page(PAPER), page(REPOST, 1, 2, 40, marker(PAPER))
    members = told([paper, repost], [])
    assert roles(members)[REPOST] is Role.SYNDICATED_COPY
    assert members[REPOST].story_id == members[PAPER].story_id


def test_a_declared_excerpt_is_a_syndicated_copy():
    paper, repost = page(PAPER), page(REPOST, 1, 2, 100, marker(PAPER))
    members = told([paper, repost], [edge(paper, repost, CopyKind.EXCERPT)])
    assert roles(members)[REPOST] is Role.SYNDICATED_COPY


def test_weak_evidence_ties_nothing_alone():
    paper, other = page(PAPER), page(OTHER, 1, 1, 500, marker(PAPER, 0.3, "hotlinked_image"))
    members = told([paper, other], [])
    assert members[PAPER].story_id != members[OTHER].story_id
    assert linked_keys(other.evidence) == ()


def test_a_front_page_is_no_article():
    copies = [page(url, 0, 1, 500, marker("https://paper.example/")) for url in (REPOST, OTHER)]
    members = told(copies, [])
    assert members[REPOST].story_id != members[OTHER].story_id
    assert linked_keys(copies[0].evidence) == ()


def test_an_original_known_by_its_address_alone_is_a_placeholder():
    one = page(REPOST, 0, 4, 300, marker(PAPER + "?utm_source=x"))
    two = page(OTHER, 0, 3, 50, marker(PAPER))
    members = told([one, two], [])
    for member in members.values():
        assert member.role is Role.SYNDICATED_COPY
        assert (member.original_id, member.original_url) == (article_key(PAPER), PAPER)
        assert member.story_id == story_key(article_key(OTHER))
    assert linked_keys(one.evidence) == (article_key(PAPER),)


def test_a_late_original_re_roots_its_story_and_the_story_keeps_its_id():
    one, two = page(REPOST, 0, 4, 300, marker(PAPER)), page(THIEF, 0, 3)
    before = told([one, two], [edge(one, two)])
    late = page(PAPER, 3, 9)
    after = told([one, two, late], [edge(one, two), edge(one, late), edge(two, late)])
    assert {m.story_id for m in (*before.values(), *after.values())} == {story_key(two.article_id)}
    assert before[REPOST].original_id == after[REPOST].original_id == late.article_id
    assert after[PAPER].role is Role.ORIGINAL


def test_a_late_original_without_any_link_re_roots_too():
    thief, repost = page(THIEF, 0, 1, 300), page(REPOST, 1, 2, 300)
    before = told([thief, repost], [edge(thief, repost)])
    late = page(PAPER, 2, 9, 500)
    after = told([thief, repost, late], [edge(thief, repost), edge(thief, late)])
    assert before[THIEF].role is Role.ORIGINAL
    assert after[PAPER].role is Role.ORIGINAL
    assert before[THIEF].story_id == after[THIEF].story_id == after[PAPER].story_id


def test_a_link_to_another_address_of_a_page_of_the_story_means_that_page():
    paper = page(PAPER, 9)
    repost = page(REPOST, 0, 1, 500, marker("https://amp.paper.example/ferry-sank.amp"))
    members = told([paper, repost], [edge(paper, repost)])
    assert members[PAPER].role is Role.ORIGINAL
    assert members[REPOST].original_id == paper.article_id


def test_prints_of_a_wire_are_copies_of_the_wire():
    prints = [page(url, i, i, 500 - 90 * i, dateline("Reuters")) for i, url in
              enumerate((PAPER, OTHER, REPOST))]  # fmt: skip
    members = told(prints, [edge(prints[0], prints[1]), edge(prints[1], prints[2])])
    for member in members.values():
        assert member.role is Role.SYNDICATED_COPY
        assert (member.original_id, member.original_url) == (None, "urn:wire:reuters")


def test_a_print_that_dropped_the_dateline_is_still_the_wires():
    prints = [page(PAPER, 0, 1, 500, dateline("AFP")), page(THIEF, -9, 1, 500)]
    members = told(prints, [edge(*prints)])
    assert {m.original_url for m in members.values()} == {"urn:wire:afp"}


def test_a_single_print_is_the_wires_too():
    members = told([page(PAPER, 0, 1, 500, dateline("Associated Press"))], [])
    assert members[PAPER].role is Role.SYNDICATED_COPY
    assert members[PAPER].original_url == "urn:wire:ap"


@pytest.mark.parametrize(("strength", "is_wires"), [(0.7, True), (0.5, False)])
def test_a_credit_makes_a_print_unless_the_paper_signs_too(strength: float, is_wires: bool):
    credit = Evidence("wire_credit", 1, "dpa", None, "dpa", "body:last", strength)
    members = told([page(PAPER, 0, 1, 500, credit)], [])
    assert (members[PAPER].original_url == "urn:wire:dpa") is is_wires if members else not is_wires


def test_two_agencies_are_no_wire():
    prints = [page(PAPER, 0, 1, 500, dateline("AFP")), page(OTHER, 1, 1, 500, dateline("dpa"))]
    members = told(prints, [edge(*prints)])
    assert roles(members) == {PAPER: Role.ORIGINAL, OTHER: Role.SYNDICATED_COPY}


def test_the_agencys_own_page_is_the_original_of_its_prints():
    own = page(
        "https://www.reuters.com/world/ferry-sinks-2022-05-23/", 4, 9, 500, dateline("Reuters")
    )
    prints = [page(u, 0, 1, 500, dateline("Reuters")) for u in (PAPER, OTHER)]
    members = told([own, *prints], [edge(own, p) for p in prints])
    assert {m.original_id for m in members.values()} == {own.article_id}
    assert members[own.url].role is Role.ORIGINAL


def test_an_excerpt_hangs_on_its_best_parent_and_does_not_chain():
    first, second = page(PAPER), page(OTHER, 0, 1, 490)
    part = page(THIEF, 0, 1, 100)
    edges = [
        edge(first, part, CopyKind.EXCERPT, 0.7),
        edge(second, part, CopyKind.EXCERPT, 0.8),
    ]
    members = told([first, second, part], edges)
    assert members[PAPER].story_id != members[OTHER].story_id
    assert members[THIEF].role is Role.EXCERPT
    assert members[THIEF].original_id == second.article_id


def test_an_excerpt_of_an_excerpt_is_no_part_of_the_whole():
    whole, part, crumb = page(PAPER, 0, 1, 900), page(OTHER, 0, 1, 300), page(THIEF, 0, 1, 80)
    edges = [edge(whole, part, CopyKind.EXCERPT), edge(part, crumb, CopyKind.EXCERPT)]
    members = told([whole, part, crumb], edges)
    assert members[OTHER].original_id == whole.article_id
    assert members[THIEF].role is Role.ORIGINAL


def test_copies_of_one_excerpt_hang_together():
    whole, one, two = page(PAPER, 9, 3, 900), page(OTHER, 0, 1, 300), page(THIEF, 0, 2, 300)
    edges = [edge(whole, one, CopyKind.EXCERPT), edge(one, two)]
    members = told([whole, one, two], edges)
    assert roles(members) == {PAPER: Role.ORIGINAL, OTHER: Role.EXCERPT, THIEF: Role.EXCERPT}


def test_a_page_that_names_two_originals_does_not_join_them():
    both = page(REPOST, 0, 1, 500, marker(PAPER), marker(OTHER))
    members = told([page(PAPER), page(OTHER), both], [])
    assert members[PAPER].story_id != members[OTHER].story_id


def test_two_pages_that_point_at_each_other_still_have_one_original():
    one = page(PAPER, 0, 1, 500, marker(OTHER))
    two = page(OTHER, 1, 1, 500, marker(PAPER))
    members = told([one, two], [edge(one, two)])
    assert roles(members) == {PAPER: Role.ORIGINAL, OTHER: Role.SYNDICATED_COPY}


def test_a_page_that_is_pointed_at_and_points_on_says_both():
    paper = page(PAPER, 0, 1, 500, marker(THIEF))
    repost = page(REPOST, 1, 1, 500, marker(PAPER))
    members = told([paper, repost, page(THIEF, 2)], [])
    assert members[THIEF].role is Role.ORIGINAL
    assert [r["kind"] for r in members[PAPER].evidence] == ["pointed_at", "source_link"]
    assert members[PAPER].evidence[0]["by"] == str(repost.article_id)


def test_evidence_is_plain_json():
    paper, repost = page(PAPER), page(REPOST, 1, 1, 500, marker(PAPER), marker(None, 0.6))
    members = told([paper, repost], [edge(paper, repost)])
    assert json.loads(json.dumps(to_json(members[REPOST].evidence))) == list(
        members[REPOST].evidence
    )


def test_edges_to_articles_elsewhere_are_left_out():
    paper, repost = page(PAPER), page(REPOST)
    (member,) = build_stories([paper], [edge(paper, repost)])
    assert member.role is Role.ORIGINAL


def world(seed: int) -> tuple[list[StoryInput], list[CopyEdge]]:
    """Return a random tangle of articles, links, datelines and edges of both kinds."""
    rng = random.Random(seed)
    urls = [f"https://site{i % 7}.example/story-{i}" for i in range(14)]
    lost = [f"https://lost{i}.example/story-{i}" for i in range(2)]
    articles = []
    for url in urls:
        evidence: list[Evidence] = []
        if rng.random() < 0.3:
            evidence.append(marker(rng.choice(urls + lost), rng.choice([0.3, 0.6, 0.9])))
        if rng.random() < 0.2:
            evidence.append(dateline(rng.choice(["AP", "Reuters"])))
        hours = rng.choice([None, *range(4)])
        articles.append(page(url, hours, rng.randrange(3), rng.randrange(1, 6) * 100, *evidence))
    edges: dict[tuple[UUID, UUID], CopyEdge] = {}
    for _ in range(14):
        a, b = rng.sample(articles, 2)
        made = edge(a, b, rng.choice(list(CopyKind)), rng.choice([0.7, 0.8, 0.9]))
        edges[made.a, made.b] = made
    return articles, list(edges.values())


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_no_order_changes_anything(seed: int, rng: random.Random):
    articles, edges = world(seed)
    before = build_stories(articles, edges)
    shuffled: list[Any] = [replace(a, evidence=tuple(reversed(a.evidence))) for a in articles]
    rng.shuffle(shuffled)
    rng.shuffle(edges)
    assert build_stories(shuffled, edges) == before


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000))
def test_every_story_has_one_original_and_one_id(seed: int):
    articles, edges = world(seed)
    stories: dict[UUID, list[StoryMember]] = {}
    for member in build_stories(articles, edges):
        stories.setdefault(member.story_id, []).append(member)
    for members in stories.values():
        assert len({(m.original_id, m.original_url) for m in members}) == 1
        own = [m for m in members if m.role is Role.ORIGINAL]
        ids = {m.article_id for m in members}
        assert len(own) == (members[0].original_id in ids)
        assert all(0 < m.score <= 1 for m in members)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000))
def test_first_load_decides_the_id_and_nothing_else(seed: int):
    articles, edges = world(seed)
    later = [replace(a, first_load_id=9 - a.first_load_id) for a in articles]
    without = [replace(m, story_id=UUID(int=0)) for m in build_stories(articles, edges)]
    with_other = [replace(m, story_id=UUID(int=0)) for m in build_stories(later, edges)]
    key = lambda m: m.article_id  # noqa: E731
    assert sorted(without, key=key) == sorted(with_other, key=key)


def test_an_address_that_leads_on_is_not_the_original_of_where_it_leads():
    for name in ("a", "b", "c", "d"):  # whichever key is the smaller
        old = replace(page(f"https://paper.example/{name}-old"), has_moved=True)
        new = page(f"https://paper.example/{name}-new")
        found = {m.article_id: m for m in build_stories([old, new], [edge(old, new)])}
        assert found[new.article_id].role is Role.ORIGINAL
        assert found[old.article_id].original_url == new.url
