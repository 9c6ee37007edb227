"""Differences of versions, as a terminal shows them: what went, what came, a few words around."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

from pipeline.cli.output import harmless
from pipeline.diff import FieldDiff, Segment, Told, diff_texts

_CONTEXT = 60
"""Characters that are shown of a run that stayed, on each side of a change."""

_MARKS = {"delete": ("[-", "-]", "red"), "insert": ("{+", "+}", "green")}


def diff_versions(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldDiff]:
    """Return the parts in which two rows of `desk.article_versions` differ."""
    return diff_texts(_told(before), _told(after))


def said_of_edit(row: Mapping[str, Any]) -> str:
    """Return what kind of edit a row tells of and how much it matters, '' where it tells of none.

    It begins with a blank, to be put behind something.
    """
    if not row["kinds"]:
        return ""
    return f" [{', '.join(row['kinds'])}; significance {row['significance']:.2f}]"


def say_diff(changed: Iterable[FieldDiff]) -> None:
    """Print each changed part with its place: words that went as [-so-], that came as {+so+}."""
    is_coloured = sys.stdout.isatty()
    for part in changed:
        shown = "".join(
            _shown(
                segment, is_first=i == 0, is_last=i == len(part.segments) - 1, colour=is_coloured
            )
            for i, segment in enumerate(part.segments)
        )
        click.echo(f"   {_place(part)}: {shown}")


def _told(row: Mapping[str, Any]) -> Told:
    return Told(row["title"] or "", row["authors"] or (), row["body"] or "")


def _place(part: FieldDiff) -> str:
    if part.field != "paragraph":
        return part.field
    if part.before is None:
        return f"paragraph {part.after} is new"
    if part.after is None:
        return f"paragraph {part.before} is gone"
    return f"paragraph {part.after}"


def _shown(segment: Segment, *, is_first: bool, is_last: bool, colour: bool) -> str:
    told = harmless(segment.text)
    if segment.op == "equal":
        return _shortened(told, is_first=is_first, is_last=is_last)
    start, end, name = _MARKS[segment.op]
    marked = f"{start}{told}{end}"
    return click.style(marked, fg=name) if colour else marked


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    """Return the ends of a run that stayed which touch a change."""
    head = "" if is_first else text[:_CONTEXT]
    tail = "" if is_last else text[-_CONTEXT:]
    return text if len(head) + len(tail) >= len(text) else f"{head} ... {tail}".strip(" ")
