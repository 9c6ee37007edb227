"""`copydesk quarantine`: what failed, why, and what an operator does about it."""

from __future__ import annotations

import getpass
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from pipeline.cli import options
from pipeline.cli.exits import FOUND_WRONG, OK, NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.cli.progress import shown_progress
from pipeline.flows import quarantine
from pipeline.flows.desk import Desk
from pipeline.flows.fixture import write_fixture
from pipeline.model import Reason
from pipeline.warehouse.cases import CaseFilter, count_causes, get_case, list_quarantine
from pipeline.warehouse.decisions import Verdict

_SHOWN = ("source_id", "stage", "reason", "url")
_CASE = (
    "quarantine_id", "url", "source_id", "stage", "reason", "message", "failed_at", "attempt",
    "run_id", "pipeline_version", "is_open",
)  # fmt: skip

number_argument = click.argument("number", metavar="N", type=click.IntRange(min=1))
reasons_option = click.option(
    "--reason",
    "reasons",
    type=click.Choice([reason.value for reason in Reason]),
    multiple=True,
    metavar="CODE",
    help="Only this reason; may be given several times.",
)
day_option = click.option("--day", type=options.day, help="Only what failed on this UTC day.")
run_option = click.option("--run", "run_id", metavar="ID", default="", help="Only of this run.")


@click.group("quarantine")
def command() -> None:
    """See what failed and why, and take it up again.

    Every case has its stage, its reason, and its capture where there is one.
    """


@command.command(
    "list",
    epilog=examples(
        "copydesk quarantine list",
        "copydesk quarantine list --causes                      how often, by reason",
        "copydesk quarantine list --reason teaser --source paper",
        "copydesk quarantine list --day yesterday --all --json",
    ),
)
@click.option("--causes", is_flag=True, help="Count the cases of each cause instead.")
@click.option("--all", "with_closed", is_flag=True, help="Also cases that were overcome since.")
@reasons_option
@options.source_ids_option
@run_option
@day_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="How many cases to print.",
)
@json_option
def list_cases(
    *,
    causes: bool,
    with_closed: bool,
    reasons: tuple[str, ...],
    source_ids: tuple[str, ...],
    run_id: str,
    day: date | None,
    limit: int,
    as_json: bool,
) -> None:
    """Print the cases in quarantine, newest first.

    A case is closed by itself once its page is read with success, for instance after a repair of
    the rule and `copydesk quarantine retry`.
    """
    wanted = CaseFilter(reasons, source_ids, run_id, day, only_open=not with_closed)
    with desk_here() as desk:
        rows = (
            count_causes(desk.warehouse, wanted)
            if causes
            else list_quarantine(desk.warehouse, wanted=wanted, limit=limit)
        )
    if as_json:
        print_json(rows)
        return
    if not rows:
        say("Nothing is in quarantine.")
    say_columns(map(_cause if causes else _line, rows))


def _line(case: dict[str, Any]) -> tuple[object, ...]:
    message = " ".join(case["message"].split())
    told = (case[key] for key in _SHOWN)
    return (str(case["quarantine_id"]), plain(case["failed_at"]), *told, message)


def _cause(row: dict[str, Any]) -> tuple[object, ...]:
    return (
        str(row["cases"]), row["stage"], row["reason"], ", ".join(row["sources"]),
        plain(row["last_failed_at"]), row["example_url"],
    )  # fmt: skip


@command.command(
    "show", epilog=examples("copydesk quarantine show 41", "copydesk quarantine show 41 --page")
)
@number_argument
@click.option("--page", "with_page", is_flag=True, help="Print the stored page itself instead.")
@json_option
def show(*, number: int, with_page: bool, as_json: bool) -> None:
    """Print one case: what failed, on what, and what to do.

    With its capture in the archive, what the address failed of before, and the decisions on it.
    """
    with desk_here() as desk:
        case = _case(desk, number)
        if with_page:
            _print_page(quarantine.page_of(desk, number)[0])
            return
    if as_json:
        print_json(case)
        return
    say_columns((key, plain(case[key])) for key in _CASE)
    for key, value in (case["capture"] or {}).items():
        say(f"capture {key}: {plain(value)}")
    for reason, count in case["earlier"].items():
        say(f"earlier: {count} x {reason}")
    for row in case["decisions"]:
        taken_back = f", taken back by {row['revoked_by']}" if row["revoked_by"] else ""
        what = f"decision {row['decision_id']}: {row['kind']} by {row['author']}"
        say(f"{what}: {row['reason']}{taken_back}")
    for line in quarantine.advice(case):
        say(f"next: {line}")


