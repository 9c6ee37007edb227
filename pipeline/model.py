"""What crosses a border: frozen records, enumerated codes, and the ports that stages are handed.

Everything here is a contract (`docs/contracts.md` says the same in prose). Times are aware UTC.
`to_json` of a record gives its exact JSON keys: the field names, in the order they stand here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class CaptureKind(StrEnum):
    """What was asked for."""

    PAGE = "page"
    LISTING = "listing"
    DOCUMENT = "document"
    ROBOTS = "robots"


class Via(StrEnum):
    """How a capture came to us. It says nothing about when: that is `observed_at`."""

    LIVE = "live"
    PUSHED = "pushed"
    IMPORTED = "imported"


class Reason(StrEnum):
    """Why something is in quarantine or was dropped. Codes are stable; messages are not."""

    TIMEOUT = "timeout"
    CONNECTION = "connection"
    TLS = "tls"
    ADDRESS_REFUSED = "address_refused"
    ROBOTS_DISALLOWED = "robots_disallowed"
    RATE_LIMITED = "rate_limited"
    REDIRECT_REFUSED = "redirect_refused"
    BAD_RESPONSE = "bad_response"
    TRUNCATED = "truncated"
    BAD_ENCODING = "bad_encoding"
    TOO_LARGE = "too_large"
    HTTP_STATUS = "http_status"
    UNREQUESTED_304 = "unrequested_304"
    NOT_HTML = "not_html"
    UNREADABLE = "unreadable"
    TOO_COSTLY = "too_costly"
    CONSENT_WALL = "consent_wall"
    CHALLENGE_PAGE = "challenge_page"
    SCRIPT_REQUIRED = "script_required"
    SOFT_404 = "soft_404"
    TEASER = "teaser"
    ENCODED_TEXT = "encoded_text"
    NO_BODY = "no_body"
    LISTING_UNREADABLE = "listing_unreadable"
    ARCHIVE_DAMAGED = "archive_damaged"
    PURGED = "purged"
    MISCONFIGURED = "misconfigured"
    INTERNAL = "internal"


class Stage(StrEnum):
    """Where on an article's way something happened."""

    DISCOVER = "discover"
    FETCH = "fetch"
    EXTRACT = "extract"
    CLEAN = "clean"
    ENRICH = "enrich"
    LOAD = "load"
    FOLD = "fold"


class Absence(StrEnum):
    """An answer that says of an article that there is no text at its address."""

    WITHDRAWN = "withdrawn"  # 410
    MISSING = "missing"  # 404
    MOVED = "moved"  # 301 or 308, to where another article stands


class Change(StrEnum):
    """What happened in the world at the start of an article version."""

    FIRST_SEEN = "first_seen"
    PUBLISHER_EDIT = "publisher_edit"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    MOVED = "moved"
    INCOMPARABLE = "incomparable"  # read by different rules: nothing shows that anything happened


class Cause(StrEnum):
    """Why an article version stands in the warehouse as it does.

    `Change` without `incomparable` is the world's; the others are ours: the version would not
    stand like this if we had not extracted again, learnt of an older capture late, or been told.
    """

    FIRST_SEEN = "first_seen"
    PUBLISHER_EDIT = "publisher_edit"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    MOVED = "moved"
    REPROCESSED = "reprocessed"
    LATE_ARRIVAL = "late_arrival"
    OPERATOR_DECISION = "operator_decision"


class EditKind(StrEnum):
    """What a publisher did to a text; several may hold at once, `trivial` only alone."""

    HEADLINE = "headline"
    NUMBER = "number"
    QUOTE_CHANGED = "quote_changed"
    QUOTE_REMOVED = "quote_removed"
    CORRECTION_NOTE = "correction_note"
    PARAGRAPHS_ADDED = "paragraphs_added"
    PARAGRAPHS_CUT = "paragraphs_cut"
    WORDING = "wording"
    BYLINE = "byline"
    TRIVIAL = "trivial"


class Role(StrEnum):
    """What an article is in its story."""

    ORIGINAL = "original"
    SYNDICATED_COPY = "syndicated_copy"  # declared or marked
    NEAR_DUPLICATE = "near_duplicate"  # measured only
    EXCERPT = "excerpt"


class CopyKind(StrEnum):
    """How two texts relate."""

    COPY = "copy"
    EXCERPT = "excerpt"


class Mode(StrEnum):
    """What a run may do for its day."""

    AUTO = "auto"  # replay what the archive has, discover what it lacks
    REPLAY = "replay"  # no request leaves the machine
    DISCOVER = "discover"  # listings only; nothing stored is run again
    REFETCH = "refetch"  # ask again for every known article of the day


