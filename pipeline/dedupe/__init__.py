"""Copies and their originals: sketches, comparison, stories. Pure functions, in any order."""

from pipeline.dedupe.compare import ALGORITHM_VERSION, compare_texts, shared_spans, versions
from pipeline.dedupe.index import MemoryIndex
from pipeline.dedupe.prepare import PreparedText, prepare_text, sketch_of, sketch_text
from pipeline.dedupe.stories import build_stories
from pipeline.dedupe.ties import linked_keys

__all__ = [
    "ALGORITHM_VERSION",
    "MemoryIndex",
    "PreparedText",
    "build_stories",
    "compare_texts",
    "linked_keys",
    "prepare_text",
    "shared_spans",
    "sketch_of",
    "sketch_text",
    "versions",
]
