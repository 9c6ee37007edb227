"""Commands that change a warehouse."""

from __future__ import annotations

import shutil

from pipeline.standalone.postgres import EmbeddedPostgres
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.dump import canonical_dump
from tests.cli.conftest import in_place, run_command

PAGE = """<html lang="en"><body><article><h1>A pushed page</h1><p>The baker of the lower town has
opened a second shop beside the station, with an oven that was carried up the stairs in one piece
by eleven people.</p><p>She will bake there at night, so that the first train finds warm bread, and
says that the rest will be seen in the spring.</p></article></body></html>"""
URL = "https://pushed.example/baker"


def dump(url):
    with Warehouse(url) as warehouse:
        return list(canonical_dump(warehouse))


def test_a_replay_of_the_archive_gives_the_same_warehouse(run, nights, monkeypatch, warehouse_url):
    monkeypatch.setenv("COPYDESK_ARCHIVE", str(nights.home / "archive"))
    ran = run("replay", "--json")
    assert ran.json()["params"]["captures_indexed"] > 100
    assert dump(warehouse_url) == dump(nights.url)
    assert run("replay", "--json").json()["loads"] == 0


def test_a_foreign_warc_file_is_taken_in(run, nights, tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_ARCHIVE", str(tmp_path / "own"))
    largest = max((nights.home / "archive").rglob("*.warc.gz"), key=lambda p: p.stat().st_size)
    shutil.copy(largest, tmp_path / "crawl.warc.gz")
    assert run("replay", tmp_path / "crawl.warc.gz", "--json").json()["new_articles"] > 0
    assert run("replay", tmp_path / "no-such.warc.gz").code == 2


def test_a_pushed_document_becomes_an_article(run, tmp_path):
    (tmp_path / "page.html").write_text(PAGE)
    first = run("push", URL, "--file", tmp_path / "page.html", "--json").json()
    again = run("push", URL, "--file", tmp_path / "page.html", "--json").json()
    assert (first["is_new"], again["is_new"]) == (True, False)
    assert first["inbox_id"] == again["inbox_id"]
    assert run("history", URL).code == 4
    run("ingest", "http://127.0.0.1:1/nothing-there")
    assert run("history", URL, "--json").json()["versions"][0]["title"] == "A pushed page"


def test_addresses_that_fail_are_counted_and_the_rest_goes_on(run, nights):
    good = nights.room.url("harbour-courier/tram-depot-fire")
    lines = f"# a list\n{good}\n\nnot an address\n"
    ran = run("ingest", "--sources", nights.home / "sources", "-", stdin=lines.encode())
    assert ran.code == 1
    assert "not an address" in ran.err
    assert run("history", good).code == 0
    assert run("ingest", good, "--sources", nights.home / "sources").code == 0
    assert run("ingest", "not an address").code == 2


def test_slips_are_named_before_anything_is_asked(run, tmp_path):
    assert run("ingest", "--source", "nobody").code == 2
    assert run("ingest", "--sources", tmp_path / "missing").code == 2
    assert run("ingest", "--day", "2999-01-01").code == 2


def test_an_untouched_machine_gets_a_warehouse(monkeypatch, tmp_path_factory):
    home = tmp_path_factory.mktemp("untouched")
    in_place(monkeypatch, home, None)
    try:
        first = run_command("push", URL, "--json")
        assert (first.code, first.json()["is_new"]) == (0, True)
        assert "starting the embedded PostgreSQL" in first.err
        assert run_command("stop").code == 0
        asked = run_command("trace", URL, "--json")
        assert len(asked.json()["inbox"]) == 1, "the next question starts it again"
        assert run_command("status").code == 1, "PostgreSQL runs, Airflow does not"
    finally:
        EmbeddedPostgres(home).remove()
