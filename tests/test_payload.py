import gzip
import zlib

import pytest

from pipeline.errors import Terminal
from pipeline.model import Reason
from pipeline.payload import decode_payload

TEXT = b"<html>" + b"The ferry left at nine. " * 400 + b"</html>"
CAP = 1_000_000


def reason_of(body: bytes, coding: str, cap: int = CAP) -> Reason:
    with pytest.raises(Terminal) as caught:
        decode_payload(body, coding, cap)
    return caught.value.reason


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


@pytest.mark.parametrize("coding", ["", "identity", "Identity , "])
def test_plain_bodies_pass(coding: str) -> None:
    assert decode_payload(TEXT, coding, CAP) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", " GZIP "])
def test_gzip(coding: str) -> None:
    assert decode_payload(gzip.compress(TEXT), coding, CAP) == TEXT


def test_gzip_of_several_members() -> None:
    assert decode_payload(gzip.compress(TEXT) + gzip.compress(b"!"), "gzip", CAP) == TEXT + b"!"


@pytest.mark.parametrize("compress", [zlib.compress, raw_deflate])
def test_deflate_with_and_without_its_frame(compress) -> None:
    assert decode_payload(compress(TEXT), "deflate", CAP) == TEXT


@pytest.mark.parametrize("garbage", [b"\0" * 9, b"<!-- served by 4 -->", b"\x1f\x8bnonsense"])
def test_garbage_behind_gzip_is_ignored(garbage: bytes) -> None:
    assert decode_payload(gzip.compress(TEXT) + garbage, "gzip", CAP) == TEXT


def test_an_empty_body_needs_no_coding() -> None:
    assert decode_payload(b"", "gzip", CAP) == b""


def test_a_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert reason_of(bomb, "gzip") is Reason.TOO_LARGE


def test_a_bomb_in_the_second_member_stops_at_the_cap() -> None:
    assert reason_of(gzip.compress(TEXT) + gzip.compress(b"\0" * 9_000_000), "gzip") is (
        Reason.TOO_LARGE
    )


def test_the_cap_itself_is_allowed() -> None:
    assert len(decode_payload(gzip.compress(b"a" * 1000), "gzip", 1000)) == 1000
    assert reason_of(gzip.compress(b"a" * 1001), "gzip", 1000) is Reason.TOO_LARGE
    assert reason_of(b"a" * 1001, "", 1000) is Reason.TOO_LARGE


@pytest.mark.parametrize("keep", [12, 30, -9, -1])
def test_truncated_gzip_is_told_from_a_whole_one(keep: int) -> None:
    assert reason_of(gzip.compress(TEXT)[:keep], "gzip") is Reason.TRUNCATED


def test_truncated_deflate() -> None:
    assert reason_of(zlib.compress(TEXT)[:-6], "deflate") is Reason.TRUNCATED


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (TEXT, "gzip"),
        (b"\x1f\x8b\x08\x00" + b"\xff" * 60, "gzip"),
        (TEXT, "deflate"),
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip"),
        (gzip.compress(TEXT), ", ".join(["gzip"] * 200)),
        (TEXT, "lzma"),
    ],
)
def test_what_cannot_be_decoded(body: bytes, coding: str) -> None:
    assert reason_of(body, coding) is Reason.BAD_ENCODING


def test_brotli_where_the_library_is_there() -> None:
    brotli = pytest.importorskip("brotli", reason="the library 'brotli' is not installed")
    packed = brotli.compress(TEXT)
    assert decode_payload(packed, "br", CAP) == TEXT
    assert reason_of(packed[:-4], "br") is Reason.TRUNCATED
    assert reason_of(brotli.compress(b"\0" * 9_000_000), "br") is Reason.TOO_LARGE


def test_zstd_where_the_library_is_there() -> None:
    zstandard = pytest.importorskip("zstandard", reason="the library 'zstandard' is not installed")
    packed = zstandard.ZstdCompressor().compress(TEXT)
    assert decode_payload(packed, "zstd", CAP) == TEXT
    assert reason_of(packed[:-4], "zstd") is Reason.TRUNCATED
    assert reason_of(TEXT, "zstd") is Reason.BAD_ENCODING
    assert reason_of(zstandard.compress(b"\0" * 9_000_000), "zstd") is Reason.TOO_LARGE
