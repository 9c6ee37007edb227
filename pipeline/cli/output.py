"""Results on standard output: JSON for programs, aligned lines for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import click

from pipeline.model import to_json

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def print_json(value: Any) -> None:
    """Print `value` as indented JSON."""
    click.echo(json.dumps(to_json(value), ensure_ascii=False, indent=2, default=str))


def json_line(value: Any) -> str:
    """Return `value` as one line of JSON."""
    return json.dumps(to_json(value), ensure_ascii=False, default=str)


def harmless(text: str) -> str:
    """Return `text` without what could steer a terminal: pages write what they like."""
    return _CONTROL.sub("\ufffd", text)


def say(text: str = "") -> None:
    """Print a line, made harmless."""
    click.echo(harmless(text))


def say_columns(rows: Iterable[Sequence[object]], indent: str = "") -> None:
    """Print rows with aligned columns; the last one is as long as it is."""
    cells = [[plain(value) for value in row] for row in rows]
    if not cells:
        return
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    for row in cells:
        padded = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        say(indent + "  ".join([*padded, row[-1]]).rstrip())


def plain(value: object) -> str:
    """Return a value as people read it: moments to the second, a dash for nothing."""
    if value is None or value == "":
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}Z"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(plain, value)) or "-"
    return str(value)
