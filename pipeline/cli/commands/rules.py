"""`copydesk rules`: the cleaning rules, tried on archived days before they are switched on."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import pipeline.clean.rules as rules_package
from pipeline.clean import Rule
from pipeline.clean.candidate import load_candidate
from pipeline.clean.learnt import MIN_PAGES, LearntList, frozen_lists
from pipeline.cli.options import examples, json_option, source_ids_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.cli.progress import shown_progress
from pipeline.flows.canary import learn_furniture, try_rule
from pipeline.registry import load_registry

_days_option = click.option(
    "--days",
    type=click.IntRange(1, 3660),
    default=7,
    show_default=True,
    help="How many archived days, counted back from the newest capture.",
)


@click.group("rules")
def command() -> None:
    """Look at cleaning rules, and try one before it is on."""


@command.command("list", epilog=examples("copydesk rules list", "copydesk rules list --json"))
@json_option
def list_rules(as_json: bool) -> None:
    """Print the rules that are on, and what they take."""
    rows = [_row(rule) for rule in load_registry(rules_package, "RULE", Rule)]
    rows += [_row(found.rule(), f"What repeats on {found.site}.") for found in _lists()]
    if as_json:
        print_json(rows)
        return
    say_columns((row["id"], row["version"], f"stage {row['stage']}", row["about"]) for row in rows)


@command.command(
    "try",
    epilog=examples(
        "copydesk rules try photo_credit --days 3      a rule that is on: what it takes",
        "copydesk rules try my_rule.py --days 14 --source harbour-courier",
        "copydesk rules try paper.example.json         a list that `rules learn` wrote",
    ),
)
@click.argument("rule", metavar="RULE|FILE")
@_days_option
@source_ids_option
@click.option(
    "--examples",
    "shown",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="How many lines to show.",
)
@json_option
def try_one(rule: str, days: int, source_ids: tuple[str, ...], shown: int, as_json: bool) -> None:
    """Show what RULE would remove from archived pages.

    Nothing is written. RULE is the id of a rule, FILE a Python file with a RULE or a list of
    `rules learn`. It stands beside today's rules, in the place of the one that has its id.
    """
    candidate = load_candidate(rule)
    with desk_here() as desk, shown_progress() as progress:
        trial = try_rule(desk, candidate, days=days, sources=source_ids, progress=progress)
    found = trial.to_json(shown)
    if as_json:
        print_json(found)
        return
    _say_trial(found)


@command.command(
    "learn",
    epilog=examples(
        "copydesk rules learn harbour-courier --days 30",
        "copydesk rules try paper.example.json --days 30      then see what it would take",
    ),
)
@click.argument("source_id", metavar="SOURCE")
@_days_option
@click.option(
    "--min-share",
    type=click.FloatRange(0.02, 1.0),
    default=0.2,
    show_default=True,
    help="On what share of the pages a line has to stand.",
)
@click.option(
    "--min-pages",
    type=click.IntRange(5),
    default=MIN_PAGES,
    show_default=True,
    help="With fewer pages nothing is learnt.",
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write. Default: SITE.json")
@json_option
def learn(
    source_id: str, days: int, min_share: float, min_pages: int, out: Path | None, as_json: bool
) -> None:
    """Write what a source's pages repeat into a list file.

    The list is off until it is frozen. It holds hashes; the lines are printed for you to read. To
    freeze it, put it into pipeline/clean/learnt and give the rules a new number (CONTRIBUTING.md).
    """
    with desk_here() as desk, shown_progress() as progress:
        found, lines = learn_furniture(
            desk,
            source_id,
            days=days,
            min_share=min_share,
            min_pages=min_pages,
            progress=progress,
        )
    path = out or Path(f"{found.site}.json")
    path.write_text(json.dumps(found.to_json(), indent=1) + "\n", encoding="utf-8")
    shown = [{"text": line.text, "pages": line.pages} for line in lines]
    if as_json:
        print_json({"file": str(path), "site": found.site, "digest": found.digest, "lines": shown})
        return
    say_columns((line["pages"], line["text"]) for line in shown)
    say(f"{len(lines)} lines, digest {found.digest}, in {path}; nothing is switched on.")


def _lists() -> list[LearntList]:
    return [found for _, found in sorted(frozen_lists().items())]


def _row(rule: Rule, about: str = "") -> dict[str, Any]:
    if not about:
        module = import_module(f"{rules_package.__name__}.{rule.id}")
        about = " ".join((module.__doc__ or "").strip().split("\n\n")[0].split())
    return {"id": rule.id, "version": rule.version, "stage": rule.stage, "about": about}


def _say_trial(found: dict[str, Any]) -> None:
    say(
        f"{found['rule']} {found['version']}: {found['spans']} spans on {found['affected']} of "
        f"{found['pages']} pages ({found['share_affected']:.1%}), {found['words']} words "
        f"({found['share_of_words']:.3%}); {found['no_longer_taken']} that are taken today stay."
    )
    if found["unreadable"]:
        say(f"{found['unreadable']} pages could not be read.")
    say_columns(
        ((t["source_id"], f"{t['affected']}/{t['pages']}", t["spans"]) for t in found["sources"]),
        indent="  ",
    )
    say_columns(((e["count"], _shown(e), plain(e["url"])) for e in found["examples"]), indent="  ")


def _shown(example: dict[str, Any]) -> str:
    text = " ".join(example["text"].split())
    short = text if len(text) <= 100 else f"{text[:97]}..."
    return f"{short} -> {example['replacement']}" if example["replacement"] else short
