"""What style a headline has: a label ([OPINION], LIVE), scare quotes, a question, a teaser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.enrich.enricher import Enricher, Found
from pipeline.enrich.quoted import find_quoted
from pipeline.enrich.subject import Subject
from pipeline.text import words

_LABELS = {
    "opinion": "opinion commentary comment editorial analysis column kommentar meinung analyse "
    "leitartikel kolumne glosse tribune édito éditorial opinión análisis editoriale "
    "commento opinião",
    "live": "live liveblog live-blog newsblog ticker liveticker live-ticker direct en-direct "
    "directo en-vivo diretta ao-vivo",
    "breaking": "breaking eilmeldung eil alerte última-hora urgente ultimora",
    "update": "update updated aktualisiert mise-à-jour actualización",
    "media": "video watch photos pictures gallery podcast vidéo fotos bilder galerie audio "
    "interactive",
    "interview": "interview entretien entrevista intervista",
    "exclusive": "exclusive exklusiv exclusif exclusiva esclusiva",
    "review": "review rezension kritik critique reseña recensione",
    "fact_check": "fact-check faktencheck factcheck vérification",
    "reveal": "reveal report insight pictured",
}
_LABEL_OF = {word: kind for kind, names in _LABELS.items() for word in names.split()}
_BRACKETED = re.compile(r"[\[(]([^\W\d_][\w -]{2,20})[\])]")
_LEADING = re.compile(r"^([^\W\d_][\w-]*(?: [\w-]+)?)\s*(?:[:|–—]|-\s)\s*(?=\S)")
_TRAILING = re.compile(r"\s[|–—-]\s*([^\W\d_][\w-]*(?: [\w-]+)?)\s*$")
_TEASER = re.compile(
    r"\b(?:this is (?:why|what|how)|here(?:’|')?s (?:why|what|how)|what happened next"
    r"|you won(?:’|')?t believe|the reason why|(?:das|so) (?:steckt|sollten sie)"
    r"|voici (?:pourquoi|comment)|esto es lo que)\b",
    re.IGNORECASE,
)
_MARKED_MOST = 4  # words between marks up to which they mean irony or distance, not a quote
_SHOUTED_LEAST = 3


def find_headline_style(subject: Subject) -> Iterator[Found]:
    """Yield one row a title: its `labels` and `traits`; it is no part of the body."""
    title = subject.title
    if not title:
        return
    marked = [quote.text_in(title) for quote in find_quoted(title, [(0, len(title))])]
    value = {
        "labels": sorted(_labels(title)),
        "scare_quotes": [text for text in marked if len(words(text)) <= _MARKED_MOST],
        "quotes": [text for text in marked if len(words(text)) > _MARKED_MOST],
        "traits": sorted(_traits(title)),
        "words": len(words(title)),
    }
    yield 0, 0, title, value


def _labels(title: str) -> set[str]:
    found = set()
    for match in (*_BRACKETED.finditer(title), _LEADING.search(title), _TRAILING.search(title)):
        if match:
            parts = re.split(r"[\s|]+", match[1].casefold())
            found |= {_LABEL_OF[name] for name in (*parts, "-".join(parts)) if name in _LABEL_OF}
    first = title.split()[0]
    if first.isupper() and first.casefold().strip(":") in _LABEL_OF:
        found.add(_LABEL_OF[first.casefold().strip(":")])
    return found


def _traits(title: str) -> set[str]:
    letters = [word for word in title.split() if len(word) > 2 and word.isalpha()]
    shouted = [word for word in letters if word.isupper()]
    traits = {
        "question": title.rstrip(' "”’»').endswith("?"),
        "exclamation": "!" in title,
        "ellipsis": "..." in title or "…" in title,
        "colon": ": " in title,
        "teaser": bool(_TEASER.search(title)),
        "shouting": len(shouted) >= _SHOUTED_LEAST,
    }
    return {name for name, holds in traits.items() if holds}


ENRICHER = Enricher("headline", 1, find_headline_style)
