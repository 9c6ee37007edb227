"""What two texts of a story share to the letter, side by side: offsets, and words to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from pipeline.cli.output import harmless
from pipeline.text import word_places

_SHOWN = 60


def shared_parts(member: Mapping[str, Any], relations: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Return the parts that `member` shares with the text it was measured against, in its order.

    Each has `with` (an address), `start`, `end` (offsets in the member's body), `other_start` and
    `other_end` (in the other's), and `text`.
    """
    found = []
    for relation in relations:
        is_first = relation["url_a"] == member["url"]
        own, other = ("a", "b") if is_first else ("b", "a")
        if relation[f"url_{own}"] != member["url"]:
            continue
        spans = [(s[0], s[1], s[2]) if is_first else (s[1], s[0], s[2]) for s in relation["spans"]]
        bodies = relation[f"body_{own}"], relation[f"body_{other}"]
        found += _parts(relation[f"url_{other}"], *bodies, sorted(spans))
    return found


def say_shared(parts: Sequence[Mapping[str, Any]]) -> None:
    """Print each shared part: where it stands in the copy, where in the other text, its ends."""
    for part in parts:
        places = f"{part['start']}-{part['end']} = {part['other_start']}-{part['other_end']}"
        click.echo(f"    {places}: {_shortened(harmless(part['text']))}")


def _parts(url: str, body: str, other: str, spans: Iterable[tuple[int, int, int]]) -> list[Any]:
    own_places, other_places = word_places(body), word_places(other)
    return [
        {
            "with": url,
            "start": own_places[first][0],
            "end": own_places[first + words - 1][1],
            "other_start": other_places[second][0],
            "other_end": other_places[second + words - 1][1],
            "text": body[own_places[first][0] : own_places[first + words - 1][1]],
        }
        for first, second, words in spans
    ]


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 2 * _SHOWN else f"{flat[:_SHOWN]} ... {flat[-_SHOWN:]}"
