"""Warehouse and archive saved while work goes on, and put back into an empty place."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from pipeline.errors import Misconfigured, Terminal
from pipeline.flows import backup as module
from pipeline.flows.backup import MANIFEST, backup, read_manifest, restore
from pipeline.flows.desk import open_desk, run_context
from pipeline.flows.fold import fold_copies
from pipeline.flows.process import process_captures
from pipeline.flows.replay import replay
from pipeline.warehouse import programs
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.programs import find_program, run_program
from tests.flows.paper import archive_page, page

CONTEXT = run_context("tests", "backup")


def fill(desk, hours=range(3)):
    for hour in hours:
        captures = [
            archive_page(desk, f"https://paper.example/{hour}", hour, page(hour)),
            archive_page(desk, f"https://copy.example/{hour}", hour + 0.5, page(hour)),
        ]
        process_captures(desk, CONTEXT, captures)
    fold_copies(desk, CONTEXT)


def observations(desk):
    return {line for line in canonical_dump(desk.warehouse) if line.startswith('["observation"')}


@pytest.fixture
def empty(postgres, desk_settings, tmp_path):
    """Settings of a place with an empty database and no archive."""
    name = f"restored_{os.getpid()}_{tmp_path.name[-20:]}".replace("-", "_").lower()[:60]
    postgres.create_database(name)
    home = tmp_path / "elsewhere"
    yield replace(
        desk_settings, database_url=postgres.url(name), home=home, archive_dir=home / "archive"
    )
    postgres.drop_database(name)


def test_what_is_restored_is_the_same_warehouse(desk, empty, tmp_path):
    fill(desk)
    made = backup(desk, tmp_path / "saved")
    assert made == read_manifest(tmp_path / "saved")
    restore(empty, tmp_path / "saved")
    with open_desk(empty) as again:
        before = list(canonical_dump(desk.warehouse))
        assert list(canonical_dump(again.warehouse)) == before
        assert [check.name for check in run_checks(again.warehouse) if check.broken] == []
        assert list(again.archive.scan()) == list(desk.archive.scan())
        for either in (desk, again):  # the texts have not been read by the enrichers yet
            replay(either)
        assert list(canonical_dump(again.warehouse)) == list(canonical_dump(desk.warehouse))
        fill(again, range(5, 6))  # and it goes on from there
        assert len(list(canonical_dump(again.warehouse))) > len(before)


def test_a_backup_while_loads_go_on_is_of_one_moment(desk, empty, tmp_path):
    fill(desk)
    before = observations(desk)
    stop = threading.Event()

    def go_on():
        with open_desk(desk.settings) as other:
            for hour in range(10, 60):
                if stop.is_set():
                    return
                fill(other, [hour])

    loader = threading.Thread(target=go_on)
    loader.start()
    try:
        backup(desk, tmp_path / "saved")
    finally:
        stop.set()
        loader.join()
    restore(empty, tmp_path / "saved")
    with open_desk(empty) as again:
        assert [check.name for check in run_checks(again.warehouse) if check.broken] == []
        for capture in again.archive.scan():
            again.archive.read(capture.location)
        kept = observations(again)
        assert before <= kept <= observations(desk)
        replay(again)  # what the archive had already and the dump not yet
        assert kept <= observations(again)
    assert observations(desk) > before, "the loader was at work meanwhile"


def test_the_last_record_of_a_living_writer_is_not_cut_in_two(desk, empty, tmp_path):
    from tests.archive.test_archive import exchange, write

    fill(desk)
    with desk.archive.writer("living", "run") as writer:
        whole = write(writer, exchange("/whole"))
        path = desk.archive.root / whole.location.warc_file
        size = path.stat().st_size
        with path.open("ab") as file:
            file.write(b"\x1f\x8b\x08 half a record")
        made = backup(desk, tmp_path / "saved")
    (copied,) = [item for item in made.archive if item.file == whole.location.warc_file]
    assert copied.bytes == size


def test_a_place_that_holds_something_is_left_alone(desk, empty, tmp_path):
    fill(desk, range(1))
    backup(desk, tmp_path / "saved")
    with pytest.raises(Misconfigured, match="is not empty: it has"):
        restore(replace(desk.settings, archive_dir=tmp_path / "none"), tmp_path / "saved")
    (tmp_path / "elsewhere" / "archive").mkdir(parents=True)
    stranger = tmp_path / "elsewhere" / "archive" / "theirs.warc.gz"
    stranger.write_bytes(b"x")
    with pytest.raises(Misconfigured, match=r"archive folder .* is not empty"):
        restore(empty, tmp_path / "saved")
    assert stranger.read_bytes() == b"x"
    with pytest.raises(Misconfigured, match="exists and is not empty"):
        backup(desk, tmp_path / "saved")
    with pytest.raises(Misconfigured, match="within the archive"):
        backup(desk, desk.archive.root / "saved")


def test_a_damaged_backup_is_found_before_anything_is_written(desk, empty, tmp_path):
    fill(desk, range(1))
    made = backup(desk, tmp_path / "saved")
    file = tmp_path / "saved" / "archive" / made.archive[0].file
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(Terminal, match="is not what was written"):
        restore(empty, tmp_path / "saved")
    assert not empty.archive_dir.exists()
    with pytest.raises(Misconfigured, match="no backup"):
        restore(empty, tmp_path)
    told = json.loads((tmp_path / "saved" / MANIFEST).read_text())
    (tmp_path / "saved" / MANIFEST).write_text(json.dumps(told | {"format": 9}))
    with pytest.raises(Misconfigured, match="format 9"):
        restore(empty, tmp_path / "saved")


def test_a_restore_that_failed_halfway_can_be_given_again(desk, empty, tmp_path, monkeypatch):
    fill(desk, range(1))
    backup(desk, tmp_path / "saved")

    def dies(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "restore_warehouse", dies)
    with pytest.raises(KeyboardInterrupt):
        restore(empty, tmp_path / "saved")
    monkeypatch.undo()
    restore(empty, tmp_path / "saved")
    with open_desk(empty) as again:
        assert list(canonical_dump(again.warehouse)) == list(canonical_dump(desk.warehouse))


def test_a_full_disk_leaves_nothing_half_done(desk, tmp_path):
    fill(desk, range(1))
    child = """
