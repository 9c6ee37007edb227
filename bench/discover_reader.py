"""One reader of listings in a process of its own: JSON lines of paths in, counts out.

`python -m bench.discover_reader ours|feedparser|fastfeedparser`. What each finds in a file: its
entries, and the addresses that they name, as far as the file states them. A last line has the
seconds and the largest memory of the process.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from html import unescape
from pathlib import Path
from typing import Any

URL = "https://listing.example/news/feed.xml"

Found = tuple[int, list[str]]
"""How many entries, and the address of each as the reader has it; empty for none."""


def ours(data: bytes) -> Found:
    """Return what `pipeline.discover` finds; a refused listing has nothing."""
    from pipeline.discover import read_listing
    from pipeline.errors import PipelineError

    try:
        listing = read_listing(URL, data, "")
    except PipelineError:
        return 0, []
    return listing.entry_count, [item.seen_url for item in listing.items]


def feedparser(data: bytes) -> Found:
    """Return what feedparser finds."""
    from feedparser import parse

    return _entries(parse(data, response_headers={"content-location": URL}).entries)


def fastfeedparser(data: bytes) -> Found:
    """Return what fastfeedparser finds."""
    from fastfeedparser import parse

    return _entries(parse(data).entries)


def _entries(entries: Iterable[Any]) -> Found:
    links = [str(entry.get("link") or "") for entry in entries]
    return len(links), links


READERS: dict[str, Callable[[bytes], Found]] = {
    reader.__name__: reader for reader in (ours, feedparser, fastfeedparser)
}


def main() -> None:
    """Read what standard input names, one file after the other."""
    reader = READERS[sys.argv[1]]
    reader(b"<rss><channel><item><link>/a</link></item></channel></rss>")  # imports are not timed
    total = 0.0
    for line in sys.stdin:
        path = json.loads(line)["path"]
        data = Path(path).read_bytes()
        started, error = time.process_time(), ""
        try:
            count, links = reader(data)
        except Exception as caught:  # noqa: BLE001 - that is what is counted
            count, links, error = 0, [], type(caught).__name__
        seconds = time.process_time() - started
        total += seconds
        text = unescape(data.decode("utf-8", "replace"))
        stated = len({link.partition("#")[0] for link in links if _is_stated(link, text)})
        found = {"path": path, "entries": count, "addresses": stated, "error": error}
        print(json.dumps(found | {"seconds": seconds}), flush=True)
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"total_s": total, "peak_mb": peak_kb / 1000}), flush=True)


def _is_stated(link: str, text: str) -> bool:
    """False for an address that was made of an opaque id by joining it to the listing's own."""
    if not link.startswith(("http://", "https://")):
        return False
    path = link.partition("://")[2].partition("/")[2].partition("#")[0]
    return link in text or (bool(path) and f"/{path}" in text)


if __name__ == "__main__":
    main()
