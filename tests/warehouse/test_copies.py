"""The copy index and stories in SQL: what is compared, what is closed over, what history keeps."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from pipeline.dedupe import ALGORITHM_VERSION
from pipeline.dedupe.index import MIN_SHARED_HASHES
from pipeline.flows.desk import open_desk
from pipeline.flows.fold import fold_copies
from pipeline.identity import article_key, story_key
from pipeline.model import CopyKind, CopyMeasures, Evidence, Role, Sketch, StoryMember
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.copies import MeasuredPair, in_fold
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.read import story, story_history
from tests.warehouse import facts
from tests.warehouse.threads import at_once

A, B, C, D = (f"https://{name}.example/the-story" for name in "abcd")
WORDS = (
    "harbour council ferry timetable winter minister bridge engineers repair cost million voters "
    "station platform signal driver depot inquiry report witness storm flooding valley insurers"
).split()


def body_of(seed: int, words: int = 300) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) + str(rng.randint(1, 99)) for _ in range(words))


def printed(url: str, hour: int, body: str | None, origin: str | None = None):
    """Return what a page says that names `origin` as where it is from."""
    reading = facts.make_reading(url, hour, body)
    if body is None:
        return reading
    evidence = Evidence("source_read_full_article", 1, "Source", origin, None, "body:last", 0.95)
    document = replace(
        reading.document,
        provenance=(evidence,) if origin else (),
        published_at=facts.EPOCH + timedelta(hours=hour),
    )
    return replace(reading, document=document)


def contents(warehouse) -> dict[str, object]:
    """Return the id of each article's present content, by address."""
    with warehouse.begin() as connection:
        return dict(connection.execute(text("SELECT url, current_content_id FROM article")).all())


@pytest.fixture
def desk(desk_settings):
    with open_desk(desk_settings) as opened:
        yield opened


def fold(desk, *readings):
    facts.load(desk.warehouse, readings)
    return fold_copies(desk, facts.context())


def members(desk, url):
    rows = story(desk.warehouse, article_key(url))
    return {row["url"]: (row["role"], row["original_url"]) for row in rows}


def with_fold(warehouse, work, version=ALGORITHM_VERSION):
    return in_fold(warehouse, version, work)


# -- the index ------------------------------------------------------------------------------------


@pytest.fixture
def three(warehouse):
    facts.load(warehouse, [printed(url, 1, body_of(n)) for n, url in enumerate((A, B, C))])
    return warehouse


def spread(value: int) -> int:
    """Return small numbers far from each other: the index looks at the first 40 bits."""
    return value << 40 if abs(value) < 100 else value


def sketched(warehouse, hashes: dict[str, tuple[int, ...]], version=ALGORITHM_VERSION):
    ids = contents(warehouse)
    sketches = [
        (ids[url], Sketch(tuple(spread(value) for value in values), 99), 100)
        for url, values in hashes.items()
    ]
    with_fold(warehouse, lambda index: index.add_sketches(sketches), version)
    return [(key, sketch) for key, sketch, _ in sketches]


def pairs_of(warehouse, sketches, version=ALGORITHM_VERSION):
    names = {key: url for url, key in contents(warehouse).items()}
    found = with_fold(warehouse, lambda index: list(index.candidates(sketches)), version)
    assert all(a < b for a, b in found)
    return [{names[a], names[b]} for a, b in found]


def test_candidates_share_enough_of_their_hashes(three):
    low, high = -(2**63), 2**63 - 1
    assert MIN_SHARED_HASHES == 2
    sketches = sketched(three, {A: (low, 2, high), B: (low, 5, high), C: (2, 5, 9)})
    assert pairs_of(three, sketches) == [{A, B}]
    assert pairs_of(three, sketches[2:]) == []
    assert pairs_of(three, sketches[1:]) == [{A, B}]
    assert pairs_of(three, []) == []


def test_sketches_of_another_algorithm_are_not_compared(three):
    sketched(three, {A: (1, 2, 3)}, version=99)
    sketches = sketched(three, {B: (1, 2, 3)})
    assert pairs_of(three, sketches) == []
    assert pairs_of(three, sketches, version=98) == []
    assert pairs_of(three, sketches, version=99) == [{A, B}]


def test_a_body_waits_to_be_folded_until_it_has_a_sketch_of_this_algorithm(three):
    ids = contents(three)
    facts.load(three, [printed(D, 2, None)])  # a tombstone has no text
    waiting = with_fold(three, lambda index: index.texts_to_fold(99))
    assert [item.content_id for item in waiting] == sorted(ids[url] for url in (A, B, C))
    assert {item.body for item in waiting} == {body_of(n) for n in range(3)}
    sketched(three, {A: (), B: (1,)})
    left = with_fold(three, lambda index: index.texts_to_fold(99))
    assert [item.content_id for item in left] == [ids[C]]
    assert len(with_fold(three, lambda index: index.texts_to_fold(99), 99)) == 3


