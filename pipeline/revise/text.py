"""Words, numbers and quotes of a text, in a form in which only what is read counts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.revise.lexicon import CURRENCIES, MAGNITUDES, NUMBER_WORDS


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
_SIGN = "[" + "".join(sorted(CURRENCIES)) + "]"
_WORD = rf"{_NUMBER}|{_SIGN}|[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+(?:['\u2019][^\W\d_]+)*"
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
    magnitude and the sign of its currency behind it (`3.2 million €`). Signs of Chinese and
    Japanese are words of their own.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    words: list[str] = []
    currency = ""
    for token in _TOKEN.findall(folded):
        if token in MAGNITUDES and words and is_number(words[-1]):
            words[-1] = _counted(words[-1], token)
        elif token in CURRENCIES:
            if words and is_number(words[-1]) and words[-1][-1] not in CURRENCIES:
                words[-1] += f" {token}"
            else:
                currency = f" {token}"
        else:
            word = _plain_number(token)
            words.append(word + currency if is_number(word) else word)
            currency = ""
    return words


def is_number(word: str) -> bool:
    """Return whether a word of `words_of` is a number."""
    return word[0].isdigit()


def names_of(paragraph: str) -> frozenset[str]:
    """Return the words that are written with a capital where no sentence begins, case folded.

    Empty where more than a quarter of all are: in German every noun is.
    """
    inner = _INNER_WORD.findall(unicodedata.normalize("NFKC", paragraph))
    names = [word for word in inner if word[0].isupper()]
    if len(names) > 1 and 4 * len(names) > len(inner):
        return frozenset()
    return frozenset(word.casefold() for word in names)


def plain_spelling(word: str) -> str:
    """Return a word without accents, umlauts written out: `prüft` and `prueft` are one."""
    written = word.translate(_WRITTEN_OUT)
    return "".join(c for c in unicodedata.normalize("NFD", written) if not unicodedata.combining(c))


_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_INNER_WORD = re.compile(r"(?<=[^\W\d_][ ,;])\s*([^\W\d_]+)")


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


def _counted(number: str, magnitude: str) -> str:
    digits, _, sign = number.partition(" ") if number[-1] in CURRENCIES else (number, "", "")
    return f"{digits} {magnitude} {sign}".strip()


def _plain_number(token: str) -> str:
    if token[0].isdigit():
        return _SEPARATORS.sub("", token).replace(",", ".")
    return NUMBER_WORDS.get(token, token)
