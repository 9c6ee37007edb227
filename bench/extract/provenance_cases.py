"""The fixtures of the provenance markers, set into page templates, and how they are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

from bench.peers import ROOT
from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance import find_evidence

FIXTURES = ROOT / "tests" / "provenance" / "fixtures"
DEFAULT_PAGE = "https://www.valley-herald.example/news/flood-plan"
DEFAULT_SITE = "Valley Herald"
MARKED = 0.5
SLOTS = ("head", "top", "mid", "last", "foot")


@dataclass(frozen=True, slots=True)
class Case:
    """One form of words or markup, and what its marker must make of it in every template.

    A copy needs one find of `kind` with the address and name given and none with another address;
    at least .5 strong unless `weak`. An original must have no find of `kind`. Any other kind that
    marks the page is a false find of that kind, except those in `also`.
    """

    kind: str
    half: str
    name: str
    is_copy: bool
    given: dict[str, Any] = field(hash=False)

    def pages(self) -> Iterator[tuple[str, Page]]:
        """Yield the case in every template, with the template's name."""
        for path in sorted((FIXTURES / "templates").glob("*.html")):
            yield (
                path.stem,
                Page.parse(self.url, self._fill(path).encode(), "text/html; charset=utf-8"),
            )

    @property
    def url(self) -> str:
        """The address of the page in which the case stands."""
        return str(self.given.get("page", DEFAULT_PAGE))

    def _fill(self, path: Path) -> str:
        language = self.given.get("lang", "en")
        filler = _fillers().get(language) or _fillers()["en"]
        site = self.given.get("site", DEFAULT_SITE if "page" not in self.given else "")
        slots = {name: str(self.given.get(name, "")) for name in SLOTS}
        slots |= {str(n): escape(text) for n, text in enumerate(filler["paragraphs"], 1)}
        slots |= {name: escape(filler[name]) for name in ("title", "caption")}
        slots["lead"] = self.given.get("lead") or escape(filler["lead"])
        if "lead" in self.given:
            slots["lead"] += " " + escape(filler["lead"])
        slots["lang"] = language
        slots["site"] = f'<meta property="og:site_name" content="{escape(site)}">' if site else ""
        text = _template(path)
        for name, value in slots.items():
            text = text.replace("{" + name + "}", value)
        return text


@dataclass(slots=True)
class Verdict:
    """What went wrong with a case, by template; nothing where all went right."""

    case: Case
    missed: list[str] = field(default_factory=list)
    false: dict[str, list[str]] = field(default_factory=dict)
    """False finds by the kind that made them."""
    unresolved: list[str] = field(default_factory=list)
    """Templates in which the address that the page holds was not given."""


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    """Return all cases, by kind and half."""
    return tuple(
        Case(path.stem, half, given["case"], group == "copies", given)
        for path in sorted(FIXTURES.glob("*.yaml"))
        if path.stem != "fillers"
        for half, groups in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        for group, entries in groups.items()
        for given in entries
    )


def judge(case: Case) -> Verdict:
    """Run all markers over a case in every template and return what went wrong."""
    verdict = Verdict(case)
    for template, page in case.pages():
        found = find_evidence(page)
        own = [piece for piece in found if piece.kind == case.kind or case.given.get("any_kind")]
        right = [piece for piece in own if case.is_copy and _is_right(case, piece)]
        if case.is_copy and not right:
            verdict.missed.append(template)
        origin = case.given.get("origin")
        if case.is_copy and origin and origin not in {piece.origin_url for piece in own}:
            verdict.unresolved.append(template)
        for piece in found:
            if _is_false(case, piece):
                verdict.false.setdefault(piece.kind, []).append(f"{template}: {piece.value[:60]}")
    return verdict


def _is_right(case: Case, piece: Evidence) -> bool:
    given = case.given
    origin, name = given.get("origin"), given.get("name")
    strong = given.get("weak") or piece.strength >= MARKED
    return bool(
        strong
        and piece.strength <= given.get("at_most", 1.0)
        and (origin is None or piece.origin_url == origin)
        and (name is None or (piece.origin_name or "").casefold() == str(name).casefold())
    )


def _is_false(case: Case, piece: Evidence) -> bool:
    expected = case.is_copy and (piece.kind == case.kind or bool(case.given.get("any_kind")))
    if expected:
        origin = case.given.get("origin")
        return piece.origin_url is not None and piece.origin_url != origin
    return piece.kind == case.kind or (
        piece.strength >= MARKED and piece.kind not in case.given.get("also", ())
    )


@dataclass(slots=True)
class Score:
    """How one kind did on one half of the fixtures; a case is right if it is in every template."""

    copies: int = 0
    found: int = 0
    originals: int = 0
    false: int = 0
    """Cases of any kind in which this kind made a false find."""
    with_address: int = 0
    resolved: int = 0

    @property
    def recall(self) -> float:
        """Return the share of the copies that were found."""
        return self.found / self.copies if self.copies else 1.0

    @property
    def precision(self) -> float:
        """Return the share of right finds among all finds, counted in cases."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    def add(self, other: Score) -> None:
        """Add the counts of another half."""
        for name in ("copies", "found", "originals", "false", "with_address", "resolved"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def score() -> tuple[dict[tuple[str, str], Score], list[Verdict]]:
    """Return the score of each (kind, half), and the verdicts of the cases that went wrong."""
    scores: dict[tuple[str, str], Score] = {}
    wrong: list[Verdict] = []
    for case in cases():
        verdict = judge(case)
        own = scores.setdefault((case.kind, case.half), Score())
        own.copies += case.is_copy
        own.originals += not case.is_copy
        own.found += case.is_copy and not verdict.missed
        own.with_address += case.is_copy and "origin" in case.given
        own.resolved += case.is_copy and "origin" in case.given and not verdict.unresolved
        for kind in verdict.false:
            scores.setdefault((kind, case.half), Score()).false += 1
        if verdict.missed or verdict.unresolved or verdict.false:
            wrong.append(verdict)
    return scores, wrong


def by_kind(scores: dict[tuple[str, str], Score]) -> dict[str, Score]:
    """Return the scores of both halves of each kind together."""
    whole: dict[str, Score] = {}
    for (kind, _), part in scores.items():
        whole.setdefault(kind, Score()).add(part)
    return whole


@lru_cache(maxsize=1)
def _fillers() -> dict[str, Any]:
    return dict(yaml.safe_load((FIXTURES / "fillers.yaml").read_text(encoding="utf-8")))


@lru_cache(maxsize=16)
def _template(path: Path) -> str:
    return path.read_text(encoding="utf-8")
