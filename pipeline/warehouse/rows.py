"""Records to rows and back, and what PostgreSQL can store of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pipeline.model import Capture, CaptureKind, Via, WarcLocation

_PLAIN = tuple(f.name for f in fields(Capture) if f.name != "location")


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(value: Any, instead: str = "") -> Any:
    """Return `value` as PostgreSQL can store it, at any depth.

    Each NUL and each lone surrogate becomes `instead`.
    """
    if isinstance(value, str):
        return _UNSTORABLE.sub(instead, value) if _is_unstorable(value) else value
    if isinstance(value, dict):
        return {storable(key, instead): storable(item, instead) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(item, instead) for item in value]
    return value


def unstorable_count(text: str) -> int:
    """Return how many characters of `text` PostgreSQL cannot store."""
    return len(_UNSTORABLE.findall(text)) if _is_unstorable(text) else 0


def _is_unstorable(text: str) -> bool:
    if text.isascii():
        return "\0" in text
    try:
        text.encode()  # far quicker than a search
    except UnicodeEncodeError:
        return True
    return "\0" in text


def capture_row(capture: Capture, run_id: str) -> dict[str, Any]:
    """Return the row of table `capture` for `capture`; `run_id` where it names no run itself."""
    row = {name: storable(getattr(capture, name)) for name in _PLAIN}
    return row | {
        "kind": capture.kind.value,
        "via": capture.via.value,
        "warc_file": capture.location.warc_file,
        "warc_offset": capture.location.offset,
        "warc_length": capture.location.length,
        "run_id": capture.run_id or run_id,
    }


def capture_from(row: Mapping[Any, Any]) -> Capture:
    """Return the capture that a row of table `capture` describes."""
    values = {name: row[name] for name in _PLAIN}
    location = WarcLocation(row["warc_file"], row["warc_offset"], row["warc_length"])
    values |= {"kind": CaptureKind(row["kind"]), "via": Via(row["via"]), "location": location}
    return Capture(**values)
