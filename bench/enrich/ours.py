"""What our enrichers answer, in the form in which answers are scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bench.enrich.gold_texts import GoldArticle
from bench.enrich.score import Answer
from pipeline.enrich import enrich, subject_of
from pipeline.model import Enrichment

_KINDS = {"person": "P", "organisation": "O", "place": "L"}


def answers_of(gold: GoldArticle) -> dict[str, list[Enrichment]]:
    """Return what all enrichers find in a labelled article, by enricher."""
    subject = subject_of(replace(gold.document, language=gold.language))
    found: dict[str, list[Enrichment]] = {}
    for item in enrich(subject):
        found.setdefault(item.enricher, []).append(item)
    return found


def language(gold: GoldArticle) -> str | None:
    """Return the language found in the article's text alone."""
    (row, *_) = enrich(subject_of(gold.document), ["language"])
    answer = row.value["language"]
    return None if answer is None else str(answer)


def dates(found: Sequence[Enrichment]) -> list[Answer]:
    """Return the dates found."""
    return [Answer((item.start, item.end), item.value["date"]) for item in found]


def entities(found: Sequence[Enrichment]) -> list[Answer]:
    """Return the mentions found."""
    return [
        Answer((start, end), _KINDS[item.value["kind"]])
        for item in found
        for start, end in item.value["mentions"]
    ]


def quotes(text: str, found: Sequence[Enrichment], kind: str = "direct") -> list[Answer]:
    """Return the quotes of a kind for which a speaker was found, in the article's `text`."""
    kinds = {"direct", "fragment"} if kind == "direct" else {kind}
    return [
        Answer(
            (item.start, item.end),
            item.value["speaker"],
            text[slice(*item.value["speaker_span"])],
        )
        for item in found
        if item.value["kind"] in kinds and item.value["speaker"]
    ]


def cited(found: Sequence[Enrichment]) -> list[Answer]:
    """Return the outlets cited."""
    return [Answer((item.start, item.end)) for item in found]
