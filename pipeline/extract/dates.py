"""Date claims of pages read into aware UTC, with a note of what had to be assumed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_FIRST_YEAR, _LAST_YEAR = 1900, 2100

_ISO = re.compile(
    r"^(?P<y>\d{4})[-/.]?(?P<mo>\d{1,2})[-/.]?(?P<d>\d{1,2})"
    r"(?:[T\s_,]+(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+\-−]\d{2}:?\d{2}|[+-]\d{2})?(?:\[[\w/]+\])?)?$",
    re.IGNORECASE,
)
_MONTH_NAMES = {
    1: "january jan januar jänner janvier enero gennaio janeiro januari ene gen stycznia styczeń "
       "января января янв січня ocak oca يناير जनवरी janv jän",
    2: "february feb februar februari février fevrier febrero febbraio fevereiro lutego luty "
       "февраля фев лютого şubat şub فبراير फरवरी févr fev feber",
    3: "march mar märz maerz mars marzo março maart marca marzec марта мар березня mart مارس मार्च "
       "mär mrt",
    4: "april apr avril abril aprile abr kwietnia kwiecień апреля апр квітня nisan nis أبريل ابريل "
       "अप्रैल avr",
    5: "may mai mayo maggio maio mei maja maj мая май травня mayıs مايو मई mag",
    6: "june jun juni juin junio giugno junho czerwca czerwiec июня июн червня haziran haz يونيو "
       "जून giu",
    7: "july jul juli juillet julio luglio julho lipca lipiec июля июл липня temmuz tem يوليو जुलाई "
       "juil lug",
    8: "august aug août aout agosto augustus ago sierpnia sierpień августа авг серпня ağustos ağu "
       "أغسطس अगस्त augusti",
    9: "september sep sept septembre septiembre settembre setembro września wrzesień сентября сен "
       "вересня eylül eyl سبتمبر सितंबर set",
    10: "october oct oktober okt octobre octubre ottobre outubro października październik октября "
        "окт жовтня ekim eki أكتوبر अक्टूबर ott out",
    11: "november nov novembre noviembre novembro listopada listopad ноября ноя листопада "
        "kasım kas نوفمبر नवंबर",
    12: "december dec dezember dez décembre diciembre dicembre dezembro dic grudnia grudzień "
        "декабря дек грудня aralık ara ديسمبر दिसंबर déc",
}  # fmt: skip
MONTHS = {name: month for month, names in _MONTH_NAMES.items() for name in names.split()}
"""Month numbers by casefolded name: en, de, fr, es, it, pt, nl, pl, ru, uk, tr, ar, hi."""

_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_TIME = r"(?:\D{0,12}?\b(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?P<half>\s*[ap]\.?m\b)?)?"
_WRITTEN = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s*(?:de\s+)?(?P<name>{_NAME})\.?,?\s+"
               rf"(?:de\s+|del\s+)?(?P<y>\d{{4}})\b{_TIME}", re.I),
    re.compile(rf"\b(?P<name>{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b"
               rf"{_TIME}", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}})\.\s?(?P<mo>\d{{1,2}})\.\s?(?P<y>\d{{4}})\b{_TIME}"),
    re.compile(rf"\b(?P<d>\d{{1,2}})\.(?P<mo>\d{{1,2}})\.(?P<y>\d{{2}})\b(?!\.){_TIME}"),
    re.compile(rf"\b(?P<y>\d{{4}})[-./](?P<mo>\d{{1,2}})[-./](?P<d>\d{{1,2}})\b{_TIME}"),
    re.compile(rf"(?P<y>\d{{4}})\s?[年년]\s?(?P<mo>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일]"
               rf"{_TIME}"),
    # with slashes: only where one number can be no month
    re.compile(rf"\b(?P<d>1[3-9]|2\d|3[01])/(?P<mo>\d{{1,2}})/(?P<y>\d{{4}})\b{_TIME}"),
    re.compile(rf"\b(?P<mo>\d{{1,2}})/(?P<d>1[3-9]|2\d|3[01])/(?P<y>\d{{4}})\b{_TIME}"),
)  # fmt: skip
_IN_URL = re.compile(
    r"/((?:19|20)\d{2})(?:[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/\-_.]|$)"
    r"|/([1-9]|1[0-2])/([1-9]|[12]\d|3[01])/)"
)


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A moment that a page claims, and what was assumed to read it.

    `note` is empty, 'date only' (the time of day is 00:00 UTC) or 'no zone' (taken as UTC).
    """

    at: datetime
    note: str = ""


def read_timestamp(value: str) -> DateClaim | None:
    """Return the moment of a machine-readable `value` (ISO 8601 in its wild forms, RFC 2822, Unix).

    None for what is none of them, or lies outside 1900..2100.
    """
    text = " ".join(value.split())
    if found := _ISO.match(text):
        return _claim(found)
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return DateClaim(datetime.fromtimestamp(int(text[:10]), UTC))
    return _read_mail_date(text) or (read_written_date(text) if len(text) < 60 else None)


def read_written_date(text: str) -> DateClaim | None:
    """Return the first full date written out in `text` (day, month and year), or None.

    A form like 5/6/2022, which means two days to two readers, is not read.
    """
    hits = [found for pattern in _WRITTEN if (found := pattern.search(text))]
    return _claim(min(hits, key=lambda found: found.start())) if hits else None


def read_url_date(url: str) -> DateClaim | None:
    """Return the day that the path of `url` names (/2022/05/23/, /2022-05-23, /20220523)."""
    found = _IN_URL.search(url)
    if not found:
        return None
    month, day = found[2] or found[4], found[3] or found[5]
    return _moment(int(found[1]), int(month), int(day), None, UTC, "date only")


def _claim(found: re.Match[str]) -> DateClaim | None:
    parts = found.groupdict()
    month = int(parts["mo"]) if parts.get("mo") else MONTHS[parts["name"].casefold()]
    year, day = int(parts["y"]), int(parts["d"])
    if len(parts["y"]) == 2:
        year += 2000
    if not parts.get("h"):
        return _moment(year, month, day, None, UTC, "date only")
    clock = (
        _hour(int(parts["h"]), parts.get("half") or ""),
        int(parts["mi"]),
        int(parts.get("s") or 0),
    )
    zone = parts.get("zone")
    return _moment(year, month, day, clock, _zone(zone), "" if zone else "no zone")


def _hour(hour: int, half: str) -> int:
    """Return the hour 0..23 of a twelve-hour clock (`half` is ' pm', 'a.m.' or empty)."""
    if not half:
        return hour
    return hour % 12 + (12 if "p" in half.lower() else 0)


def _moment(
    year: int, month: int, day: int, clock: tuple[int, int, int] | None, zone: timezone, note: str
) -> DateClaim | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        at = datetime(year, month, day, *(clock or (0, 0, 0)), tzinfo=zone)
        return DateClaim(at.astimezone(UTC), note)
    except (ValueError, OverflowError):
        return None


def _zone(name: str | None) -> timezone:
    if not name or name.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = re.sub(r"\D", "", name).ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(offset if name[0] == "+" else -offset) if offset < timedelta(days=1) else UTC


def _read_mail_date(text: str) -> DateClaim | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return None
    return (
        DateClaim(at.astimezone(UTC)) if at.tzinfo else DateClaim(at.replace(tzinfo=UTC), "no zone")
    )
