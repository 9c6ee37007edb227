"""How listings are read: `python -m bench.discover`, beside feedparser and fastfeedparser.

Every file of `../shared/data/feeds/` is read by each reader in a process of its own. Bars: no
crash, no file that takes long, little memory; on every file at least the entries that feedparser
finds, and at least as many of the pages whose addresses the file states.
"""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.peers import ROOT, peer_python, run_module
from bench.report import Bar, Report, print_table

FEEDS = ROOT.parent / "shared" / "data" / "feeds" / "feeds.tar.xz"
READERS = ("ours", "feedparser", "fastfeedparser")
SUFFIXES = (".xml", ".json", ".rss", ".atom", ".rdf", ".txt")
MAX_FILE_S = 5.0
MAX_PEAK_MB = 300.0


@dataclass(frozen=True)
class Reading:
    """What one reader made of all files."""

    files: Mapping[str, Mapping[str, Any]]
    total_s: float
    peak_mb: float

    def total(self, name: str) -> int:
        """Return the sum of a count over all files."""
        return sum(int(found[name]) for found in self.files.values())

    def errors(self) -> int:
        """Return on how many files it raised."""
        return sum(bool(found["error"]) for found in self.files.values())

    def slowest_s(self) -> float:
        """Return the processor time of the file that took longest."""
        return max(float(found["seconds"]) for found in self.files.values())


def main() -> None:
    """Read all, print the table, the files with less than feedparser, and the report."""
    report = Report("discover")
    if not FEEDS.exists():
        print("there is no ../shared/data/feeds here: nothing was measured")
        report.bars = [Bar("files read", None, at_least=1)]
        report.finish()
        return
    with tempfile.TemporaryDirectory(prefix="copydesk-bench-") as folder:
        with tarfile.open(FEEDS) as packed:
            packed.extractall(folder, filter="data")
        paths = sorted(p for p in Path(folder).rglob("*") if p.suffix in SUFFIXES and p.is_file())
        readings = {name: read(name, paths) for name in READERS}
        poorer = compare(readings["ours"], readings["feedparser"], Path(folder))
    _print(readings, poorer)
    report.bars = bars(readings, poorer)
    report.figures = figures(readings)
    report.finish()


def read(name: str, paths: Sequence[Path]) -> Reading:
    """Return what reader `name` finds in `paths`; `PeerFailed` where its process dies or hangs."""
    python = peer_python("feeds") if name != "ours" else ROOT / ".venv" / "bin" / "python"
    lines = ({"path": str(path)} for path in paths)
    *files, last = run_module(python, "bench.discover_reader", lines, name, timeout_s=900)
    return Reading({found["path"]: found for found in files}, last["total_s"], last["peak_mb"])


def compare(ours: Reading, theirs: Reading, folder: Path) -> list[tuple[str, str, int, int]]:
    """Return the files on which `ours` has less: file, of what, how many, how many of theirs."""
    return [
        (str(Path(path).relative_to(folder)), name, ours.files[path][name], found[name])
        for path, found in theirs.files.items()
        for name in ("entries", "addresses")
        if ours.files[path][name] < found[name]
    ]


def bars(readings: Mapping[str, Reading], poorer: Sequence[Any]) -> list[Bar]:
    """Return the promises of this benchmark."""
    ours, theirs = readings["ours"], readings["feedparser"]
    gained = sum(ours.files[p]["entries"] > found["entries"] for p, found in theirs.files.items())
    return [
        Bar("files read", len(ours.files), at_least=3000),
        Bar("files on which ours raises what is no error of ours", ours.errors(), at_most=0),
        Bar("files with less than feedparser finds", len(poorer), at_most=0),
        Bar("files with more", gained, at_least=1),
        Bar("slowest file, CPU seconds", round(ours.slowest_s(), 3), at_most=MAX_FILE_S),
        Bar("peak memory, MB", round(ours.peak_mb, 1), at_most=MAX_PEAK_MB),
    ]


def figures(readings: Mapping[str, Reading]) -> dict[str, Any]:
    """Return the figures, speeds as ratios to feedparser's."""
    base = readings["feedparser"].total_s
    return {
        name: {
            "entries": found.total("entries"),
            "addresses": found.total("addresses"),
            "errors": found.errors(),
            "speed_ratio": round(base / found.total_s, 2),
            "peak_mb": round(found.peak_mb, 1),
        }
        for name, found in readings.items()
    }


def _print(readings: Mapping[str, Reading], poorer: Sequence[tuple[str, str, int, int]]) -> None:
    rows = [
        [name, f["entries"], f["addresses"], f["errors"], _per_s(readings[name]), f["speed_ratio"],
         f["peak_mb"]]
        for name, f in figures(readings).items()
    ]  # fmt: skip
    header = ["reader", "entries", "addresses", "errors", "files/CPU s", "x feedparser", "peak MB"]
    print_table(header, rows)
    for file, what, our_count, their_count in poorer:
        print(f"less: {file}: {our_count} {what}, feedparser {their_count}")


def _per_s(reading: Reading) -> int:
    return round(len(reading.files) / reading.total_s)


if __name__ == "__main__":
    main()
