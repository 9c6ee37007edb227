"""Records to rows and back, and what PostgreSQL can store of a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pipeline.model import Capture, CaptureKind, Via, WarcLocation

_PLAIN = tuple(f.name for f in fields(Capture) if f.name != "location")


def storable(value: Any) -> Any:
    """Return `value` without what PostgreSQL refuses: NUL and lone surrogates, at any depth."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(item) for item in value]
    return value


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
