"""Whatever stands in the database says what it is, and docs/data_dictionary.md says the same."""

from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.cli.commands.dictionary import render_dictionary
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.dictionary import without_meaning
from pipeline.warehouse.migrate import upgrade

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data_dictionary.md"


@pytest.fixture
def migrated(database_url):
    upgrade(database_url)
    with Warehouse(database_url) as warehouse:
        yield warehouse


@pytest.mark.parametrize("schema", ["desk", "derived", "public"])
def test_everything_says_what_it_is(migrated, schema):
    assert list(without_meaning(migrated, schema)) == []


def test_what_says_nothing_would_be_seen(migrated):
    with migrated.begin() as connection:
        connection.execute(text("CREATE TABLE mute (id bigint)"))
        connection.execute(text("CREATE FUNCTION dumb(a int) RETURNS int RETURN a"))
    found = list(without_meaning(migrated, "public"))
    assert found == ["public.mute", "public.mute.id", "public.dumb(a integer)"]


def test_the_page_is_in_step_with_the_database(migrated):
    assert PAGE.read_text().rstrip() == render_dictionary(migrated), "run `make docs`"
