"""The first yardstick: who said what in the seed, when, where, citing whom."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.enrich import Subject, enrich
from tests.extract.test_shared_data import DATA, seed_paragraphs, story_of

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the data folder ../shared/data is not there"),
]


@pytest.fixture(scope="module")
def found():
    title, *_ = seed_paragraphs()
    body = story_of(seed_paragraphs())
    rows: dict[str, list] = {}
    for row in enrich(Subject(title, body, "en", date(2022, 5, 23))):
        rows.setdefault(row.enricher, []).append((row.text, row.value))
    return rows


def test_who_said_what(found) -> None:
    said: dict[str, list[str]] = {}
    for words, value in found["quotes"]:
        if value["kind"] != "indirect":
            said.setdefault(value["speaker"], []).append(words)
    bondarev = said.pop("Boris Bondarev")
    assert len(bondarev) == 5
    assert [words.count("\n\n") for words in bondarev] == [0, 1, 0, 0, 1], "paragraphs are joined"
    (mcfaul,) = said.pop("Michael McFaul")
    assert mcfaul.count("\n\n") == 1
    ((insiders, words),) = said.items()
    assert "insiders" in insiders
    assert words == ["no chance"]


def test_who_asked(found) -> None:
    (asked,) = [v["told_to"] for _, v in found["quotes"] if v.get("told_to") == "Steve Rosenberg"]
    assert asked == "Steve Rosenberg"


def test_who_is_cited(found) -> None:
    cited = {(value["outlet"], value["kind"]) for _, value in found["citations"]}
    assert cited == {("BBC", "outlet"), ("Bloomberg", "outlet"), ("Twitter", "platform")}
    (by_bbc,) = [value for _, value in found["citations"] if value["outlet"] == "BBC"]
    assert "Steve Rosenberg" in by_bbc["cue"]


def test_when(found) -> None:
    assert ("today, on May 23", "2022-05-23") in [(t, v["date"]) for t, v in found["text_dates"]]


def test_who_and_where(found) -> None:
    names = {(value["kind"], value["name"]) for _, value in found["entities"]}
    people = {name for kind, name in names if kind == "person"}
    assert people == {"Boris Bondarev", "Vladimir Putin", "Steve Rosenberg", "Michael McFaul"}
    assert {name for kind, name in names if kind == "place"} == {
        "Geneva", "Kremlin", "Russia", "Ukraine", "United States",
    }  # fmt: skip
    assert ("organisation", "Russian Foreign Ministry") in names


def test_how_its_headline_is_written(found) -> None:
    ((_, headline),) = found["headline"]
    assert headline["scare_quotes"] == ["one brick", "eventually"]
