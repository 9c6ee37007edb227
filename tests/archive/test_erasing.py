"""Records that are taken out of a WARC file, while every other one stays where it is."""

from __future__ import annotations

import gzip
import io
import os
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive import Archive
from pipeline.archive.erasing import _compressed, _record
from pipeline.archive.members import Member, iterate_members
from pipeline.archive.reading import members_of
from pipeline.errors import Terminal
from pipeline.model import Reason
from tests.archive.test_archive import assert_valid, exchange, path_of, write

AT = datetime(2026, 3, 4, tzinfo=UTC)
SECRET = b"<html><body><p>The zebra sentence.</p></body></html>"


def nothing(head):
    return False


def erase(archive, *captures, is_gone=nothing):
    name = captures[0].location.warc_file
    return archive.erase(name, is_gone, [c.location for c in captures], AT)


def content(path):
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def kinds(path):
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file)]


@pytest.fixture
def three(archive, writer):
    return [write(writer, exchange(f"/{n}", SECRET + b"%d" % n)) for n in range(3)]


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


@pytest.fixture
def writer(archive):
    with archive.writer("test", "run") as made:
        yield made


@pytest.mark.parametrize("is_open", [True, False], ids=["while it is written", "closed"])
def test_an_erased_record_leaves_the_others_where_they_are(archive, writer, three, is_open):
    if not is_open:
        writer.close()
    size = path_of(archive, three[1]).stat().st_size
    assert erase(archive, three[1]) == 2  # the answer, and the request for it
    path = path_of(archive, three[1])
    assert path.stat().st_size == size
    assert [archive.read(c.location).body for c in (three[0], three[2])] == [
        SECRET + b"0", SECRET + b"2",
    ]  # fmt: skip
    assert b"sentence.</p></body></html>1" not in content(path)
    assert b"GET /1" not in content(path)
    assert list(archive.scan()) == [three[0], three[2]]
    assert_valid(path)
    assert kinds(path).count("metadata") == 1
    later = write(writer, exchange("/later", b"<p>Still written.</p>"))
    assert archive.read(later.location).body == b"<p>Still written.</p>"


def test_erasing_again_finds_nothing_left_to_do(archive, writer, three):
    erase(archive, three[1])
    before = content(path_of(archive, three[1]))
    assert archive.erase(three[1].location.warc_file, nothing, [], AT) == 0
    assert content(path_of(archive, three[1])) == before


def test_what_was_half_erased_is_erased_by_its_known_place(archive, writer, three):
    place = three[1].location
    with path_of(archive, three[1]).open("r+b") as file:
        os.pwrite(file.fileno(), b"\0" * 40, place.offset + 20)
    damage = []
    list(archive.scan(on_damage=damage.append))
    assert damage
    erase(archive, three[1])
    damage.clear()
    assert list(archive.scan(on_damage=damage.append)) == [three[0], three[2]]
    assert damage == []


def test_a_file_with_nothing_left_is_deleted_unless_it_is_written(archive, writer, three):
    erase(archive, *three)
    assert path_of(archive, three[0]).exists()
    writer.close()
    with archive.writer("other", "run") as other:
        only = write(other, exchange("/only"))
    erase(archive, only)
    assert not path_of(archive, only).exists()


def test_an_import_is_replaced_and_the_file_of_its_owner_stays(archive, tmp_path):
    theirs = tmp_path / "theirs.warc.gz"
    with theirs.open("wb") as file:
        for url in ("http://a.example/x", "http://b.example/x"):
            add(WARCWriter(file, gzip=True), url, SECRET)
    before = theirs.read_bytes()
    name = archive.import_file(theirs).relative_to(archive.root).as_posix()
    assert archive.erase(name, lambda head: "a.example" in head.target_uri, [], AT) == 1
    assert theirs.read_bytes() == before
    (left,) = archive.scan()
    assert left.url == "http://b.example/x"
    assert archive.count_records(name, lambda head: "a.example" in head.target_uri) == 0


def test_records_that_are_in_no_index_are_found_by_their_address(archive, tmp_path):
    theirs = tmp_path / "plain.warc"
    with theirs.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        add(writer, "http://a.example/picture", b"zebra pixels", "image/png")
        add(writer, "http://b.example/x", SECRET)
        add(writer, "http://a.example/huge", b"zebra " * 40_000, "video/mp4")
    name = archive.import_file(theirs).relative_to(archive.root).as_posix()
    assert archive.erase(name, lambda head: "a.example" in head.target_uri, [], AT) == 2
    assert b"zebra pixels" not in content(archive.root / name)
    assert b"zebra zebra" not in content(archive.root / name)
    assert [c.url for c in archive.scan()] == ["http://b.example/x"]
    assert all(isinstance(found, Member) for found in members_of(archive.root / name))


def add(writer, url, body, content_type="text/html"):
    headers = StatusAndHeaders("200 OK", [("Content-Type", content_type)], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=headers)
    )


def test_a_purged_place_says_so(archive, three):
    gone = type(three[0].location)("", 0, 0)
    with pytest.raises(Terminal, match="were purged") as caught:
        archive.read(gone)
    assert caught.value.reason is Reason.PURGED


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.integers(180, 3000), st.integers(65_400, 65_800), st.integers(131_000, 131_400))
)
def test_a_filling_record_has_any_length(length):
    member = _compressed(length, AT)
    assert len(member) == length
    (found,) = iterate_members(member)
    assert found.length == length
    assert next(iter(ArchiveIterator(io.BytesIO(member)))).rec_type == "metadata"
    assert len(_record(length, AT)) == length
