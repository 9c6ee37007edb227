"""Runs whose archive is on an object store: a kill or a store that is down loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from pipeline.errors import Transient
from pipeline.flows.backup import backup
from pipeline.flows.desk import open_desk
from pipeline.flows.gather import gather_source
from pipeline.flows.process import plan_batches, process_run
from pipeline.flows.replay import replay
from pipeline.flows.stored import store_files
from pipeline.warehouse.dump import canonical_dump
from tests.flows.paper import open_paper, page


@pytest.fixture
def stored_paper(desk_settings, tmp_path):
    """A paper of two pages, whose desk keeps its archive on an object store."""
    with open_paper(replace(desk_settings, archive_url=f"file://{tmp_path}/store")) as paper:
        for number, path in enumerate(("/a", "/b")):
            paper.answers(path, page(number))
        paper.publishes("/a", "/b")
        yield paper


def in_folder(paper):
    return list(paper.desk.archive.root.rglob("*.warc.gz"))


def stored(paper):
    with paper.desk.warehouse.begin() as connection:
        query = text("SELECT warc_file FROM archive_file WHERE stored_at IS NOT NULL")
        return sorted(connection.execute(query).scalars())


def read_all(paper, plan):
    return [process_run(paper.desk, plan, b).observed for b in plan_batches(paper.desk, plan)]


def test_a_night_is_archived_there_and_read_from_there(stored_paper):
    plan = stored_paper.plan()
    gather_source(stored_paper.desk, plan, "paper")
    assert in_folder(stored_paper) == []
    assert stored(stored_paper) == sorted(stored_paper.desk.archive.store.sizes()) != []
    assert read_all(stored_paper, plan) == [2]


def test_a_store_that_is_down_holds_nobody_up_and_gets_its_files_later(stored_paper, monkeypatch):
    def down(*args):
        raise Transient("down")

    plan = stored_paper.plan()
    monkeypatch.setattr(stored_paper.desk.archive.store, "put", down)
    gather_source(stored_paper.desk, plan, "paper")
    assert (len(in_folder(stored_paper)), stored(stored_paper)) == (1, [])
    assert read_all(stored_paper, plan) == [2]
    monkeypatch.undo()
    assert store_files(stored_paper.desk) == 1
    assert (in_folder(stored_paper), len(stored(stored_paper))) == ([], 1)


@pytest.mark.parametrize("step", ["put", "let_go"])
def test_a_kill_before_or_after_the_upload_is_healed_by_the_next_run(
    stored_paper, monkeypatch, step
):
    def killed(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(stored_paper.desk.archive), step, killed)
    plan = stored_paper.plan("night")
    with pytest.raises(KeyboardInterrupt):
        gather_source(stored_paper.desk, plan, "paper")
    monkeypatch.undo()
    stored_paper.asked()
    again = stored_paper.plan("night")
    assert in_folder(stored_paper) == []
    assert len(stored(stored_paper)) == 1
    gather_source(stored_paper.desk, again, "paper")
    assert stored_paper.asked() == [], "nothing is asked for whose bytes are kept"
    assert read_all(stored_paper, again) == [2]


def test_a_lost_index_is_rebuilt_from_the_store(stored_paper, fresh_warehouse_url):
    plan = stored_paper.plan()
    gather_source(stored_paper.desk, plan, "paper")
    replay(stored_paper.desk)
    settings = replace(
        stored_paper.desk.settings,
        database_url=fresh_warehouse_url(),
        archive_dir=stored_paper.desk.settings.home / "another-spool",
    )
    with open_desk(settings) as second:
        replay(second)
        assert list(canonical_dump(second.warehouse)) == list(
            canonical_dump(stored_paper.desk.warehouse)
        )


def test_a_backup_holds_what_the_store_holds(stored_paper, tmp_path):
    gather_source(stored_paper.desk, stored_paper.plan(), "paper")
    made = backup(stored_paper.desk, tmp_path / "saved")
    assert [item.file for item in made.archive] == stored(stored_paper)
    assert in_folder(stored_paper) == []
