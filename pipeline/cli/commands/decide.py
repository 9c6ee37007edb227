"""`copydesk decide`: reject a capture, say what is one story and what not, or take that back."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import click

from pipeline.cli.article import article_at
from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.flows.desk import Desk, run_context
from pipeline.flows.fold import fold_copies
from pipeline.flows.night import COMMAND_LINE, new_run_id
from pipeline.warehouse.decisions import (
    Verdict,
    current_capture,
    decide_story,
    list_decisions,
    reject_capture,
    revoke,
)
from pipeline.warehouse.load import RunContext

reason_option = click.option("--reason", required=True, metavar="WORDS", help="Why.")
by_option = click.option("--by", "name", metavar="NAME", help="Who decides. Default: this user.")


@click.group("decide")
def command() -> None:
    """Overrule what was found, or take that back.

    A rejected capture does not count in the present history; what was believed before the decision
    can still be asked. Two articles that are decided to be one story, or not to be, are so whatever
    was measured. Decisions are never deleted and outlast every reprocessing.
    """


@command.command(
    "reject",
    epilog=examples(
        "copydesk decide reject https://paper.example/story --reason 'a wall passed for a text'",
    ),
)
@click.argument("subject", metavar="CAPTURE|URL")
@reason_option
@by_option
@json_option
def reject(subject: str, reason: str, name: str | None, as_json: bool) -> None:
    """Say that a capture is not what the article said.

    For a URL it is the capture of its current version; captures that only repeat its bytes are
    rejected with it.
    """
    with desk_here() as desk:
        capture_id = _capture(desk, subject)
        number = reject_capture(
            desk.warehouse, capture_id, _verdict(desk, reason, name), _context(desk)
        )
    _say(number, f"capture {capture_id} does not count any more", as_json=as_json)


@command.command(
    "one",
    epilog=examples(
        "copydesk decide one https://a.example/x https://b.example/y --reason 'same interview'"
    ),
)
@click.argument("url")
@click.argument("other")
@reason_option
@by_option
@json_option
def one(url: str, other: str, reason: str, name: str | None, as_json: bool) -> None:
    """Say that two articles are one story.

    Both stories become one at once, and stay it whatever is measured later.
    """
    _decide_story(url, other, reason, name, is_one=True, as_json=as_json)


@command.command(
    "not-one",
    epilog=examples(
        "copydesk decide not-one https://a.example/x https://b.example/y --reason 'two matches'"
    ),
)
@click.argument("url")
@click.argument("other")
@reason_option
@by_option
@json_option
def not_one(url: str, other: str, reason: str, name: str | None, as_json: bool) -> None:
    """Say that two articles are not one story.

    Where they were one, the weakest ties between them give way at once.
    """
    _decide_story(url, other, reason, name, is_one=False, as_json=as_json)


@command.command("revoke", epilog=examples("copydesk decide revoke 3 --reason 'it was the text'"))
@click.argument("number", metavar="N", type=int)
@reason_option
@by_option
@json_option
def revoke_one(number: int, reason: str, name: str | None, as_json: bool) -> None:
    """Take decision N back."""
    with desk_here() as desk:
        context = _context(desk)
        made = revoke(desk.warehouse, number, _verdict(desk, reason, name), context)
        fold_copies(desk, context)
    _say(made, f"decision {number} does not stand any more", as_json=as_json)


@command.command("list", epilog=examples("copydesk decide list --json"))
@json_option
def list_all(as_json: bool) -> None:
    """Print all decisions, newest first."""
    with desk_here() as desk:
        decisions = list_decisions(desk.warehouse)
    if as_json:
        print_json(decisions)
        return
    if not decisions:
        say("Nothing was decided.")
    say_columns(
        (
            str(row["decision_id"]),
            plain(row["decided_at"]),
            row["author"],
            row["kind"] + (f" (revoked by {row['revoked_by']})" if row["revoked_by"] else ""),
            _subject(row),
            row["reason"],
        )
        for row in decisions
    )


def _decide_story(
    url: str, other: str, reason: str, name: str | None, *, is_one: bool, as_json: bool
) -> None:
    with desk_here() as desk:
        context = _context(desk)
        articles = article_at(desk.warehouse, url), article_at(desk.warehouse, other)
        number = decide_story(
            desk.warehouse, articles, _verdict(desk, reason, name), context, is_one=is_one
        )
        fold_copies(desk, context)
    said = "are one story" if is_one else "are not one story"
    _say(number, f"{url} and {other} {said}", as_json=as_json)


def _subject(row: Mapping[str, Any]) -> str:
    if row["url"] is None:
        return f"decision {row['revokes']}"
    return f"{row['url']} and {row['other_url']}" if row["other_url"] else str(row["url"])


def _capture(desk: Desk, subject: str) -> UUID:
    try:
        return UUID(subject)
    except ValueError:
        found = current_capture(desk.warehouse, article_at(desk.warehouse, subject))
    if found is None:
        raise NotFound(f"{subject} has no version: there is nothing to reject.")
    return found


def _verdict(desk: Desk, reason: str, name: str | None) -> Verdict:
    return Verdict(name or getpass.getuser(), reason, desk.clock.now())


def _context(desk: Desk) -> RunContext:
    return run_context(COMMAND_LINE, new_run_id(desk, "decide"))


def _say(number: int, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"decision_id": number})
    else:
        say(f"decision {number}: {what}")
