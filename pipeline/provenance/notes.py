"""Notes in which a page speaks about itself, and the evidence that they make."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Evidence
from pipeline.provenance.addresses import SHORTENERS
from pipeline.provenance.marker import HINTED, MARKED, NAMED
from pipeline.provenance.outlets import article_among, clean_outlet, is_own_name, name_or_host
from pipeline.provenance.reading import Passage, Reading
from pipeline.urls import host_of_url


def first_match(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """Return the first match of `patterns` at the beginning of `text`."""
    return next((found for pattern in patterns if (found := pattern.match(text))), None)


def evidence_of(
    kind: str, version: int, reading: Reading, passage: Passage, name: str, named: float = NAMED
) -> Evidence | None:
    """Return what a note says that names `name` (its raw end of line) and has the passage's links.

    None where it speaks of the own site. `named` is its strength if it gives no address.
    """
    links = reading.foreign(anchor.href for anchor in passage.anchors)
    outlet = _linked_name(passage, name) or clean_outlet(name)
    if outlet and is_own_name(reading, outlet):
        return None
    if passage.anchors and not links:
        return None
    url = article_among(links)
    outlet = name_or_host(outlet, links)
    strength = strength_of(url, alone=named if outlet else min(HINTED, named))
    return Evidence(kind, version, passage.text, url, outlet, passage.place, strength)


def strength_of(url: str | None, *, alone: float) -> float:
    """Return MARKED for an address that can be followed; a shortener's says no more than a name."""
    if url is None:
        return alone
    return NAMED if host_of_url(url) in SHORTENERS else MARKED


def _linked_name(passage: Passage, name: str) -> str | None:
    """Return the text of the link with which `name` begins."""
    bare = name.lstrip(" \"'“„«»‘’([")
    found = [a.text for a in passage.anchors if len(a.text) > 1 and bare.startswith(a.text)]
    return clean_outlet(found[0]) if found else None
