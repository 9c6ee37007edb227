"""The labels with which pages name a source, in many languages, and the lines they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.provenance.reading import Anchor, Passage, Reading, Scene
from pipeline.text import words

LABEL = (
    r"(?:(?:news|story|article|original|content)\s+)?(?:source|quelle|originalquelle"
    r"|fuente|fonte|bron"
    r"|kilde|källa|lähde|źródło|zdroj|forrás|sursa|sursă|kaynak|haber kaynağı"
    r"|источник|джерело|крыніца"
    r"|извор|izvor|vir|източник|πηγή|allikas|avots|šaltinis|nguồn|sumber|ที่มา"
    r"|(?:文章|新闻|新聞|消息|信息|稿件|内容|转载|轉載|原文)?(?:来源|來源|稿源)|转载自|轉載自|转自|轉自|文章转自|摘自|原文出处"
    r"|出典|引用元|情報元|ソース|출처|(?:ال)?مصدر|منبع|מקור|स्रोत|स्त्रोत)"
)
"""One label, without its colon, as a pattern on any case."""

_ONLY_LABEL = re.compile(rf"^\W*{LABEL}\s*[:：]?\W*$", re.IGNORECASE)
_MAX_LINE_WORDS = 24
_MAX_VALUE_WORDS = 12


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A short line at the story's edge; where a label stands alone, its value is the next line."""

    text: str
    anchors: tuple[Anchor, ...]
    passage: Passage
    """The passage in which the line begins."""


def source_lines(reading: Reading) -> Iterator[SourceLine]:
    """Yield the short lines at the story's edges, a lonely label joined with what follows it."""
    taken = None
    for passage in reading.edges:
        if passage is taken or not _may_hold_source(passage):
            continue
        following = reading.passages[passage.number + 1 : passage.number + 2]
        if _ONLY_LABEL.match(passage.text) and not passage.anchors and following:
            (value,) = following
            if len(words(value.text)) <= _MAX_VALUE_WORDS and value.scene is not Scene.ASIDE:
                taken = value
                text = f"{passage.text.rstrip(' :：')}: {value.text}"
                yield SourceLine(text, value.anchors, passage)
                continue
        yield SourceLine(passage.text, passage.anchors, passage)


def _may_hold_source(passage: Passage) -> bool:
    return (
        passage.text.count(" ") <= _MAX_LINE_WORDS
        and not passage.is_heading
        and len(words(passage.text)) <= _MAX_LINE_WORDS + 20 * ("来源" in passage.text)
    )
