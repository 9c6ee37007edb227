"""What a part of this benchmark gives back, so that its parts can be written apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.report import Bar


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people: a line of headers and rows of as many cells."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Part:
    """The tables, bars and figures of one part; the figures go into the JSON under its name."""

    name: str
    tables: list[Table]
    bars: list[Bar]
    figures: dict[str, Any] = field(default_factory=dict)
