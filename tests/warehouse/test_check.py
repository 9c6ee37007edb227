"""Each invariant is seen to fail in a warehouse that was broken by hand, and only then."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipeline.identity import article_key, story_key
from pipeline.warehouse.check import run_checks, touched_by
from tests.warehouse import facts

URL, OTHER = "https://paper.example/a", "https://paper.example/b"

INTERVALS = """
ALTER VIEW article_version RENAME TO honest_version;
CREATE VIEW article_version AS SELECT {columns} FROM honest_version;
"""
_REST = "article_id, version_no, content_id, effective_from"

PURGE = """
INSERT INTO purge (kind, subject, addresses, files, reason, requested_by, requested_at, counts,
                   finished_at)
VALUES ('domain', 'paper.example', '{{}}', '{{}}', 'asked', 'test', now(), '{{}}', {finished_at})"""

DAMAGE = {
    "intervals_have_width": INTERVALS.format(
        columns=f"{_REST}, CASE WHEN version_no = 1 THEN effective_from END AS effective_to"
    ),
    "intervals_are_contiguous": INTERVALS.format(
        columns=f"{_REST}, effective_to + interval '1 second' AS effective_to"
    ),
    "one_current_version": INTERVALS.format(columns=f"{_REST}, NULL::timestamptz AS effective_to"),
    "neighbours_differ": INTERVALS.format(
        columns="article_id, version_no, effective_from, effective_to,"
        " first_value(content_id) OVER (PARTITION BY article_id) AS content_id"
    ),
    "pointer_is_derived": "UPDATE article SET current_from = now() WHERE url LIKE '%a'",
    "no_orphan_content": """
        INSERT INTO content SELECT gen_random_uuid(), title, authors, body
        FROM content LIMIT 1""",
    "facts_have_their_load": "UPDATE observation SET load_id = 999",
    "findings_have_their_text": """
        INSERT INTO finding (text_id, enricher, enricher_version, ordinal, start, "end", text,
                             value, load_id)
        SELECT gen_random_uuid(), 'quotes', 1, 0, 0, 0, '', '{}', max(load_id) FROM load""",
    "outcomes_have_their_facts": "UPDATE outcome SET result = 'skipped'",
    "observations_have_content": "DELETE FROM outcome; DELETE FROM capture",
    "one_rule_set_per_article": """
        UPDATE observation SET pipeline_version = 2 WHERE content_id = (
            SELECT current_content_id FROM article WHERE url LIKE '%a')""",
    "copies_have_an_original": """
        UPDATE story_member SET role = 'near_duplicate' WHERE role = 'original'""",
    "stories_have_one_original": "UPDATE story_member SET role = 'original'",
    "purged_is_gone": PURGE.format(finished_at="now()"),
    "purges_are_finished": PURGE.format(finished_at="NULL"),
    "loads_rise": """
        UPDATE load SET committed_at = '2020-01-01Z' WHERE load_id = (SELECT max(load_id)
        FROM load)""",
}


@pytest.fixture
def full(warehouse):
    """Two articles, one of them with two versions and the other its copy."""
    facts.load(
        warehouse,
        [facts.make_reading(URL, hour, body) for hour, body in ((1, "One."), (2, "Two."))],
    )
    facts.load(warehouse, [facts.make_reading(OTHER, 3, "Two.")])
    with warehouse.begin() as connection:
        for url, role in ((URL, "original"), (OTHER, "near_duplicate")):
            connection.execute(
                text("""
                INSERT INTO story_member (article_id, load_id, story_id, role, original_id,
                                          original_url, score, evidence)
                SELECT :id, max(load_id), :story, :role, :original, :url, 1, '[]' FROM load"""),
                {
                    "id": article_key(url),
                    "story": story_key(article_key(URL)),
                    "role": role,
                    "original": article_key(URL),
                    "url": URL,
                },
            )
    return warehouse


def test_an_intact_warehouse_breaks_nothing_and_every_check_is_tested(full):
    results = run_checks(full)
    assert [result.name for result in results if result.broken] == []
    assert {result.name for result in results} == set(DAMAGE)
    assert all(result.meaning.endswith(".") for result in results)


@pytest.mark.parametrize("name", DAMAGE)
def test_a_broken_invariant_is_found(full, name):
    damage(full, name)
    found = {result.name: result for result in run_checks(full)}
    assert found[name].broken > 0
    assert found[name].examples


# What no single article shows, so that only the whole warehouse is looked at for it.
WHOLE = {
    "no_orphan_content",
    "facts_have_their_load",
    "findings_have_their_text",
    "outcomes_have_their_facts",
    "stories_have_one_original",
    "purged_is_gone",
}
GLOBAL = {"loads_rise", "purges_are_finished"}


def damage(warehouse, name):
    with warehouse.begin() as connection:
        for statement in filter(str.strip, DAMAGE[name].split(";")):
            connection.execute(text(statement))


@pytest.mark.parametrize("name", sorted(DAMAGE.keys() - WHOLE))
def test_a_run_finds_what_is_broken_in_what_it_touched(full, name):
    damage(full, name)
    touched = [article_key(URL), article_key(OTHER)]
    found = {result.name: result.broken for result in run_checks(full, touched)}
    assert found[name] > 0
    assert WHOLE.isdisjoint(found)
    elsewhere = {result.name: result.broken for result in run_checks(full, [])}
    assert bool(elsewhere[name]) is (name in GLOBAL)


def test_what_a_run_touched_is_known_by_its_loads(full):
    assert touched_by(full, "tests", "another run") == []
    assert sorted(touched_by(full, "tests", "test")) == sorted(map(article_key, (URL, OTHER)))


def test_more_than_can_be_listed_is_everything(full, monkeypatch):
    monkeypatch.setattr("pipeline.warehouse.check._TOUCHED_AT_MOST", 1)
    assert touched_by(full, "tests", "test") is None
