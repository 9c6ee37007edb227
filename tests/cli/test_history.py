"""What `copydesk history` says of a version that our own rules made."""

from __future__ import annotations

import json

from pipeline.cli.app import main
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.rulesets import record_ruleset
from tests.warehouse import facts

URL = "https://paper.example/a"


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
