"""Days and months that a text names, resolved: 'today, on May 23' -> 2022-05-23, 'last Friday'.

Nothing is guessed. 'Yesterday' needs the day of publication; 'May 23' needs a year, from the text
or from that day, and then means the occurrence nearest to it. A bare weekday or month means the
last one unless the sentence speaks of what is to come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.lexicon import YEAR, Lexicon
from pipeline.enrich.subject import Subject

_MAX_DAYS_AWAY = 183  # further off, another year is as near
_LENGTH_OF_A_DAY = 10
_LONG_SENTENCE = 500  # characters to each side of a date that tell its tense
_GAP = re.compile(r",?\s*(?:on|the|am|den|dem|le|el|il|o)?\s*")
_ISO = re.compile(rf"(?<![\w-])(?P<year>{YEAR})-(?P<number_month>\d\d)-(?P<day>\d\d)(?![\w-])")


@dataclass(frozen=True, slots=True)
class _Day:
    """A resolved place: the value in ISO 8601 to the day or to the month, and by what form."""

    value: str
    by: str


_Resolve = Callable[[re.Match[str]], _Day | None]


def find_dates(subject: Subject) -> Iterator[Found]:
    """Yield the days and months that the body names, in order, the longest reading of each."""
    lexicon = subject.lexicon
    if lexicon is None:
        return
    for start, end, day in _joined(subject.body, _resolved(_Dates(subject, lexicon))):
        precision = "day" if len(day.value) == _LENGTH_OF_A_DAY else "month"
        value = {"date": day.value, "precision": precision, "by": day.by}
        yield start, end, subject.body[start:end], value


def _resolved(dates: _Dates) -> Iterator[tuple[int, int, _Day]]:
    """Yield what resolves, the longest reading of each place."""
    done = 0
    for found, resolve in dates.matches():
        day = resolve(found) if found.start() >= done else None
        if day is not None:
            done = found.end()
            yield found.start(), found.end(), day


def _joined(body: str, found: Iterable[tuple[int, int, _Day]]) -> Iterator[tuple[int, int, _Day]]:
    """Join 'today' and 'May 23' in 'today, on May 23', where both are the same day."""
    before: tuple[int, int, _Day] | None = None
    for start, end, day in found:
        if before and before[2].value == day.value and _GAP.fullmatch(body, before[1], start):
            before = (before[0], end, day)
            continue
        if before:
            yield before
        before = (start, end, day)
    if before:
        yield before


class _Dates:
    """The dates of one text, in one language, seen from one day."""

    def __init__(self, subject: Subject, lexicon: Lexicon) -> None:
        self.subject = subject
        self.body = subject.body
        self.lexicon = lexicon
        self.today = subject.published_on
        self.patterns = lexicon.patterns

    def matches(self) -> list[tuple[re.Match[str], _Resolve]]:
        """Return everything that looks like a date, with what would resolve it."""
        lexicon = self.lexicon
        relative = _one_of(lexicon.relative)
        months = _one_of(lexicon.relative_month)
        forms: list[tuple[re.Pattern[str], _Resolve]] = [
            (_ISO, self._calendar_day),
            *((pattern, self._calendar_day) for pattern in lexicon.day_month),
            *((pattern, self._month) for pattern in lexicon.month_only),
            (lexicon.weekday, self._weekday),
            (relative, self._relative),
            (months, self._relative_month),
            (lexicon.days_ago, lambda found: self._days_off(found, -1)),
            (lexicon.days_ahead, lambda found: self._days_off(found, 1)),
        ]
        hits = [(found, resolve) for p, resolve in forms for found in p.finditer(self.body)]
        return sorted(hits, key=lambda hit: (hit[0].start(), -hit[0].end()))

    def _calendar_day(self, found: re.Match[str]) -> _Day | None:
        parts = found.groupdict()
        month = self._month_number(found)
        if month is None:
            return None
        if parts.get("year"):
            day = _day(int(parts["year"]), month, int(parts["day"]))
            return _Day(day.isoformat(), "calendar") if day else None
        nearest = self._nearest(month, int(parts["day"]))
        return _Day(nearest.isoformat(), "calendar") if nearest else None

    def _month_number(self, found: re.Match[str]) -> int | None:
        parts = found.groupdict()
        if parts.get("number_month"):
            return int(parts["number_month"])
        name = parts["month"]
        if name[0].islower() and name.casefold() in {"may", "march", "mar"}:
            return None  # 'they may 23 times', 'march 20 miles'
        return self.lexicon.months[name.casefold().rstrip(".")]

    def _nearest(self, month: int, number: int) -> date | None:
        if self.today is None:
            return None
        years = (self.today.year - 1, self.today.year, self.today.year + 1)
        days = [d for d in (_day(year, month, number) for year in years) if d is not None]
        nearest = min(days, key=lambda d: abs(d - self._today), default=None)
        return nearest if nearest and abs((nearest - self._today).days) <= _MAX_DAYS_AWAY else None

    @property
    def _today(self) -> date:
        assert self.today is not None
        return self.today

    def _month(self, found: re.Match[str]) -> _Day | None:
        month = self._month_number(found)
        if month is None:
            return None
        year = found.groupdict().get("year")
        if year:
            return _Day(f"{year}-{month:02}", "calendar")
        if self.today is None:
            return None
        is_next = self._is_to_come(found.start())
        years = self.today.year
        if is_next and month < self.today.month:
            years += 1
        if not is_next and month > self.today.month:
            years -= 1
        return _Day(f"{years}-{month:02}", "month")

    def _weekday(self, found: re.Match[str]) -> _Day | None:
        before = self.body[max(0, found.start() - 24) : found.start()]
        if self.today is None or self.patterns["not_before_weekday"].search(before):
            return None
        if self.patterns["not_before_day"].search(before) and self.lexicon.language == "en":
            return None
        weekday = self.lexicon.weekdays[found["weekday"].casefold()]
        past = (self.today.weekday() - weekday) % 7
        after = self.body[found.end() : found.end() + 20]
        if self.patterns["weekday_behind_after"].match(after) or self._is_behind(before):
            return self._shifted(-(past or 7), "weekday")
        if self.patterns["weekday_ahead_after"].match(after) or self._is_ahead(before):
            return self._shifted((7 - past) or 7, "weekday")
        to_come = self._is_to_come(found.start())
        return self._shifted((-past) % 7 if to_come else -past, "weekday")

    def _is_behind(self, before: str) -> bool:
        return bool(self.patterns["behind"].search(before))

    def _is_ahead(self, before: str) -> bool:
        return bool(self.patterns["ahead"].search(before))

    def _is_to_come(self, offset: int) -> bool:
        """True if the sentence speaks of the future: a word for that, and none for the past."""
        start, end = self.subject.sentence_at(offset)
        sentence = self.body[
            max(start, offset - _LONG_SENTENCE) : min(end, offset + _LONG_SENTENCE)
        ]
        rest, willed = self.patterns["will"].subn("", sentence)
        return willed > 0 and not self.patterns["was"].search(rest)

    def _relative(self, found: re.Match[str]) -> _Day | None:
        before = self.body[max(0, found.start() - 20) : found.start()]
        after = self.body[found.end() : found.end() + 12]
        if self.today is None or self.patterns["not_a_day"].match(after):
            return None
        if self.patterns["not_before_day"].search(before) or self.subject.is_quoted(found.start()):
            return None
        word = found[0]
        if self.lexicon.capitalises_nouns and word == "Morgen":
            return None  # the noun: a morning
        return self._shifted(self.lexicon.relative[word.casefold()], "relative")

    def _relative_month(self, found: re.Match[str]) -> _Day | None:
        if self.today is None:
            return None
        months = self.today.year * 12 + self.today.month - 1
        months += self.lexicon.relative_month[found[0].casefold()]
        return _Day(f"{months // 12}-{months % 12 + 1:02}", "relative")

    def _days_off(self, found: re.Match[str], sign: int) -> _Day | None:
        word = found["number"].casefold()
        number = int(word) if word.isdigit() else self.lexicon.numbers[word]
        return self._shifted(sign * number, "relative") if self.today else None

    def _shifted(self, days: int, by: str) -> _Day:
        return _Day((self._today + timedelta(days=days)).isoformat(), by)


def _one_of(names: dict[str, int]) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


ENRICHER = Enricher("text_dates", 2, find_dates)
