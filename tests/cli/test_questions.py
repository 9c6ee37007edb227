"""What the command line says of a warehouse that has read two nights of the newsroom."""

from __future__ import annotations

import pytest

UNKNOWN = "https://nobody.example/never"


def test_ingest_says_what_it_found_and_that_something_failed(nights):
    first, second = nights.ran
    assert [ran.code for ran in nights.ran] == [1, 1], "pages in quarantine"
    assert first.json()["new_articles"] > 40
    assert second.json()["publisher_edits"] == 1
    assert second.json()["withdrawn"] == 1
    assert "sources: 10 of 10" in first.err


def test_doctor_finds_it_in_order(ask):
    ran = ask("doctor", "--json", "--sample", 5)
    assert ran.code == 0
    findings = ran.json()["findings"]
    assert all(finding["is_ok"] for finding in findings)
    names = {finding["name"] for finding in findings}
    assert {"settings", "database", "schema", "archive", "pointer_is_derived"} <= names
    assert "Everything is in order." in ask("doctor").out


def test_doctor_finds_an_archive_that_is_gone(ask, monkeypatch, tmp_path):
    monkeypatch.setenv("COPYDESK_ARCHIVE", str(tmp_path))
    ran = ask("doctor")
    assert ran.code == 1
    assert any(line.startswith("WRONG  archive") for line in ran.out.splitlines())


def test_doctor_names_a_database_that_is_down(ask, monkeypatch):
    monkeypatch.setenv("COPYDESK_DATABASE_URL", "postgresql://127.0.0.1:1/nothing")
    ran = ask("doctor", "--json")
    assert ran.code == 1
    assert [f["name"] for f in ran.json()["findings"] if not f["is_ok"]] == ["database"]


def test_history_tells_an_edit_with_its_difference(ask, nights):
    url = nights.room.url("harbour-courier/dock-crane-contract")
    versions = ask("history", url, "--diff", "--json").json()["versions"]
    assert [row["change"] for row in versions] == ["first_seen", "publisher_edit"]
    assert versions[0]["diff"] == []
    segments = [s for part in versions[1]["diff"] for s in part["segments"]]
    assert {"op": "delete", "text": "214"} in segments
    assert {"op": "insert", "text": "241"} in segments
    told = ask("history", url, "--diff").out
    assert "publisher_edit" in told
    assert "[-214-]{+241+}" in told
    assert ask("history", url, "--diff", "--at", "2026-01-01").code == 2


def test_history_answers_for_a_moment(ask, nights):
    url = nights.room.url("harbour-courier/dock-crane-contract")
    first, second = ask("history", url, "--json").json()["versions"]
    then = ask("history", url, "--as-of", first["effective_from"], "--json").json()
    assert then["version"]["body"] == first["body"]
    now = ask("history", url, "--as-of", second["effective_from"], "--json").json()
    assert now["version"]["body"] == second["body"]
    before = ["--as-of", second["effective_from"], "--known-at", first["recorded_from"]]
    assert ask("history", url, *before, "--json").json()["version"]["body"] == first["body"]
    assert ask("history", url, "--known-at", "2020-01-01").code == 4
    refused = ask("history", url, "--known", "2999-01-01")
    assert refused.code == 2
    assert "the last load was committed at" in refused.err


def test_history_knows_a_withdrawal(ask, nights):
    url = nights.room.url("nordmark-bote/moorbahn-museum")
    first, gone = ask("history", url, "--json").json()["versions"]
    assert (first["change"], gone["change"]) == ("first_seen", "withdrawn")
    assert "It was withdrawn." in ask("history", url, "--as-of", gone["effective_from"]).out
    assert first["title"] in ask("history", url, "--as-of", first["effective_from"]).out


def test_story_tells_copies_evidence_and_what_they_lost(ask, nights):
    url = nights.room.url("harbour-courier/tram-depot-fire")
    found = ask("story", url, "--json").json()
    original, copy = found["members"]
    assert (original["url"], original["role"], original["lost"]) == (url, "original", [])
    assert copy["role"] == "syndicated_copy"
    assert "source_read_full_article" in {reason["kind"] for reason in copy["evidence"]}
    assert copy["lost"]
    assert all(sentence in original["body"] for sentence in copy["lost"])
    assert not any(sentence in copy["body"] for sentence in copy["lost"])
    told = ask("story", copy["url"]).out
    assert url in told
    assert f"lost {len(copy['lost'])} sentences" in told


def test_changes_are_told_by_type(ask, nights):
    days = ["--from", "2020-01-01"]
    found = ask("changes", *days, "--json").json()
    assert found["by_change"] == {"publisher_edit": 1, "withdrawn": 1, "moved": 1}
    edit = next(row for row in found["changes"] if row["change"] == "publisher_edit")
    assert edit["url"] == nights.room.url("harbour-courier/dock-crane-contract")
    told = ask("changes", *days, "--source", "harbour-courier").out
    assert told.startswith("publisher_edit: 1\n")
    assert edit["url"] in told
    only = ask("changes", *days, "--type", "withdrawn", "--json").json()["changes"]
    assert [row["url"] for row in only] == [nights.room.url("nordmark-bote/moorbahn-museum")]
    new = ask("changes", *days, "--type", "first_seen", "--json").json()["by_change"]
    assert new["first_seen"] > 40
    nothing = ask("changes", "--from", "2020-01-01", "--to", "2020-01-02")
    assert (nothing.code, nothing.out) == (4, "")
    assert ask("changes", *days, "--known", "2999-01-01").code == 2


