"""`copydesk search`: articles by the words that they have now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from pipeline.cli.exits import NotFound
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say
from pipeline.cli.place import desk_here
from pipeline.warehouse.search import search_articles, search_state


@click.command(
    epilog=examples(
        "copydesk search harbour bridge                    both words, in any form of them",
        "copydesk search '\"new bridge\" -harbour'           a phrase, a word that is not there",
        "copydesk search 'ferry or tram' --language en --source harbour-courier",
        "copydesk search 図書館 --json | jq -r '.articles[].url'",
    )
)
@click.argument("words", nargs=-1, required=True)
@click.option("--language", metavar="CODE", help="Only texts in this language (ISO 639-1).")
@click.option("--source", "source_id", metavar="ID", help="Only articles of this source.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many."
)
@json_option
def command(
    words: tuple[str, ...], language: str | None, source_id: str | None, limit: int, as_json: bool
) -> None:
    """Print the articles that have these words, the best first.

    All words have to stand in the article; "a phrase" in quotes as it is, `or` between two words
    either, - before a word not. A headline counts more than a body. Words are matched in all their
    forms where PostgreSQL knows the language, else as they are written; in scripts without
    spaces by neighbouring characters. Older versions are not searched.
    """
    query = " ".join(words)
    with desk_here() as desk:
        found = search_articles(
            desk.warehouse, query, language=language, source_id=source_id, limit=limit
        )
        behind = search_state(desk.warehouse).behind
    if behind:
        click.echo(f"note: {behind} articles are not indexed yet: the next run does it", err=True)
    if not found:
        raise NotFound(f"No article says {query!r} now.")
    if as_json:
        print_json({"query": query, "behind": behind, "articles": found})
        return
    for row in found:
        _say_article(row)


def _say_article(row: Mapping[str, Any]) -> None:
    say(plain(row["title"]))
    say(f"  {row['url']}")
    say(f"  {row['source_id']}, {plain(row['language'])}, first seen {plain(row['first_seen_at'])}")
    say(f"  {' '.join(row['snippet'].split())}")
