"""Derived objects are installed with every upgrade, anew where they changed, at no price."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipeline.errors import Misconfigured
from pipeline.warehouse import derived
from pipeline.warehouse.migrate import upgrade


def test_an_upgrade_installs_them_and_a_second_one_leaves_them_alone(warehouse):
    with warehouse.begin() as connection:
        assert derived.install(connection) is False
        assert connection.execute(text("SELECT count(*) FROM desk.articles")).scalar_one() == 0


def test_what_changed_is_installed_anew(warehouse):
    with warehouse.begin() as connection:
        connection.execute(text("COMMENT ON SCHEMA desk IS 'older [0123456789abcdef]'"))
        connection.execute(text("DROP VIEW desk.quarantine CASCADE"))
    upgrade(warehouse.url)
    with warehouse.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM desk.quarantine")).scalar_one() == 0
        assert derived.install(connection) is False


def test_a_strangers_view_on_them_is_named_and_kept(warehouse):
    with warehouse.begin() as connection:
        connection.execute(text("CREATE VIEW public.mine AS SELECT url FROM desk.articles"))
        connection.execute(text("COMMENT ON SCHEMA desk IS 'older [0123456789abcdef]'"))
    with (
        pytest.raises(Misconfigured, match=r"public\.mine") as told,
        warehouse.begin() as connection,
    ):
        derived.install(connection)
    assert "make them again" in told.value.remedy
    with warehouse.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM public.mine")).scalar_one() == 0


def test_constants_of_the_code_and_of_the_database_are_the_same(warehouse):
    from pipeline.identity import TOMBSTONE_CONTENT_ID

    with warehouse.begin() as connection:
        found = connection.execute(text("SELECT derived.tombstone()")).scalar_one()
    assert found == TOMBSTONE_CONTENT_ID


def test_the_head_of_every_article_is_what_its_cached_columns_say(warehouse):
    from tests.warehouse import facts

    url = "https://paper.example/a"
    facts.load(warehouse, [facts.make_reading(url, hour, "ABB"[hour]) for hour in range(3)])
    with warehouse.begin() as connection:
        head = connection.execute(text("SELECT * FROM article_head")).mappings().one()
        cached = connection.execute(text("SELECT * FROM article")).mappings().one()
    assert head["content_id"] == cached["current_content_id"]
    for name in ("current_from", "first_observed_at", "source_id"):
        assert head[name] == cached[name]
    assert head["first_observed_at"] < head["current_from"] < head["observed_at"]
