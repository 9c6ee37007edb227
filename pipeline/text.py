"""Words, sentences and paragraphs: the one tokeniser and the normal forms of texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SPACES = re.compile(r"\s+")
_LINE = re.compile(r"[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_QUOTES = str.maketrans(
    {**dict.fromkeys("‘’‚‛ʼ´`′", "'"), **dict.fromkeys("“”„‟«»″", '"'), "\u00ad": None}
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SENTENCE_END = re.compile(
    r"""(?<=[.!?…])["'”’»)\]]*\s+(?=["'“‘«„(\[¿¡]*[^\W_a-zß-öø-ÿ])|(?<=[。！？])"""
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Gen|Col|Lt|Sen|Rep|Gov|No|vs|Nr|ca|bzw|Hr|Fr|"
    r"Mme|Mlle|Ing|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp)|\b\d{1,2})\.$"
)

_LONGEST_ABBREVIATION = 12  # characters, with what stands before it

# Scripts that write no spaces: a character is the unit there (Thai to Khmer, kana, Han).
_UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)


def words(text: str) -> list[str]:
    """Return the words of `text` in order: NFKC, casefolded, without punctuation.

    An apostrophe inside a word belongs to it (whatever its shape). Marks that combine stay with
    their letter. In scripts without spaces each character is a word of its own.
    """
    return _WORD.findall(normal_form(text))


def word_places(text: str) -> list[tuple[int, int]]:
    """Return where each of `words(text)` stands: offsets in code points, half-open."""
    folded: list[str] = []
    source: list[int] = []
    for found in _CLUSTER.finditer(text):
        form = normal_form(found.group())
        folded.append(form)
        source += [found.start()] * len(form)
    ends = [*source, len(text)]
    return [
        (source[word.start()], _end(text, ends[word.end() - 1]))
        for word in _WORD.finditer("".join(folded))
    ]


def _end(text: str, start: int) -> int:
    found = _CLUSTER.match(text, start)
    return found.end() if found else len(text)


def normal_form(text: str) -> str:
    """Return `text` as its words are compared: one shape of quotes, NFKC, casefolded."""
    return unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold()


def character_class(character: str) -> tuple[bool, bool, bool]:
    """Tell of a character of a normal form whether it is a letter or digit, a mark, unspaced.

    A letter goes on as a word, a mark stays with the character before it, and one of a script
    without spaces is a word of its own.
    """
    is_unspaced = _is_unspaced(character)
    is_letter = not is_unspaced and character.isalnum()
    return is_letter, _MARK_ALONE.match(character) is not None, is_unspaced


def pieces(text: str) -> list[str]:
    """Return `text` cut into words, numbers, white space and single marks; joined they are it."""
    return _PIECE.findall(text)


def count_words(text: str) -> int:
    """Return how long `text` is in words; two characters of a script without spaces count as one.

    (Words of Chinese have 1.5 to 2 characters on average.) So a bound in words means about the
    same amount of text in every language.
    """
    found = words(text)
    return len(found) - sum(map(_is_unspaced, found)) // 2


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of `text`: what stands between blank lines, none of them empty."""
    return [part for part in (p.strip() for p in _BLANK_LINES.split(text)) if part]


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`. A paragraph or line end always ends a sentence."""
    return [text[start:end] for start, end in sentence_spans(text)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of `text` stand, as half-open offsets, white space left out."""
    return [
        _trimmed(text, line.start() + start, line.start() + end)
        for line in _LINE.finditer(text)
        for start, end in _sentences_of_line(line[0])
    ]


def squeeze(text: str) -> str:
    """Return `text` in NFC, each run of white space as one space, none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Return the form in which texts are matched: squeezed, casefolded, plain quotes and dashes."""
    return squeeze(text.translate(_QUOTES).translate(_DASHES)).casefold()


def drop_unstorable(text: str) -> str:
    """Return `text` without NUL, other control characters, noncharacters and lone surrogates.

    PostgreSQL refuses the first and the last of them, XML the rest. Tab and line ends stay.
    """
    return _UNSTORABLE.sub("", text)


def _sentences_of_line(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SENTENCE_END.finditer(line):
        near = max(start, found.start() - _LONGEST_ABBREVIATION)
        if _ABBREVIATION.search(line, near, found.start()):
            continue
        if line[start : found.end()].strip():
            yield start, found.end()
        start = found.end()
    if line[start:].strip():
        yield start, len(line)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def _is_unspaced(word: str) -> bool:
    return _UNSPACED_START.match(word) is not None


def _combining_marks() -> str:
    """Return all marks that combine, as a character class body (`str.isalnum` leaves them out)."""
    marks = [
        code for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in {"Mn", "Mc"}
    ]
    return "".join(re.escape(chr(code)) for code in marks)


_UNSPACED_START = re.compile(f"[{_UNSPACED}]")
_LETTER = rf"(?![{_UNSPACED}])[^\W_]"
_MARK = f"[{_combining_marks()}]"
_MARK_ALONE = re.compile(_MARK)
_CLUSTER = re.compile(rf".(?:{_MARK}|[\u1160-\u11ff])*", re.DOTALL)
_WORD = re.compile(rf"(?:{_LETTER}{_MARK}*)+(?:'(?:{_LETTER}{_MARK}*)+)*|[{_UNSPACED}]{_MARK}*")
_PIECE = re.compile(rf"\s+|\d+(?:[.,:]\d+)+|{_WORD.pattern}|.", re.DOTALL)
