"""What a repost marker is, and how strong its evidence can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.model import Evidence
from pipeline.provenance.reading import Reading

# How much one find says on its own, 0..1. From .5 on the page is marked as somebody else's, from
# .8 on an address ties it to its original without a word in common.
DECLARED = 0.95
"""The page says in a machine-readable field whose text it is."""
MARKED = 0.9
"""The page says so in words and links the original."""
COUNTED = 0.85
"""The page carries the counter that a publisher puts into text given away."""
NAMED = 0.7
"""The page says so in words and names an outlet or agency, without an address."""
HINTED = 0.5
"""The words alone: a copy of something, of what is not said."""
WEAK = 0.2
"""Compatible with a copy and with much else."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One way in which pages show that they are copies; `find` looks at the whole page."""

    id: str
    version: int
    find: Callable[[Reading], Iterable[Evidence]]
