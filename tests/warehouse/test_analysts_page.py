"""Every statement of docs/analysts.md runs as an analyst, and finds something."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.enrich import Subject, enrich, versions
from pipeline.identity import article_key, story_key
from pipeline.model import Reason, Role, Stage, StoryMember
from pipeline.warehouse.captures import Failure, quarantine_all
from pipeline.warehouse.copies import in_fold
from pipeline.warehouse.enrichments import ReadText, add_findings, unread_texts
from pipeline.warehouse.reader import READER
from pipeline.warehouse.search import update_entries
from tests.warehouse import facts

PAGE = Path(__file__).resolve().parents[2] / "docs" / "analysts.md"
STATEMENTS = re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL)

STORY, COPY = "https://paper.example/story", "https://echo.example/story"
MET_AT = "https://paper.example/s?id=7"


def said(url: str, source_id: str, hour: int, body: str, aliases=()):
    reading = facts.make_reading(url, hour, body)
    capture = replace(reading.capture, source_id=source_id)
    return replace(reading, capture=capture, aliases=aliases)


SPOKEN = """Ana Ruiz told the BBC on Monday: "The harbour bridge will open with two lanes."

Ben Clark, 42, said the government of Estval had spent $12 million on it. "A vote in the parliament
is due," the minister said, before the election."""


def _spoken(url: str, hour: int):
    document = replace(facts.make_reading(url, hour, SPOKEN).document, title="Who pays?")
    return replace(said(url, "tarn-record", hour, SPOKEN), document=document)


def _enrich(warehouse) -> None:
    """Let the enrichers read two articles that share a quote."""
    twice = [_spoken("https://tarn.example/bridge", 3), _spoken("https://tarn.example/again", 4)]
    facts.load(warehouse, twice)
    texts = unread_texts(warehouse, versions(), None, 100)
    read = [
        ReadText(text, enrich(Subject(text.title, text.body, "en", date(2026, 3, 2))), {})
        for text in texts
    ]
    add_findings(warehouse, read, versions(), facts.context())


@pytest.fixture(scope="module")
def filled(postgres, warehouse_template):
    from pipeline.warehouse.database import Warehouse
    from tests.postgres import copied_database

    with copied_database(postgres, warehouse_template) as url, Warehouse(url) as warehouse:
        first = "A new bridge over the harbour."
        facts.load(
            warehouse,
            [
                said(STORY, "harbour-courier", 1, first, ((MET_AT, "redirect"),)),
                said(COPY, "echo", 2, first),
            ],
        )
        facts.load(warehouse, [said(STORY, "harbour-courier", 20, f"{first} It costs 5 million.")])
        _enrich(warehouse)
        original = article_key(STORY)
        hold = [
            StoryMember(
                story_key(original), article_key(url), role, original, STORY, 1.0,
                ({"kind": "text", "with": STORY},),
            )
            for url, role in ((STORY, Role.ORIGINAL), (COPY, Role.SYNDICATED_COPY))
        ]  # fmt: skip
        in_fold(warehouse, 1, lambda fold: fold.assert_copies([], hold, [], facts.context()))
        update_entries(warehouse)
        refused = Failure(
            COPY + "-2", "echo", Stage.EXTRACT, Reason.TEASER, "A teaser.", facts.EPOCH
        )
        quarantine_all(warehouse, [refused], pipeline_version=1, run_id="test")
        with warehouse.begin() as connection:  # as if loaded on the second, third, fourth of March
            connection.execute(
                text("UPDATE load SET committed_at = '2026-03-02T12:00Z'::timestamptz"
                     " + (load_id - 1) * interval '1 day'")
            )  # fmt: skip
        yield warehouse


def test_the_page_has_statements():
    assert len(STATEMENTS) > 10


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.strip().splitlines()[0][:60])
def test_it_runs_as_an_analyst_and_finds_something(filled, statement):
    with filled.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {READER}"))
        connection.execute(text("SET LOCAL search_path TO public"))
        rows = connection.exec_driver_sql(statement).fetchall()
    assert rows
    assert all(value is not None for value in rows[0][:1])
