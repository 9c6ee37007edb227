"""Words of a text with their places, cut so that names come out whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_INITIALS = r"(?:[A-Z]\.){2,}(?:[A-Z](?!\w))?"
_SHORT = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Rev|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt|Jr|Sr|St|Mme|Mlle|Sra|Dra|Abg)\."
)
_JOINED = r"\w+(?:[-‑’'&](?!s(?!\w))\w+)*"
_ELIDED = r"(?:[dlDL]|qu|[jmnstJMNST])[’'](?=\w)|\w+(?:[-‑&]\w+)*"


@dataclass(frozen=True, slots=True)
class Token:
    """One word; `glued` says that only a space (or nothing) parts it from the word before."""

    start: int
    end: int
    text: str
    is_capital: bool
    glued: bool


def tokens_of(body: str, elides: bool) -> list[Token]:
    """Return the words of `body`; where a language elides, `l’` is a word of its own."""
    found: list[Token] = []
    end = -1
    for match in _pattern(elides).finditer(body):
        text = match[0]
        gap = body[end : match.start()] if end >= 0 else "."
        glued = gap in {" ", "", "\u00a0"} or (gap == ". " and len(found[-1].text) == 1)
        found.append(Token(match.start(), match.end(), text, _is_capital(text), glued))
        end = match.end()
    return found


def _is_capital(text: str) -> bool:
    return text[0].isupper() or (len(text) > 3 and text[:3] in {"al-", "ad-", "el-"})


@lru_cache
def _pattern(elides: bool) -> re.Pattern[str]:
    return re.compile(f"{_INITIALS}|{_SHORT}|{_ELIDED if elides else _JOINED}")
