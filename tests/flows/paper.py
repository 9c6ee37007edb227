"""A small paper on loopback, read by a desk of its own; and captures made without any server."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pipeline.config import FetchSettings, Settings
from pipeline.flows.desk import Desk, open_desk
from pipeline.flows.plan import Plan, plan_run
from pipeline.model import Capture, CaptureKind, Exchange, Via
from pipeline.warehouse.captures import add_captures
from tests.faults.hostile import Asked, HostileServer, response
from tests.flows.test_fold import story_text

OF_HOSTS = ("/robots.txt", "/.well-known/tdmrep.json")
QUICK = FetchSettings(deadline_s=3, tries=1, backoff_s=0.01)
MORNING = datetime(2026, 3, 2, 6, tzinfo=UTC)


def page(seed: int, *, title: str = "", canonical: str = "", extra: str = "") -> bytes:
    """Return an article page: the same seed is the same text, `extra` one more paragraph."""
    title = title or f"Council report number {seed}"
    paragraphs = story_text(seed).split("\n\n") + ([extra] if extra else [])
    told = "".join(f"<p>{html.escape(text.capitalize())}</p>" for text in paragraphs)
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return f"""<!doctype html><html lang="en"><head><title>{title}</title>{link}</head>
    <body><main><article><h1>{title}</h1>{told}</article></main></body></html>""".encode()


def feed_of(*items: tuple[str, datetime | None]) -> bytes:
    """Return an RSS feed of (address, claimed time)."""
    told = "".join(
        f"<item><title>Item {n}</title><link>{html.escape(url)}</link>"
        + (f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if at else "")
        + "</item>"
        for n, (url, at) in enumerate(items)
    )
    return f"<rss version='2.0'><channel><title>Paper</title>{told}</channel></rss>".encode()


@dataclass
class ShiftedClock:
    """The machine's clock, set to another day: it runs, and a test can move it."""

    offset: timedelta = field(default_factory=lambda: MORNING - datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def advance(self, **span: float) -> None:
        self.offset += timedelta(**span)


@dataclass
class Paper:
    """A publisher with one feed and a desk that reads it."""

    desk: Desk
    server: HostileServer
    clock: ShiftedClock

    def publishes(self, *paths: str, at: datetime | None = MORNING) -> None:
        """Let the feed list `paths`, each claimed to be of the moment `at`."""
        self.answers("/feed.xml", feed_of(*((self.server.url(path), at) for path in paths)))

    def answers(self, path: str, body: bytes, *, etag: str = "", status: str = "200 OK") -> str:
        """Answer `path` with `body`, and with a 304 who has it under this `etag`."""
        headers = [f"ETag: {etag}"] if etag else []
        whole = response(body, *headers, status=status)
        same = response(b"", *headers, status="304 Not Modified")

        def answer(connection, asked: Asked) -> None:
            has_it = bool(etag) and asked.headers.get("if-none-match") == etag
            connection.sendall(same if has_it else whole)

        return self.server.on(path, answer)

    def asked(self) -> list[str]:
        """Return the paths asked for since the last call, without robots.txt and the like."""
        paths = [asked.path for asked in self.server.asked if asked.path not in OF_HOSTS]
        self.server.asked.clear()
        return paths

    def plan(self, run_id: str = "run", **options) -> Plan:
        return plan_run(self.desk, "tests", run_id, **options)


@contextmanager
def open_paper(settings: Settings) -> Iterator[Paper]:
    """Yield a paper whose desk works in the empty warehouse of `settings`."""
    server, clock = HostileServer(), ShiftedClock()
    write_source(settings, "paper", server.url("/"), [server.url("/feed.xml")])
    sources = settings.home / "sources"
    try:
        with open_desk(replace(settings, sources_dir=sources, fetch=QUICK)) as desk:
            yield Paper(replace(desk, clock=clock), server, clock)
    finally:
        server.close()


def write_source(settings: Settings, source_id: str, home: str, feeds: list[str]) -> None:
    """Write a source file beside the others."""
    folder = settings.home / "sources"
    folder.mkdir(exist_ok=True)
    listed = "".join(f"  - url: {url}\n    kind: rss\n" for url in feeds)
    (folder / f"{source_id}.yaml").write_text(
        f"id: {source_id}\nname: {source_id}\nhomepage: {home}\nlanguage: en\ncountry: GB\n"
        f"feeds:\n{listed}allow_private_network: true\ndelay_s: 0\n"
    )


def archive_page(
    desk: Desk,
    url: str,
    hour: float,
    body: bytes = b"",
    *,
    status: int = 200,
    seen_url: str = "",
    earlier: Capture | None = None,
    run_id: str = "test",
    location: str = "",
) -> Capture:
    """Archive and index an answer of `url`, as if it had been fetched in that hour.

    With a `location` it leads there.
    """
    told = (("Location", location),) if location else ()
    exchange = Exchange(
        seen_url=seen_url or url,
        final_url=url,
        fetched_at=MORNING + timedelta(hours=hour),
        status=status,
        http_reason="",
        request_headers=(("Host", "paper.example"),),
        headers=(("Content-Type", "text/html; charset=utf-8"), *told),
        body=body,
    )
    with desk.archive.writer("test", run_id) as writer:
        capture = writer.write(
            exchange,
            kind=CaptureKind.PAGE,
            via=Via.LIVE,
            source_id="paper",
            revisit_of=earlier,
        )
    add_captures(desk.warehouse, [capture], run_id)
    return capture
