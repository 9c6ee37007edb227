"""Words, numbers and quotes of a text, in a form in which only what is read counts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.revise.lexicon import MAGNITUDES, NUMBER_WORDS


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader reads: headline, names, and paragraphs separated by one blank line."""

    title: str
    authors: tuple[str, ...]
    body: str

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the body, without empty ones."""
        return [part.strip() for part in self.body.split("\n\n") if part.strip()]


_NUMBER = r"\d+(?:[.,' \u2019\u00a0\u202f]\d{3})*(?:[.,]\d+)?(?!\d)|\d+"
_WORD = rf"{_NUMBER}|[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+(?:['\u2019][^\W\d_]+)*"
_TOKEN = re.compile(_WORD)
_SEPARATORS = re.compile(r"[.,' \u2019\u00a0\u202f](?=\d{3}(?!\d))")
_MIN_QUOTE_WORDS = 3

_QUOTES = re.compile(
    r"[“„”]([^“„”]+)[“”]|«([^«»]+)»|»([^«»]+)«|‹([^‹›]+)›"
    r"|(?<!\w)[‘‚]([^‘‚]+?)[’‘](?!\w)|\"([^\"]+)\""
    r"|[“„«]([^“„”«»]+)$"  # goes on in the next paragraph
)


def words_of(text: str) -> list[str]:
    """Return the words of `text` as they are compared: without case, typography and punctuation.

    A number is one word, in digits, without what groups its thousands, with a word for its
    magnitude behind it (`3.2 million`). Signs of Chinese and Japanese are words of their own.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    words: list[str] = []
    for token in _TOKEN.findall(folded):
        if token in MAGNITUDES and words and is_number(words[-1]):
            words[-1] += f" {token}"
        else:
            words.append(_plain_number(token))
    return words


def is_number(word: str) -> bool:
    """Return whether a word of `words_of` is a number."""
    return word[0].isdigit()


def quotes_of(paragraphs: list[str]) -> list[str]:
    """Return what stands in quotation marks of any style, if it is at least three words long."""
    found = []
    for paragraph in paragraphs:
        for match in filter(_is_speech, _QUOTES.finditer(paragraph)):
            quote = next(group for group in match.groups() if group)
            found.append(quote.strip(" ,.\u00a0\u202f"))
    return found


def outside_quotes(paragraph: str) -> tuple[list[str], int]:
    """Return the words of a paragraph that stand in no quotation marks, and how many quotes do."""
    quotes = [m for m in _QUOTES.finditer(paragraph) if _is_speech(m)]
    told = paragraph
    for match in reversed(quotes):
        told = told[: match.start()] + " " + told[match.end() :]
    return words_of(told), len(quotes)


def _is_speech(match: re.Match[str]) -> bool:
    return len(words_of(match.group())) >= _MIN_QUOTE_WORDS


def _plain_number(token: str) -> str:
    if token[0].isdigit():
        return _SEPARATORS.sub("", token).replace(",", ".")
    return NUMBER_WORDS.get(token, token)
