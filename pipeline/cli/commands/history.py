"""`copydesk history`: every version of an article, or what was known of it at a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import unified_diff
from itertools import pairwise
from typing import Any

import click

from pipeline.cli import options
from pipeline.cli.article import article_at
from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say
from pipeline.cli.place import desk_here
from pipeline.flows.desk import Desk
from pipeline.warehouse.read import as_of, history


@click.command(
    epilog=examples(
        "copydesk history https://paper.example/story",
        "copydesk history URL --diff                        what changed from version to version",
        "copydesk history URL --as-of 2026-03-03T12:00      what it said then",
        "copydesk history URL --as-of 2026-03-03 --known-at 2026-03-05",
    )
)
@click.argument("url")
@click.option("--as-of", "true_at", type=options.time, help="Only what the page said at this time.")
@click.option("--known-at", type=options.time, help="Only by what the warehouse knew at this time.")
@click.option("--diff", "with_diff", is_flag=True, help="Show what changed between versions.")
@json_option
def command(
    url: str,
    true_at: datetime | None,
    known_at: datetime | None,
    with_diff: bool,
    as_json: bool,
) -> None:
    """Print the versions of an article, or what it said then.

    Each version says when it was true, what happened, and why it stands as it does. With
    --as-of or --known-at it is the one answer to 'what did we believe at KNOWN-AT that the
    page said at AS-OF'; either one defaults to now. Such an answer never changes once it is
    given.
    """
    with desk_here() as desk:
        if true_at or known_at:
            _print_moment(desk, url, true_at, known_at, as_json)
        else:
            _print_versions(desk, url, with_diff, as_json)


def _print_moment(
    desk: Desk, url: str, true_at: datetime | None, known_at: datetime | None, as_json: bool
) -> None:
    now = desk.clock.now()
    if known_at and known_at > now:
        raise click.UsageError(f"--known-at {plain(known_at)} has not come yet.")
    moments = {"true_at": true_at or now, "known_at": known_at or now}
    row = as_of(desk.warehouse, article_at(desk.warehouse, url), **moments)
    if row is None:
        raise NotFound(
            f"At {plain(moments['known_at'])} nothing was known of {url} "
            f"for {plain(moments['true_at'])}."
        )
    if as_json:
        print_json({"url": url, **moments, "version": row})
        return
    say(f"observed at {plain(row['observed_at'])}, known since {plain(row['recorded_from'])}")
    is_withdrawn = row["title"] is None and not row["body"]
    say("It was withdrawn." if is_withdrawn else "\n".join(_text(row)))


def _print_versions(desk: Desk, url: str, with_diff: bool, as_json: bool) -> None:
    versions = history(desk.warehouse, article_at(desk.warehouse, url))
    diffs = [[], *(_diff(*pair) for pair in pairwise(versions))] if with_diff else []
    if as_json:
        rows = [row | ({"diff": diffs[i]} if with_diff else {}) for i, row in enumerate(versions)]
        print_json({"url": versions[0]["url"] if versions else url, "versions": rows})
        return
    for number, row in enumerate(versions):
        _say_version(row)
        for line in diffs[number] if with_diff else []:
            say(f"    {line}")


def _say_version(row: Mapping[str, Any]) -> None:
    until = plain(row["effective_to"]) if row["effective_to"] else "now"
    ours = f" ({row['cause']})" if row["cause"] != row["change"] else ""
    say(f"{row['version_no']}. {plain(row['effective_from'])} to {until}: {row['change']}{ours}")
    if row["change"] != "withdrawn":
        say(f"   {plain(row['title'])}")
    say(f"   published {plain(row['published_at'])}, known since {plain(row['recorded_from'])}")


def _diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return a unified diff of what a reader reads: title, authors, paragraphs."""
    lines = unified_diff(_text(before), _text(after), lineterm="", n=1)
    return [line for line in lines if not line.startswith(("---", "+++"))]


def _text(row: Mapping[str, Any]) -> Sequence[str]:
    return [f"# {row['title'] or ''}", f"by {plain(row['authors'])}", *row["body"].splitlines()]
