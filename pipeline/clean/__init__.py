"""A document's body is repaired, furniture is taken out, and the ledger has every span of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

import pipeline.clean.rules as rules_package
from pipeline.clean.learnt import frozen_lists
from pipeline.clean.rule import Rule
from pipeline.errors import Terminal
from pipeline.model import Document, LedgerSpan, Mark, Reason
from pipeline.registry import load_registry
from pipeline.urls import registrable_domain

__all__ = ["Rule", "clean_document", "clean_text", "restore_body", "rules_for", "versions"]


class _Cut(NamedTuple):
    """A span to remove or replace, and the rule that asks for it."""

    start: int
    end: int
    rule: Rule
    replacement: str = ""


def clean_document(document: Document) -> Document:
    """Return `document` with a clean body and the ledger of what was removed.

    Raises `Terminal` (NO_BODY) where nothing but furniture was there.
    """
    body, removed = clean_text(document.body, rules_for(document.url), document.marks)
    if document.body.strip() and not body.strip():
        raise Terminal(f"{document.url} holds nothing but furniture.", reason=Reason.NO_BODY)
    return replace(document, body=body, removed=removed)


def clean_text(
    text: str, rules: Iterable[Rule], marks: Sequence[Mark] = ()
) -> tuple[str, tuple[LedgerSpan, ...]]:
    """Return `text` without what `rules` find, and the ledger, in order of stage and offset.

    `marks` say what the markup of its paragraphs was; they follow their text from stage to stage.
    The result does not depend on the order of `rules`. Where spans of one stage overlap, the one
    that starts first keeps its text (then the longer one, then the smaller rule id); a span that
    would be replaced is then left as it is.
    """
    ledger: list[LedgerSpan] = []
    for stage, of_stage in groupby(sorted(rules, key=lambda r: (r.stage, r.id)), lambda r: r.stage):
        cuts = _with_line_ends(text, _clip(text, marks, of_stage))
        ledger.extend(
            LedgerSpan(
                rule=c.rule.id,
                rule_version=c.rule.version,
                stage=stage,
                start=c.start,
                end=c.end,
                text=text[c.start : c.end],
                replacement=c.replacement,
            )
            for c in cuts
        )
        text, marks = _edit(text, cuts), _moved(marks, cuts)
    return text, tuple(ledger)


def restore_body(body: str, removed: Sequence[LedgerSpan]) -> str:
    """Return the body as extraction gave it: the ledger's spans put back, last stage first."""
    for stage in sorted({span.stage for span in removed}, reverse=True):
        spans = sorted((s for s in removed if s.stage == stage), key=lambda s: s.start)
        body = _put_back(body, spans)
    return body


def rules_for(url: str) -> tuple[Rule, ...]:
    """Return the rules that are on for the page at `url`: all, and what was learnt of its site."""
    if not (lists := frozen_lists()):
        return _rules()
    learnt = lists.get(registrable_domain(url))
    return (*_rules(), learnt.rule()) if learnt else _rules()


def versions() -> dict[str, int | str]:
    """Return the version of every rule by its id; of a learnt list also the digest of its lines."""
    lists = frozen_lists().values()
    return {rule.id: rule.version for rule in _rules()} | {
        found.id: f"{found.version} {found.digest}" for found in lists
    }


@lru_cache(maxsize=1)
def _rules() -> tuple[Rule, ...]:
    return load_registry(rules_package, "RULE", Rule)


def _clip(text: str, marks: Sequence[Mark], rules: Iterable[Rule]) -> list[_Cut]:
    """Return what all `rules` find in `text`, sorted, none overlapping, none empty."""
    found = [
        _Cut(start, end, rule, *replacement)
        for rule in rules
        for start, end, *replacement in (*rule.find(text), *rule.find_marked(text, marks))
    ]
    clipped: list[_Cut] = []
    done = 0
    for cut in sorted(found, key=lambda c: (c.start, -c.end, c.rule.id, c.replacement)):
        start, end = max(cut.start, done), min(cut.end, len(text))
        if start < end and (not cut.replacement or (start, end) == (cut.start, cut.end)):
            clipped.append(cut._replace(start=start, end=end))
            done = end
    return clipped


