"""An operator's word on two articles: it outranks measures, lasts, and can be withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.errors import Misconfigured, Terminal
from pipeline.flows.desk import open_desk
from pipeline.flows.fold import fold_copies
from pipeline.identity import article_key
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.decisions import Verdict, decide_story, list_decisions, revoke
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.read import story, story_history
from tests.flows.test_fold import print_of, story_text
from tests.warehouse import facts

A, B, C = (f"https://{name}.example/the-report" for name in "abc")
VERDICT = Verdict("ana", "two ferries of one name", facts.EPOCH + timedelta(days=9))


@pytest.fixture
def desk(desk_settings):
    with open_desk(desk_settings) as opened:
        yield opened


def fill(desk, version: int = 1):
    body = story_text(1)
    readings = [print_of(A, 1, body), print_of(B, 2, body, days=1), print_of(C, 3, story_text(2))]
    facts.load(desk.warehouse, readings, version)
    fold_copies(desk, facts.context(version))


def decide(desk, first, second, *, is_one):
    keys = article_key(first), article_key(second)
    number = decide_story(desk.warehouse, keys, VERDICT, facts.context(), is_one=is_one)
    fold_copies(desk, facts.context())
    return number


def members(desk, url):
    return {row["url"] for row in story(desk.warehouse, article_key(url))}


def reasons(desk, url):
    (row,) = (r for r in story(desk.warehouse, article_key(url)) if r["url"] == url)
    return {r["kind"]: r for r in row["evidence"]}, row


def test_copies_that_are_decided_apart_are_two_stories_until_it_is_withdrawn(desk):
    fill(desk)
    before = story(desk.warehouse, article_key(A))[0]["story_id"]
    number = decide(desk, B, A, is_one=False)
    assert (members(desk, A), members(desk, B)) == ({A}, {B})
    after = [story(desk.warehouse, article_key(url))[0]["story_id"] for url in (A, B)]
    assert before in after
    assert after[0] != after[1]
    found, _ = reasons(desk, B)
    assert found["decision"]["says"] == "not_one_story"
    assert (found["decision"]["author"], found["decision"]["reason"]) == ("ana", VERDICT.reason)
    revoke(desk.warehouse, number, VERDICT, facts.context())
    fold_copies(desk, facts.context())
    assert members(desk, B) == {A, B}
    assert "decision" not in reasons(desk, B)[0]
    told = [row["role"] for row in story_history(desk.warehouse, article_key(B))]
    assert told == ["near_duplicate", "original", "near_duplicate"]


def test_articles_without_a_word_in_common_are_one_story_if_it_is_decided(desk):
    fill(desk)
    decide(desk, C, A, is_one=True)
    assert members(desk, C) == {A, B, C}
    found, row = reasons(desk, C)
    assert (found["decision"]["says"], row["score"]) == ("one_story", 1.0)
    assert [c.name for c in run_checks(desk.warehouse) if c.broken] == []


def test_a_decision_survives_reprocessing_under_newer_rules(desk):
    fill(desk)
    decide(desk, A, B, is_one=False)
    decide(desk, A, C, is_one=True)
    fill(desk, version=2)
    assert (members(desk, A), members(desk, B)) == ({A, C}, {B})


def test_decided_twice_it_is_one_and_the_contrary_takes_it_back(desk):
    fill(desk)
    first = decide(desk, A, B, is_one=False)
    assert decide(desk, B, A, is_one=False) == first
    second = decide(desk, A, B, is_one=True)
    assert members(desk, A) == {A, B}
    listed = {row["decision_id"]: row for row in list_decisions(desk.warehouse)}
    assert listed[first]["revoked_by"] is not None
    assert (listed[second]["url"], listed[second]["other_url"]) == tuple(
        sorted((A, B), key=article_key)
    )
    assert listed[second]["revoked_by"] is None


def test_being_apart_wins_over_a_chain_of_decisions(desk):
    fill(desk)
    decide(desk, A, C, is_one=True)
    decide(desk, B, C, is_one=True)
    decide(desk, A, B, is_one=False)
    assert members(desk, A) != members(desk, B)
    assert members(desk, C) in (members(desk, A), members(desk, B))


def test_decisions_before_and_after_the_facts_end_in_the_same_warehouse(
    desk, desk_settings, fresh_warehouse_url
):
    fill(desk)
    decide(desk, A, B, is_one=False)
    settings = replace(desk_settings, database_url=fresh_warehouse_url())
    with open_desk(settings) as other:
        body = story_text(1)
        for reading in (print_of(C, 3, story_text(2)), print_of(B, 2, body, days=1)):
            facts.load(other.warehouse, [reading])
        facts.load(other.warehouse, [print_of(A, 1, body)])
        decide(other, A, B, is_one=False)
        assert list(canonical_dump(other.warehouse)) == list(canonical_dump(desk.warehouse))


def test_what_cannot_be_decided_says_why(desk):
    fill(desk)
    key = article_key(A)
    with pytest.raises(Terminal, match="one story"):
        decide_story(desk.warehouse, (key, key), VERDICT, facts.context(), is_one=True)
    silent = replace(VERDICT, reason="  ")
    with pytest.raises(Misconfigured, match="reason"):
        decide_story(desk.warehouse, (key, article_key(B)), silent, facts.context(), is_one=True)
