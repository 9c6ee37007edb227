"""What the enrichers know of languages: one YAML file a language, and lists of names.

A language is added by its file; nothing lists them. Where there is none, the enrichers that need
it find nothing: a name or a quote of a language that nobody described is never invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

YEAR = r"(?:19|20)\d{2}"


@dataclass(frozen=True, eq=False)
class Lexicon:
    """One language. Word lists are lower case except those of names; patterns are as in YAML."""

    language: str
    words: dict[str, frozenset[str]]
    patterns: dict[str, re.Pattern[str]]
    months: dict[str, int]
    weekdays: dict[str, int]
    relative: dict[str, int]
    relative_month: dict[str, int]
    day_month: tuple[re.Pattern[str], ...]
    month_only: tuple[re.Pattern[str], ...]
    weekday: re.Pattern[str]
    days_ago: re.Pattern[str]
    days_ahead: re.Pattern[str]
    numbers: dict[str, int]
    according: re.Pattern[str]
    alternatives: dict[str, str]
    outlet_article: str
    elides: bool
    capitalises_nouns: bool
    drops_pronouns: bool
    role_ending: re.Pattern[str] = field(repr=False)


@lru_cache
def lexicon_of(language: str | None) -> Lexicon | None:
    """Return what is known of a language (ISO 639-1), or None where nobody described it."""
    file = files(__package__) / f"{language}.yaml"
    if not language or not re.fullmatch(r"[a-z]{2}", language) or not file.is_file():
        return None
    return _lexicon(language, yaml.safe_load(file.read_text(encoding="utf-8")))


def lines_of(name: str) -> list[str]:
    """Return the lines of one of the lists of names, comments and blank lines left out."""
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


_WORD_LISTS = (
    "say", "say_that", "so", "he", "she", "they", "it", "determiners", "prepositions",
    "roles", "female", "function", "linkers",
)  # fmt: skip
_NAME_LISTS = (
    "titles", "organisation", "organisation_first", "place", "place_first", "days_and_demonyms",
)  # fmt: skip
_PATTERNS = (
    "not_a_day", "not_before_day", "not_before_weekday", "ahead", "behind", "weekday_ahead_after",
    "weekday_behind_after", "will", "was", "age", "so_said",
)  # fmt: skip
_ALTERNATIVES = ("cites_before", "cites_after", "posts_on")
_NEVER = r"(?!)"


def _lexicon(language: str, raw: dict[str, Any]) -> Lexicon:
    months = _numbered(raw["months"], 1) | raw.get("extra_months", {})
    short = _numbered(raw["short_months"], 1) | raw.get("short_extra_months", {})
    weekdays = _numbered(raw["weekdays"], 0) | raw.get("extra_weekdays", {})
    numbers = _numbered(raw["numbers"], 1)
    slots = {
        "months": _month_pattern(months, short),
        "weekdays": _any(weekdays),
        "numbers": _any(numbers),
        "year": YEAR,
    }
    return Lexicon(
        language,
        {name: frozenset(_words(raw.get(name, ""))) for name in (*_WORD_LISTS, *_NAME_LISTS)},
        {name: re.compile(raw.get(name, _NEVER), re.IGNORECASE) for name in _PATTERNS},
        short | months,
        weekdays,
        raw["relative"],
        raw["relative_month"],
        _compiled(raw["day_month"], slots),
        _compiled([*raw["month_of_year"], *raw["month_alone"]], slots),
        _compiled(raw["weekday"], slots)[0],
        _compiled(raw["days_ago"], slots)[0],
        _compiled(raw["days_ahead"], slots)[0],
        numbers,
        re.compile("|".join(rf"(?<!\w)(?:{phrase})(?!\w)" for phrase in raw["according"])),
        {name: "|".join(raw[name]) for name in _ALTERNATIVES},
        raw["outlet_article"],
        elides=language in {"fr", "it"},
        capitalises_nouns=raw.get("nouns_capitalised", False),
        drops_pronouns=raw.get("drops_pronouns", False),
        role_ending=re.compile(rf"(?:{_any(_words(raw['roles']))})(?:s|n|in)?$", re.IGNORECASE),
    )


def _words(value: str | list[str]) -> list[str]:
    return value.split() if isinstance(value, str) else value


def _numbered(names: str, first: int) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split(), first)}


def _month_pattern(months: dict[str, int], short: dict[str, int]) -> str:
    """Return what matches a month; only a short name has its full stop."""
    return rf"(?:{_any(months)})(?!\w)|(?:{_any(short)})\.?" if short else _any(months)


def _any(names: Any) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _compiled(patterns: list[str], slots: dict[str, str]) -> tuple[re.Pattern[str], ...]:
    """Fill the slots `{months}` ... and compile; braces of quantifiers stay what they are."""
    filled = [re.sub(r"\{(\w+)\}", lambda s: slots.get(s[1], s[0]), text) for text in patterns]
    return tuple(re.compile(rf"(?<![\w-])(?:{text})", re.IGNORECASE) for text in filled)
