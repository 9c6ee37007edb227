"""What every benchmark ends with: a table for people, one line of JSON for programs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """One promise and whether it was kept. `measured` None means it was not measured here."""

    name: str
    measured: float | None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def holds(self) -> bool:
        """True if the measured value reaches the bar; what was not measured does not."""
        if self.measured is None:
            return False
        return (self.at_least is None or self.measured >= self.at_least) and (
            self.at_most is None or self.measured <= self.at_most
        )

    def to_json(self) -> dict[str, Any]:
        """Return the bar with its limits and whether it holds."""
        limits = {"at_least": self.at_least, "at_most": self.at_most}
        kept = {name: value for name, value in limits.items() if value is not None}
        return {"measured": self.measured, **kept, "holds": self.holds}


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


@dataclass(slots=True)
class Report:
    """Bars and figures of one run; `finish` prints the last line."""

    name: str
    bars: list[Bar] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True if there are bars and every one holds."""
        return bool(self.bars) and all(bar.holds for bar in self.bars)

    def add(self, part: Part) -> None:
        """Print the tables of a part that was measured, and take its bars and figures."""
        for table in part.tables:
            print_table(table.header, table.rows)
        self.bars += part.bars
        self.figures[part.name] = part.figures

    def finish(self) -> None:
        """Print each bar in words, then the JSON object as the last line."""
        for bar in self.bars:
            print(f"{'holds ' if bar.holds else 'MISSED'} {bar.name}: {_limits(bar)}")
        line = {
            "bench": self.name,
            "ok": self.ok,
            "bars": {bar.name: bar.to_json() for bar in self.bars},
            "figures": self.figures,
            "machine": {
                "cores": os.cpu_count(),
                "load_average": round(os.getloadavg()[0], 2),
                "python": platform.python_version(),
            },
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a header, columns aligned; floats with three significant decimals."""
    cells = [list(header), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for number, row in enumerate(cells):
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)))
        if number == 0:
            print("  ".join("-" * width for width in widths))
    print(flush=True)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _limits(bar: Bar) -> str:
    measured = "not measured" if bar.measured is None else f"{bar.measured:.4g}"
    wanted = [f">= {bar.at_least:.4g}"] if bar.at_least is not None else []
    wanted += [f"<= {bar.at_most:.4g}"] if bar.at_most is not None else []
    return f"{measured} ({', '.join(wanted)})"
