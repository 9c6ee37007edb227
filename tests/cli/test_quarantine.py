"""Quarantine from the command line, on a warehouse that has read two nights of the newsroom."""

from __future__ import annotations

import pytest


def wall(ask):
    return ask("quarantine", "list", "--reason", "consent_wall", "--json").json()[0]


def test_cases_are_narrowed_down_and_counted(ask):
    case = wall(ask)
    listed = ask("quarantine", "list", "--source", case["source_id"], "--json").json()
    assert {row["source_id"] for row in listed} == {case["source_id"]}
    causes = ask("quarantine", "list", "--causes", "--json").json()
    assert "consent_wall" in {row["reason"] for row in causes}
    assert [row["cases"] for row in causes] == sorted((r["cases"] for r in causes), reverse=True)
    assert "consent_wall" in ask("quarantine", "list", "--causes").out
    assert ask("quarantine", "list", "--day", "2001-01-01").out == "Nothing is in quarantine.\n"
    assert ask("quarantine", "list", "--reason", "no_such").code == 2


def test_a_case_is_shown_with_what_to_do(ask):
    case = wall(ask)
    number = case["quarantine_id"]
    shown = ask("quarantine", "show", number).out
    assert case["message"] in shown
    assert "warc_file" in shown
    assert f"copydesk quarantine release {number}" in shown
    found = ask("quarantine", "show", number, "--json").json()
    assert found["capture"]["capture_id"] == case["capture_id"]
    assert "<html" in ask("quarantine", "show", number, "--page").out.lower()


@pytest.mark.parametrize("what", ["show", "retry", "fixture"])
def test_a_number_without_a_case_is_named(ask, what, tmp_path):
    extra = ["--to", tmp_path] if what == "fixture" else []
    ran = ask("quarantine", what, 9999, *extra)
    assert ran.code in {1, 4}
    assert "no case 9999" in ran.err


def test_retry_wants_to_know_what(ask):
    ran = ask("quarantine", "retry")
    assert ran.code == 2
    assert "--reason" in ran.err


def test_a_fixture_is_written(ask, tmp_path):
    number = wall(ask)["quarantine_id"]
    folder = ask("quarantine", "fixture", number, "--to", tmp_path, "--json").json()["folder"]
    assert folder == str(tmp_path / f"consent_wall-{number}")
    assert (tmp_path / f"consent_wall-{number}" / "page.html").stat().st_size > 100
