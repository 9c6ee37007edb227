"""`copydesk story`: an original with its copies, the evidence, and what each copy lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from pipeline.cli.article import article_at
from pipeline.cli.options import examples, json_option
from pipeline.cli.output import plain, print_json, say, say_columns
from pipeline.cli.place import desk_here
from pipeline.cli.shared import say_shared, shared_parts
from pipeline.text import fold, sentences
from pipeline.warehouse.read import repaired_copies, story, story_history, story_relations

_SHOWN_SENTENCE = 100
_REPAIRED = ("title", "authors", "published_at")
_UNTOLD = ("kind", "version", "algorithm_version", "with")


@click.command(
    epilog=examples(
        "copydesk story https://paper.example/story",
        "copydesk story https://paper.example/story --diff",
        "copydesk story URL --json | jq -r '.members[] | select(.role != \"original\") | .url'",
    )
)
@click.argument("url")
@click.option("--diff", "with_shared", is_flag=True, help="What it shares with the original.")
@json_option
def command(url: str, with_shared: bool, as_json: bool) -> None:
    """Print an original with its copies and the evidence.

    URL may be that of any of them. For each copy it names the sentences of the original that
    the copy does not print, and what can be read from the original of a lost byline or date.
    Also an article without copies is a story, of one member. The
    history says what was held before.
    """
    with desk_here() as desk:
        article_id = article_at(desk.warehouse, url)
        members = story(desk.warehouse, article_id)
        told = story_history(desk.warehouse, article_id)
        relations = story_relations(desk.warehouse, article_id) if with_shared else []
        repaired = repaired_copies(desk.warehouse, members[0]["story_id"]) if members else {}
    original = next((m for m in members if m["role"] == "original"), None)
    found = {
        "story_id": members[0]["story_id"] if members else None,
        "original_url": members[0]["original_url"] if members else None,
        "members": [
            member
            | {"lost": _lost(original, member), "repaired": _repaired(member, repaired)}
            | ({"shared": _shared(member, original, relations)} if with_shared else {})
            for member in members
        ],
        "history": told,
    }
    if as_json:
        print_json(found)
    else:
        _say_story(found)


def _lost(original: Mapping[str, Any] | None, member: Mapping[str, Any]) -> list[str] | None:
    """Return the original's sentences that `member` does not print; None where it is not known."""
    if original is None or not original["body"] or member["body"] is None:
        return None
    kept = {fold(sentence) for sentence in sentences(member["body"])}
    return [s for s in sentences(original["body"]) if fold(s) not in kept]


def _repaired(
    member: Mapping[str, Any], repaired: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the fields that `member` lost, by name: `value`, and the address they are `from`."""
    row = repaired.get(member["url"], {})
    return {
        name: {"value": row[name], "from": row[f"{name}_from"]}
        for name in _REPAIRED
        if row and row[f"{name}_from"] not in (None, member["url"])
    }


def _shared(
    member: Mapping[str, Any],
    original: Mapping[str, Any] | None,
    relations: Sequence[Mapping[str, Any]],
) -> list[Any]:
    """Return what `member` shares with the original, or else with whom it is most alike."""
    own = [r for r in relations if member["url"] in (r["url_a"], r["url_b"])]
    with_it = [r for r in own if original and original["url"] in (r["url_a"], r["url_b"])]
    return shared_parts(member, (with_it or own)[:1])


def _say_story(found: Mapping[str, Any]) -> None:
    if not found["members"]:
        say("It was not folded into a story yet: the next run does it.")
        return
    say(f"story {found['story_id']}, original {found['original_url']}")
    for member in found["members"]:
        say()
        say(f"{member['role'].replace('_', ' ')}: {member['url']}")
        say(f"  {plain(member['title'])}, published {plain(member['published_at'])}")
        if member["role"] == "original":
            continue
        say(f"  score {member['score']:.2f}, because:")
        say_columns(((_reason(reason),) for reason in member["evidence"]), "    - ")
        _say_lost(member["lost"])
        for name, field in member["repaired"].items():
            say(f"  {name.replace('_', ' ')} lost; {field['from']} has {plain(field['value'])}")
        if member.get("shared"):
            say(f"  shared with {member['shared'][0]['with']}, characters here and there:")
            say_shared(member["shared"])
    _say_history(found["history"])


def _reason(reason: Mapping[str, Any]) -> str:
    """Return one reason in a line: its kind, then what it says, without versions and ids."""
    told = [
        f"{key} {plain(value)}"
        for key, value in reason.items()
        if value is not None and key not in _UNTOLD
    ]
    return f"{reason['kind']}: {', '.join(told)}"


def _say_lost(lost: list[str] | None) -> None:
    if lost is None:
        say("  the original itself was never captured")
        return
    say(f"  lost {len(lost)} sentences of the original" + (":" if lost else ""))
    for sentence in lost:
        short = sentence[:_SHOWN_SENTENCE]
        say(f"    - {short}{'...' if short != sentence else ''}")


def _say_history(told: list[dict[str, Any]]) -> None:
    if len(told) < 2:
        return
    say("\nwhat was held of this article before:")
    say_columns(
        ((plain(t["recorded_from"]), t["role"], t["original_url"]) for t in told[:-1]), "  "
    )
