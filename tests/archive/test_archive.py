import dataclasses
import errno
import gzip
import io
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive import Archive
from pipeline.errors import Misconfigured, Terminal
from pipeline.identity import capture_key
from pipeline.model import CaptureKind, Exchange, Reason, Via

AT = datetime(2026, 3, 2, 6, 0, 1, 234567, tzinfo=UTC)
PAGE = "<html><body><p>Die Fähre fährt wieder.</p></body></html>".encode()


def exchange(path: str = "/a", body: bytes = PAGE, status: int = 200, at: datetime = AT, **more):
    url = f"http://paper.localhost:8099{path}"
    headers = more.pop("headers", (("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"')))
    return Exchange(
        seen_url=more.pop("seen_url", url),
        final_url=url,
        fetched_at=at,
        status=status,
        http_reason="OK",
        request_headers=(("Host", "paper.localhost:8099"), ("User-Agent", "Copydesk/0.1")),
        headers=headers,
        body=body,
        **more,
    )


def write(writer, made: Exchange, **options):
    given = {"kind": CaptureKind.PAGE, "via": Via.LIVE, "source_id": "paper", **options}
    return writer.write(made, **given)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


@pytest.fixture
def writer(archive):
    with archive.writer("fetch paper/1", "run 1") as made:
        yield made


def path_of(archive, capture):
    return archive.root / capture.location.warc_file


def assert_valid(path):
    """`warcio check` finds every digest right."""
    command = type("Command", (), {"inputs": [str(path)], "verbose": False})
    assert Checker(command).process_all() == 0


def test_a_capture_says_what_was_exchanged(writer):
    seen = "http://paper.localhost:8099/a?utm_source=x#top"
    headers = (
        ("content-type", "text/html"),
        ("Last-Modified", "yesterday"),
        ("X-Robots-Tag", "noarchive"),
        ("X-Robots-Tag", "otherbot: noindex"),
        ("TDM-Reservation", "1"),
    )
    made = exchange("/a?utm_source=x", seen_url=seen, headers=headers)
    capture = write(writer, made)
    assert capture.url == "http://paper.localhost:8099/a"
    assert (capture.seen_url, capture.final_url) == (seen, made.final_url)
    assert capture.fetched_at == AT
    assert capture.payload_digest.startswith("sha256:")
    assert capture.capture_id == capture_key(seen, AT, capture.payload_digest)
    assert (capture.status, capture.content_type, capture.etag) == (200, "text/html", "")
    assert capture.last_modified == "yesterday"
    assert capture.robots_directives.splitlines() == [
        "x-robots-tag: noarchive",
        "x-robots-tag: otherbot: noindex",
        "tdm-reservation: 1",
    ]


def test_the_wire_bytes_come_back_in_one_seek(archive, writer):
    packed = gzip.compress(PAGE)
    headers = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    )
    write(writer, exchange("/before"))
    capture = write(writer, exchange(body=packed, headers=headers))
    write(writer, exchange("/behind"))
    payload = archive.read(capture.location)
    assert payload.body == packed
    assert (payload.status, payload.content_type) == (200, "text/html")
    assert [v for name, v in payload.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert archive.payload_of(capture) == (PAGE, "text/html")


@pytest.mark.parametrize("body", [b"", b"5\r\nlooks\r\n0\r\n\r\n", bytes(range(256)) * 300])
def test_any_bytes_come_back_as_they_were(archive, writer, body):
    headers = (("Transfer-Encoding", "chunked"),)
    capture = write(writer, exchange(body=body, headers=headers))
    assert archive.read(capture.location).body == body
    assert_valid(path_of(archive, capture))


def test_files_are_warc_1_1_and_pass_the_checker(archive, writer):
    capture = write(writer, exchange())
    write(writer, exchange("/moved", b"", 301, headers=(("Content-Length", "90"),)))
    write(writer, exchange(at=AT + timedelta(days=0, hours=1)), revisit_of=capture)
    writer.write_document("http://paper.localhost/d", b"{}", "application/json", AT, "paper")
    path = path_of(archive, capture)
    assert_valid(path)
    with path.open("rb") as file:
        types = [record.rec_type for record in ArchiveIterator(file)]
    assert types == [
        "warcinfo", *["response", "request"] * 2, "revisit", "request", "resource",
    ]  # fmt: skip


def test_request_and_response_name_each_other(archive, writer):
    capture = write(writer, exchange())
    with path_of(archive, capture).open("rb") as file:
        _, response, request = [r.rec_headers for r in ArchiveIterator(file)]
    assert response["WARC-Record-ID"] == f"<urn:uuid:{capture.capture_id}>"
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert response["WARC-Date"] == "2026-03-02T06:00:01.234567Z"


def test_a_304_is_a_revisit_with_the_content_of_the_earlier_capture(archive, writer):
    first = write(writer, exchange())
    later = exchange(body=b"", status=304, at=AT + timedelta(hours=1), headers=())
    again = write(writer, later, revisit_of=first)
    assert again.revisit_of == first.capture_id
    assert (again.status, again.payload_digest) == (304, first.payload_digest)
    assert (again.etag, again.content_type) == (first.etag, first.content_type)
    payload = archive.read(again.location)
    assert (payload.status, payload.body) == (304, b"")
    assert list(archive.scan()) == [first, again]


def test_the_same_payload_again_is_a_revisit_without_a_body(archive, writer):
    body = os.urandom(50_000)
    first = write(writer, exchange(body=body))
    again = write(writer, exchange(body=body, at=AT + timedelta(hours=1)), revisit_of=first)
    other = write(writer, exchange(body=body + b"!", at=AT + timedelta(hours=2)), revisit_of=first)
    assert again.revisit_of == first.capture_id
    assert again.location.length < 2_000
    assert other.revisit_of is None
    assert archive.read(other.location).body == body + b"!"
    assert list(archive.scan()) == [first, again, other]


def test_a_revisit_of_a_revisit_names_the_capture_with_the_bytes(writer):
    first = write(writer, exchange())
    second = write(writer, exchange(at=AT + timedelta(hours=1)), revisit_of=first)
    third = write(writer, exchange(at=AT + timedelta(hours=2)), revisit_of=second)
    assert third.revisit_of == first.capture_id


def test_a_scan_gives_the_captures_that_were_written(archive, writer):
    written = [
        write(writer, exchange()),
        write(writer, exchange("/ü?q=ä", headers=(("X-A", "é"),))),
        write(writer, exchange("/f", b"<rss/>"), kind=CaptureKind.LISTING, source_id="zeitung-ü"),
        write(writer, exchange("/gone", b"", 410)),
        writer.write_document("http://paper.localhost/d", b"{}", "application/json", AT, "wire"),
    ]
    assert list(archive.scan()) == written
    assert list(archive.scan(path_of(archive, written[0]))) == written
    document = archive.read(written[-1].location)
    assert (document.body, document.content_type) == (b"{}", "application/json")
    assert (written[-1].kind, written[-1].via) == (CaptureKind.DOCUMENT, Via.PUSHED)


def test_headers_are_stored_byte_for_byte(archive, writer):
    headers = (("X-Latin", "caf\u00e9"), ("X-N\u00e4me", "1"), ("X-Utf8", "\u00c3\u00a9"))
    made = dataclasses.replace(exchange("/\u20ac", headers=headers), http_reason="\u00dcber")
    path = path_of(archive, write(writer, made))
    stored = gzip.decompress(path.read_bytes())
    for line in (
        b"X-Latin: caf\xe9\r\n",
        b"X-N\xe4me: 1\r\n",
        b"X-Utf8: \xc3\xa9\r\n",
        b"200 \xdcber",
    ):
        assert line in stored
    assert_valid(path)


def test_writers_never_share_a_file(archive):
    with archive.writer("same", "a") as one, archive.writer("same", "b") as two:
        a, b = write(one, exchange("/1")), write(two, exchange("/2"))
    assert a.location.warc_file != b.location.warc_file
    assert {capture.url[-1] for capture in archive.scan()} == {"1", "2"}


def test_files_are_rolled_by_size_and_by_day(archive, writer):
    writer._max_file_bytes = 3_000
    files = [
        write(writer, exchange(f"/{n}", os.urandom(2_000))).location.warc_file for n in range(4)
    ]
    assert len(set(files)) > 1
    next_day = write(writer, exchange(at=AT + timedelta(days=1))).location.warc_file
    assert "2026-03-03" in next_day
    assert len(list(archive.scan())) == 5


def test_nothing_that_was_returned_is_lost_when_the_process_is_killed(archive):
    program = (
        "import sys, os, pathlib\n"
        "from pipeline.archive import Archive\n"
        "from tests.archive.test_archive import exchange, write\n"
        "writer = Archive(pathlib.Path(sys.argv[1])).writer('killed', 'run')\n"
        "for n in range(10**6):\n"
        "    print(write(writer, exchange(f'/{n}', os.urandom(20_000))).capture_id, flush=True)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(archive.root)], stdout=subprocess.PIPE, text=True
    )
    returned = [child.stdout.readline().strip() for _ in range(20)]
    child.send_signal(signal.SIGKILL)
    returned += [line.strip() for line in child.stdout]
    child.wait()
    damage: list[Terminal] = []
    found = {str(capture.capture_id) for capture in archive.scan(on_damage=damage.append)}
    assert set(returned) <= found
    assert len(damage) <= 1


def test_a_cut_file_loses_the_cut_record_only(archive, writer):
    kept = [write(writer, exchange(f"/{n}")) for n in range(3)]
    cut = write(writer, exchange("/cut", os.urandom(5_000)))
    os.truncate(path_of(archive, cut), cut.location.offset + cut.location.length // 2)
    damage: list[Terminal] = []
    assert list(archive.scan(on_damage=damage.append)) == kept
    assert [error.reason for error in damage] == [Reason.ARCHIVE_DAMAGED]
    with pytest.raises(Terminal, match="cut off") as caught:
        archive.read(cut.location)
    assert caught.value.reason is Reason.ARCHIVE_DAMAGED


def test_a_broken_record_in_the_middle_does_not_cost_those_behind_it(archive, writer):
    before, broken, behind = [write(writer, exchange(f"/{n}", os.urandom(900))) for n in range(3)]
    with path_of(archive, broken).open("r+b") as file:
        file.seek(broken.location.offset + 200)
        file.write(b"\0" * 100)
    damage: list[Terminal] = []
    assert list(archive.scan(on_damage=damage.append)) == [before, behind]
    assert len(damage) >= 1
    with pytest.raises(Terminal):
        archive.read(broken.location)


def test_a_record_whose_own_headers_are_damaged_is_noticed(archive, writer):
    capture = write(writer, exchange())
    path = path_of(archive, capture)
    start, end = capture.location.offset, capture.location.offset + capture.location.length
    data = path.read_bytes()
    headers = gzip.decompress(data[start:end]).replace(
        b"WARC-Payload-Digest", b"WARC-Nothing-At-All"
    )
    forged = gzip.compress(headers)[:-8] + data[end - 8 : end]  # with the checksum that it had
    path.write_bytes(data[:start] + forged + data[end:])
    location = dataclasses.replace(capture.location, length=len(forged))
    with pytest.raises(Terminal):
        archive.read(location)


def test_a_missing_file_is_named(archive, writer):
    capture = write(writer, exchange())
    path_of(archive, capture).unlink()
    with pytest.raises(Terminal, match="not there"):
        archive.read(capture.location)


def test_a_location_that_points_between_records_is_noticed(archive, writer):
    capture = write(writer, exchange())
    location = dataclasses.replace(capture.location, offset=capture.location.offset + 7)
    with pytest.raises(Terminal):
        archive.read(location)


def test_a_full_disk_is_said_plainly_and_leaves_whole_records(archive, writer, monkeypatch):
    kept = write(writer, exchange("/kept"))

    def refuse(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", refuse)
        with pytest.raises(Misconfigured, match="full disk") as caught:
            write(writer, exchange("/lost"))
    assert str(archive.root) in caught.value.message
    assert "COPYDESK_ARCHIVE" in caught.value.remedy
    behind = write(writer, exchange("/behind"))
    assert sorted(archive.scan(), key=lambda capture: capture.url) == [behind, kept]


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match="cannot be written"):
        write(Archive(tmp_path / "file" / "archive").writer("x", "run"), exchange())


def test_an_empty_or_absent_archive_has_no_captures(archive):
    assert list(archive.scan()) == []


# -- files of others ------------------------------------------------------------------------------


def foreign_file(path, compressed: bool):
    """Write what another crawler would: old version, SHA-1 digests, chunks, images, revisits."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))

        def record(kind, url, body, *headers, status="200 OK", **warc):
            http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
            made = writer.create_warc_record(
                url, kind, io.BytesIO(body), len(body), http_headers=http,
                warc_headers_dict={"WARC-Date": "2019-05-04T03:02:01Z", **warc},
            )  # fmt: skip
            writer.write_record(made)

        html = ("Content-Type", "text/html")
        record("response", "http://old.example/a?utm_source=x", PAGE, html)
        record("response", "http://old.example/b.png", b"\x89PNG", ("Content-Type", "image/png"))
        chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)
        record("response", "http://old.example/c", chunks, html, ("Transfer-Encoding", "chunked"))
        record("response", "dns:old.example", b"198.51.100.1", ("Content-Type", "text/dns"))
        record(
            "revisit", "http://old.example/a?utm_source=x", b"", html,
            **{
                "WARC-Date": "2019-06-01T00:00:00Z",
                "WARC-Refers-To-Target-URI": "http://old.example/a?utm_source=x",
                "WARC-Refers-To-Date": "2019-05-04T03:02:01Z",
            },
        )  # fmt: skip
    return path


@pytest.mark.parametrize("compressed", [True, False])
def test_pages_of_a_foreign_file_are_captures(archive, tmp_path, compressed):
    path = foreign_file(tmp_path / ("x.warc.gz" if compressed else "x.warc"), compressed)
    damage: list[Terminal] = []
    a, c, again = archive.scan(archive.import_file(path), on_damage=damage.append)
    assert damage == []
    assert (a.url, a.via, a.kind) == ("http://old.example/a", Via.IMPORTED, CaptureKind.PAGE)
    assert a.fetched_at == datetime(2019, 5, 4, 3, 2, 1, tzinfo=UTC)
    assert a.payload_digest == c.payload_digest
    assert archive.payload_of(a) == archive.payload_of(c) == (PAGE, "text/html")
    assert again.revisit_of == a.capture_id
    assert again.fetched_at == datetime(2019, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("compressed", [True, False])
def test_a_foreign_file_that_was_cut_gives_what_it_has(archive, tmp_path, compressed):
    path = foreign_file(tmp_path / ("x.warc.gz" if compressed else "x.warc"), compressed)
    os.truncate(path, path.stat().st_size - 200)
    damage: list[Terminal] = []
    captures = list(archive.scan(archive.import_file(path), on_damage=damage.append))
    assert [capture.url[-1] for capture in captures] == ["a", "c"]
    assert len(damage) == 1


def test_a_file_that_is_one_gzip_stream_is_refused_with_the_remedy(archive, tmp_path):
    plain = foreign_file(tmp_path / "x.warc", compressed=False)
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(plain.read_bytes()))
    damage: list[Terminal] = []
    assert list(archive.scan(archive.import_file(path), on_damage=damage.append)) == []
    assert "warcio recompress" in str(damage[0])


def test_an_import_twice_is_one_file(archive, tmp_path):
    path = foreign_file(tmp_path / "x.warc.gz", compressed=True)
    assert archive.import_file(path) == archive.import_file(path)
    assert len(list(archive.root.rglob("*.warc.gz"))) == 1


def test_what_is_no_warc_file_is_not_imported(archive, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK")
    with pytest.raises(Terminal):
        archive.import_file(tmp_path / "x.zip")
    with pytest.raises(Misconfigured):
        archive.import_file(tmp_path / "absent.warc.gz")


def test_a_file_outside_the_archive_is_not_scanned(archive, tmp_path):
    path = foreign_file(tmp_path / "x.warc.gz", compressed=True)
    with pytest.raises(Misconfigured, match="Import it"):
        list(archive.scan(path))


@pytest.mark.parametrize("content", [b"", b"not a WARC file at all", b"\x1f\x8b\x08garbage"])
def test_garbage_with_a_warc_name_yields_nothing(archive, tmp_path, content):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    damage: list[Terminal] = []
    assert list(archive.scan(archive.import_file(path), on_damage=damage.append)) == []
    assert len(damage) == bool(content)
