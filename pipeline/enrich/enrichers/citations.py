"""Outlets and platforms that a text names as its source: 'told the BBC', 'laut dpa', 'on X'.

An edge from the text to an outlet, weaker than a tie between copies: the outlet was first with
something of it. An outlet that a text is about is none ('the BBC cuts jobs').
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.gazetteer import Outlet, bare_outlets, outlets
from pipeline.enrich.lexicon import Lexicon
from pipeline.enrich.subject import Subject

_QUOTE = r"[«„“\"‹›»‘']?\s?"


def find_citations(subject: Subject) -> Iterator[Found]:
    """Yield each place where an outlet is cited: its name, its domain, and by which words."""
    if subject.lexicon is None:
        return
    body, done = subject.body, -1
    for found in _names().finditer(body):
        outlet, is_bare = _outlet(found[0])
        cue = _cue(body, found.start(), found.end(), subject.lexicon, outlet, is_bare)
        if cue is not None and found.start() > done:
            done = found.end()
            kind = "platform" if outlet.is_platform else "outlet"
            value = {"kind": kind, "outlet": outlet.name, "domain": outlet.domain, "cue": cue}
            yield found.start(), found.end(), found[0], value


def _cue(
    body: str, start: int, end: int, lexicon: Lexicon, outlet: Outlet, is_bare: bool
) -> str | None:
    before = body[max(0, start - 120) : start]
    before = before[before.rfind("\n") + 1 :]
    if outlet.is_platform:
        found = _platform_before(lexicon).search(before)
        return found[1] if found else None
    if found := _outlet_before(lexicon).search(before):
        return found[1]
    if is_bare or _follows_a_name(before):
        return None
    after = _outlet_after(lexicon).match(body[end : end + 60])
    return after[1] if after else None


def _follows_a_name(before: str) -> bool:
    """True for 'Fox News host': the outlet is said of somebody."""
    return bool(re.search(r"\b(?:of|at|für|von|de|del) $", before))


def _outlet(name: str) -> tuple[Outlet, bool]:
    known = outlets().get(name)
    return (known, False) if known else (bare_outlets()[name], True)


@lru_cache
def _names() -> re.Pattern[str]:
    names = sorted({*outlets(), *bare_outlets()}, key=len, reverse=True)
    any_name = "|".join(map(re.escape, names))
    return re.compile(rf"(?<![\w’'-])(?:{any_name})(?![\w-])(?!\s(?:[A-Z]\w+ed\b))")


@lru_cache
def _outlet_before(lexicon: Lexicon) -> re.Pattern[str]:
    cue = lexicon.alternatives["cites_before"]
    return re.compile(rf"(?<!\w)({cue})\s+{lexicon.outlet_article}{_QUOTE}$")


@lru_cache
def _outlet_after(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"^[»“”\"›’']?,?\s+({lexicon.alternatives['cites_after']})(?!\w)")


@lru_cache
def _platform_before(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({lexicon.alternatives['posts_on']})\s+(?:the )?{_QUOTE}$")


ENRICHER = Enricher("citations", 1, find_citations)
