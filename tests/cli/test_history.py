"""What the command line says of versions that our own rules made, and of edits without a kind."""

from __future__ import annotations

import json

from pipeline.cli.app import main
from pipeline.model import EditKind, TypedEdit
from pipeline.revise import ALGORITHM_VERSION
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.edits import add_edits, untyped_pairs
from pipeline.warehouse.rulesets import record_ruleset
from tests.warehouse import facts

URL = "https://paper.example/a"


def test_doctor_misses_the_kind_of_an_edit(warehouse_url, monkeypatch, capsys):
    monkeypatch.setenv("COPYDESK_DATABASE_URL", warehouse_url)
    with Warehouse(warehouse_url) as warehouse:
        for hour, body in ((1, "One."), (5, "Two.")):
            facts.load(warehouse, [facts.make_reading(URL, hour, body)])
        assert edits_finding(capsys) == (False, "1 edits of publishers have no kind yet")
        edit = TypedEdit((EditKind.WORDING,), 0.5, {})
        pairs = untyped_pairs(warehouse, ALGORITHM_VERSION, 9)
        add_edits(warehouse, dict.fromkeys(pairs, edit), ALGORITHM_VERSION, facts.context())
    assert edits_finding(capsys)[0]


def edits_finding(capsys):
    main(["doctor", "--json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    (found,) = (f for f in findings if f["name"] == "edits")
    return found["is_ok"], found["message"].partition(":")[0]


def test_a_reprocessed_version_names_the_rules(warehouse_url, monkeypatch, capsys):
    monkeypatch.setenv("COPYDESK_DATABASE_URL", warehouse_url)
    with Warehouse(warehouse_url) as warehouse:
        record_ruleset(warehouse, 7, "", {"clean:captions": 1})
        new = {f"clean:new{number}": 1 for number in range(9)}
        record_ruleset(warehouse, 8, "", {"clean:captions": 2, **new})
        facts.load(warehouse, [facts.make_reading(URL, 1, "One. Advert.")], version=7)
        facts.load(warehouse, [facts.make_reading(URL, 1, "One.")], version=8)
    assert main(["history", URL]) == 0
    told = capsys.readouterr().out
    assert "reprocessed from version 7 to 8 of our rules: clean:captions 1 -> 2, clean:new0" in told
    assert "and 2 more (--json)" in told
    assert main(["history", URL, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["versions"]
    assert row["reprocessed_with"].endswith("clean:new8 1 (new)")
