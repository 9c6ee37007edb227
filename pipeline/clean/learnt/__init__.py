"""Furniture of single sites, learnt from what repeats across their pages, and frozen.

A list is a JSON file of this folder, named after its site (`paper.example.json`): hashes of folded
lines, never their words. `copydesk rules learn` proposes one; it works from the moment that it
stands here, and the digest of its lines is a part of the manifest behind `PIPELINE_VERSION`. So a
text read under one version reads the same for ever, whatever else the site prints later.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.clean.rule import Rule, fold, is_short, lines_that
from pipeline.errors import Misconfigured

FOLDER = Path(__file__).parent
MIN_PAGES = 20
_MAX_WORDS = 60
_MIN_REPEATS = 5
_HASH_LETTERS = 16


@dataclass(frozen=True, slots=True)
class LearntList:
    """One site's furniture. `site` is a registrable domain, `lines` are hashes of folded lines."""

    site: str
    version: int
    lines: frozenset[str]

    @property
    def id(self) -> str:
        """Return the id under which the ledger names it."""
        return f"learnt:{self.site}"

    @property
    def digest(self) -> str:
        """Return a short digest of the lines, which is what the manifest remembers."""
        return hashlib.sha256("\n".join(sorted(self.lines)).encode()).hexdigest()[:16]

    def rule(self) -> Rule:
        """Return the rule that removes these lines."""
        return Rule(self.id, self.version, lines_that(lambda line: line_hash(line) in self.lines))

    def to_json(self) -> dict[str, Any]:
        """Return what its file holds."""
        return {"site": self.site, "version": self.version, "lines": sorted(self.lines)}


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line that a site prints on many pages, and on how many."""

    text: str
    pages: int


def line_hash(line: str) -> str:
    """Return the hash by which a list knows `line`, whatever its case, spaces and quotes."""
    return hashlib.sha256(fold(line).encode()).hexdigest()[:_HASH_LETTERS]


def repeated_lines(bodies: Iterable[str], min_share: float) -> list[RepeatedLine]:
    """Return the short lines on at least `min_share` (0..1) of `bodies`, the most frequent first.

    One that stands on fewer than five is never among them: so often a refrain is told, too.
    """
    pages: Counter[str] = Counter()
    shown: dict[str, str] = {}
    number = 0
    for body in bodies:
        number += 1
        lines = {line_hash(line): line for line in body.split("\n") if line.strip()}
        pages.update(lines.keys())
        shown |= lines
    least = max(_MIN_REPEATS, min_share * number)
    return [
        RepeatedLine(shown[key], count)
        for key, count in sorted(pages.items(), key=lambda item: (-item[1], item[0]))
        if count >= least and is_short(shown[key], _MAX_WORDS)
    ]


@lru_cache(maxsize=1)
def frozen_lists() -> Mapping[str, LearntList]:
    """Return the lists of this folder, by site."""
    read = (read_list(path) for path in sorted(FOLDER.glob("*.json")))
    return {found.site: found for found in read}


def read_list(path: Path) -> LearntList:
    """Return the list in the file `path`. Raises `Misconfigured` for one that is none."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        site, version, lines = str(said["site"]), int(said["version"]), frozenset(said["lines"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Misconfigured(
            f"{path} is no list of learnt lines: {error!r}.",
            remedy="Let `copydesk rules learn` write it.",
        ) from error
    if not site or not all(isinstance(line, str) for line in lines):
        raise Misconfigured(f"{path} names no site, or holds lines that are no hashes.")
    return LearntList(site, version, lines)