@command.command(
    "retry",
    epilog=examples(
        "copydesk quarantine retry 41 42",
        "copydesk quarantine retry --reason unreadable        after a rule was mended",
        "copydesk quarantine retry --reason challenge_page --ask-again",
    ),
)
@click.argument("numbers", metavar="[N]...", type=click.IntRange(min=1), nargs=-1)
@reasons_option
@options.source_ids_option
@run_option
@day_option
@click.option("--ask-again", is_flag=True, help="Ask the publisher also for what is stored.")
@click.option("--limit", type=click.IntRange(min=1), default=1000, show_default=True,
              help="How many cases at most.")  # fmt: skip
@json_option
def retry(
    *,
    numbers: tuple[int, ...],
    reasons: tuple[str, ...],
    source_ids: tuple[str, ...],
    run_id: str,
    day: date | None,
    ask_again: bool,
    limit: int,
    as_json: bool,
) -> int:
    """Take up cases again, by number or all open ones named.

    A page that the archive holds is read again with today's rules; what never came or answered
    with an error is asked for again. Exit code 1 where a case stays open.
    """
    wanted = CaseFilter(reasons, source_ids, run_id, day)
    if not numbers and wanted == CaseFilter():
        raise click.UsageError("Name cases by number, or by --reason, --source, --run or --day.")
    with desk_here() as desk, shown_progress() as told:
        done, summary = quarantine.retry(
            desk, cases=numbers, wanted=wanted, ask_again=ask_again, limit=limit, progress=told
        )
    if as_json:
        print_json({**done.to_json(), "summary": summary})
    else:
        say(f"{done.cases} cases: {done.read} read again, {done.asked} asked for again, "
            f"{done.settled} settled, {done.cases - done.settled} still open")  # fmt: skip
        if done.left:
            say(f"{done.left} of them are listings: each run of their source asks for them.")
    return FOUND_WRONG if done.settled < done.cases else OK


@command.command(
    "release",
    epilog=examples("copydesk quarantine release 41 --reason 'a short item, not a teaser'"),
)
@number_argument
@click.option("--reason", required=True, metavar="WORDS", help="Why.")
@click.option("--by", "name", metavar="NAME", help="Who decides. Default: this user.")
@json_option
def release(*, number: int, reason: str, name: str | None, as_json: bool) -> None:
    """Let a page pass that a check took for no article.

    The decision is a fact with its author: it outlasts every reprocessing, and `copydesk decide
    revoke` takes it back. It holds for these bytes; a changed page is checked anew.
    """
    with desk_here() as desk:
        verdict = Verdict(name or getpass.getuser(), reason, desk.clock.now())
        decision, summary = quarantine.release(desk, number, verdict)
    if as_json:
        print_json({"decision_id": decision, "summary": summary})
    else:
        say(f"decision {decision}: case {number} passes; {summary['new_articles']} new articles")


@command.command(
    "fixture",
    epilog=examples("copydesk quarantine fixture 41 --to tests/recognise/cases"),
)
@number_argument
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path),
              help="Folder of test cases; the case becomes a folder in it.")  # fmt: skip
@json_option
def fixture(*, number: int, folder: Path, as_json: bool) -> None:
    """Turn a case into a test case: its page, and what came of it.

    The page is its publisher's: the new folder is kept out of git until you have put words of
    your own into it and deleted its .gitignore.
    """
    with desk_here() as desk:
        path = write_fixture(desk, number, folder)
    if as_json:
        print_json({"folder": str(path)})
    else:
        say(f"{path}: edit expected.yaml to what should come of page.html")
        say("The words are a publisher's: replace them before you commit (NOTE.txt).")


def _print_page(body: bytes) -> None:
    """Print a page as it came; on a terminal without what could steer it."""
    if sys.stdout.isatty():
        say(body.decode("utf-8", "replace"))
    else:
        click.echo(body, nl=False)


def _case(desk: Desk, number: int) -> dict[str, Any]:
    case = get_case(desk.warehouse, number)
    if case is None:
        remedy = "List them: copydesk quarantine list --all"
        raise NotFound(f"There is no case {number}.", remedy=remedy)
    return case