def test_the_same_sketch_twice_is_one(three):
    sketches = sketched(three, {A: (1, 2), B: (1, 2)})
    assert sketched(three, {A: (1, 2), B: (1, 2)}) == sketches
    assert pairs_of(three, sketches) == [{A, B}]


def measured(a, b, kind=CopyKind.COPY, score=0.9) -> MeasuredPair:
    low, high = sorted((a, b))
    measures = CopyMeasures(kind, score, 50, 0.9, 0.8, 0.7, 0.6, 1.0, 1.0, 1.0, ALGORITHM_VERSION)
    return MeasuredPair(low, high, measures)


def test_a_closure_goes_along_stored_and_fresh_ties_and_no_further(three):
    ids = contents(three)
    stored = measured(ids[A], ids[B])
    with_fold(three, lambda index: index.assert_copies([stored], [], [], facts.context()))
    fresh = [measured(ids[B], ids[C])]

    def closed(url, pairs):
        return with_fold(three, lambda index: index.close_over([article_key(url)], pairs))

    assert closed(A, []) == {article_key(A), article_key(B)}
    assert closed(C, []) == {article_key(C)}
    for url in (A, B, C):
        assert closed(url, fresh) == {article_key(A), article_key(B), article_key(C)}


def test_a_closure_goes_along_what_pages_name_and_what_is_one_story(warehouse):
    facts.load(warehouse, [printed(A, 1, body_of(1), origin=B), printed(B, 1, body_of(2))])
    facts.load(warehouse, [printed(C, 1, body_of(3), origin="https://unseen.example/x")])
    facts.load(warehouse, [printed(D, 1, body_of(4), origin="https://unseen.example/x")])

    def closed(url):
        return with_fold(warehouse, lambda index: index.close_over([article_key(url)], []))

    assert closed(A) == closed(B) == {article_key(A), article_key(B)}
    assert closed(C) == closed(D) == {article_key(C), article_key(D)}
    one_story = [
        StoryMember(story_key(article_key(B)), article_key(url), Role.ORIGINAL, None, B, 1.0, ())
        for url in (B, C)
    ]
    with_fold(warehouse, lambda index: index.assert_copies([], one_story, [], facts.context()))
    assert closed(A) == closed(D) == {article_key(url) for url in (A, B, C, D)}


def test_the_best_relation_of_two_articles_is_the_one_that_counts(warehouse):
    facts.load(warehouse, [printed(A, 1, body_of(1)), printed(B, 1, body_of(2))])
    old = contents(warehouse)
    facts.load(warehouse, [printed(A, 5, body_of(3))])  # A has two texts in its history
    new = contents(warehouse)
    excerpt = measured(old[A], old[B], CopyKind.EXCERPT, 0.99)
    copy = measured(new[A], new[B], CopyKind.COPY, 0.5)
    itself = measured(old[A], new[A])
    both = [article_key(A), article_key(B)]
    for pairs in ([excerpt, copy, itself], [itself, copy, excerpt]):
        found = with_fold(warehouse, lambda index, pairs=pairs: index.edges(both, pairs))
        (edge,) = found
        assert edge.measures == copy.measures
        assert {edge.a, edge.b} == set(both)
        assert edge.a < edge.b


def test_nothing_to_assert_makes_no_load_and_empties_the_queue(three):
    keys = [article_key(url) for url in (A, B)]
    context = facts.context()
    assert with_fold(three, lambda index: index.assert_copies([], [], keys, context)) is None
    assert with_fold(three, lambda index: index.queued_articles()) == [article_key(C)]


# -- stories --------------------------------------------------------------------------------------


def test_the_same_text_to_the_letter_is_a_copy_with_a_measured_reason(desk):
    done = fold(desk, printed(A, 1, body_of(1)), printed(B, 2, body_of(1)))
    assert (done.texts, done.relations, done.changed_members) == (1, 1, 2)
    assert members(desk, A) == {A: ("original", A), B: ("near_duplicate", A)}
    (copy,) = (row for row in story(desk.warehouse, article_key(A)) if row["url"] == B)
    (reason,) = (e for e in copy["evidence"] if e["kind"] == "text")
    assert (reason["containment"], copy["score"]) == (1.0, 1.0)


def test_a_third_print_of_the_same_text_joins_without_being_measured_again(desk):
    fold(desk, printed(A, 1, body_of(1)), printed(B, 2, body_of(1)))
    done = fold(desk, printed(C, 3, body_of(1)))
    assert (done.texts, done.relations) == (0, 0)
    assert members(desk, C)[C] == ("near_duplicate", A)


