"""Names that are known beforehand: countries and cities, organisations, outlets, given names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from pipeline.agencies import AGENCIES
from pipeline.enrich.lexicon import lines_of

_CITY = re.compile(r"([^,(]+?)\s*(?:\(([^)]*)\))?\s*(?:,|$)")
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt")
# Time zones and territories of CLDR that are common words, or people, more often than places.
_TOO_COMMON = frozenset(
    "Center Easter Lindeman Nome Monticello Knox Mayotte Nelson Chad Troll Eden Regina Resolute"
    " Victoria Marengo Vincennes Winamac Beulah Enderbury Phoenix Midway Wake Wallis Casey Mawson"
    " Davis Palmer Creston Menominee Santiago Jordan Man Réunion Reunion Niger Welt Mundo Monde"
    " Europa Afrika Afrique Asia Amerika Ozeanien América Oceanía Chagos Knight Vaticano Martin"
    " Antarctica Guernsey Jersey Jan Saba La Rioja Lima Salta Catamarca Fortaleza Nassau Halifax"
    " Mon Togo San Luis".split()
)
NO_NAME = "no name"
"""The kind of what looks like a name and is none; known, so that no name is found in it."""
_SHORTEST = 2  # letters of an abbreviation that is not a common one as well
_FULL_COUNTRIES = frozenset({"Chad", "Jordan", "Niger", "Togo"})


@dataclass(frozen=True, slots=True)
class Known:
    """One known name: what it is, and the name we give it."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """Someone who publishes: an outlet, an agency or a platform.

    A `bare` name is a common word as well and counts only right after words that cite.
    """

    name: str
    domain: str
    is_platform: bool = False


@lru_cache
def known_names(language: str) -> dict[str, dict[tuple[str, ...], Known]]:
    """Return all known names of a language by their first word, then by all their words."""
    table: dict[str, dict[tuple[str, ...], Known]] = {}
    for spelling, known in _all_names(language).items():
        words = tuple(re.split(r"[ ’']+(?=\S)", spelling)) if language in {"fr", "it"} else ()
        for form in {tuple(spelling.split()), words} - {()}:
            table.setdefault(form[0], {})[form] = known
    return table


def _all_names(language: str) -> dict[str, Known]:
    names = {name: Known("place", name) for name in _territories(language)}
    names |= {name: Known("place", name) for name in _time_zone_cities(language)}
    names |= _cities() | _listed("regions.txt", "place")
    names |= {name: Known("organisation", o.name) for name, o in outlets().items() if o.domain}
    return (
        names
        | _listed("organisations.txt", "organisation")
        | _listed("people.txt", "person")
        | _listed("not_names.txt", NO_NAME)
    )


def _territories(language: str) -> set[str]:
    found = {
        name
        for code in {language, "en"}
        for key, name in Locale(code).territories.items()
        if len(key) == 2
    }
    return (found - _TOO_COMMON) | (found & _FULL_COUNTRIES)


def _time_zone_cities(language: str) -> set[str]:
    zones = Locale(language).time_zones.values()
    return {zone["city"] for zone in zones if "city" in zone} - _TOO_COMMON


def _cities() -> dict[str, Known]:
    found: dict[str, Known] = {}
    for line in lines_of("cities.txt"):
        for name, others in _CITY.findall(line):
            name = name.strip()
            for spelling in (name, *filter(None, map(str.strip, others.split(",")))):
                found[spelling] = Known("place", name)
    return found


def _listed(file: str, kind: str) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for line in lines_of(file):
        name, _, others = (part.strip() for part in line.partition("|"))
        for spelling in (name, *filter(None, map(str.strip, others.split(", ")))):
            found.setdefault(spelling, Known(kind, name))
    return found


@lru_cache
def outlets() -> dict[str, Outlet]:
    """Return who publishes, by every name that is theirs alone."""
    found = {name: outlet for name, outlet, bare in _outlet_names() if not bare}
    for agency in AGENCIES:
        domain = agency.domains[0] if agency.domains else ""
        if len(agency.name) > _SHORTEST or agency.name == "AP":
            found.setdefault(agency.name, Outlet(agency.name, domain))
        for alias in agency.aliases:
            if " " in alias and alias.isascii():
                found.setdefault(alias.title(), Outlet(agency.name, domain))
    return found


@lru_cache
def bare_outlets() -> dict[str, Outlet]:
    """Return who publishes under a name that is a common word too."""
    return {name: outlet for name, outlet, bare in _outlet_names() if bare}


def _outlet_names() -> list[tuple[str, Outlet, bool]]:
    rows = []
    for line in lines_of("outlets.txt"):
        name, domain, others = (part.strip() for part in line.split("|"))
        outlet = Outlet(name, domain, others.startswith("*"))
        spellings = [name, *filter(None, map(str.strip, others.lstrip("*").split(",")))]
        bare = {spelling.strip("()") for spelling in spellings if spelling.startswith("(")}
        rows += [(s, outlet, False) for s in spellings if s.strip("()") not in bare]
        rows += [(s, outlet, True) for s in bare]
    return rows


@lru_cache
def given_names() -> dict[str, str]:
    """Return the gender (`f`, `m` or `any`) of given names."""
    found: dict[str, str] = {}
    gender = "any"
    for line in lines_of("given_names.txt"):
        if line.endswith(":"):
            gender = line[:-1]
            continue
        found |= dict.fromkeys(line.split(), gender)
    return found
