"""Days that a text names, resolved against the page's own date: 'today, on May 23' -> 2022-05-23.

Nothing is guessed. 'Yesterday' needs to know the day of publication; 'May 23' needs a year, from
the text or from the day of publication, and then means the occurrence nearest to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain

from pipeline.enrich.enricher import Enricher
from pipeline.model import Document, Enrichment

_ID, _VERSION = "text_dates", 1

Resolve = Callable[[re.Match[str], date | None], date | None]

_MONTH_NAMES = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
_WEEKDAY_NAMES = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
_SHORT_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_YEAR = r"(?:,?\s+(?:de\s+)?(?P<year>(?:19|20)\d{2})\b)?"
_MAX_DAYS_AWAY = 183  # further off, another year is as near


def _names(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


def _numbers(words: str, first: int) -> dict[str, int]:
    return {name: number for number, name in enumerate(words.split(), first)}


_MONTHS = {lang: _numbers(names, 1) for lang, names in _MONTH_NAMES.items()}
_MONTHS["en"] |= {**_numbers(_SHORT_MONTHS, 1), "sept": 9}
_WEEKDAYS = {lang: _numbers(names, 0) for lang, names in _WEEKDAY_NAMES.items()}
_EN_MONTH = _names(_MONTH_NAMES["en"]) + r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"

_DAY_MONTH = {
    "en": rf"(?:(?:\btoday|\byesterday|\btomorrow),?\s+)?(?:\b(?:on|since|until|by|from)\s+)?"
    rf"(?:\b(?:{_names(_WEEKDAY_NAMES['en'])}),?\s+)?"
    rf"(?:\b(?P<month>{_EN_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_EN_MONTH})\b){_YEAR}",
    "de": rf"(?:\b(?:am|vom|zum|seit|bis|ab)\s+(?:dem\s+)?)?"
    rf"\b(?P<day>\d{{1,2}})\.\s?(?P<month>{_names(_MONTH_NAMES['de'])})\b{_YEAR}",
    "fr": rf"(?:\b(?:le|du|au)\s+)?(?:\b(?:{_names(_WEEKDAY_NAMES['fr'])})\s+)?"
    rf"\b(?P<day>\d{{1,2}})(?:er)?\s+(?P<month>{_names(_MONTH_NAMES['fr'])})\b{_YEAR}",
    "es": rf"(?:\b(?:el|del|al)\s+)?(?:\b(?:{_names(_WEEKDAY_NAMES['es'])})\s+)?"
    rf"\b(?P<day>\d{{1,2}})\s+de\s+(?P<month>{_names(_MONTH_NAMES['es'])})\b{_YEAR}",
}
_RELATIVE = {
    "en": {"today": 0, "yesterday": -1, "tomorrow": 1},
    "de": {"heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1},
    "fr": {"aujourd'hui": 0, "aujourd’hui": 0, "hier": -1, "avant-hier": -2, "demain": 1},
    "es": {"hoy": 0, "ayer": -1, "anteayer": -2},
}
_LAST_WEEKDAY = {
    "en": r"\b(?:last|this past)\s+(?P<weekday>{names})\b",
    "de": r"\b(?:am\s+)?(?:vergangenen|letzten)\s+(?P<weekday>{names})\b",
    "fr": r"\b(?P<weekday>{names})\s+dernier\b",
    "es": r"\b(?:el\s+)?pasado\s+(?P<weekday>{names})\b|\bel\s+(?P<weekday2>{names})\s+pasado\b",
}
# Words that mean other things too: 'heute Morgen', 'der Morgen', 'today's world'.
_NOT_A_DAY = re.compile(r"^(?:['’]s\b|-)")


def find_dates(document: Document) -> Iterator[Enrichment]:
    """Yield the days that the clean body names, in order, the longest reading of each place."""
    language = document.language or "en"
    if language not in _DAY_MONTH:
        return
    published = document.published_at.date() if document.published_at else None
    done = 0
    for found, resolve in _matches(document.body, language):
        day = resolve(found, published) if found.start() >= done else None
        if day is not None:
            done = found.end()
            yield Enrichment(
                _ID, _VERSION, found.start(), found.end(), found[0], {"date": day.isoformat()}
            )


def _matches(body: str, language: str) -> list[tuple[re.Match[str], Resolve]]:
    months, weekdays = _MONTHS[language], _WEEKDAYS[language]
    relative = _RELATIVE[language]
    names = _names(_WEEKDAY_NAMES[language])
    patterns: list[tuple[str, Resolve]] = [
        (_DAY_MONTH[language], lambda found, day: _calendar_day(found, day, months)),
        (_LAST_WEEKDAY[language].replace("{names}", names),
         lambda found, day: _last_weekday(found, day, weekdays)),
        (rf"\b(?:{_alternatives(relative)})(?!\w)",
         lambda found, day: _shifted(found, day, relative)),
    ]  # fmt: skip
    hits = chain.from_iterable(
        ((found, resolve) for found in re.finditer(pattern, body, re.IGNORECASE))
        for pattern, resolve in patterns
    )
    return sorted(hits, key=lambda hit: (hit[0].start(), -hit[0].end()))


def _alternatives(names: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _calendar_day(
    found: re.Match[str], published: date | None, months: dict[str, int]
) -> date | None:
    parts = found.groupdict()
    name, day = parts["month"] or parts.get("month2") or "", parts["day"] or parts.get("day2") or ""
    month = months[name.casefold().rstrip(".")]
    if not name[0].isupper() and name in {"may", "march", "mar"}:
        return None  # 'they may 23 times', 'march 20 miles'
    if parts["year"]:
        return _day(int(parts["year"]), month, int(day))
    if published is None:
        return None
    years = (published.year - 1, published.year, published.year + 1)
    days = [d for d in (_day(year, month, int(day)) for year in years) if d is not None]
    nearest = min(days, key=lambda d: abs(d - published), default=None)
    return nearest if nearest and abs((nearest - published).days) <= _MAX_DAYS_AWAY else None


def _last_weekday(
    found: re.Match[str], published: date | None, weekdays: dict[str, int]
) -> date | None:
    """Return the latest such weekday before the day of publication."""
    if published is None:
        return None
    parts = found.groupdict()
    weekday = weekdays[(parts["weekday"] or parts.get("weekday2") or "").casefold()]
    return published - timedelta(days=(published.weekday() - weekday - 1) % 7 + 1)


def _shifted(found: re.Match[str], published: date | None, relative: dict[str, int]) -> date | None:
    if published is None or _NOT_A_DAY.match(found.string[found.end() :][:3]):
        return None
    if found[0].casefold() == "morgen" and found[0][0].isupper():
        return None  # the noun: a morning
    return published + timedelta(days=relative[found[0].casefold()])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


ENRICHER = Enricher(_ID, _VERSION, find_dates)
