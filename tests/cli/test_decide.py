"""Decisions from the command line: a capture is rejected, listed, and counts again."""

from __future__ import annotations

import json

import pytest

from pipeline.cli.app import main
from pipeline.warehouse.database import Warehouse
from tests.warehouse import facts

URL = "https://paper.example/a"


@pytest.fixture
def filled(warehouse_url, monkeypatch):
    monkeypatch.setenv("COPYDESK_DATABASE_URL", warehouse_url)
    with Warehouse(warehouse_url) as warehouse:
        said = ((1, "One."), (5, "Log in to read."))
        facts.load(warehouse, [facts.make_reading(URL, hour, body) for hour, body in said])


def bodies(capsys):
    assert main(["history", URL, "--json"]) == 0
    return [row["body"] for row in json.loads(capsys.readouterr().out)["versions"]]


def test_a_capture_is_rejected_and_taken_back(filled, capsys):
    assert main(["decide", "reject", URL, "--reason", "a wall", "--by", "ana", "--json"]) == 0
    number = json.loads(capsys.readouterr().out)["decision_id"]
    assert bodies(capsys) == ["One."]
    assert main(["decide", "revoke", str(number), "--reason", "it was the text"]) == 0
    capsys.readouterr()
    assert bodies(capsys) == ["One.", "Log in to read."]
    assert main(["decide", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(row["kind"], row["author"]) for row in listed][1] == ("reject_capture", "ana")


def test_what_is_not_there_cannot_be_decided(filled, capsys):
    assert main(["decide", "revoke", "77", "--reason", "none"]) == 1
    assert main(["decide", "reject", "https://paper.example/none", "--reason", "none"]) == 4
    assert "no decision 77" in capsys.readouterr().err
