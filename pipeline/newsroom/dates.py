"""Weekdays and dates in the four languages of the newsroom.

An article's text may hold `{weekday}`, `{weekday-2}`, `{date}` or `{date+3}`: they are filled from
the day on which the article is published, so that a world of any epoch is right in itself.
"""

import re
from datetime import date, timedelta

WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS: dict[str, tuple[str, ...]] = {
    "en": tuple(
        "January February March April May June July August September October November "
        "December".split()
    ),
    "de": tuple(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
    "fr": tuple(
        "janvier février mars avril mai juin juillet août septembre octobre novembre "
        "décembre".split()
    ),
    "es": tuple(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
        "diciembre".split()
    ),
}
_DAY_MONTH = {"en": "{0} {1}", "de": "{0}. {1}", "fr": "{0} {1}", "es": "{0} de {1}"}
_SLOT = re.compile(r"\{(weekday|date)([+-]\d+)?\}")


def weekday_name(language: str, day: date) -> str:
    """Return the weekday of `day` as the language writes it inside a sentence."""
    return WEEKDAYS[language][day.weekday()]


def day_and_month(language: str, day: date) -> str:
    """Return `day` without its year, such as `4 March` or `4 de marzo`."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return _DAY_MONTH[language].format(number, MONTHS[language][day.month - 1])


def long_date(language: str, day: date) -> str:
    """Return `day` with its year, such as `4. März 2026` or `4 de marzo de 2026`."""
    joint = " de " if language == "es" else " "
    return f"{day_and_month(language, day)}{joint}{day.year}"


def fill_dates(text: str, language: str, day: date) -> str:
    """Return `text` with its date slots filled, counted in days from `day`."""

    def fill(slot: re.Match[str]) -> str:
        meant = day + timedelta(days=int(slot[2] or 0))
        return (weekday_name if slot[1] == "weekday" else day_and_month)(language, meant)

    return _SLOT.sub(fill, text)
