"""`copydesk trace`: the whole way of an address through the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from pipeline.cli.article import normal_address
from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.flows.trace import trace_address

Row = Mapping[str, Any]


@click.command(
    epilog=examples(
        "copydesk trace https://paper.example/story",
        "copydesk trace URL --json | jq .quarantine        why it is not there",
    )
)
@click.argument("url")
@json_option
def command(url: str, as_json: bool) -> None:
    """Print all that is known of an address.

    Who listed or pushed it, what it answered and when, what became of each answer: read by what,
    cleaned of what, tied to what with which evidence, or in quarantine and why; decisions on it.
    The address may be an article's, an alias, a copy, or one that never became an article.
    """
    address = normal_address(url)
    with desk_here() as desk:
        found = trace_address(desk, address)
    if found is None:
        raise NotFound(
            f"Nothing is known of {address}: no listing named it and nobody pushed it.",
            remedy=f"Read it now: copydesk ingest {address}",
        )
    if as_json:
        print_json({"url": address, **found})
        return
    _say_way(found["way"], found["inbox"])
    for reading in found["readings"]:
        _say_reading(reading)
    _say_story(found["story"])
    _say_rows("kept", found["captures"], _kept)
    _say_rows("quarantine", found["quarantine"], _case)
    _say_rows("aliases", found["aliases"], lambda row: (row["kind"], row["seen_url"], row["url"]))
    _say_robots(found["robots"])


def _say_way(way: Sequence[Row], inbox: Sequence[Row]) -> None:
    say("way:")
    say_columns(((plain(row["at"]), row["event"], row["url"], _told(row)) for row in way), "  ")
    for row in inbox:
        say(f"  {plain(row['received_at'])}  pushed by {row['via']}: {row['result'] or 'waits'}")


def _told(row: Row) -> str:
    """Return what a step says, of an answer also what became of it."""
    details, told = row["details"], " ".join(str(row["told"]).split())
    if row["event"] == "listed" and details["title"]:
        return f"{told}: {details['title']}"
    if row["event"] != "answered":
        return told
    repeats = ", repeats an earlier one" if details["repeats"] else ""
    forbids = f", robots: {details['robots_directives']}" if details["robots_directives"] else ""
    return f"{told} ({details['kind']}, {details['outcome'] or 'not read'}{repeats}{forbids})"


def _say_reading(reading: Row) -> None:
    """Say how a capture was read; one that only repeats another's bytes was not read itself."""
    if reading["revisit_of"]:
        return
    by = f"extractor {plain(reading['extractor_version'])}, rules {reading['pipeline_version']}"
    say(f"read {plain(reading['observed_at'])} by {by}: {plain(reading['title'])}")
    lineage = reading["lineage"] or {}
    say_columns(((field, "from", source) for field, source in sorted(lineage.items())), "  ")
    say_columns(
        (
            ("removed by", f"{r['rule']} {r['rule_version']}",
             f"{r['spans']} spans, {r['characters']} characters")
            for r in reading["removed"]
        ),
        "  ",
    )  # fmt: skip
    say_columns((("evidence", *_evidence(row)) for row in reading["evidence"]), "  ")


def _evidence(row: Row) -> Sequence[object]:
    origin = row["origin_url"] or row["origin_name"]
    return (row["kind"], f"{row['strength']:.2f}", plain(origin), row["value"])


def _say_story(story: Sequence[Row]) -> None:
    for row in story:
        of = "" if row["role"] == "original" else f" of {row['original_url']}"
        kinds = ", ".join(str(reason.get("kind")) for reason in row["evidence"])
        say(f"story: {row['role']}{of} ({row['score']:.2f}; {kinds or 'alone'})")


def _say_rows(name: str, rows: Sequence[Row], line: Any) -> None:
    if rows:
        say(f"{name}:")
        say_columns(map(line, rows), "  ")


def _kept(row: Row) -> Sequence[object]:
    return (plain(row["fetched_at"]), row["status"], f"{row['warc_file']}@{row['warc_offset']}")


def _case(row: Row) -> Sequence[object]:
    state = "open" if row["is_open"] else "closed"
    number = f"{row['quarantine_id']}"
    return (number, plain(row["failed_at"]), state, row["stage"], row["reason"],
            f"attempt {row['attempt']}")  # fmt: skip


def _say_robots(robots: Row | None) -> None:
    if robots is None:
        return
    verdict = "unreachable" if not robots["status"] else (
        "allows it" if robots["is_allowed"] else "forbids it")  # fmt: skip
    say(f"robots: {robots['origin']}, read {plain(robots['fetched_at'])}: {verdict}")
