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


def test_two_articles_are_decided_to_be_one_story_and_not(filled, warehouse_url, capsys):
    other = "https://sheet.example/b"
    with Warehouse(warehouse_url) as warehouse:
        facts.load(warehouse, [facts.make_reading(other, 1, "Another text altogether.")])

    def told():
        capsys.readouterr()
        assert main(["story", other, "--json"]) == 0
        return {row["url"] for row in json.loads(capsys.readouterr().out)["members"]}

    assert main(["decide", "one", URL, other, "--reason", "same interview", "--by", "ana"]) == 0
    assert told() == {URL, other}
    assert main(["decide", "not-one", URL, other, "--reason", "it was not", "--json"]) == 0
    assert told() == {other}
    assert main(["decide", "list"]) == 0
    listed = capsys.readouterr().out
    assert "not_one_story" in listed
    assert f"{other}" in listed
    assert main(["decide", "one", URL, "https://sheet.example/none", "--reason", "x"]) == 4


def test_what_is_not_there_cannot_be_decided(filled, capsys):
    assert main(["decide", "revoke", "77", "--reason", "none"]) == 1
    assert main(["decide", "reject", "https://paper.example/none", "--reason", "none"]) == 4
    assert "no decision 77" in capsys.readouterr().err
