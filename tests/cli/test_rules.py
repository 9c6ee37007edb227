"""Rules are tried on what the archive has, and nothing is written."""

from __future__ import annotations

from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.dump import dump_digest

NEW_RULE = """
from pipeline.clean.rule import Rule, lines_that
RULE = Rule("no_questions", 1, lines_that(lambda line: line.endswith("?")))
"""
BLIND_RULE = """
from pipeline.clean.rule import Rule
RULE = Rule("read_more", 99, lambda text: ())
"""


def digest(url: str) -> str:
    with Warehouse(url) as warehouse:
        return dump_digest(warehouse)


def test_every_rule_is_listed(ask):
    listed = ask("rules", "list", "--json").json()
    assert {"read_more", "mojibake"} <= {row["id"] for row in listed}
    assert {row["stage"] for row in listed} == {1, 2}
    assert all(row["about"] for row in listed)
    assert "mojibake" in ask("rules", "list").out


def test_a_rule_that_is_on_takes_what_the_ledger_has(ask, nights):
    before = digest(nights.url)
    ran = ask("rules", "try", "read_more", "--days", "30", "--json")
    said = ran.json()
    assert said["pages"] > 50
    assert 0 < said["affected"] <= said["spans"]
    assert said["no_longer_taken"] == 0
    assert said["words"] == sum(source["words"] for source in said["sources"])
    assert {"text", "count", "replacement", "url"} == set(said["examples"][0])
    assert digest(nights.url) == before


def test_a_rule_in_a_file_is_tried_before_it_is_on(ask, nights, tmp_path):
    new, blind = tmp_path / "new.py", tmp_path / "blind.py"
    new.write_text(NEW_RULE)
    blind.write_text(BLIND_RULE)
    one = ask("rules", "try", new, "--days", "30", "--source", "harbour-courier", "--json").json()
    assert {source["source_id"] for source in one["sources"]} == {"harbour-courier"}
    assert all(example["text"].endswith("?") for example in one["examples"])
    lost = ask("rules", "try", blind, "--days", "30", "--json").json()
    assert (lost["spans"], lost["no_longer_taken"] > 0) == (0, True)
    assert "taken today stay" in ask("rules", "try", blind, "--days", "1").out


PAGE = """<html lang="en"><body><article><h1>Report {n}</h1><p>Report {n} of the harbour says that
{n} boats came in on that day, more than on the day before it, and that all had fish.</p>
<p>The Quay Gazette, read from mast to mast</p><p>Nobody of report {n} wanted to say what a fish
costs on the quay, or who eats it after all.</p></article></body></html>"""


def test_what_a_site_repeats_becomes_a_list_that_can_be_tried(run, tmp_path):
    for n in range(6):
        (tmp_path / "page.html").write_text(PAGE.format(n=n))
        run("push", f"https://quay.example/{n}", "--file", tmp_path / "page.html")
    run("ingest", "http://127.0.0.1:1/nothing-there")
    out = tmp_path / "quay.json"
    too_few = run("rules", "learn", "inbox", "--out", out)
    assert (too_few.code, "It takes 20 pages" in too_few.err, out.exists()) == (2, True, False)
    said = run("rules", "learn", "inbox", "--min-pages", "5", "--out", out, "--json").json()
    assert (said["site"], said["lines"]) == (
        "quay.example",
        [{"text": "The Quay Gazette, read from mast to mast", "pages": 6}],
    )
    assert "Gazette" not in out.read_text()
    tried = run("rules", "try", out, "--json").json()
    assert (tried["pages"], tried["affected"], tried["spans"]) == (6, 6, 6)


def test_what_is_no_rule_is_named(ask):
    ran = ask("rules", "try", "no_such_rule")
    assert (ran.code, "no rule 'no_such_rule'" in ran.err) == (2, True)


def test_an_empty_archive_gives_nothing(run):
    assert run("rules", "try", "read_more", "--json").json()["pages"] == 0
    assert run("rules", "learn", "nobody").code == 2