def _with_line_ends(text: str, cuts: Sequence[_Cut]) -> list[_Cut]:
    """Return `cuts` with the line ends that go along, so that paragraphs stay one blank line apart.

    What is replaced takes none along.

    Of the separators before, between and behind a run of whole lines exactly one stays (the
    strongest, the earliest of equals), and none at the ends of the text.
    """
    widened = [cut for cut in cuts if cut.replacement]
    for run in _runs(text, [cut for cut in cuts if not cut.replacement]):
        gaps = [_line_ends_before(text, run[0].start)]
        gaps += [b.start - a.end for a, b in pairwise(run)]
        gaps += [_line_ends_after(text, run[-1].end)]
        kept = _kept_gap(
            gaps, is_first=run[0].start == gaps[0], is_last=run[-1].end + gaps[-1] == len(text)
        )
        for i, cut in enumerate(run):
            before, after = (gaps[i], 0) if i < kept else (0, gaps[i + 1])
            widened.append(cut._replace(start=cut.start - before, end=cut.end + after))
    return sorted(widened, key=lambda cut: cut.start)


def _kept_gap(gaps: Sequence[int], *, is_first: bool, is_last: bool) -> int:
    """Return the place in `gaps` of the separator that stays (an empty one at the text's ends)."""
    if is_last:
        return len(gaps) - 1
    return 0 if is_first else gaps.index(max(gaps))


def _runs(text: str, cuts: Sequence[_Cut]) -> list[list[_Cut]]:
    """Return neighbouring cuts with nothing but line ends between them, run by run."""
    runs: list[list[_Cut]] = []
    for cut in cuts:
        if runs and not text[runs[-1][-1].end : cut.start].strip("\n"):
            runs[-1].append(cut)
        else:
            runs.append([cut])
    return runs


def _line_ends_before(text: str, position: int) -> int:
    return position - len(text[:position].rstrip("\n"))


def _line_ends_after(text: str, position: int) -> int:
    return len(text[position:]) - len(text[position:].lstrip("\n"))


def _edit(text: str, cuts: Sequence[_Cut]) -> str:
    """Return `text` with the replacements of `cuts` (nothing, mostly) in place of their spans."""
    parts: list[str] = []
    done = 0
    for cut in cuts:
        parts += [text[done : cut.start], cut.replacement]
        done = cut.end
    return "".join([*parts, text[done:]])


def _moved(marks: Sequence[Mark], cuts: Sequence[_Cut]) -> tuple[Mark, ...]:
    """Return `marks` with the offsets that their paragraphs have behind `cuts`.

    Those of paragraphs that are gone are left out. An offset inside a cut moves to where its
    replacement ends.
    """
    if not cuts:
        return tuple(marks)
    ends = [cut.end for cut in cuts]
    shifts = list(
        accumulate((len(cut.replacement) - (cut.end - cut.start) for cut in cuts), initial=0)
    )

    def place(offset: int) -> int:
        number = bisect_right(ends, offset)
        if number < len(cuts) and cuts[number].start < offset:
            cut = cuts[number]
            return cut.start + shifts[number] + len(cut.replacement)
        return offset + shifts[number]

    moved = (replace(m, start=place(m.start), end=place(m.end)) for m in marks)
    return tuple(mark for mark in moved if mark.start < mark.end)


def _put_back(text: str, spans: Sequence[LedgerSpan]) -> str:
    parts: list[str] = []
    taken = done = 0  # offsets into `text`, and into the text before removal
    for span in spans:
        size = span.start - done
        parts += [text[taken : taken + size], span.text]
        taken, done = taken + size + len(span.replacement), span.end
    return "".join([*parts, text[taken:]])
