"""The peers of finding copies, each in the settings of its own documentation, in one process."""

from __future__ import annotations

from collections.abc import Sequence

from bench.copies.texts import Text
from bench.peers import run_peer

PEERS = ("datasketch", "rensa", "gaoya", "simhash")


def peer_pairs(name: str, texts: Sequence[Text]) -> set[tuple[str, str]]:
    """Return the pairs of ids (the smaller first) that the peer `name` holds to be alike."""
    lines = ({"id": text.id, "body": text.body} for text in texts)
    found = run_peer("copies", "bench.copies.peer_runner", lines, "pairs", name)
    return {(row["a"], row["b"]) for row in found}


def peer_rates(texts: Sequence[Text], names: Sequence[str]) -> dict[str, float]:
    """Return how many texts a second each of `names` sketches on one core."""
    lines = ({"id": text.id, "body": text.body} for text in texts)
    found = run_peer("copies", "bench.copies.peer_runner", lines, "rates", *names)
    return {row["name"]: row["rate"] for row in found}
