"""The views an analyst starts from: their columns, and why a version stands as it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from pipeline.identity import article_key, story_key
from pipeline.model import Reason, Role, Stage, StoryMember
from pipeline.warehouse.captures import Failure, quarantine_all
from pipeline.warehouse.copies import in_fold
from tests.warehouse import facts

URL, OTHER = "https://paper.example/a", "https://paper.example/b"

COLUMNS = {
    "repaired_copies": "article_id url story_id role original_id title title_from authors"
    " authors_from published_at published_at_from body body_from",
    "articles": "article_id url source_id title authors language body published_at modified_at "
    "is_withdrawn version_count first_seen_at last_seen_at effective_from story_id role "
    "original_id original_url content_id is_moved",
    "article_versions": "article_id url source_id version_no change cause effective_from "
    "effective_to recorded_from title authors language body published_at modified_at lineage "
    "pipeline_version content_id capture_id load_id kinds significance reprocessed_from "
    "content_before reprocessed_with",
    "edits": "article_id url source_id version_no changed_at kinds significance details "
    "content_before content_id",
    "enrichments": "article_id url source_id enricher enricher_version ordinal start end text "
    "value content_id load_id",
    "quotes": "article_id url source_id start end text kind speaker speaker_is_named speaker_by "
    "cue told_to fingerprints",
    "entities": "article_id url source_id start end text kind name known_by mentions",
    "text_dates": "article_id url source_id start end text date precision",
    "citations": "article_id url source_id start end text kind outlet domain cue",
    "figures": "article_id url source_id start end text kind amount currency counted",
    "keywords": "article_id url source_id keywords topics",
    "copies": "story_id copy_id copy_url copy_source_id role original_id original_url score "
    "evidence recorded_from load_id",
    "stories": "story_id original_url member_count syndicated_copy_count near_duplicate_count "
    "excerpt_count has_original recorded_from",
    "removed_spans": "article_id url observed_at rule rule_version stage start end text "
    "replacement pipeline_version capture_id load_id",
    "quarantine": "quarantine_id capture_id url source_id stage reason message pipeline_version "
    "run_id failed_at is_open attempt",
    "purged_articles": "article_id url purge_id kind subject requested_at lifted_at load_id "
    "purged_at",
    "aliases": "seen_url kind article_id url load_id",
    "loads": "load_id committed_at kind dag_id run_id pipeline_version counts",
    "story_history": "article_id url source_id story_id role original_id original_url score "
    "evidence recorded_from recorded_to load_id",
    "directives": "article_id url observed_at place ordinal name value capture_id",
    "reservations": "article_id url source_id observed_at is_noindex is_noarchive is_noai "
    "is_noimageai is_tdm_reserved tdm_policy capture_id",
    "sources": "source_id article_count withdrawn_count copy_count open_quarantine_count "
    "first_seen_at last_seen_at",
    "days": "day source_id new_article_count publisher_edit_count withdrawn_count returned_count "
    "copy_count quarantined_count",
}


def rows(warehouse, view: str) -> list[dict[str, object]]:
    with warehouse.begin() as connection:
        found = connection.execute(text(f"SELECT * FROM desk.{view}")).mappings()
        return [dict(row) for row in found]


def causes(warehouse, url=URL) -> list[tuple[str, str]]:
    with warehouse.begin() as connection:
        query = text(
            "SELECT change, cause FROM desk.article_versions WHERE url = :url ORDER BY version_no"
        )
        return [tuple(row) for row in connection.execute(query, {"url": url})]


def test_every_view_is_known_with_its_columns_and_says_what_it_is(warehouse):
    with warehouse.begin() as connection:
        found = connection.execute(
            text("""
            SELECT c.relname, string_agg(a.attname, ' ' ORDER BY a.attnum),
                   obj_description(c.oid)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'desk'::regnamespace AND c.relkind = 'v' AND a.attnum > 0
            GROUP BY c.oid, c.relname""")
        ).all()
    assert {name: columns for name, columns, _ in found} == COLUMNS
    assert all(comment for _, _, comment in found)


def read(warehouse, *said: tuple[int, str | None], version=1):
    """Load, one load each: (hour, body)."""
    for hour, body in said:
        facts.load(warehouse, [facts.make_reading(URL, hour, body)], version=version)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(1, "One."), (2, "Two.")], ["first_seen", "publisher_edit"]),
        ([(1, "One."), (2, "One.")], ["first_seen"]),
        ([(1, None)], ["withdrawn"]),
        ([(1, None), (2, "One.")], ["withdrawn", "returned"]),
        ([(1, "One."), (2, None), (3, None), (4, "Two.")], ["first_seen", "withdrawn", "returned"]),
        ([(1, "One."), (2, "Two."), (3, "One.")], ["first_seen"] + ["publisher_edit"] * 2),
    ],
)
def test_what_comes_in_order_is_the_worlds_doing(warehouse, said, expected):
    read(warehouse, *said)
    assert causes(warehouse) == [(change, change) for change in expected]


def test_what_is_learnt_late_is_a_late_arrival_wherever_it_falls(warehouse):
    read(warehouse, (1, "One."), (9, "Three."), (5, "Two."), (0, "Zero."))
    assert causes(warehouse) == [
        ("first_seen", "late_arrival"),
        ("publisher_edit", "publisher_edit"),
        ("publisher_edit", "late_arrival"),
        ("publisher_edit", "publisher_edit"),
    ]


def test_a_late_withdrawal_between_equal_pages_makes_the_second_one_returned(warehouse):
    read(warehouse, (1, "One."), (9, "One."))
    assert causes(warehouse) == [("first_seen", "first_seen")]
    read(warehouse, (5, None))
    assert causes(warehouse) == [
        ("first_seen", "first_seen"),
        ("withdrawn", "late_arrival"),
        ("returned", "returned"),
    ]


def test_versions_that_newer_rules_read_otherwise_are_reprocessed(warehouse):
    read(warehouse, (1, "One. More."), (5, "Two."))
    read(warehouse, (1, "One."), (5, "Two."), version=2)
    assert causes(warehouse) == [
        ("first_seen", "reprocessed"),
        ("publisher_edit", "publisher_edit"),
    ]


def test_newer_rules_that_see_two_pages_alike_leave_one_version(warehouse):
    read(warehouse, (1, "One. Ad 7."), (5, "One. Ad 8."))
    assert len(causes(warehouse)) == 2
    read(warehouse, (1, "One."), (5, "One."), version=2)
    assert causes(warehouse) == [("first_seen", "reprocessed")]


def test_an_interval_ends_where_the_next_begins(warehouse):
    read(warehouse, (1, "One."), (2, "One."), (5, "Two."), (9, None))
    found = sorted(rows(warehouse, "article_versions"), key=lambda row: row["version_no"])
    starts = [facts.EPOCH + timedelta(hours=hour) for hour in (1, 5, 9)]
    assert [row["effective_from"] for row in found] == starts
    assert [row["effective_to"] for row in found] == [*starts[1:], None]


def test_an_article_shows_its_last_state_and_all_of_its_span(warehouse):
    read(warehouse, (5, "Two."), (1, "One."), (6, "Two."))
    (row,) = rows(warehouse, "articles")
    assert (row["body"], row["version_count"], row["is_withdrawn"]) == ("Two.", 2, False)
    hours = [(row[name] - facts.EPOCH) // timedelta(hours=1) for name in
             ("first_seen_at", "effective_from", "last_seen_at")]  # fmt: skip
    assert hours == [1, 5, 6]
    assert (row["story_id"], row["role"]) == (None, None)  # not folded yet


def member(url: str, role: Role, score: float = 1.0) -> StoryMember:
    key = article_key(URL)
    return StoryMember(story_key(key), article_key(url), role, key, URL, score, ())


def hold(warehouse, *members: StoryMember) -> None:
    in_fold(warehouse, 1, lambda fold: fold.assert_copies([], members, [], facts.context()))


def test_copies_and_stories_show_what_the_latest_load_holds(warehouse):
    facts.load(warehouse, [facts.make_reading(url, 1, "One.") for url in (URL, OTHER)])
    hold(warehouse, member(URL, Role.ORIGINAL), member(OTHER, Role.EXCERPT, 0.4))
    hold(warehouse, member(OTHER, Role.SYNDICATED_COPY, 0.8))
    (copy,) = rows(warehouse, "copies")
    assert (copy["copy_url"], copy["original_url"]) == (OTHER, URL)
    assert (copy["role"], copy["score"]) == ("syndicated_copy", 0.8)
    (found,) = rows(warehouse, "stories")
    counts = [found[f"{name}_count"] for name in
              ("member", "syndicated_copy", "near_duplicate", "excerpt")]  # fmt: skip
    assert (counts, found["has_original"]) == ([2, 1, 0, 0], True)
    roles = {row["url"]: row["role"] for row in rows(warehouse, "articles")}
    assert roles == {URL: "original", OTHER: "syndicated_copy"}


def test_a_story_without_its_original_says_so(warehouse):
    facts.load(warehouse, [facts.make_reading(OTHER, 1, "One.")])
    hold(warehouse, member(OTHER, Role.SYNDICATED_COPY))
    (found,) = rows(warehouse, "stories")
    assert (found["original_url"], found["has_original"]) == (URL, False)


def test_a_story_tells_what_was_held_before(warehouse):
    facts.load(warehouse, [facts.make_reading(url, 1, "One.") for url in (URL, OTHER)])
    hold(warehouse, member(OTHER, Role.EXCERPT, 0.4))
    hold(warehouse, member(OTHER, Role.SYNDICATED_COPY, 0.8))
    before, now = sorted(rows(warehouse, "story_history"), key=lambda row: row["load_id"])
    assert (before["role"], now["role"]) == ("excerpt", "syndicated_copy")
    assert before["recorded_to"] == now["recorded_from"]
    assert now["recorded_to"] is None


def failure(url: str, hour: int, source_id: str = "paper") -> Failure:
    at = facts.EPOCH + timedelta(hours=hour)
    return Failure(url, source_id, Stage.FETCH, Reason.TIMEOUT, "No answer.", at)


def test_days_count_what_happened_by_source(warehouse):
    read(warehouse, (1, "One."), (3, "Two."), (20, None), (25, "Two."))
    facts.load(warehouse, [facts.make_reading(OTHER, 20, "One.")])
    hold(warehouse, member(URL, Role.ORIGINAL), member(OTHER, Role.SYNDICATED_COPY, 0.8))
    cases = [failure(URL, 4), failure(URL, 5), failure("https://c.example/x", 30, "c")]
    quarantine_all(warehouse, cases, pipeline_version=1, run_id="test")
    found = {(str(row["day"]), row["source_id"]): row for row in rows(warehouse, "days")}
    counts = {
        key: {name.removesuffix("_count"): value for name, value in row.items() if value}
        for key, row in found.items()
    }
    days = {key: {k: v for k, v in row.items() if k not in ("day", "source_id")}
            for key, row in counts.items()}  # fmt: skip
    assert days == {
        ("2026-03-02", "paper"): {"new_article": 1, "publisher_edit": 1, "quarantined": 2},
        ("2026-03-03", "paper"): {"new_article": 1, "withdrawn": 1, "returned": 1, "copy": 1},
        ("2026-03-03", "c"): {"quarantined": 1},
    }


def test_sources_say_what_there_is_of_each(warehouse):
    read(warehouse, (1, "One."))
    facts.load(warehouse, [facts.make_reading(OTHER, 2, None)])
    hold(warehouse, member(URL, Role.SYNDICATED_COPY, 0.8))
    cases = [failure(URL, 0), failure("https://c.example/x", 3, "c")]
    quarantine_all(warehouse, cases, pipeline_version=1, run_id="test")
    found = {row["source_id"]: tuple(row.values())[1:5] for row in rows(warehouse, "sources")}
    assert found == {"paper": (2, 1, 1, 0), "c": (0, 0, 0, 1)}


def test_the_ledger_names_article_and_moment(warehouse):
    reading = facts.make_reading(URL, 1, "One.")
    extra = replace(reading.document.removed[0], stage=2, text="MORE")
    document = replace(reading.document, removed=(*reading.document.removed, extra))
    facts.load(warehouse, [replace(reading, document=document)])
    found = rows(warehouse, "removed_spans")
    assert sorted(row["text"] for row in found) == ["MORE", "READ"]
    assert {row["url"] for row in found} == {URL}
    assert {row["observed_at"] for row in found} == {reading.capture.fetched_at}


@pytest.mark.parametrize("view", ["articles", "article_versions"])
def test_a_question_for_one_address_derives_the_versions_of_no_other(warehouse, view):
    """Else an answer takes ten seconds at a million articles, where a millisecond would do."""
    read(warehouse, (1, "One."), (5, "Two."))
    with warehouse.begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        query = f"EXPLAIN (FORMAT JSON) SELECT * FROM desk.{view} WHERE url = :url"
        (plan,) = connection.execute(text(query), {"url": URL}).scalar_one()
    scans = [node for node in nodes(plan["Plan"]) if node.get("Relation Name") == "observation"]
    assert scans
    assert all("article_id = " in node.get("Index Cond", "") for node in scans)


def nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)
