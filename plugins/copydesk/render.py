"""Templates to HTML: everything that is put into them is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"
WIRE = "urn:wire:"

Html = HTMLResponse


def render(name: str, **values: Any) -> str:
    """Return the page `name` with `values` in it."""
    return _environment.get_template(f"{name}.html").render(**values)


def moment(value: datetime | None) -> str:
    """Return a time as an operator reads it, to the minute in UTC."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if value else "-"


def words(code: str) -> str:
    """Return a code of ours in plain words: `http_status` is 'http status'."""
    return "near-duplicate" if code == "near_duplicate" else code.replace("_", " ")


def place(url: str) -> str:
    """Return an address for reading; a wire service that has none is named."""
    return f"wire service {url.removeprefix(WIRE)}" if url.startswith(WIRE) else url


def percent(score: float | None) -> str:
    """Return a share of 0 to 1 as per cent; nothing where none was measured."""
    return "" if score is None else f"{score * 100:.0f} %"


def listed(value: Any) -> str:
    """Return a parameter's value: a list joined, an absent one as a dash."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value in (None, "") else str(value)


def counted(counts: Mapping[str, int]) -> str:
    """Return numbers by code as words, the highest first: `publisher edit 3, withdrawn 1`."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{words(code)} {number}" for code, number in ordered)


def by_original(copies: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return copies grouped by their original, in the order in which they come."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for copy in copies:
        groups.setdefault(copy["original_url"] or "original not known", []).append(copy)
    return list(groups.items())


_environment = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_environment.filters |= {
    "moment": moment,
    "words": words,
    "place": place,
    "percent": percent,
    "listed": listed,
    "by_original": by_original,
    "counted": counted,
}
