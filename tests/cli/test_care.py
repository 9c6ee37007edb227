"""Commands that remove, save, put back and hand out."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pipeline.export import read_export
from tests.cli.conftest import in_place
from tests.cli.test_work import PAGE, URL, dump

WHO = ("--reason", "asked by letter", "--by", "ana")


@pytest.fixture
def filled(run, tmp_path):
    """The command line on a warehouse with one article."""
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    run("push", URL, "--file", page)
    run("ingest", "http://127.0.0.1:1/nothing-there")  # takes along what was pushed
    return run


@pytest.fixture
def empty_url(postgres):
    name = f"restored_{uuid4().hex[:12]}"
    postgres.create_database(name)
    yield postgres.url(name)
    postgres.drop_database(name)


def title(run):
    return run("history", URL, "--json").json()["versions"][0]["title"]


def test_a_purge_is_counted_asked_for_carried_out_and_lifted(filled):
    dry = filled("purge", "run", "pushed.example", *WHO, "--dry-run", "--json").json()
    assert (dry["subject"], dry["would_remove"]["observations"]) == ("pushed.example", 1)
    refused = filled("purge", "run", "pushed.example", *WHO)  # nobody says yes
    assert refused.code == 130
    assert title(filled) == "A pushed page"
    done = filled("purge", "run", "pushed.example", *WHO, "--yes", "--json").json()
    assert (done["requested_by"], done["counts"]["articles"]) == ("ana", 1)
    assert title(filled) is None
    assert "its text was purged" in filled("history", URL).out
    assert "Its text was purged." in filled("history", URL, "--at", "2999-01-01").out
    assert filled("ingest", URL, "--json").json()["quarantined"][0]["reason"] == "purged"
    (listed,) = filled("purge", "list", "--json").json()
    assert listed["purge_id"] == done["purge_id"]
    assert "stands" in filled("purge", "list").out
    assert filled("purge", "resume").out == "No purge is unfinished.\n"
    findings = {f["name"]: f for f in filled("doctor", "--json").json()["findings"]}
    assert findings["purged_bytes"]["is_ok"]
    assert findings["purged_is_gone"]["is_ok"]
    assert filled("purge", "lift", "pushed.example", *WHO).code == 0
    assert filled("purge", "lift", "pushed.example", *WHO).code == 4
    assert "lifted" in filled("purge", "list").out


def test_a_purge_of_what_is_no_domain_is_refused(filled):
    ran = filled("purge", "run", "co.uk", *WHO, "--yes")
    assert ran.code == 2
    assert "suffix under which others" in ran.err


def test_retention_counts_and_removes_only_what_is_asked_for(filled, monkeypatch):
    assert filled("retention").out == "No retention is switched on.\n"
    monkeypatch.setenv("COPYDESK_RETENTION_DAYS", "30")
    assert filled("retention", "--json").json()["*"]["observations"] == 0
    assert filled("retention", "--run").out == "Nothing is too old.\n"
    monkeypatch.setenv("COPYDESK_RETENTION_DAYS", "0")
    assert filled("retention").code == 2


def test_a_backup_is_restored_elsewhere(filled, tmp_path, empty_url, warehouse_url, monkeypatch):
    made = filled("backup", tmp_path / "saved", "--json").json()
    assert (made["format"], len(made["archive"])) == (1, 1)
    assert filled("backup", tmp_path / "saved").code == 2
    assert filled("restore", tmp_path / "saved").code == 2  # not empty
    in_place(monkeypatch, tmp_path / "elsewhere", empty_url)
    ran = filled("restore", tmp_path / "saved")
    assert (ran.code, ", load " in ran.out) == (0, True)
    assert dump(empty_url) == dump(warehouse_url)
    assert filled("doctor", "--json").json()["is_ok"]


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_an_export_says_what_it_wrote(filled, tmp_path, form):
    told = filled("export", tmp_path / "out", "--format", form, "--json").json()
    assert told["export"]["rows"]["articles"] == 1
    assert [row["url"] for row in read_export(tmp_path / "out", "articles")] == [URL]
    assert "nothing new" in filled("export", tmp_path / "out", "--format", form).out
