"""Content encodings undone, with a cap on what comes out: a small body may hold gigabytes."""

from __future__ import annotations

import importlib
import zlib
from typing import Any

from pipeline.errors import Terminal
from pipeline.model import Reason

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_STEP = 256  # bytes; each may become 8 MB, and the library takes no limit
_AS_GZIP = 16 + zlib.MAX_WBITS


def decode_payload(body: bytes, content_encoding: str, max_bytes: int) -> bytes:
    """Return `body` with the coding of its Content-Encoding header undone.

    Knows identity, gzip, deflate (with and without the zlib frame) and, where the libraries
    `brotli` and `zstandard` are installed, br and zstd. What follows a complete gzip stream is
    ignored, as browsers do. Raises `Terminal`: TOO_LARGE past `max_bytes` of decoded bytes,
    TRUNCATED where the stream ends early, BAD_ENCODING for an unknown or damaged coding and for
    more than one (nobody nests them in good faith).
    """
    names = [name for name in _coding_names(content_encoding) if name != "identity"]
    if len(names) > 1:
        raise _bad(f"The body claims {len(names)} nested content encodings.")
    if not names or not body:
        return _within(body, max_bytes)
    decoder = _DECODERS.get(names[0])
    if decoder is None:
        raise _bad(f"The content encoding {names[0][:40]!r} is not known.")
    return _within(decoder(body, max_bytes), max_bytes)


def _coding_names(header: str) -> list[str]:
    names = (part.strip().lower() for part in header[:4096].split(","))
    return [name.removeprefix("x-") for name in names if name]


def _within(decoded: bytes, max_bytes: int) -> bytes:
    if len(decoded) > max_bytes:
        raise Terminal(f"The body is larger than {max_bytes:,} bytes.", reason=Reason.TOO_LARGE)
    return decoded


def _decode_gzip(body: bytes, max_bytes: int) -> bytes:
    if not body.startswith(_GZIP_MAGIC):
        raise _bad("The body says that it is gzip and is not.")
    decoded, rest = _inflate(body, _AS_GZIP, max_bytes)
    while rest.startswith(_GZIP_MAGIC) and len(decoded) <= max_bytes:
        try:
            member, rest = _inflate(rest, _AS_GZIP, max_bytes - len(decoded))
        except Terminal as error:
            if error.reason is Reason.TRUNCATED:
                raise
            break  # garbage that happens to start like a member
        decoded += member
    return decoded


def _decode_deflate(body: bytes, max_bytes: int) -> bytes:
    """RFC 9110 means the zlib frame; some servers send the bare stream."""
    try:
        return _inflate(body, zlib.MAX_WBITS, max_bytes)[0]
    except Terminal as error:
        if error.reason is not Reason.BAD_ENCODING:
            raise
    return _inflate(body, -zlib.MAX_WBITS, max_bytes)[0]


def _inflate(body: bytes, window_bits: int, max_bytes: int) -> tuple[bytes, bytes]:
    """Return at most `max_bytes` + 1 decoded bytes, and the input behind the stream's end."""
    stream = zlib.decompressobj(window_bits)
    try:
        decoded = stream.decompress(body, max_bytes + 1)
    except zlib.error as error:
        raise _bad(f"The compressed body is damaged ({error}).") from None
    if len(decoded) <= max_bytes and not stream.eof:
        raise Terminal("The compressed body ends too early.", reason=Reason.TRUNCATED)
    return decoded, stream.unused_data


def _decode_zstd(body: bytes, max_bytes: int) -> bytes:
    library = _optional("zstandard", "zstd")
    stream = library.ZstdDecompressor().decompressobj()
    decoded = bytearray()
    try:
        for start in range(0, len(body), _ZSTD_STEP):
            decoded += stream.decompress(body[start : start + _ZSTD_STEP])
            if stream.eof or len(decoded) > max_bytes:
                return bytes(decoded)
    except library.ZstdError as error:
        raise _bad(f"The compressed body is damaged ({error}).") from None
    raise Terminal("The compressed body ends too early.", reason=Reason.TRUNCATED)


def _decode_brotli(body: bytes, max_bytes: int) -> bytes:
    library = _optional("brotli", "br")
    stream = library.Decompressor()
    decoded = bytearray()
    try:
        decoded += stream.process(body, output_buffer_limit=max_bytes + 1)
        while not stream.is_finished() and len(decoded) <= max_bytes:
            more = stream.process(b"", output_buffer_limit=max_bytes + 1)
            if not more:
                raise Terminal("The compressed body ends too early.", reason=Reason.TRUNCATED)
            decoded += more
    except library.error as error:
        raise _bad(f"The compressed body is damaged ({error}).") from None
    return bytes(decoded)


def _optional(module: str, coding: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise _bad(f"To read the content encoding '{coding}', install '{module}'.") from None


def _bad(message: str) -> Terminal:
    return Terminal(message, reason=Reason.BAD_ENCODING)


_DECODERS = {
    "gzip": _decode_gzip,
    "deflate": _decode_deflate,
    "br": _decode_brotli,
    "zstd": _decode_zstd,
}