def to_json(record: Any) -> Any:
    """Return `record` (dataclass, enum, time, id or a container of them) as plain JSON values."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {f.name: to_json(getattr(record, f.name)) for f in dataclasses.fields(record)}
    if isinstance(record, dict):
        return {str(key): to_json(value) for key, value in record.items()}
    if isinstance(record, (list, tuple, frozenset, set)):
        return [to_json(value) for value in record]
    if isinstance(record, (datetime, date)):
        return record.isoformat()
    if isinstance(record, UUID):
        return str(record)
    return record


# -- one HTTP exchange and its capture ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exchange:
    """One finished HTTP exchange, as fetched and before anything has looked at it.

    `body` is the payload as it came over the wire (content-encoded, transfer-decoded), the bytes
    over which `payload_digest` is taken. `headers` keep order and doubles. `redirects` are the
    addresses passed on the way, `seen_url` the first of them, `final_url` the one that answered.
    """

    seen_url: str
    final_url: str
    fetched_at: datetime
    status: int
    http_reason: str
    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    redirects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """Return the first header of that name (any case), or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class WarcLocation:
    """Where a record's bytes stand: file name within the archive, offset and length in bytes."""

    warc_file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Capture:
    """One HTTP exchange whose bytes are kept (or one pushed document, archived as a resource).

    `fetched_at` becomes `observed_at` of what is read from it: for a live capture the moment the
    answer began; for a replayed one that same stored moment, never the day that was asked for;
    for a pushed document the moment of its acceptance; for a foreign WARC its WARC-Date; for a
    304 the moment of the 304, with the content of the capture named by `revisit_of`.
    `url` is the normalised `final_url`. `capture_id` is a pure function of `seen_url`,
    `fetched_at` and `payload_digest`, so the same record met twice is one capture.
    """

    capture_id: UUID
    kind: CaptureKind
    via: Via
    source_id: str
    url: str
    seen_url: str
    final_url: str
    fetched_at: datetime
    status: int
    content_type: str
    payload_digest: str
    etag: str
    last_modified: str
    revisit_of: UUID | None
    location: WarcLocation
    robots_directives: str = ""  # X-Robots-Tag and tdm-reservation headers, as they stood
    run_id: str = field(default="", compare=False)  # who made it; empty in a foreign file


# -- what is read from a page ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to hold that a page is a copy, found on the page itself.

    `kind` is the marker's id, `value` the words or attribute found, `origin_url` the absolute
    address of the original where the page gives one, `origin_name` the outlet or agency where it
    names one, `place` where it was found ('body:last', 'head:link', 'json-ld' ...), `strength`
    0..1 how much it says on its own.
    """

    kind: str
    version: int
    value: str
    origin_url: str | None
    origin_name: str | None
    place: str
    strength: float


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page's markup says of one paragraph of its extracted body.

    `start` and `end` are offsets in code points, half-open. `tags` are those of the paragraph's
    element and of what holds it, short of what holds the story; `labels` their classes, ids and
    roles as words joined by '-', lower-case ('related-links'), both inner ones first. `link_share`
    is the share of its characters in links, `list_link_share` that of the list of which it is an
    item (0 where it is none), 0..1. `has_picture` says that it stands behind a picture and is
    alone with it, or says what a picture's alternative text says.
    """

    start: int
    end: int
    tags: tuple[str, ...]
    labels: tuple[str, ...]
    link_share: float
    list_link_share: float = 0.0
    has_picture: bool = False
    is_before_headline: bool = False


@dataclass(frozen=True, slots=True)
class LedgerSpan:
    """One span that cleaning removed or replaced.

    `start` and `end` are offsets in code points, half-open, into the text that entered `stage`
    (stage 1 takes the extracted body). `replacement` is what stands there now: empty where the
    span was removed. Spans of one stage never overlap. Putting them back, last stage first, gives
    the extracted body byte for byte.
    """

    rule: str
    rule_version: int
    stage: int
    start: int
    end: int
    text: str
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Enrichment:
    """One thing an enricher found: `value` is JSON, the span points into the clean body."""

    enricher: str
    enricher_version: int
    start: int
    end: int
    text: str
    value: dict[str, Any]


class DirectivePlace(StrEnum):
    """Where a publisher says what may be done with a page."""

    HEADER = "header"
    META = "meta"
    TDMREP = "tdmrep"


@dataclass(frozen=True, slots=True)
class Directive:
    """One thing that a publisher says of the use of a page: the name in lower case, the value."""

    place: DirectivePlace
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Document:
    """What extraction and cleaning make of one capture.

    `body` is plain text, paragraphs separated by one blank line. `language` is an ISO 639-1 code
    or None where nothing sure can be said. `lineage` says for each field where its value came
    from ('json-ld:datePublished', 'meta:og:title', 'h1', 'trafilatura' ...). `declared_canonical`
    is what the page claims as its address, whoever's it is. `marks`, one a paragraph
    of the extracted body, are what extraction hands to cleaning; nothing keeps them.
    """

    url: str
    title: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    body: str
    removed: tuple[LedgerSpan, ...] = ()
    provenance: tuple[Evidence, ...] = ()
    lineage: dict[str, str] = field(default_factory=dict)
    declared_canonical: str | None = None
    marks: tuple[Mark, ...] = ()

    PUBLIC_KEYS = (
        "url", "title", "authors", "published_at", "modified_at", "language", "body",
        "removed", "provenance", "lineage",
    )  # fmt: skip

    def to_public_json(self) -> dict[str, Any]:
        """Return the ten keys of `copydesk extract`, in their documented order."""
        return {key: to_json(getattr(self, key)) for key in self.PUBLIC_KEYS}


