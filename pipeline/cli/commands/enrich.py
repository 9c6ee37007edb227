"""`copydesk enrich`: who says what in an article, and bringing all articles up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from pipeline.cli.article import article_at
from pipeline.cli.exits import FOUND_WRONG, OK
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.flows.desk import Desk, run_context
from pipeline.flows.enrich import enrich_texts
from pipeline.flows.night import COMMAND_LINE, new_run_id
from pipeline.warehouse.enrichments import findings_of

Value = Mapping[str, Any]
_SAID: dict[str, Callable[[Value], str]] = {
    "citations": lambda v: f"{v['outlet']} ({v['domain']}), by '{v['cue']}'",
    "entities": lambda v: f"{v['kind']}: {v['name']}, {len(v['mentions'])} times",
    "figures": lambda v: " ".join(
        plain(v[k]) for k in ("kind", "value", "currency", "of") if k in v
    ),
    "headline": lambda v: ", ".join([*v["labels"], *v["traits"], *map(repr, v["scare_quotes"])]),
    "keywords": lambda v: f"{', '.join(v['keywords'])} [{', '.join(v['topics'])}]",
    "language": lambda v: f"{plain(v['language'])} in {plain(v['script'])}, of the {v['scope']}",
    "quotes": lambda v: f"{v['kind']}, {v['speaker'] or 'nobody named'} ({plain(v['cue'])})",
    "reading_time": lambda v: f"{v['words']} words, {v['seconds']} s",
    "text_dates": lambda v: str(v["date"]),
}
_FIGURE = ("kind", "value", "currency", "of")
_WIDTH = 60


@click.command(
    epilog=examples(
        "copydesk enrich https://paper.example/story",
        "copydesk enrich URL --json | jq '.enrichments[] | select(.enricher == \"quotes\")'",
        "copydesk enrich                    what new or changed enrichers have not read yet",
    )
)
@click.argument("url", required=False)
@json_option
def command(url: str | None, as_json: bool) -> int:
    """Show who says what, when, where in an article.

    Quotes with their speakers, people, organisations and places, dates, outlets that it cites,
    figures, keywords, language. Without an address it lets the enrichers read every stored text
    that they have not read as they are now, which each night does by itself; exit code 1 says
    that one of them failed on a text.
    """
    with desk_here() as desk:
        if url is None:
            return _bring_up_to_date(desk, as_json)
        found = findings_of(desk.warehouse, article_at(desk.warehouse, url))
    keys = ("enricher", "enricher_version", "start", "end", "text", "value")
    if as_json:
        print_json({"url": url, "enrichments": [{k: row[k] for k in keys} for row in found]})
        return OK
    for name in sorted({row["enricher"] for row in found}):
        say(f"{name}:")
        rows = [row for row in found if row["enricher"] == name]
        say_columns((_line(name, row) for row in rows), "  ")
    return OK


def _line(name: str, row: Mapping[str, Any]) -> tuple[str, str]:
    words = " ".join(row["text"].split())
    shown = words if len(words) <= _WIDTH else f"{words[: _WIDTH - 3]}..."
    said = _SAID.get(name, str)(row["value"])
    return shown, said


def _bring_up_to_date(desk: Desk, as_json: bool) -> int:
    done = enrich_texts(desk, run_context(COMMAND_LINE, new_run_id(desk, "enrich")))
    if as_json:
        print_json(done.to_json())
    else:
        say(f"texts read: {done.texts}, new findings: {done.findings}, failed: {done.failed}")
    return FOUND_WRONG if done.failed else OK
