"""Who speaks, and the word that says so."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.enrich.subject import Span


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: a name, or a description where nothing better is known; `by` says how."""

    name: str
    span: Span
    by: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """The word that says that somebody speaks, and who does."""

    word: str
    span: Span
    speaker: Speaker