def test_a_withdrawn_copy_stays_in_its_story(desk):
    fold(desk, printed(A, 1, body_of(1)), printed(B, 2, body_of(1)))
    before = members(desk, A)
    done = fold(desk, printed(B, 5, None))
    assert (done.load_id, members(desk, A)) == (None, before)
    rows = {row["url"]: row["body"] for row in story(desk.warehouse, article_key(A))}
    assert rows[B] == ""


def test_articles_that_were_only_seen_withdrawn_are_in_no_story(desk):
    done = fold(desk, printed(A, 1, None), printed(B, 1, None))
    assert (done.load_id, done.changed_members) == (None, 0)
    assert story(desk.warehouse, article_key(A)) == []
    assert with_fold(desk.warehouse, lambda index: index.queued_articles()) == []
    fold(desk, printed(A, 2, body_of(1)))
    assert members(desk, A) == {A: ("original", A)}


@pytest.mark.parametrize("named", [A, A + "?utm_source=feed#top", A.replace("a.ex", "A.EX")])
def test_an_original_known_by_its_address_becomes_real_and_keeps_its_story(desk, named):
    fold(desk, printed(B, 2, body_of(1), origin=named))
    (only,) = story(desk.warehouse, article_key(B))
    assert (only["role"], only["original_url"]) == ("syndicated_copy", A)
    assert story_history(desk.warehouse, article_key(A)) == []
    with desk.warehouse.begin() as connection:
        named = connection.execute(text("SELECT original_id FROM story_member")).scalar_one()
    assert named == article_key(A)

    fold(desk, printed(A, 5, body_of(7)))  # no word in common: what ties them is what B says
    assert members(desk, A) == {A: ("original", A), B: ("syndicated_copy", A)}
    found = {row["story_id"] for row in story(desk.warehouse, article_key(A))}
    assert found == {only["story_id"]}


def test_history_keeps_what_was_held_and_when(desk):
    fold(desk, printed(B, 2, body_of(1)))
    fold(desk, printed(A, 1, body_of(1)))  # an earlier print comes late
    places = story_history(desk.warehouse, article_key(B))
    assert [(row["role"], row["original_url"]) for row in places] == [
        ("original", B),
        ("near_duplicate", A),
    ]
    assert places[0]["recorded_to"] == places[1]["recorded_from"]
    assert places[1]["recorded_to"] is None
    assert places[0]["recorded_from"] < places[1]["recorded_from"]
    assert {row["run_id"] for row in places} == {"test"}


def test_a_copy_that_is_rewritten_leaves_no_tie_behind_that_never_was(desk):
    fold(desk, printed(A, 1, body_of(1)), printed(B, 2, body_of(1)))
    fold(desk, printed(B, 5, body_of(9)))
    assert members(desk, B)[B] == ("near_duplicate", A)  # what it was once, it printed


def test_text_that_newer_rules_take_away_ties_no_longer(desk):
    shared = body_of(1)
    fold(desk, printed(A, 1, shared), printed(B, 2, shared))
    apart = [printed(A, 1, body_of(5)), printed(B, 2, body_of(6))]
    facts.load(desk.warehouse, apart, version=2)
    fold_copies(desk, facts.context(2))
    assert members(desk, A) == {A: ("original", A)}
    assert members(desk, B) == {B: ("original", B)}
    assert [c.name for c in run_checks(desk.warehouse) if c.broken] == []


def test_two_folds_at_once_give_what_one_gives(desk, desk_settings, fresh_warehouse_url):
    prints = [printed(url, n, body_of(n // 2)) for n, url in enumerate((A, B, C, D))]
    facts.load(desk.warehouse, prints)

    def work(warehouse: Warehouse, _: int):
        return fold_copies(replace(desk, warehouse=warehouse), facts.context()).load_id

    loads = at_once(desk_settings.database_url, 3, work)
    assert len([load_id for load_id in loads if load_id is not None]) == 1
    with open_desk(replace(desk_settings, database_url=fresh_warehouse_url())) as alone:
        fold(alone, *prints)
        assert list(canonical_dump(alone.warehouse)) == list(canonical_dump(desk.warehouse))


def test_a_fold_that_dies_leaves_nothing(desk, monkeypatch):
    facts.load(desk.warehouse, [printed(A, 1, body_of(1)), printed(B, 2, body_of(1))])

    def die(*arguments):
        raise RuntimeError("the machine went down")

    with monkeypatch.context() as broken:
        broken.setattr("pipeline.warehouse.copies.Fold.assert_copies", die)
        with pytest.raises(RuntimeError):
            fold_copies(desk, facts.context())
    assert len(with_fold(desk.warehouse, lambda index: index.texts_to_fold(99))) == 1
    assert fold_copies(desk, facts.context()).changed_members == 2
