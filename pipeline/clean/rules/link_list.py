"""Headlines in a list behind a label such as 'Related articles', and lines between arrows."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, is_prose, is_short
from pipeline.clean.rules.read_more import is_bare_lead

_MAX_WORDS = 18
_MIN_LINKS, _MAX_LINKS = 2, 8
_LINE = re.compile(r"[^\n]+")
_ARROWS = re.compile(r"^\s*(?:>>+|»+|→+|▶+)\s*\S.{0,120}?\s*(?:<<+|«+|←+|◀+)\s*$")


def find_link_list(text: str) -> Iterator[Span]:
    """Yield the lines of a list of links.

    A single headline behind a label is left alone: it may be the story's next subheading.
    """
    lines = list(_LINE.finditer(text))
    for place, line in enumerate(lines):
        if _ARROWS.match(line[0]):
            yield line.span()
        if is_bare_lead(line[0]):
            yield from _links(lines[place + 1 : place + 2 + _MAX_LINKS])


def _links(lines: list[re.Match[str]]) -> list[Span]:
    spans = []
    for line in lines:
        if is_prose(line[0]) or not is_short(line[0], _MAX_WORDS):
            break
        spans.append(line.span())
    return spans if _MIN_LINKS <= len(spans) <= _MAX_LINKS else []


RULE = Rule("link_list", 1, find_link_list)