def test_search_finds_words_in_their_forms(ask, nights):
    url = nights.room.url("harbour-courier/tram-depot-fire")
    ran = ask("search", "destroyed trams", "--source", "harbour-courier", "--json")
    assert (ran.code, ran.json()["behind"]) == (0, 0)
    assert url in [row["url"] for row in ran.json()["articles"]]
    assert url in ask("search", "tram").out
    assert ask("search", "tram", "--limit", 1, "--json").json()["articles"][1:] == []
    nothing = ask("search", "zzyzx", "--language", "en")
    assert (nothing.code, nothing.out) == (4, "")


def test_trace_shows_the_way_of_a_page_that_failed(ask, nights):
    case = ask("quarantine", "list", "--json").json()[-1]
    found = ask("trace", case["url"], "--json").json()
    assert case["reason"] in {row["reason"] for row in found["quarantine"]}
    assert found["listed"]
    assert case["reason"] in ask("trace", case["url"]).out


def test_trace_shows_how_a_copy_was_read_cleaned_and_tied(ask, nights):
    original = nights.room.url("harbour-courier/tram-depot-fire")
    members = ask("story", original, "--json").json()["members"]
    copy = next(row["url"] for row in members if row["role"] == "syndicated_copy")
    found = ask("trace", copy, "--json").json()
    events = [step["event"] for step in found["way"]]
    assert events[:2] == ["listed", "answered"]
    assert {"version", "tied"} <= set(events)
    reading = found["readings"][0]
    assert "source_read_full_article" in {row["kind"] for row in reading["evidence"]}
    assert reading["removed"]
    assert reading["extractor_version"] >= 2
    assert {"body", "title"} <= reading["lineage"].keys()
    assert found["story"][0]["original_url"] == original
    assert found["robots"]["is_allowed"]
    told = ask("trace", copy).out
    assert f"syndicated_copy of {original}" in told
    assert "removed by" in told


def test_trace_tells_that_robots_forbid(ask):
    case = ask("quarantine", "list", "--reason", "robots_disallowed", "--json").json()[0]
    assert ask("trace", case["url"], "--json").json()["robots"]["is_allowed"] is False
    assert "forbids it" in ask("trace", case["url"]).out


def test_quarantine_holds_cases_with_reasons(ask):
    reasons = {case["reason"] for case in ask("quarantine", "list", "--json").json()}
    assert {"http_status", "robots_disallowed"} <= reasons
    [line] = ask("quarantine", "list", "--limit", 1).out.splitlines()
    [newest] = ask("quarantine", "list", "--limit", 1, "--json").json()
    assert line.endswith(newest["message"])


@pytest.mark.parametrize("question", ["history", "story", "trace"])
def test_an_unknown_address_is_not_found(ask, question):
    ran = ask(question, UNKNOWN)
    assert (ran.code, ran.out) == (4, "")
    assert UNKNOWN in ran.err
    assert "remedy: " in ran.err


@pytest.mark.parametrize("question", ["history", "story", "trace", "push"])
def test_what_is_no_address_is_refused(ask, question):
    ran = ask(question, "not an address")
    assert ran.code == 2
    assert "such as https://paper.example/story" in ran.err


def test_the_cost_of_revisits_is_shown(ask, nights):
    costs = {row["source_id"]: row for row in ask("sources", "revisits", "--json").json()}
    cost = costs["harbour-courier"]
    assert cost["articles"] == cost["due"] > 0  # in the newsroom everything is always due
    assert cost["requests"] >= cost["visits"] > 0 < cost["edits"]
    shown = ask("sources", "revisits").out.splitlines()
    assert shown[0].split()[:4] == ["source", "articles", "due", "requests"]
    assert len(shown) == len(costs) + 1


def test_sources_are_listed_and_checked(ask, nights, tmp_path):
    listed = ask("sources", "list", "--sources", nights.home / "sources", "--json").json()
    assert len(listed) == len(nights.room.world.sites)
    assert ask("sources", "list").code == 0
    (tmp_path / "bad.yaml").write_text("id: x\nnmae: y\n")
    ran = ask("sources", "list", "--sources", tmp_path)
    assert ran.code == 2
    assert "bad.yaml, line 2" in ran.err


def test_a_title_cannot_steer_the_terminal(capsys):
    from pipeline.cli.output import say

    say("red \x1b[31malert\x07")
    assert capsys.readouterr().out == "red \ufffd[31malert\ufffd\n"


def test_enrich_tells_who_says_what(ask, nights):
    url = nights.room.url("harbour-courier/dock-crane-contract")
    ran = ask("enrich", url, "--json")
    assert ran.code == 0
    found = {row["enricher"] for row in ran.json()["enrichments"]}
    assert {"language", "reading_time", "headline"} <= found
    assert "language:" in ask("enrich", url).out
    assert ask("enrich", UNKNOWN).code == 4


def test_enrich_without_an_address_finds_nothing_left_to_do(ask):
    assert ask("enrich", "--json").json() == {"texts": 0, "findings": 0, "failed": 0}
