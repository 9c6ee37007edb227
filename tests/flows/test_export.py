"""Exports load by load: read by the documented rule they are one full export, whatever happened."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline.errors import Misconfigured
from pipeline.export import Format, read_export
from pipeline.flows import export as module
from pipeline.flows.desk import open_desk, run_context
from pipeline.flows.edits import type_edits
from pipeline.flows.export import MANIFEST, export_to
from pipeline.flows.fold import fold_copies
from pipeline.flows.purge import Wanted, purge
from pipeline.model import Directive, DirectivePlace
from pipeline.warehouse.decisions import Verdict, reject_capture, revoke
from pipeline.warehouse.directives import add_directives
from pipeline.warehouse.export import TABLES
from tests.flows.test_fold import print_of, story_text
from tests.warehouse import facts

CONTEXT = run_context("tests", "export")
FORMATS = list(Format)
DOCS = Path(__file__).resolve().parents[2] / "docs" / "export.md"
NAMES = [table.name for table in TABLES]


def batches():
    """Articles with edits, late arrivals, a withdrawal, another day, and copies of each other."""
    yield [facts.make_reading(f"https://paper.example/{n}", 5, story_text(n)) for n in range(4)]
    yield [
        facts.make_reading("https://paper.example/0", 9, story_text(0) + "\n\nEdited."),
        facts.make_reading("https://paper.example/1", 60, None),
    ]
    yield [
        facts.make_reading("https://paper.example/2", 2, story_text(22)),  # learnt of late
        facts.make_reading("https://paper.example/3", -30, story_text(33)),  # on an earlier day
        print_of("https://copy.example/0", 30, story_text(0), origin="https://paper.example/0"),
    ]
    yield [facts.make_reading("https://paper.example/new", 70, story_text(77))]


def load(desk, batch):
    facts.load(desk.warehouse, batch)
    fold_copies(desk, CONTEXT)
    type_edits(desk, CONTEXT)


def tables(folder):
    """What a reader of the folder sees, without order."""
    return {
        name: sorted(
            json.dumps(row, default=str, sort_keys=True) for row in read_export(folder, name)
        )
        for name in NAMES
    }


def files(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("form", FORMATS)
def test_increments_read_by_the_rule_are_one_full_export(desk, tmp_path, form):
    for number, batch in enumerate(batches()):
        load(desk, batch)
        manifest, made = export_to(desk, tmp_path / "log", form)
        assert made
        assert len(manifest.exports) == number + 1
        export_to(desk, tmp_path / f"full{number}", form)
        assert tables(tmp_path / "log") == tables(tmp_path / f"full{number}")
    assert made.articles == 1, "only what the last load touched"
    before = files(tmp_path / "log")
    again, nothing = export_to(desk, tmp_path / "log", form)
    assert nothing is None
    assert again == manifest
    assert files(tmp_path / "log") == before


def test_edits_that_are_compared_later_come_with_the_next_export(desk, tmp_path):
    for batch in batches():
        facts.load(desk.warehouse, batch)
    export_to(desk, tmp_path)
    assert list(read_export(tmp_path, "edits")) == []
    type_edits(desk, CONTEXT)
    _, made = export_to(desk, tmp_path)
    assert made.articles == made.rows["edits"] == 3
    assert {row["version_no"] for row in read_export(tmp_path, "edits")} == {2}


def test_both_formats_say_the_same(desk, tmp_path):
    for batch in batches():
        load(desk, batch)
    seen = {}
    for form in FORMATS:
        export_to(desk, tmp_path / form, form)
        seen[form] = {
            name: sorted((row["article_id"], row.get("version_no"), row.get("body"))
                         for row in read_export(tmp_path / form, name))
            for name in ("articles", "article_versions")
        }  # fmt: skip
    assert seen[Format.PARQUET] == seen[Format.JSONL]


def test_it_is_one_dataset_with_the_documented_schema(desk, tmp_path):
    noai = Directive(DirectivePlace.META, "robots", "noai")
    for batch in batches():
        load(desk, batch)
        said = {reading.capture.capture_id: [noai] for reading in batch}
        add_directives(desk.warehouse, said, {})
        export_to(desk, tmp_path)
    for table in TABLES:
        found = ds.dataset(tmp_path / table.name, partitioning="hive")
        assert found.schema.names == [*table.columns, "export", "day", "source"]
        assert found.to_table().num_rows > 0
    versions = ds.dataset(tmp_path / "article_versions", partitioning="hive").to_table()
    assert str(versions.schema.field("effective_from").type) == "timestamp[us, tz=UTC]"
    assert str(versions.schema.field("authors").type).startswith("list<")
    rows = [row for row in read_export(tmp_path, "articles") if row["url"].endswith("/1")]
    assert [(row["is_withdrawn"], row["title"]) for row in rows] == [(True, None)]


def documented() -> dict[str, list[tuple[str, str]]]:
    parts = re.split(r"^### `(\w+)`$", DOCS.read_text(), flags=re.MULTILINE)[1:]
    rows = re.compile(r"^\| `(\w+)` \| ([\w ]+) \|", re.MULTILINE)
    return {name: rows.findall(body) for name, body in zip(parts[::2], parts[1::2], strict=True)}


def test_the_schema_is_documented_in_its_order():
    told = documented()
    assert {t.name: [(n, k.value) for n, k in t.columns.items()] for t in TABLES} == told


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_purged_leaves_older_files_too(desk, tmp_path, form):
    for batch in batches():
        load(desk, batch)
        export_to(desk, tmp_path, form)
    word = story_text(1)[:60].encode()
    assert any(word in text(path) for path in files(tmp_path))
    purge(desk, CONTEXT, Wanted("url", "https://paper.example/1", "asked", "ana"))
    _, made = export_to(desk, tmp_path, form)
    assert made.rows_withdrawn > 0
    assert not any(word in text(path) for path in files(tmp_path))
    (row,) = [r for r in read_export(tmp_path, "articles") if r["url"].endswith("example/1")]
    assert row["is_withdrawn"]
    first = next(r for r in read_export(tmp_path, "article_versions") if r["url"] == row["url"])
    assert (first["is_purged"], first["title"], first["body"]) == (True, None, "")
    export_to(desk, tmp_path / "full", form)
    assert tables(tmp_path) == tables(tmp_path / "full")


def text(path):
    if path.suffix == ".parquet":
        return repr(pq.read_table(path).to_pylist()).encode()
    return path.read_bytes()


class Killed(BaseException):
    """Nothing catches it, as nothing catches SIGKILL."""


@pytest.mark.parametrize("step", [0, 1, 4, -6, -5, -4, -3, -2, -1])
def test_an_export_that_was_killed_shows_nothing_and_goes_on(desk, tmp_path, monkeypatch, step):
    """Killed after so many renames, or before the last ones, with and without loads after it."""
    first, *rest = batches()
    load(desk, first)
    export_to(desk, tmp_path / "log")
    before = tables(tmp_path / "log")
    for batch in rest:
        load(desk, batch)
    shutil.copytree(tmp_path / "log", tmp_path / "counted")
    replace, left = Path.replace, [10**6]

    def dying(self, target):
        if not left[0]:
            raise Killed
        left[0] -= 1
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", dying)
    export_to(desk, tmp_path / "counted")
    left[0] = step if step >= 0 else 10**6 - left[0] + step
    with pytest.raises(Killed):
        export_to(desk, tmp_path / "log")
    monkeypatch.undo()
    export_to(desk, tmp_path / "full")
    assert tables(tmp_path / "log") in (before, tables(tmp_path / "full"))
    if step % 2:
        load(desk, [facts.make_reading("https://paper.example/0", 90, story_text(90))])
        export_to(desk, tmp_path / "later")
    export_to(desk, tmp_path / "log")
    last = tmp_path / ("later" if (tmp_path / "later").exists() else "full")
    assert tables(tmp_path / "log") == tables(last)
    assert not list((tmp_path / "log").rglob(".*"))


def test_a_killed_export_does_not_write_again_what_it_has(desk, tmp_path, monkeypatch):
    for batch in batches():
        load(desk, batch)
    write, written = module._write_partition, []

    def dying(draft, snapshot, partition, form):
        if len(written) == 2:
            raise Killed
        written.append(partition)
        return write(draft, snapshot, partition, form)

    monkeypatch.setattr(module, "_write_partition", dying)
    with pytest.raises(Killed):
        export_to(desk, tmp_path)
    monkeypatch.undo()
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("part-0.*")}
    assert kept
    export_to(desk, tmp_path)
    ended = {path.stat().st_mtime_ns for path in tmp_path.rglob("part-0.*")}
    assert set(kept.values()) <= ended


def test_all_of_it_is_of_one_moment(desk, tmp_path):
    for batch in batches():
        load(desk, batch)

    def go_on():
        with open_desk(desk.settings) as other:
            for hour in range(100, 115):
                load(other, [facts.make_reading("https://paper.example/0", hour, f"Now {hour}.")])

    loader = threading.Thread(target=go_on)
    loader.start()
    try:
        while loader.is_alive():
            export_to(desk, tmp_path)
            current = {
                row["article_id"]: row["body"]
                for row in read_export(tmp_path, "article_versions")
                if row["effective_to"] is None
            }
            shown = {row["article_id"]: row["body"] for row in read_export(tmp_path, "articles")}
            assert shown == current
    finally:
        loader.join()


def test_a_full_disk_leaves_what_was_there(desk, tmp_path):
    first, *rest = batches()
    load(desk, first)
    export_to(desk, tmp_path / "log")
    before = tables(tmp_path / "log")
    for batch in rest:
        load(desk, batch)
    child = """
