"""A run's summary, as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from pipeline.cli.exits import FOUND_WRONG, OK
from pipeline.cli.output import print_json, say, say_columns

_COUNTS = (
    "sources_read", "pages_fetched", "pages_unchanged", "revisits", "new_articles", "new_versions",
    "publisher_edits", "withdrawn", "returned", "moved",
)  # fmt: skip


def print_summary(summary: Mapping[str, Any], *, as_json: bool) -> int:
    """Print the summary of a run; return the exit code: 1 where something is in quarantine."""
    if as_json:
        print_json(summary)
    else:
        _say_summary(summary)
    return FOUND_WRONG if summary["quarantined"] else OK


def _say_summary(summary: Mapping[str, Any]) -> None:
    say(f"run {summary['run_id']}")
    say_columns(((key.replace("_", " "), summary[key]) for key in _COUNTS), "  ")
    for key in ("versions_by_cause", "edits_by_kind"):
        if summary[key]:
            say(f"  {key.replace('_', ' ')}: {_told(summary[key])}")
    if "captures_indexed" in summary["params"]:
        say(f"  captures indexed: {summary['params']['captures_indexed']}")
    copies = summary["copies"]
    say(f"  copies tied: {len(copies)}")
    for original, group in groupby(copies, key=lambda copy: copy["original_url"]):
        say(f"    {original}")
        say_columns(
            (("<-", c["copy_url"], f"{c['role']} {c['score']:.2f}") for c in group), "      "
        )
    quarantined = summary["quarantined"]
    say(f"  in quarantine: {sum(case['count'] for case in quarantined)}")
    say_columns(
        ((c["count"], c["stage"], c["reason"], f"e.g. {c['example_url']}") for c in quarantined),
        "    ",
    )
    for note in summary["notes"]:
        say(f"  note: {note}")


def _told(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in ordered)
