"""Figures as values: money with its currency, percentages, and counts of things and people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.subject import Subject

_SCALES = {
    "thousand": 3, "tausend": 3, "mille": 3, "mil": 3, "mila": 3, "k": 3,
    "million": 6, "millions": 6, "millionen": 6, "mio": 6, "millón": 6, "millones": 6, "milioni": 6,
    "milione": 6, "milhão": 6, "milhões": 6, "m": 6, "mn": 6,
    "billion": 9, "billions": 9, "bn": 9, "milliarde": 9, "milliarden": 9, "mrd": 9, "milliard": 9,
    "milliards": 9, "miliardi": 9, "miliardo": 9, "bilhão": 9, "bilhões": 9, "b": 9,
    "trillion": 12, "trillions": 12, "billionen": 12, "trilhão": 12, "trilhões": 12, "tn": 12,
}  # fmt: skip
_LONG_SCALE = {"de": {"billion": 12}, "fr": {"billion": 12}, "es": {"billones": 12, "billón": 12}}
_SIGNS = {"$": "USD", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "€": "EUR", "£": "GBP",
          "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "R$": "BRL", "CHF": "CHF", "Fr.": "CHF",
          "USD": "USD", "EUR": "EUR", "GBP": "GBP"}  # fmt: skip
_CURRENCIES = {
    "dollar": "USD", "dollars": "USD", "dólares": "USD", "dollari": "USD", "us-dollar": "USD",
    "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "pfund": "GBP", "libras": "GBP",
    "franken": "CHF", "francs": "CHF", "yen": "JPY", "yuan": "CNY", "rubel": "RUB",
    "roubles": "RUB",
    "rubles": "RUB", "rupees": "INR", "reais": "BRL", "pesos": "MXN", "usd": "USD", "eur": "EUR",
    "gbp": "GBP", "chf": "CHF", "€": "EUR", "£": "GBP", "$": "USD",
}  # fmt: skip
_PERCENT = r"%|per\s?cent|percent|prozent|pour\s?cent|por\s?ciento|per\s?cento|por\s?cento"
_NUMBER = r"\d{1,3}(?:[.,  ’']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_ANY_SCALE = "|".join(
    sorted(map(re.escape, {*_SCALES, "billones", "billón"}), key=len, reverse=True)
)
_ANY_CURRENCY = "|".join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))
_ANY_SIGN = "|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![\w.,-])(?:(?P<sign>{_ANY_SIGN})\s?)?(?P<number>{_NUMBER})(?![\d:]|[.,]\d)"
    rf"(?:[\s ‑-]?(?P<scale>{_ANY_SCALE})(?!\w)\.?)?"
    rf"(?:\s?(?P<percent>{_PERCENT})(?!\w)"
    rf"|[\s ‑-]?(?:d[e’']\s?)?(?P<currency>{_ANY_CURRENCY})(?!\w))?"
    rf"(?:\s(?P<unit>[^\W\d_]{{3,}}))?",
    re.IGNORECASE,
)
_POINT_LANGUAGES = frozenset({"en", "zh", "ja", "ko", "he", "th"})
_NOT_COUNTED = frozenset(
    "january february march april may june july august september october november december "
    "januar februar märz mai juni juli oktober dezember janvier février mars avril juin "
    "juillet août septembre octobre novembre décembre uhr heures and und the der die das von "
    "bis per pro for with other more oder percent prozent years-old year-old that was were "
    "war waren est sont minute minutes que para sobre los las del les des aus mit nach bei ".split()
)


def find_figures(subject: Subject) -> Iterator[Found]:
    """Yield each figure: its `kind` (money, percent, count), its `value`, and of what."""
    for found in _FIGURE.finditer(subject.body):
        number = _value(found["number"], subject.language)
        if number is None or subject.body[found.start("number") - 1 : found.start("number")] == "/":
            continue
        yield from _figure(found, number, subject.language)


def _figure(found: re.Match[str], number: Decimal, language: str | None) -> Iterator[Found]:
    number = number.scaleb(_scale(found["scale"], language))
    end = found.end("unit") if found["unit"] else found.end()
    bare = found.start("unit") if found["unit"] else found.end()
    text = found.string
    sign, word = found["sign"] or "", (found["currency"] or "").casefold()
    currency = _SIGNS.get(sign) or _CURRENCIES.get(word)
    bare = len(text[:bare].rstrip())
    if currency:
        value = {"kind": "money", "value": _plain(number), "currency": currency}
        yield found.start(), bare, text[found.start() : bare], value
    elif found["percent"]:
        value = {"kind": "percent", "value": _plain(number)}
        yield found.start(), bare, text[found.start() : bare], value
    elif found["unit"] and found["unit"].casefold() not in _NOT_COUNTED and not _is_year(found):
        value = {"kind": "count", "value": _plain(number), "of": found["unit"]}
        yield found.start(), end, text[found.start() : end], value


def _is_year(found: re.Match[str]) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", found["number"])) and not found["scale"]


def _scale(word: str | None, language: str | None) -> int:
    if not word:
        return 0
    folded = word.casefold()
    return _LONG_SCALE.get(language or "", {}).get(folded, _SCALES.get(folded, 0))


def _value(text: str, language: str | None) -> Decimal | None:
    """Return a number as its language writes it: '1.234,5' in most, '1,234.5' in English."""
    bare = re.sub(r"[\s ’']", "", text)
    point, group = (".", ",") if language in _POINT_LANGUAGES else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{point}\d+)?", bare):
        bare = bare.replace(group, "")
    elif group in bare and point not in bare:
        point = group  # '1.5' in a German text
    bare = bare.replace(point, ".")
    return Decimal(bare) if re.fullmatch(r"\d+(?:\.\d+)?", bare) else None


def _plain(number: Decimal) -> float | int:
    return int(number) if number == number.to_integral_value() else float(number)


ENRICHER = Enricher("figures", 1, find_figures)
