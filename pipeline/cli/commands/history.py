"""`copydesk history`: every version of an article, or what was known of it at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

import click

from pipeline.cli import options
from pipeline.cli.article import article_at
from pipeline.cli.diffs import diff_versions, said_of_edit, say_diff
from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say
from pipeline.cli.place import desk_here
from pipeline.flows.desk import Desk
from pipeline.warehouse.read import as_of, beliefs, history, known_until


@click.command(
    epilog=examples(
        "copydesk history https://paper.example/story",
        "copydesk history URL --diff                        what changed, word by word",
        "copydesk history URL --at 2026-03-03T12:00         what it said then",
        "copydesk history URL --at 2026-03-03 --known 2026-03-05",
        "                                                   what we believed on the 5th of the 3rd",
        "copydesk history URL --diff --json | jq '.versions[1].diff'",
        "copydesk history URL --beliefs                     what we held, and until when",
    )
)
@click.argument("url")
@click.option(
    "--at", "--as-of", "true_at", type=options.time, help="Only what the page said at this time."
)
@click.option(
    "--known", "--known-at", "known_at", type=options.time,
    help="Only by what the warehouse knew at this time, which is up to its last load.",
)  # fmt: skip
@click.option("--diff", "with_diff", is_flag=True, help="Show what changed between versions.")
@click.option(
    "--beliefs", "with_beliefs", is_flag=True,
    help="Everything that was ever believed, also what no longer is.",
)  # fmt: skip
@json_option
def command(
    url: str,
    true_at: datetime | None,
    known_at: datetime | None,
    with_diff: bool,
    with_beliefs: bool,
    as_json: bool,
) -> None:
    """Print the versions of an article, or what it said then.

    Each version says when it was true, what happened, and why it stands as it does. With
    --at or --known it is the one answer to 'what did we believe at KNOWN that the page said
    at AT'; AT defaults to now, KNOWN to the last load. Such an answer never changes once it is
    given, so a KNOWN after the last load is refused.
    """
    if with_diff and (true_at or known_at):
        raise click.UsageError("--diff compares all versions: leave out --at and --known.")
    if with_beliefs and (with_diff or true_at or known_at):
        raise click.UsageError("--beliefs shows all there is: leave out the other options.")
    with desk_here() as desk:
        if with_beliefs:
            _print_beliefs(desk, url, as_json)
        elif true_at or known_at:
            _print_moment(desk, url, true_at, known_at, as_json)
        else:
            _print_versions(desk, url, with_diff, as_json)


def _print_moment(
    desk: Desk, url: str, true_at: datetime | None, known_at: datetime | None, as_json: bool
) -> None:
    article_id = article_at(desk.warehouse, url)
    known = known_at or known_until(desk.warehouse)
    moments = {"true_at": true_at or desk.clock.now(), "known_at": known}
    row = as_of(desk.warehouse, article_id, true_at=moments["true_at"], known_at=known)
    if row is None:
        raise NotFound(
            f"At {plain(known)} nothing was known of {url} for {plain(moments['true_at'])}."
        )
    if as_json:
        print_json({"url": url, **moments, "version": row})
        return
    _say_version(row)
    if row["change"] == "withdrawn":
        say("It was withdrawn.")
        return
    if row["is_purged"]:
        say("Its text was purged.")
        return
    say(f"\n# {row['title'] or ''}\nby {plain(row['authors'])}\n\n{row['body']}".rstrip())


def _print_versions(desk: Desk, url: str, with_diff: bool, as_json: bool) -> None:
    versions = history(desk.warehouse, article_at(desk.warehouse, url))
    diffs = [[], *(diff_versions(*pair) for pair in pairwise(versions))] if with_diff else []
    if as_json:
        rows = [row | ({"diff": diffs[i]} if with_diff else {}) for i, row in enumerate(versions)]
        print_json({"url": versions[0]["url"] if versions else url, "versions": rows})
        return
    for number, row in enumerate(versions):
        _say_version(row)
        if row["is_purged"]:
            say("   its text was purged")
        if with_diff:
            say_diff(diffs[number])


def _print_beliefs(desk: Desk, url: str, as_json: bool) -> None:
    rows = beliefs(desk.warehouse, article_at(desk.warehouse, url))
    if as_json:
        print_json({"url": url, "beliefs": rows})
        return
    for row in rows:
        told = f"believed {_span(row['recorded_from'], row['recorded_to'])}"
        true = f"true {_span(row['effective_from'], row['effective_to'])}"
        cause = f" ({row['cause']})" if row["cause"] != row["change"] else ""
        say(f"{told}: {row['change']}{cause}, {true}")
        if row["title"]:
            say(f"   {row['title']}")


def _span(start: datetime, end: datetime | None) -> str:
    return f"{plain(start)} to {plain(end) if end else 'now'}"


def _say_version(row: Mapping[str, Any]) -> None:
    ours = f" ({row['cause']})" if row["cause"] != row["change"] else ""
    span = _span(row["effective_from"], row["effective_to"])
    say(f"{row['version_no']}. {span}: {row['change']}{ours}{said_of_edit(row)}")
    if row["title"]:
        say(f"   {row['title']}")
    say(f"   published {plain(row['published_at'])}, known since {plain(row['recorded_from'])}")
    if row["reprocessed_with"]:
        say(f"   reprocessed {_shortened(row['reprocessed_with'])}")


def _shortened(parts: str) -> str:
    """Return the first of many parts; JSON and `desk.article_versions` have all of them."""
    first = parts.split(", ")
    rest = len(first) - _PARTS_SHOWN
    return ", ".join(first[:_PARTS_SHOWN]) + (f" and {rest} more (--json)" if rest > 0 else "")


_PARTS_SHOWN = 8
