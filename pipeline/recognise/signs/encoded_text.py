"""The text is on the page and cannot be read: encoded, enciphered, or in a font of its own."""

import re
from string import ascii_lowercase, hexdigits

from pipeline.model import Reason
from pipeline.recognise.look import Look
from pipeline.recognise.sign import Sign
from pipeline.text import words

_ENOUGH = 40  # words from which statistics say something
_LOOKED_AT = 3_000  # characters
_MAX_SHARE = 0.3  # of the characters, in codes or without a meaning
_MAX_VOWELLESS = 0.2  # of the words: Czech, the leanest, has .08 with its one-letter prepositions
_MAX_COMMON, _MIN_COMMON_DECODED = 0.04, 0.12  # of the words

_CODE = re.compile(r"(?:[A-Za-z0-9+/_-]{40,}={0,2})|(?:\b(?:[0-9a-fA-F]{2}[\s:]?){40,})")
_HEXADECIMAL = frozenset(hexdigits + ": \n\t")
_ADDRESS = re.compile(r"\S*://\S+")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd\ufffd]")
_VOWEL = re.compile(
    "[aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿāăąēęěėīįıōőūůűų"
    "\u0430\u0435\u0451\u0438\u043e\u0443\u044b\u044d\u044e\u044f\u0456\u0457\u0454]"
)
_ALPHABETIC = re.compile(r"^[a-zà-žœа-яёіїєґ]{3,}$")
_COMMON = frozenset(
    "the and that for was with der die und das ist nicht les des est que dans pour una los las"
    " del por como para não com uma che per non sono het een van niet się nie jest что как это"
    " для его при від про bir için ile".split()
)


def _find(look: Look) -> str:
    told = look.body or look.text
    text = _ADDRESS.sub(" ", told[:_LOOKED_AT])
    return _coded(text) or _without_meaning(text) or _enciphered(text)


def _coded(text: str) -> str:
    """Return the first run of base64 or hexadecimal, where a good part of the text is such."""
    runs = [run[0] for run in _CODE.finditer(text) if _is_mixed(run[0])]
    return runs[0] if sum(map(len, runs)) > _MAX_SHARE * len(text) else ""


def _is_mixed(run: str) -> bool:
    """Tell whether a run is no path and no long name: those have small letters or slashes alone."""
    is_hexadecimal = all(character in _HEXADECIMAL for character in run)
    kinds = (str.isdigit, str.isupper, str.islower)
    return is_hexadecimal or all(any(map(is_kind, run)) for is_kind in kinds)


def _without_meaning(text: str) -> str:
    """Return some characters that only a font of the page's own could show."""
    found = _PRIVATE.findall(text)
    return "".join(found[:20]) if len(found) > _MAX_SHARE * len("".join(text.split())) else ""


def _enciphered(text: str) -> str:
    """Return the first words of a text in letters that stand for others, or backwards.

    Read backwards, or with the Latin letters turned on by some places, it has the short words that
    every text has; or its words lack vowels, which no language with Latin or Cyrillic letters
    does, whatever letters were swapped.
    """
    found = [word for word in words(text) if _ALPHABETIC.match(word)]
    if len(found) < _ENOUGH:
        return ""
    vowelless = sum(not _VOWEL.search(word) for word in found)
    is_other = _count(found, _COMMON) <= _MAX_COMMON * len(found)
    decoded = max(_count(found, hidden) for hidden in _HIDDEN) if is_other else 0
    is_hidden = decoded >= _MIN_COMMON_DECODED * len(found)
    return " ".join(found[:8]) if is_hidden or vowelless > _MAX_VOWELLESS * len(found) else ""


def _count(found: list[str], common: frozenset[str]) -> int:
    return sum(word in common for word in found)


def _turned(places: int) -> frozenset[str]:
    table = str.maketrans(ascii_lowercase, ascii_lowercase[places:] + ascii_lowercase[:places])
    return frozenset(word.translate(table) for word in _COMMON)


_HIDDEN = (frozenset(word[::-1] for word in _COMMON), *map(_turned, range(1, 26)))


SIGN = Sign("encoded_text", 1, Reason.ENCODED_TEXT, "keeps its text encoded", _find)
