"""Language and script of a text as a whole, and of paragraphs that are in another language.

It abstains on too little text, and on a paragraph in doubt: one that quotes a foreign sentence is
not a paragraph in that language.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.subject import Subject
from pipeline.language import identify_language, script_of
from pipeline.text import count_words

_MIN_WORDS = 15
_SURE = 0.95
_PARAGRAPH_WORDS = 12
_PARAGRAPH_SURE = 0.99
# Written so alike that the identifier takes one for the other: told apart only by the whole text.
_ALIKE = (
    {"no", "nb", "nn", "da", "sv", "fo"}, {"hr", "sr", "bs", "sl", "mk"}, {"id", "ms", "jv"},
    {"cs", "sk"}, {"gl", "pt", "es", "ca", "an", "oc", "ast"}, {"zu", "xh", "st", "tn"},
    {"de", "lb"}, {"nl", "af"}, {"it", "la", "co"}, {"ru", "uk", "be", "bg"}, {"fr", "wa", "oc"},
)  # fmt: skip
_DOUBTFUL = frozenset({"la", "eo", "vo", "ht", "an", "wa", "io", "mt", "lb"})
"""What the identifier gives to short texts of names and numbers."""


def find_language(subject: Subject) -> Iterator[Found]:
    """Yield one row for the text, and one for each paragraph that is surely in another language."""
    body = subject.body
    code = language_of(body, subject.language)
    value = {"scope": "text", "language": code, "script": script_of(body)}
    yield 0, len(body), "", value
    for start, end in subject.paragraphs if code else ():
        other = _other_language(body[start:end], str(code))
        if other:
            value = {"scope": "paragraph", "language": other, "script": script_of(body[start:end])}
            yield start, end, body[start:end], value


def language_of(body: str, given: str | None) -> str | None:
    """Return what the text shows, or what it was said to be where it is too alike or too short."""
    if count_words(body[:2000]) < _MIN_WORDS:
        return None
    shown, sureness = identify_language(body)
    if given and (shown == given or _are_alike(shown, given) or sureness < _SURE):
        return given
    return shown if sureness >= _SURE else None


def _other_language(paragraph: str, code: str) -> str | None:
    if count_words(paragraph) < _PARAGRAPH_WORDS:
        return None
    shown, sureness = identify_language(paragraph)
    if shown == code or sureness < _PARAGRAPH_SURE or _are_alike(shown, code):
        return None
    return None if shown in _DOUBTFUL else shown


def _are_alike(a: str, b: str) -> bool:
    return any(a in group and b in group for group in _ALIKE)


ENRICHER = Enricher("language", 1, find_language)
