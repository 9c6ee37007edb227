"""JSON Lines from a stream: one record at a time, however long the stream is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from pipeline.errors import Terminal
from pipeline.model import Reason

MAX_LINE_BYTES = 64_000_000
"""A page may have 15 MB, and JSON escapes may make four of one."""


_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One line: the record that it holds, or what is wrong with it. `number` counts from 1."""

    number: int
    value: dict[str, Any]
    problem: str = ""

    def text(self, key: str) -> str:
        """Return the text at `key`. Raises `Terminal` where there is none."""
        if self.problem:
            raise Terminal(self.problem, reason=Reason.UNREADABLE)
        value = self.value.get(key)
        if not isinstance(value, str):
            raise Terminal(
                f"Line {self.number} has no text under '{key}'.", reason=Reason.UNREADABLE
            )
        return value


def read_records(stream: IO[bytes], max_bytes: int = MAX_LINE_BYTES) -> Iterator[Record]:
    """Yield a record for every line that is not blank, bad ones with their problem."""
    for number, line in enumerate(_lines(stream, max_bytes), 1):
        if line is None:
            yield Record(number, {}, f"Line {number} is longer than {max_bytes:,} bytes.")
        elif line.strip():
            yield _record(number, line)


def _record(number: int, line: bytes) -> Record:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Record(number, {}, f"Line {number} is not JSON: {error}.")
    if not isinstance(value, dict):
        return Record(number, {}, f"Line {number} is no JSON object.")
    return Record(number, {key: _without_surrogates(item) for key, item in value.items()})


def _without_surrogates(value: Any) -> Any:
    """Return a text with U+FFFD for each half of a pair that JSON escapes can smuggle in."""
    if not isinstance(value, str) or not _SURROGATE.search(value):
        return value
    return _SURROGATE.sub("\ufffd", value)


def _lines(stream: IO[bytes], max_bytes: int) -> Iterator[bytes | None]:
    """Yield each line; None for one that is too long, which is read past in pieces."""
    while line := stream.readline(max_bytes + 1):
        if len(line) <= max_bytes:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(max_bytes)
        yield None