import resource, signal, sys
from pathlib import Path
from pipeline.config import Settings
from pipeline.errors import Misconfigured
from pipeline.flows.desk import open_desk
from pipeline.flows.export import export_to
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
url, folder = sys.argv[1:]
with open_desk(Settings(url, home=Path(folder), archive_dir=Path(folder) / "a")) as desk:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
    try:
        export_to(desk, Path(folder))
    except Misconfigured as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", child, desk.warehouse.url, str(tmp_path / "log")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "full disk" in done.stdout
    assert "what was exported before is whole" in done.stdout
    assert tables(tmp_path / "log") == before
    export_to(desk, tmp_path / "log")
    export_to(desk, tmp_path / "full")
    assert tables(tmp_path / "log") == tables(tmp_path / "full")


def test_a_folder_that_holds_something_else_is_left_alone(desk, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(Misconfigured, match="holds something"):
        export_to(desk, tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="cannot be written"):
        export_to(desk, tmp_path / "file" / "log")
    load(desk, next(batches()))
    export_to(desk, tmp_path / "log")
    with pytest.raises(Misconfigured, match="is an export as parquet"):
        export_to(desk, tmp_path / "log", Format.JSONL)
    (tmp_path / "log" / MANIFEST).write_text("{")
    with pytest.raises(Misconfigured, match="cannot be read"):
        export_to(desk, tmp_path / "log")


def test_what_an_operator_decided_is_exported_too(desk, tmp_path):
    """A decision changes versions without a new observation."""
    edit = facts.make_reading("https://paper.example/0", 9, story_text(99))
    load(desk, [facts.make_reading("https://paper.example/0", 5, story_text(0)), edit])
    export_to(desk, tmp_path / "log")
    verdict = Verdict("ana", "a wall that passed for a text", desk.clock.now())
    decided = reject_capture(desk.warehouse, edit.capture.capture_id, verdict, CONTEXT)
    _, made = export_to(desk, tmp_path / "log")
    assert made.articles == 1
    export_to(desk, tmp_path / "rejected")
    assert tables(tmp_path / "log") == tables(tmp_path / "rejected")
    revoke(desk.warehouse, decided, verdict, CONTEXT)
    export_to(desk, tmp_path / "log")
    export_to(desk, tmp_path / "revoked")
    assert tables(tmp_path / "log") == tables(tmp_path / "revoked")
