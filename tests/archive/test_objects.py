"""The archive on an object store: files go there whole, and are read there by ranges."""

from __future__ import annotations

import uuid

import pytest

from pipeline.archive import Archive
from pipeline.archive.objects import ObjectStore
from pipeline.errors import Misconfigured, Terminal, Transient
from tests.archive.test_archive import AT, PAGE, exchange, write


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    if request.param == "memory":
        return ObjectStore(f"memory://archive-{uuid.uuid4().hex}/papers")
    return ObjectStore(f"file://{tmp_path}/store/")


@pytest.fixture
def archive(tmp_path, store):
    return Archive(tmp_path / "spool", store)


def written(archive, *paths):
    """Write captures into one file, which is closed; return them."""
    with archive.writer("test", "run") as writer:
        captures = [write(writer, exchange(path)) for path in paths]
    return captures, writer.closed


def move(archive, closed):
    for file in archive.settled(closed):
        archive.put(file)
        archive.let_go(file)


def test_what_was_moved_is_read_there_by_one_request_for_its_range(archive, monkeypatch):
    captures, closed = written(archive, "/a", "/b", "/c")
    move(archive, closed)
    assert list(archive.root.rglob("*.warc.gz")) == []
    asked = []
    read = ObjectStore.read

    def watched(self, name, offset, length):
        asked.append((name, offset, length))
        return read(self, name, offset, length)

    monkeypatch.setattr(ObjectStore, "read", watched)
    assert archive.payload_of(captures[1])[0] == PAGE
    place = captures[1].location
    assert asked == [(place.warc_file, place.offset, place.length)]
    assert archive.file_names() == [place.warc_file]


def test_only_what_is_indexed_whole_and_closed_goes_there(archive):
    _, closed = written(archive, "/a")
    (file,) = closed
    assert archive.settled({}) == []
    assert archive.settled({file: closed[file] - 1}) == []
    assert archive.settled(closed) == [file]
    with archive.writer("open", "run") as writer:
        still = write(writer, exchange("/b")).location
        size = (archive.root / still.warc_file).stat().st_size
        assert archive.settled({still.warc_file: size}) == []


def test_a_file_in_both_places_is_one_file(archive):
    captures, closed = written(archive, "/a")
    (file,) = closed
    archive.put(file)  # and killed before the folder's copy was deleted
    assert archive.file_names() == [file]
    assert archive.payload_of(captures[0])[0] == PAGE
    move(archive, closed)
    assert archive.payload_of(captures[0])[0] == PAGE


def test_an_index_that_was_lost_is_rebuilt_from_the_store(archive):
    captures, closed = written(archive, "/a", "/b")
    move(archive, closed)
    assert list(archive.stored_tails(closed)) == []
    (tail,) = archive.stored_tails({})
    assert list(archive.scan(tail.path, start=tail.start)) == captures


def test_what_is_erased_does_not_come_back_from_the_store(archive):
    captures, closed = written(archive, "/a", "/b")
    move(archive, closed)
    (file,) = closed
    erased = archive.erase(file, lambda head: head.target_uri.endswith("/a"), [], AT)
    assert erased == 2, "the response and its request"
    archive.let_go(file)
    with pytest.raises(Terminal):
        archive.payload_of(captures[0])
    assert archive.payload_of(captures[1])[0] == PAGE
    archive.erase(file, lambda head: True, [], AT)
    assert archive.file_names() == []


def test_a_store_that_does_not_answer_is_said_and_the_file_stays(archive, monkeypatch):
    captures, closed = written(archive, "/a")
    (file,) = closed

    def down(*args, **options):
        raise RuntimeError("connection refused")

    monkeypatch.setattr(archive.store._fs, "put_file", down)
    with pytest.raises(Transient, match="does not answer") as caught:
        archive.put(file)
    assert archive.store.url in str(caught.value)
    assert archive.payload_of(captures[0])[0] == PAGE


def test_a_store_that_took_a_part_is_not_believed(archive, monkeypatch):
    _, closed = written(archive, "/a")
    (file,) = closed
    monkeypatch.setattr(archive.store._fs, "info", lambda path: {"size": 7})
    with pytest.raises(Transient, match="took 7 of"):
        archive.put(file)


def test_bytes_that_nobody_has_are_named(archive):
    captures, closed = written(archive, "/a")
    for file in closed:
        archive.let_go(file)
    with pytest.raises(Terminal, match="not there"):
        archive.read(captures[0].location)


def test_an_address_that_nothing_can_open_is_refused_with_the_remedy():
    with pytest.raises(Misconfigured, match="cannot be kept"):
        ObjectStore("nosuchthing://bucket/papers")
