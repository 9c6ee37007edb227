"""How edits of publishers are told: kinds and significance against labelled pairs of texts.

    python -m bench.edits [--each]

The pairs (`tests/revise/held_out`) were labelled by what a reader of the first text would care to
be told: 0 not at all, 1 hardly, 2 yes, 3 very much. `pairs` served to mend the algorithm; `second`
was written after that. No peer tells kinds of edits; what stands beside is the share of words that
differ, which is what a diff alone gives to order by.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from bench.report import Bar, Report, print_table
from pipeline.model import EditKind, TypedEdit
from pipeline.revise import ALGORITHM_VERSION, Text, compare_texts
from pipeline.revise.text import words_of

FOLDER = Path("tests/revise/held_out")
TITLE = "A headline that stayed"


@dataclass(frozen=True)
class Judged:
    """A labelled pair, what was said of it, and how many of its words differ (0..1)."""

    name: str
    kinds: frozenset[str]
    cares: int
    edit: TypedEdit
    differing: float

    @property
    def is_right(self) -> bool:
        """True if exactly the labelled kinds were found."""
        return self.kinds == {kind.value for kind in self.edit.kinds}


def judge(case: dict[str, Any], contexts: dict[str, str]) -> Judged:
    """Compare the two texts of a case, each with the text that stays around it."""
    texts = [_text(case, side, contexts[case["context"]]) for side in ("before", "after")]
    old, new = (words_of(f"{text.title}\n\n{text.body}") for text in texts)
    differing = 1 - SequenceMatcher(None, old, new, autojunk=False).ratio()
    edit = compare_texts(*texts)
    return Judged(case["name"], frozenset(case["kinds"]), case["cares"], edit, differing)


def concordance(judged: Sequence[Judged], scores: Sequence[float]) -> float:
    """Return the share of pairs of unequal labels that `scores` orders as the labels do (0..1).

    A tie counts half (Kendall's concordance; for two labels the area under the ROC curve).
    """
    told = [
        0.5 if scores[a] == scores[b]
        else float((scores[a] < scores[b]) == (judged[a].cares < judged[b].cares))
        for a, b in combinations(range(len(judged)), 2)
        if judged[a].cares != judged[b].cares
    ]  # fmt: skip
    return sum(told) / len(told)


def main() -> int:
    """Judge both sets and print tables and report; return 1 where a bar is missed."""
    report = Report("edits")
    for name in ("pairs", "second"):
        judged = _judged(name)
        print(f"{name}: {len(judged)} pairs of texts")
        _print_kinds(judged)
        _print_labels(judged)
        if "--each" in sys.argv:
            _print_each(judged)
        _report(report, name, judged)
    report.figures["algorithm_version"] = ALGORITHM_VERSION
    report.finish()
    return 0 if report.ok else 1


def _judged(name: str) -> list[Judged]:
    contexts, cases = (
        yaml.safe_load((FOLDER / f"{file}.yaml").read_text("utf-8")) for file in ("contexts", name)
    )
    return [judge(case, contexts) for case in cases]


def _text(case: dict[str, Any], side: str, context: str) -> Text:
    title = case.get(f"title_{side}", TITLE)
    authors = tuple(case.get(f"authors_{side}", ("Ada Byron",)))
    return Text(title, authors, f"{case[side]}\n\n{context}")


def _print_kinds(judged: Sequence[Judged]) -> None:
    rows = []
    for kind in EditKind:
        wanted = {item.name for item in judged if kind in item.kinds}
        found = {item.name for item in judged if kind in item.edit.kinds}
        rows.append([kind.value, len(wanted), len(wanted & found), len(found - wanted)])
    print_table(["kind", "labelled", "found", "wrongly found"], rows)


def _print_labels(judged: Sequence[Judged]) -> None:
    rows = []
    for cares in sorted({item.cares for item in judged}):
        scores = sorted(item.edit.significance for item in judged if item.cares == cares)
        middle = scores[len(scores) // 2]
        rows.append([cares, len(scores), scores[0], middle, scores[-1]])
    print_table(["reader cares", "pairs", "lowest", "median", "highest significance"], rows)


def _print_each(judged: Sequence[Judged]) -> None:
    ordered = sorted(judged, key=lambda item: item.edit.significance)
    rows = [
        [
            item.edit.significance,
            item.cares,
            item.name,
            "" if item.is_right else f"{sorted(item.edit.kinds)}, not {sorted(item.kinds)}",
        ]
        for item in ordered
    ]
    print_table(["significance", "cares", "pair", "kinds"], rows)


def _report(report: Report, name: str, judged: Sequence[Judged]) -> None:
    significance = [item.edit.significance for item in judged]
    cared = [item.edit.significance for item in judged if item.cares >= 2]
    ignored = [item.edit.significance for item in judged if item.cares == 0]
    right = sum(item.is_right for item in judged) / len(judged)
    report.bars += [
        Bar(f"{name}: kinds as labelled", right, at_least=0.9),
        Bar(f"{name}: order as labelled", concordance(judged, significance), at_least=0.9),
        Bar(f"{name}: highest of what nobody cares for", max(ignored), at_most=0.0),
        Bar(f"{name}: lowest of what readers care for", min(cared), at_least=0.25),
    ]
    by_words = concordance(judged, [item.differing for item in judged])
    report.figures[name] = {"pairs": len(judged), "order by share of words": round(by_words, 3)}


if __name__ == "__main__":
    sys.exit(main())
