"""The faults of what was fetched, each once: bytes that come in order and are hostile or odd.

Numbers are those of docs/benchmarks/faults.md. They are read as a run reads them: in a child with
limits of its own. `python -m bench.faults` has them too, beside the libraries below us.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.flows.test_fold import story_text
from tests.recognise.pages import cases

URL = "https://paper.example/2026/story"
HTML, RSS = "text/html", "application/rss+xml"
TEXT = "".join(f"<p>{part.capitalize()}</p>" for part in story_text(1).split("\n\n"))


@dataclass(frozen=True)
class Reading:
    """One fault. `make` gives the bytes; `reason` is the code under which they are refused.

    Where that is None they are read, and `is_right` says whether that went as it should.
    """

    number: int
    name: str
    kind: str  # page or listing
    make: Callable[[], bytes]
    content_type: str
    reason: str | None = None
    is_right: Callable[[Any], bool] = lambda read: True

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


def page(
    title: str = "A story", text: str = TEXT, head: str = "", encoding: str = "utf-8"
) -> bytes:
    """Return an article page in some encoding."""
    return (
        f"<html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode(encoding)


def feed(items: str, doctype: str = "") -> bytes:
    """Return an RSS feed."""
    start = f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>Paper</title>'
    return f"{start}{items}</channel></rss>".encode()


def item(inside: str = "", link: str = "https://paper.example/a") -> str:
    return f"<item><link>{link}</link>{inside}</item>"


def titled(title: str) -> Callable[[Any], bool]:
    return lambda read: read.document.title == title


def _laughs() -> bytes:
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return feed(item("<title>&l9;</title>"), f'<!DOCTYPE rss [<!ENTITY l0 "ha">{names}]>')


def _quadratic() -> bytes:
    doctype = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>'
    return feed(item(f"<title>{'&a;' * 20_000}</title>"), doctype)


def _external() -> bytes:
    doctype = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return feed(item("<title>&a;</title>"), doctype)


def _odd_feed() -> bytes:
    late = "<pubDate>Fri, 01 May 2099 00:00:00 GMT</pubDate>"
    guid = "<guid isPermaLink='false'>one</guid>"
    return feed(
        item(f"<title>&lt;b&gt;Bold&lt;/b&gt; news</title>{guid}")
        + item(f"<title>Late</title>{late}{guid}", "/relative")
        + item("<title>Nowhere</title>", "")
    )


def _is_odd_feed_read(listing: Any) -> bool:
    urls = [found.url for found in listing.items]
    return (
        urls == ["https://paper.example/a", "https://paper.example/relative"]
        and [found.title for found in listing.items] == ["Bold news", "Late"]
        and [found.guid for found in listing.items] == [None, None]
        and listing.items[0].published_at is None
    )


def _told_nothing(listing: Any) -> bool:
    """The entity of a hostile feed gave nothing of this machine, and no megabytes."""
    titles = "".join(found.title or "" for found in listing.items)
    return "root:" not in titles and len(titles) < 200_000


WALLS = ("soft_404", "consent_wall", "challenge_page", "script_required", "encoded_text", "teaser")


def _wall(kind: str) -> bytes:
    """Return the first page of that kind among the fixtures of recognition."""
    return next(case.page.html for case in cases() if case.kind == kind).encode()


READINGS = [
    Reading(35, "charset bogus", "page", lambda: page("Zürich"), f"{HTML}; charset=none-such",
            is_right=titled("Zürich")),
    Reading(35, "charset in meta only", "page",
            lambda: page("Мост", head='<meta charset="windows-1251">', encoding="cp1251"), HTML,
            is_right=titled("Мост")),
    Reading(35, "mark against header", "page", lambda: page("Zürich", encoding="utf-8-sig"),
            f"{HTML}; charset=iso-8859-1", is_right=titled("Zürich")),
    Reading(36, "NUL and lone surrogates", "page",
            lambda: page("A&#0;B&#xD800;C", f"<p>\0&#0;&#xDFFF;</p>{TEXT}"), HTML,
            is_right=lambda read: "\0" not in (read.document.title or "") + read.document.body),
    Reading(37, "a PDF called HTML", "page", lambda: b"%PDF-1.7\n" + bytes(9_000), HTML,
            "not_html"),
    Reading(37, "HTML called RSS", "listing", page, RSS, "listing_unreadable"),
    Reading(40, "billion laughs", "listing", _laughs, RSS, "listing_unreadable"),
    Reading(40, "quadratic blow-up", "listing", _quadratic, RSS, "listing_unreadable"),
    Reading(40, "external entity", "listing", _external, RSS, is_right=_told_nothing),
    Reading(41, "XML 200,000 deep", "listing", lambda: feed("<a>" * 200_000), RSS,
            is_right=lambda read: read.items == ()),
    Reading(42, "33 MB feed, a tag unclosed", "listing",
            lambda: feed(item("<title>News") + item("<b>x</b>") * 900_000), RSS, "too_large"),
    Reading(43, "HTML 200,000 deep", "page", lambda: page(text="<div>" * 200_000), HTML,
            "unreadable"),
    Reading(43, "one line of 20 MB", "page", lambda: page(text="x" * 20_000_000), HTML,
            "too_large"),
    *(Reading(44, kind, "page", partial(_wall, kind), HTML, kind) for kind in WALLS),
    Reading(45, "feed of odd items", "listing", _odd_feed, RSS, is_right=_is_odd_feed_read),
]  # fmt: skip