import resource, signal, sys
from pathlib import Path
from pipeline.config import Settings
from pipeline.errors import Misconfigured
from pipeline.flows.backup import backup
from pipeline.flows.desk import open_desk
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
url, archive, target = sys.argv[1:]
with open_desk(Settings(url, home=Path(target).parent, archive_dir=Path(archive))) as desk:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        backup(desk, Path(target))
    except Misconfigured as error:
        print(error)
"""
    words = [desk.warehouse.url, str(desk.archive.root), str(tmp_path / "saved")]
    done = subprocess.run(
        [sys.executable, "-c", child, *words], capture_output=True, text=True, check=True
    )
    assert "failed" in done.stdout or "full disk" in done.stdout
    assert not (tmp_path / "saved").exists()
    assert not (tmp_path / "saved.part").exists()


def test_a_file_that_the_archive_lacks_is_named(desk, tmp_path):
    fill(desk, range(1))
    name = desk.archive.file_names()[0]
    (desk.archive.root / name).unlink()
    with pytest.raises(Terminal, match=name):
        backup(desk, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_an_older_program_than_the_server_is_refused(tmp_path, monkeypatch):
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.4'\n")
    old.chmod(old.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(programs, "_candidates", lambda name: [old])
    assert find_program("pg_dump", 12) == old
    with pytest.raises(Misconfigured, match=r"found: 12") as caught:
        find_program("pg_dump", 18)
    assert "postgresql-client-18" in caught.value.remedy


def test_a_password_stands_in_no_argument_and_no_message(tmp_path):
    told = tmp_path / "told"
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@" > {told}; echo no >&2; exit 1\n')
    program.chmod(0o755)
    with pytest.raises(Misconfigured) as caught:
        run_program(program, "postgresql://ana:s3cret%2F@db.example/copydesk?sslmode=require", [])
    assert "s3cret" not in told.read_text() + str(caught.value)
    assert "sslmode=require" in told.read_text()
