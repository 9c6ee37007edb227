"""A compressed WARC file, member by member: where each record stands, and whether it is whole.

A WARC file is a row of gzip members, one per record. Walking them ourselves gives exact offsets
and tells a record that was cut from one that ended; `warcio` reads what is inside.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

MAX_RECORD_BYTES = 64_000_000
"""Larger records (video, mostly) are passed over: no page is that large."""

GZIP_MAGIC = b"\x1f\x8b\x08"
_STEP = 1 << 18


@dataclass(frozen=True, slots=True)
class Member:
    """One record's stretch of a file, and its bytes (None where they are too many)."""

    offset: int
    length: int
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a file that is no whole record, from `offset` on."""

    offset: int
    why: str


def iterate_members(data: mmap, offset: int = 0) -> Iterator[Member | Damage]:
    """Yield the members of `data` from byte `offset` on, and where one is damaged.

    After damage the search goes on at the next start of a member: one broken record does not
    cost the ones behind it.
    """
    while 0 <= offset < len(data):
        found = _read_member(data, offset)
        yield found
        if isinstance(found, Member):
            offset += found.length
        else:
            offset = _next_member(data, offset + 1)


def _read_member(data: mmap, offset: int) -> Member | Damage:
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    content, at = bytearray(), offset
    try:
        while not stream.eof and at < len(data):
            step = data[at : at + _STEP]
            at += len(step)
            content += stream.decompress(step)
            if len(content) > MAX_RECORD_BYTES:
                return _pass_over(data, stream, offset, at)
    except zlib.error as error:
        return Damage(offset, f"not readable ({error})")
    if not stream.eof:
        return Damage(offset, "cut off before its end")
    return Member(offset, at - len(stream.unused_data) - offset, bytes(content))


def _pass_over(data: mmap, stream: zlib._Decompress, offset: int, at: int) -> Member | Damage:
    """Read to the end of a member that is too large, without keeping what comes out."""
    while not stream.eof and at < len(data):
        step = data[at : at + _STEP]
        at += len(step)
        stream.decompress(step)
    if not stream.eof:
        return Damage(offset, "cut off before its end")
    return Member(offset, at - len(stream.unused_data) - offset, None)


def _next_member(data: mmap, start: int) -> int:
    """Return where the next member starts whose content is a WARC record; -1 for nowhere."""
    at = data.find(GZIP_MAGIC, start)
    while at >= 0:
        stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            if stream.decompress(data[at : at + 4096], 5) == b"WARC/":
                return at
        except zlib.error:
            pass  # three bytes that look like a start and are none
        at = data.find(GZIP_MAGIC, at + 1)
    return -1
