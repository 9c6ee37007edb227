"""From two texts to the kinds of change that hold between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from pipeline.model import EditKind, TypedEdit
from pipeline.revise.align import Alignment, align, likeness
from pipeline.revise.lexicon import CORRECTION_NOTE, says_no
from pipeline.revise.text import (
    Text,
    is_number,
    names_of,
    outside_quotes,
    plain_spelling,
    quotes_of,
    words_of,
)

ALGORITHM_VERSION = 2
"""Raise it whenever the same two texts would get another answer."""

_MIN_QUOTE_LIKENESS = 0.5
_ATTRIBUTION_WORDS = 6  # "the mayor of Port Ellis said": they go with their quote
_MAX_DIFFED_WORDS = 4000
_MAX_LISTED = 50
_MAX_SHOWN_CHARACTERS = 300

_WEIGHTS = {
    EditKind.HEADLINE: 0.4,
    EditKind.NUMBER: 0.5,
    EditKind.QUOTE_CHANGED: 0.5,
    EditKind.QUOTE_REMOVED: 0.6,
    EditKind.CORRECTION_NOTE: 0.8,
    EditKind.BYLINE: 0.1,
    EditKind.TRIVIAL: 0.0,
}
"""What a kind adds on its own; what was added, cut or reworded counts by how much it is."""

_TURNED = 0.6  # a `not` more or less: the contrary was said
_NAMED = 0.3  # another person, place or day
_NEW_QUOTE = 0.3
_MAX_TURNED_WORDS = 6  # of a text that is written anew nobody can say that


@dataclass(slots=True)
class _Findings:
    kinds: set[EditKind] = field(default_factory=set)
    details: dict[str, list[Any]] = field(default_factory=dict)
    changed_words: int = 0
    added_words: int = 0
    cut_words: int = 0
    new_quotes: int = 0

    def add(self, kind: EditKind, name: str, detail: Any) -> None:
        self.kinds.add(kind)
        listed = self.details.setdefault(name, [])
        if len(listed) < _MAX_LISTED:
            listed.append(detail)


def compare_texts(before: Text, after: Text) -> TypedEdit:
    """Return how `before` became `after`: all kinds that hold, how much it matters, and where.

    What differs only in typography, punctuation, case or one misspelt word is `trivial`, with a
    significance of 0.
    """
    found = _Findings()
    _compare_titles(found, before.title, after.title)
    if before.authors != after.authors:
        names = [list(before.authors), list(after.authors)]
        found.add(EditKind.BYLINE, "authors", names)
    _compare_bodies(found, before.paragraphs, after.paragraphs)
    if not found.kinds:
        found.kinds.add(EditKind.TRIVIAL)
    total = len(words_of(before.body)) or 1
    kinds = tuple(kind for kind in EditKind if kind in found.kinds)
    return TypedEdit(kinds, _significance(found, total), found.details)


def _compare_titles(found: _Findings, before: str, after: str) -> None:
    old, new = words_of(before), words_of(after)
    if old == new or _is_slip(old, new):
        return
    found.add(EditKind.HEADLINE, "headline", [_shown(before), _shown(after)])
    _compare_numbers(found, old, new)


def _compare_bodies(found: _Findings, before: list[str], after: list[str]) -> None:
    old, new = [words_of(item) for item in before], [words_of(item) for item in after]
    aligned = align(old, new)
    _find_notes(found, aligned, before, after)
    for i, j in aligned.reworded:
        _compare_paragraphs(found, (i, j), before[i], after[j])
    for i, j in aligned.moved:
        found.add(EditKind.WORDING, "moved", [i, j])
    for j in aligned.added:
        found.add(EditKind.PARAGRAPHS_ADDED, "added", j)
        found.added_words += len(new[j])
    for i in aligned.cut:
        found.add(EditKind.PARAGRAPHS_CUT, "cut", i)
        found.cut_words += len(old[i])
    _compare_quotes(found, quotes_of(before), quotes_of(after))


def _find_notes(found: _Findings, aligned: Alignment, before: list[str], after: list[str]) -> None:
    """Take notes of corrections out of what was added or reworded."""
    for j in list(aligned.added):
        if CORRECTION_NOTE.search(after[j]):
            found.add(EditKind.CORRECTION_NOTE, "notes", _shown(after[j]))
            aligned.added.remove(j)
    for i, j in aligned.reworded:
        if CORRECTION_NOTE.search(after[j]) and not CORRECTION_NOTE.search(before[i]):
            found.add(EditKind.CORRECTION_NOTE, "notes", _shown(after[j]))


def _compare_paragraphs(found: _Findings, place: tuple[int, int], before: str, after: str) -> None:
    old, new = words_of(before), words_of(after)
    if _is_slip(old, new):
        found.add(EditKind.TRIVIAL, "misspelt", list(place))
        return
    explained = _compare_numbers(found, old, new)
    found.changed_words += _changed_words(old, new)
    told_old, quoted_old = outside_quotes(before)
    told_new, quoted_new = outside_quotes(after)
    explained += _ATTRIBUTION_WORDS * max(0, quoted_old - quoted_new)
    if _changed_words(told_old, told_new) > explained:
        found.add(EditKind.WORDING, "reworded", [*place, round(1 - likeness(old, new), 3)])
        _find_turns(found, place, old, new)
        _find_names(found, (old, new), names_of(before), names_of(after))


def _find_turns(found: _Findings, place: tuple[int, int], old: list[str], new: list[str]) -> None:
    """Tell of a sentence that was turned into its contrary."""
    few = _changed_words(old, new) <= _MAX_TURNED_WORDS
    if few and sum(map(says_no, old)) != sum(map(says_no, new)):
        found.add(EditKind.WORDING, "turned", list(place))


def _find_names(
    found: _Findings,
    words: tuple[list[str], list[str]],
    known: frozenset[str],
    named: frozenset[str],
) -> None:
    """Tell of names, of people, places or days, that stand where others stood."""
    old, new = words
    for tag, a0, a1, b0, b1 in _opcodes(old, new):
        gone = [word for word in old[a0:a1] if word in known - named]
        come = [word for word in new[b0:b1] if word in named - known]
        if tag == "replace" and gone and come:
            found.add(EditKind.WORDING, "names", [" ".join(gone), " ".join(come)])


def _compare_numbers(found: _Findings, old: list[str], new: list[str]) -> int:
    """Tell of numbers that stand where others stood; return how many."""
    count = 0
    for tag, a0, a1, b0, b1 in _opcodes(old, new):
        gone = [word for word in old[a0:a1] if is_number(word) and word not in new[b0:b1]]
        come = [word for word in new[b0:b1] if is_number(word) and word not in old[a0:a1]]
        if tag == "replace" and gone and come:
            found.add(EditKind.NUMBER, "numbers", [" ".join(gone), " ".join(come)])
            count += max(len(gone), len(come))
    return count


def _changed_words(old: list[str], new: list[str]) -> int:
    return sum(
        max(a1 - a0, b1 - b0) for tag, a0, a1, b0, b1 in _opcodes(old, new) if tag != "equal"
    )


def _opcodes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) + len(new) > _MAX_DIFFED_WORDS:  # a text without paragraphs: not worth the time
        return [("replace", 0, len(old), 0, len(new))]
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _compare_quotes(found: _Findings, before: list[str], after: list[str]) -> None:
    old = {" ".join(words_of(quote)): quote for quote in before}
    new = {" ".join(words_of(quote)): quote for quote in after}
    come = [key for key in new if key not in old]
    for key, quote in old.items():
        if key in new:
            continue
        best = max(come, key=lambda c: _quote_likeness(key, c), default=None)
        if best is None or _quote_likeness(key, best) < _MIN_QUOTE_LIKENESS:
            found.add(EditKind.QUOTE_REMOVED, "quotes", [_shown(quote), None])
            continue
        come.remove(best)
        if not _is_slip(key.split(), best.split()):
            found.add(EditKind.QUOTE_CHANGED, "quotes", [_shown(quote), _shown(new[best])])
    found.new_quotes = len(come)


def _quote_likeness(a: str, b: str) -> float:
    """A quote that was cut short is still that quote."""
    is_part = f" {a} ".startswith(f" {b} ") or f" {b} ".startswith(f" {a} ")
    return 1.0 if is_part else likeness(a.split(), b.split())


def _is_slip(old: list[str], new: list[str]) -> bool:
    """Return whether nothing was said otherwise: accents, a word written twice, a misspelt word."""
    a, b = ([plain_spelling(word) for word in _said_once(words)] for words in (old, new))
    return a == b or _is_misspelling(old, new)


def _said_once(words: list[str]) -> list[str]:
    return [word for n, word in enumerate(words) if n == 0 or word != words[n - 1]]


def _is_misspelling(old: list[str], new: list[str]) -> bool:
    """Return whether the only difference is one word, written otherwise by a letter or two.

    The word has at least five letters and keeps its first one, so that `legal` never passes for
    `illegal`, nor `million` for `billion`.
    """
    if len(old) != len(new):
        return False
    pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    if len(pairs) != 1:
        return False
    a, b = pairs[0]
    if min(len(a), len(b)) < 5 or a[0] != b[0] or is_number(a) or is_number(b):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.85


def _significance(found: _Findings, total_words: int) -> float:
    """Return 0..1: the kinds and amounts as independent reasons to care (noisy or)."""
    doubt = 1.0
    for kind in found.kinds:
        doubt *= 1 - _WEIGHTS.get(kind, 0.0)
    for name, weight in (("turned", _TURNED), ("names", _NAMED)):
        doubt *= 1 - (weight if name in found.details else 0.0)
    doubt *= 1 - (_NEW_QUOTE if found.new_quotes else 0.0)
    for words, least in (
        (found.changed_words, 0.05 if EditKind.WORDING in found.kinds else 0.0),
        (found.added_words, 0.2 if found.added_words else 0.0),
        (found.cut_words, 0.3 if found.cut_words else 0.0),
    ):
        doubt *= 1 - min(0.9, least + words / total_words)
    return round(1 - doubt, 3)


def _shown(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN_CHARACTERS else text[:_MAX_SHOWN_CHARACTERS] + "…"
