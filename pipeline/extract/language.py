"""The language of a text: what the page says, confirmed, or what the text shows clearly."""

from __future__ import annotations

import re

from pipeline.language import SAMPLE, identify_language
from pipeline.page import Page
from pipeline.text import words

_MIN_WORDS = 15
_SURE = 0.95
_ISO_639_1 = re.compile(r"^([a-z]{2})(?:[-_]|$)", re.IGNORECASE)
# Written so alike that the identifier takes one for the other: the page's word counts.
_LOOKALIKES = (
    frozenset({"no", "nb", "nn", "da", "sv"}),
    frozenset({"hr", "sr", "bs", "sl"}),
    frozenset({"id", "ms", "jv"}),
    frozenset({"cs", "sk"}),
    frozenset({"gl", "pt", "es", "ca"}),
    frozenset({"zu", "xh", "st", "tn"}),
    frozenset({"de", "lb"}),
    frozenset({"nl", "af"}),
)


def find_language(page: Page, text: str) -> tuple[str | None, str]:
    """Return the ISO 639-1 code of `text` and where it comes from, or (None, '')."""
    declared = _declared(page)
    sample = text[:SAMPLE]
    if len(words(sample)) < _MIN_WORDS:
        return None, ""
    shown, sureness = identify_language(sample)
    if declared and (shown == declared or _are_alike(shown, declared)):
        return declared, "html:lang"
    return (shown, "py3langid") if sureness >= _SURE else (None, "")


def _declared(page: Page) -> str | None:
    for value in (
        page.dom.get("lang"),
        page.dom.get("{http://www.w3.org/XML/1998/namespace}lang"),
        page.dom.get("xml:lang"),
        *page.dom.xpath("//meta[@property='og:locale' or @http-equiv='content-language']/@content"),
    ):
        if value and (found := _ISO_639_1.match(value.strip())):
            return found[1].lower()
    return None


def _are_alike(a: str, b: str) -> bool:
    return any(a in group and b in group for group in _LOOKALIKES)
