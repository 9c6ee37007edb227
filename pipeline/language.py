"""Which language and which script a text is written in: the one identifier of the house."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 2_000
"""Characters of a text that are looked at; more make the answer no surer."""

_SCRIPTS = {"CJK": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana"}


def identify_language(text: str) -> tuple[str, float]:
    """Return the likeliest language (ISO 639-1) of `text` and how sure that is, 0..1.

    The model (Lui & Baldwin, langid.py, 2012) always answers; what is too short to be told should
    not be asked.
    """
    code, sureness = _identifier().classify(text[:SAMPLE])
    return str(code), float(sureness)


def script_of(text: str) -> str | None:
    """Return the script most letters of `text` are of (`Latin`, `Cyrillic`, `Han` ...), or None."""
    found = Counter(map(_script, filter(str.isalpha, text[:SAMPLE])))
    return found.most_common(1)[0][0] if found else None


@lru_cache(maxsize=8192)
def _script(letter: str) -> str:
    word = unicodedata.name(letter, "UNKNOWN").split(" ", 1)[0]
    return _SCRIPTS.get(word, word.capitalize())


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Load the model once, and only where a text needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
