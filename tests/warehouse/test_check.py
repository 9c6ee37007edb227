"""Each invariant is seen to fail in a warehouse that was broken by hand, and only then."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipeline.identity import article_key, story_key
from pipeline.warehouse.check import run_checks
from tests.warehouse import facts

URL, OTHER = "https://paper.example/a", "https://paper.example/b"

INTERVALS = """
ALTER VIEW article_version RENAME TO honest_version;
CREATE VIEW article_version AS SELECT {columns} FROM honest_version;
"""
_REST = "article_id, version_no, content_id, effective_from"

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
    "outcomes_have_their_facts": "UPDATE outcome SET result = 'skipped'",
    "observations_have_content": "DELETE FROM outcome; DELETE FROM capture",
    "one_rule_set_per_article": """
        UPDATE observation SET pipeline_version = 2 WHERE content_id = (
            SELECT current_content_id FROM article WHERE url LIKE '%a')""",
    "copies_have_an_original": """
        UPDATE story_member SET role = 'near_duplicate' WHERE role = 'original'""",
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
    with full.begin() as connection:
        for statement in DAMAGE[name].split(";"):
            if statement.strip():
                connection.execute(text(statement))
    found = {result.name: result for result in run_checks(full)}
    assert found[name].broken > 0
    assert found[name].examples
