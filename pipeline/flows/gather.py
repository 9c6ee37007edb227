"""Sources of one run: read their listings, then ask for what is new and what is due again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from pipeline.discover import Listing, children_for_day, items_of_day
from pipeline.errors import PipelineError, Terminal, Transient
from pipeline.fetch import FetchPolicy
from pipeline.flows.ask import Asker, open_asker, policy_of
from pipeline.flows.at_once import at_once
from pipeline.flows.desk import Desk, run_context
from pipeline.flows.intake import Intake, open_intake
from pipeline.flows.plan import Plan
from pipeline.flows.poll import Rhythms
from pipeline.flows.progress import Progress, silent
from pipeline.flows.revisits import schedule_forgotten, take_due
from pipeline.flows.stored import payload_of
from pipeline.model import Capture, CaptureKind, Mode, Reason, Stage
from pipeline.sources import Source
from pipeline.warehouse.captures import (
    Failure,
    asked_urls,
    last_captures,
    listings_of_run,
    quarantine_all,
)
from pipeline.warehouse.listings import add_items, articles_of_day, unread_urls
from pipeline.warehouse.runs import add_notes

MAX_CHILD_LISTINGS = 50

FAILED_PAGE_RESTS = timedelta(hours=12)
"""So long a backfill leaves a page alone that answered with an error: the night asks every day."""

POLLED_PAGE_RESTS = timedelta(hours=2)
"""So long polling leaves it alone."""

_LOOKED_UP_AT_ONCE = 25
"""Of so many pages the earlier captures are looked up together: few, so that they are current."""


@dataclass(slots=True)
class Gathered:
    """What asking one source came to."""

    source_id: str
    listings_read: int = 0
    listings_unchanged: int = 0
    listings_failed: int = 0
    items_new: int = 0
    pages_asked: int = 0
    pages_failed: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return asdict(self)


def gather_source(desk: Desk, plan: Plan, source_id: str) -> Gathered:
    """Read the listings of one source and ask for its pages; see `gather_sources`."""
    return gather_sources(desk, plan, [source_id])[0]


def gather_sources(
    desk: Desk, plan: Plan, source_ids: Sequence[str], progress: Progress = silent
) -> list[Gathered]:
    """Read the listings of sources and ask for their pages, as the plan says; return the counts.

    Sources are asked side by side, each by one thread, and each host by one at a time. What fails
    goes to quarantine and the rest goes on; an error that ends one source is noted and raised when
    all others are done, one that will pass before any other. Called again for the same run it
    repeats no request whose answer is already archived.
    """
    sources = desk.sources()
    gathered: list[Gathered] = []
    errors: list[Exception] = []

    def heed(source_id: str, outcome: Gathered | Exception) -> None:
        if isinstance(outcome, Exception):
            add_notes(desk.warehouse, plan.dag_id, plan.run_id, [f"{source_id}: {outcome}"])
            errors.append(outcome)
        else:
            gathered.append(outcome)
        progress("sources", len(gathered) + len(errors), len(source_ids))

    with open_intake(desk, run_context(plan.dag_id, plan.run_id), plan.dag_id) as intake:
        work = {key: partial(_gather, intake, plan, sources, key) for key in source_ids}
        at_once(work, heed, intake.stopping)
    if errors:
        raise min(errors, key=lambda error: not isinstance(error, Transient))
    return sorted(gathered, key=lambda counts: source_ids.index(counts.source_id))


def _gather(intake: Intake, plan: Plan, sources: Mapping[str, Source], source_id: str) -> Gathered:
    with open_asker(intake) as asker:
        gathering = _Gathering(intake, plan, sources[source_id], asker)
        if plan.mode is not Mode.REFETCH:
            gathering.read_listings()
        gathering.ask_pages()
    if gathering.notes:
        add_notes(intake.desk.warehouse, plan.dag_id, plan.run_id, gathering.notes)
    return gathering.counts


class _Gathering:
    def __init__(self, intake: Intake, plan: Plan, source: Source, asker: Asker) -> None:
        self._intake = intake
        self._desk = desk = intake.desk
        self._plan = plan
        self._source = source
        self._asker = asker
        self._policy: FetchPolicy = policy_of(source)
        self._read_before = listings_of_run(desk.warehouse, plan.run_id, source.id)
        self.counts = Gathered(source.id)
        self.notes: list[str] = []
        self._blocks = intake.blocks()
        self._rhythms = Rhythms(desk, source)
        self._lacks: list[str] = []  # of each listing of a feed, what it cannot tell of the day

    def read_listings(self) -> None:
        for feed in self._source.feeds:
            if self._intake.stopping.is_set() or self._stays_away(feed.url):
                continue
            if not self._plan.only_due or self._rhythms.is_due(feed.url):
                self._read_feed(feed.url)

    def _read_feed(self, url: str) -> None:
        self._lacks.clear()
        items, failed = self.counts.items_new, self.counts.listings_failed
        children = self._read_listing(url)
        is_failed = self.counts.listings_failed > failed
        for child in children[:MAX_CHILD_LISTINGS]:
            self._read_listing(child)
        self._note_lacks()
        if self._plan.is_live:
            new_items = self.counts.items_new - items
            self._rhythms.learn(url, new_items=new_items, failed=is_failed)

    def _read_listing(self, url: str) -> list[str]:
        """Read one listing; return the addresses of the listings it refers to."""
        capture = self._read_before.get(url) or self._ask_listing(url)
        if capture is None:
            self.counts.listings_failed += 1
            return []
        try:
            listing = self._parse(capture)
        except PipelineError as error:
            self._quarantine(capture, error)
            return []
        # An unchanged one is remembered again: the run that first had it may have been killed.
        self.counts.listings_read += capture.revisit_of is None
        self.counts.listings_unchanged += capture.revisit_of is not None
        self.counts.items_new += self._remember(listing, capture)
        return self._wanted_children(listing)

    def _ask_listing(self, url: str) -> Capture | None:
        earlier = last_captures(self._desk.warehouse, [url]).get(url)
        return self._asker.ask(url, CaptureKind.LISTING, self._source.id, self._policy, earlier)

    def _parse(self, capture: Capture) -> Listing:
        is_repeat = capture.status == 304 and capture.revisit_of is not None
        if capture.status >= 300 and not is_repeat:
            reason = Reason.UNREQUESTED_304 if capture.status == 304 else Reason.HTTP_STATUS
            raise Terminal(f"{capture.seen_url} answered {capture.status}.", reason=reason)
        body, content_type = payload_of(self._desk, capture)
        return self._desk.reader.read_listing(capture.final_url, body, content_type)

    def _wanted_children(self, listing: Listing) -> list[str]:
        days = [self._plan.day]
        if self._plan.is_live:
            today = self._desk.clock.now().date()
            days = [today, today - timedelta(days=1), today - timedelta(days=2)]
        found = [children_for_day(listing.children, day) for day in days]
        if listing.children and not found[0].children:
            self._lacks.append(found[0].note)
        return list(dict.fromkeys(child.url for chosen in found for child in chosen.children))

    def _note_lacks(self) -> None:
        """Say, for a past day, what a feed cannot tell about it: where none of its listings can."""
        told = [what for what in self._lacks if what]
        if told and len(told) == len(self._lacks) and not self._plan.is_live:
            self.notes.append(
                f"{self._source.id}, {self._plan.day}: {told[0]} What was neither captured then "
                "nor is listed now cannot be recovered."
            )

    def _stays_away(self, url: str) -> bool:
        """Tell whether `url` was purged; the run's notes say so, once for each source."""
        if not self._blocks.refuses(url):
            return False
        note = f"{self._source.id}: what was purged is not asked for (`copydesk purge list`)."
        if note not in self.notes:
            self.notes.append(note)
        return True

    def _remember(self, listing: Listing, capture: Capture) -> int:
        items = tuple(item for item in listing.items if not self._blocks.refuses(item.url))
        if items and not self._plan.is_live:
            of_day = items_of_day(items, self._plan.day)
            self._lacks.append(of_day.note)
            items = of_day.of_day
        return add_items(
            self._desk.warehouse,
            items,
            feed_url=capture.seen_url,
            source_id=self._source.id,
            listing_capture_id=capture.capture_id,
            seen_at=capture.fetched_at,
        )

    def ask_pages(self) -> None:
        asked = asked_urls(self._desk.warehouse, self._plan.run_id, self._source.id)
        wanted = [url for url in self._wanted_pages() if url not in asked]
        for start in range(0, len(wanted), _LOOKED_UP_AT_ONCE):
            urls = wanted[start : start + _LOOKED_UP_AT_ONCE]
            earlier = last_captures(self._desk.warehouse, urls)
            for url in urls:
                if not self._intake.stopping.is_set() and not self._stays_away(url):
                    self._ask_page(url, earlier.get(url))

    def _ask_page(self, url: str, earlier: Capture | None) -> None:
        self.counts.pages_asked += 1
        page = self._asker.ask(url, CaptureKind.PAGE, self._source.id, self._policy, earlier)
        self.counts.pages_failed += page is None or page.status >= 400

    def _wanted_pages(self) -> list[str]:
        warehouse, settings, day = self._desk.warehouse, self._desk.settings, self._plan.day
        limit = settings.fetch.max_pages_per_source
        if self._plan.mode is Mode.REFETCH:
            return articles_of_day(warehouse, self._source.id, day)[:limit]
        now, is_live = self._desk.clock.now(), self._plan.is_live
        fresh = unread_urls(
            warehouse,
            self._source.id,
            since=now - timedelta(days=settings.revisit_days),
            claimed_day=None if is_live else day,
            failed_before=now - rests if (rests := self._failed_page_rests()) else None,
            limit=limit + 1,
        )
        if len(fresh) > limit:
            self.notes.append(f"{self._source.id}: more than {limit} pages; the rest waits.")
        return [*fresh[:limit], *self._revisits(limit - len(fresh), fresh)]

    def _failed_page_rests(self) -> timedelta | None:
        """Return for how long a new page is left alone that failed; the night asks every day."""
        if self._plan.only_due:
            return POLLED_PAGE_RESTS
        return None if self._plan.is_live else FAILED_PAGE_RESTS

    def _revisits(self, limit: int, fresh: list[str]) -> list[str]:
        if not self._plan.is_live or self._plan.mode is not Mode.AUTO or limit <= 0:
            return []
        schedule_forgotten(self._desk, self._source)
        asked = asked_urls(self._desk.warehouse, self._plan.run_id, self._source.id)
        due, waiting = take_due(self._desk, self._source, limit=limit, except_for={*fresh, *asked})
        if waiting:
            self.notes.append(
                f"{self._source.id}: re-visits wait that are due; a run asks for {limit} pages of "
                "a source, a day for `revisits_a_day` of a host."
            )
        return due

    def _quarantine(self, capture: Capture, error: PipelineError) -> None:
        self.counts.listings_failed += 1
        failure = Failure(
            capture.seen_url,
            self._source.id,
            Stage.DISCOVER,
            error.reason,
            str(error),
            capture.fetched_at,
            capture.capture_id,
        )
        quarantine_all(
            self._desk.warehouse,
            [failure],
            pipeline_version=self._intake.context.pipeline_version,
            run_id=self._intake.context.run_id,
        )
