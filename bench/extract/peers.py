"""The peers' answers to pages, and '30 lines of JSON-LD + h1 + og' among them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.peers import run_module, run_peer

PEERS = (
    "trafilatura",
    "trafilatura_precision",
    "trafilatura_fast",
    "newspaper4k",
    "goose3",
    "news_please",
    "resiliparse",
    "thirty_lines",
)


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What a peer says of one page, and the CPU seconds that it took; `error` if it raised."""

    text: str
    title: str
    authors: tuple[str, ...]
    date: str
    seconds: float
    error: str


def ask_peers(
    pages: Iterable[tuple[str, str, str]], peers: Iterable[str] = PEERS
) -> dict[str, dict[str, PeerAnswer]]:
    """Return each peer's answers by page id; `pages` are (id, url, html)."""
    lines: list[dict[str, Any]] = [{"id": i, "url": url, "html": html} for i, url, html in pages]
    found: dict[str, dict[str, PeerAnswer]] = {}
    for peer in peers:
        rows = run_peer("extractors", "bench.extract.peer_runner", lines, peer)
        found[peer] = {row.pop("id"): _answer(row) for row in rows}
    return found


def peer_texts(
    pages: Iterable[tuple[str, str, str]], peers: Iterable[str] = PEERS
) -> dict[str, dict[str, str]]:
    """Return each peer's body texts by page id (empty where it found none or failed)."""
    answers = ask_peers(pages, [peer for peer in peers if peer != "thirty_lines"])
    return {
        peer: {key: answer.text for key, answer in rows.items()} for peer, rows in answers.items()
    }


def ask_own(pages: Iterable[tuple[str, str, str]]) -> dict[str, PeerAnswer]:
    """Return our own answers by page id, asked and timed in the same way as a peer's."""
    lines = [{"id": key, "url": url, "html": html} for key, url, html in pages]
    rows = run_module(Path(sys.executable), "bench.extract.peer_runner", lines, "copydesk")
    return {row.pop("id"): _answer(row) for row in rows}


def _answer(row: dict[str, Any]) -> PeerAnswer:
    return PeerAnswer(**{**row, "authors": tuple(row["authors"])})
