"""Every edit of a publisher is told by its kind, once, and again where neighbours change."""

from __future__ import annotations

from sqlalchemy import text

from pipeline.flows.desk import run_context
from pipeline.flows.edits import type_edits
from pipeline.flows.process import process_captures
from pipeline.flows.version import PIPELINE_VERSION, manifest
from pipeline.warehouse.rulesets import record_ruleset, ruleset_changes
from tests.flows.paper import archive_page, page

URL = "https://paper.example/news/story"
NOTE = "Correction: An earlier version of this article gave the wrong name of the river."
CONTEXT = run_context("tests", "test")


def read(desk, hour, body):
    process_captures(desk, CONTEXT, [archive_page(desk, URL, hour, body)])


def kinds(desk):
    query = text("SELECT kinds, significance FROM edit ORDER BY load_id, kinds")
    with desk.warehouse.begin() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_an_edit_is_typed_once_and_a_late_arrival_brings_new_neighbours(desk):
    read(desk, 1, page(1))
    read(desk, 9, page(1, extra=NOTE))
    assert type_edits(desk, CONTEXT) == 1
    ((found, significance),) = kinds(desk)
    assert "correction_note" in found
    assert significance >= 0.5
    assert type_edits(desk, CONTEXT) == 0
    read(desk, 5, page(1, title="Another headline for the council report"))
    assert type_edits(desk, CONTEXT) == 2
    assert len(kinds(desk)) == 3


def test_a_version_of_our_rules_says_what_it_is_made_of(desk):
    read(desk, 1, page(1))
    record_ruleset(desk.warehouse, 99, "digest", manifest() | {"clean:read_more": "99"})
    changes = ruleset_changes(desk.warehouse, PIPELINE_VERSION, 99)
    assert list(changes) == ["clean:read_more"]
    assert changes["clean:read_more"][1] == "99"