@dataclass(frozen=True, slots=True)
class TypedEdit:
    """How a text became its next version: a pure function of both and of the algorithm.

    `significance` is 0..1: how much a reader would care. `details` says where, by name:
    `headline` and `authors` (before, after), `numbers`, `names` and `quotes` (pairs), `notes`
    (their text), `turned` (positions before and after, where a sentence says the contrary),
    `added`, `cut`, `moved`, `reworded` and `misspelt` (positions of paragraphs from 0).
    """

    kinds: tuple[EditKind, ...]
    significance: float
    details: dict[str, list[Any]]


# -- copies and stories ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sketch:
    """The bottom-k hashes of a text's shingles (signed 64-bit), and how many shingles it has."""

    hashes: tuple[int, ...]
    shingle_count: int


Span = tuple[int, int, int]
"""What two texts share to the letter: first word in the one, first word in the other, words."""


@dataclass(frozen=True, slots=True)
class CopyMeasures:
    """How two texts relate: a pure function of both texts and `algorithm_version`.

    `score` is 0..1; `shared` counts common shingles; `containment` is over the smaller set of
    shingles, `resemblance` over the larger, `lcs` the longest common subsequence of words over
    the shorter text, `verbatim` the share of the shorter text in long runs to the letter; the
    agreements are over rare words, over numbers and over names that stand in places of both.
    """

    kind: CopyKind
    score: float
    shared: int
    containment: float
    resemblance: float
    lcs: float
    verbatim: float
    rare_agreement: float
    number_agreement: float
    name_agreement: float
    algorithm_version: int


@dataclass(frozen=True, slots=True, order=True)
class StoryDecision:
    """An operator's word that the articles `a` < `b` are one story (`is_one`) or are not."""

    a: UUID
    b: UUID
    is_one: bool
    author: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoryInput:
    """One article as the story builder sees it.

    `first_load_id` orders articles by when the warehouse first had them, `word_count` is of the
    longest clean body among its versions, `evidence` all that was found on its pages. `has_moved`:
    its address leads on to another article for good, which prints what it did.
    """

    article_id: UUID
    url: str
    first_load_id: int
    published_at: datetime | None
    word_count: int
    evidence: tuple[Evidence, ...]
    has_moved: bool = False


@dataclass(frozen=True, slots=True)
class CopyEdge:
    """A measured relation of two articles (`a` < `b` by id)."""

    a: UUID
    b: UUID
    measures: CopyMeasures


@dataclass(frozen=True, slots=True)
class StoryMember:
    """What one article is in its story.

    `original_url` is the original's address, also where only its address is known (then
    `original_id` is the key that a later capture of it will have), or `urn:wire:<agency>` for a
    wire story whose own page was never seen (then `original_id` is None). For the original
    itself both name the article. `score` is 0..1; `evidence` lists each reason as JSON.
    """

    story_id: UUID
    article_id: UUID
    role: Role
    original_id: UUID | None
    original_url: str
    score: float
    evidence: tuple[dict[str, Any], ...]


# -- what a listing says --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListingItem:
    """One entry of a listing, with what the listing claims about it (claims are never truth)."""

    url: str
    seen_url: str
    title: str | None
    published_at: datetime | None
    guid: str | None


# -- ports: what a stage needs from outside, handed over by flows ---------------------------------


class Clock(Protocol):
    """The only source of 'now'."""

    def now(self) -> datetime:
        """Return the present moment, aware UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """When a request may begin: `wait_s` seconds from now, and whether it has begun with that."""

    wait_s: float
    has_begun: bool


class HostLimits(Protocol):
    """Politeness towards one host, shared by every worker and every run."""

    def book(self, host: str, delay_s: float) -> Turn:
        """Book the next free slot of `host`; where that is now and nobody asks, begin with it."""
        ...

    def hold_back(self, host: str, until: datetime) -> None:
        """Let nobody ask `host` before `until` (Retry-After)."""
        ...

    def enter(self, host: str) -> bool:
        """Begin a request to `host`; False while another one is under way."""
        ...

    def leave(self, host: str) -> None:
        """End the request to `host` that `book` or `enter` has begun."""
        ...


@dataclass(frozen=True, slots=True)
class RobotsRecord:
    """A host's robots.txt as last read. `status` 0 means unreachable."""

    origin: str
    fetched_at: datetime
    status: int
    body: str


class RobotsCache(Protocol):
    """Remembers robots.txt per origin (scheme, host and port)."""

    def get(self, origin: str) -> RobotsRecord | None:
        """Return what was stored for `origin`, or None."""
        ...

    def put(self, record: RobotsRecord) -> None:
        """Store `record`, replacing an older one."""
        ...


class CopyIndex(Protocol):
    """Finds texts that may be copies of a given one among all that were ever stored."""

    def candidates(self, sketches: Sequence[tuple[UUID, Sketch]]) -> Iterable[tuple[UUID, UUID]]:
        """Yield pairs (asked id, stored id) that share enough hashes to be compared."""
        ...
