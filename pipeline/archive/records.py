"""Captures as WARC 1.1 records, and back.

What the standard has a field for stands there. The rest of a `Capture` stands as JSON in one
field of our own, `WARC-Copydesk-Capture`, so that the index can be rebuilt from the files alone.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from warcio.recordbuilder import RecordBuilder
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders

from pipeline.archive.digest import digest_payload
from pipeline.identity import capture_key
from pipeline.model import Capture, CaptureKind, Exchange, Via, WarcLocation
from pipeline.urls import normalise_url

OUR_FIELD = "WARC-Copydesk-Capture"
REVISIT_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
REVISIT_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_ROBOTS_HEADERS = ("x-robots-tag", "tdm-reservation", "tdm-policy")
_BUILDER = RecordBuilder(warc_version="1.1")


class _ExactHeaders(StatusAndHeaders):  # type: ignore[misc]
    """Headers written byte for byte as they came; the library would percent-encode some."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        """Set the bytes that are written (http.client reads header bytes as Latin-1)."""
        self.headers_buff = (self.to_str(header_filter) + "\r\n").encode("latin-1", "replace")


@dataclass(frozen=True)
class Written:
    """A record ready to be written, the request that belongs to it, and what it captures."""

    record: ArcWarcRecord
    request: ArcWarcRecord | None
    fields: dict[str, Any]

    def capture(self, location: WarcLocation) -> Capture:
        """Return the capture, now that it is known where it stands."""
        return Capture(location=location, **self.fields)


def exchange_records(
    exchange: Exchange,
    *,
    kind: CaptureKind,
    via: Via,
    source_id: str,
    earlier: Capture | None,
    run_id: str,
) -> Written:
    """Return `exchange` as a `response` or `revisit` record with its `request`."""
    digest = digest_payload(exchange.body)
    profile = _revisit_profile(exchange, digest, earlier)
    if earlier is not None and profile == REVISIT_NOT_MODIFIED:
        digest = earlier.payload_digest
    fields: dict[str, Any] = {
        "capture_id": capture_key(exchange.seen_url, exchange.fetched_at, digest),
        "kind": kind,
        "via": via,
        "source_id": source_id,
        "url": normalise_url(exchange.final_url),
        "seen_url": exchange.seen_url,
        "final_url": exchange.final_url,
        "fetched_at": exchange.fetched_at.astimezone(UTC),
        "status": exchange.status,
        "content_type": exchange.header("Content-Type"),
        "payload_digest": digest,
        "etag": exchange.header("ETag"),
        "last_modified": exchange.header("Last-Modified"),
        "revisit_of": None,
        "robots_directives": robots_directives(exchange.headers),
        "run_id": run_id,
    }
    warc = _warc_fields(fields)
    if earlier is not None and profile:
        _refer(fields, warc, earlier, profile)
    elif _is_unread_redirect(exchange):
        warc["WARC-Truncated"] = "unspecified"
    warc[OUR_FIELD] = _our_json(fields)
    record = _BUILDER.create_warc_record(
        exchange.final_url,
        "revisit" if profile else "response",
        payload=None if profile else io.BytesIO(exchange.body),
        length=None if profile else len(exchange.body),
        warc_headers_dict=warc,
        http_headers=_response_headers(exchange),
    )
    return Written(record, _request_record(exchange, warc), fields)


def document_record(
    url: str,
    payload: bytes,
    content_type: str,
    accepted_at: datetime,
    source_id: str,
    run_id: str,
) -> Written:
    """Return a pushed document as a `resource` record."""
    digest = digest_payload(payload)
    fields: dict[str, Any] = {
        "capture_id": capture_key(url, accepted_at, digest),
        "kind": CaptureKind.DOCUMENT,
        "via": Via.PUSHED,
        "source_id": source_id,
        "url": normalise_url(url),
        "seen_url": url,
        "final_url": url,
        "fetched_at": accepted_at.astimezone(UTC),
        "status": 200,
        "content_type": content_type,
        "payload_digest": digest,
        "etag": "",
        "last_modified": "",
        "revisit_of": None,
        "run_id": run_id,
    }
    record = _BUILDER.create_warc_record(
        fields["url"],
        "resource",
        payload=io.BytesIO(payload),
        length=len(payload),
        warc_content_type=content_type or "application/octet-stream",
        warc_headers_dict={**_warc_fields(fields), OUR_FIELD: _our_json(fields)},
    )
    return Written(record, None, fields)


def file_record(file_name: str, at: datetime) -> ArcWarcRecord:
    """Return the `warcinfo` record that opens a file."""
    record = _BUILDER.create_warcinfo_record(
        file_name, {"software": "copydesk", "format": "WARC File Format 1.1"}
    )
    record.rec_headers.replace_header("WARC-Date", warc_date(at))
    return record


def read_our_capture(record: ArcWarcRecord, location: WarcLocation) -> Capture | None:
    """Return the capture that we wrote as `record`, or None where someone else wrote it.

    Raises `ValueError` or `KeyError` where our field is there and broken.
    """
    ours = record.rec_headers.get_header(OUR_FIELD)
    if not ours:
        return None
    own = json.loads(ours)
    headers = record.http_headers.headers if record.http_headers else []
    status = int(record.http_headers.get_statuscode()) if record.http_headers else 200
    refers_to = record.rec_headers.get_header("WARC-Refers-To")
    return Capture(
        capture_id=UUID(_plain_id(record.rec_headers.get_header("WARC-Record-ID"))),
        kind=CaptureKind(own["kind"]),
        via=Via(own["via"]),
        source_id=own["source_id"],
        url=normalise_url(own["final_url"]),
        seen_url=own["seen_url"],
        final_url=own["final_url"],
        fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")),
        status=status,
        content_type=own["content_type"],
        payload_digest=record.rec_headers.get_header("WARC-Payload-Digest"),
        etag=own["etag"],
        last_modified=own["last_modified"],
        revisit_of=UUID(_plain_id(refers_to)) if refers_to else None,
        location=location,
        robots_directives=robots_directives(headers),
        run_id=own.get("run_id", ""),  # files of 0.1.0 have none
    )


def robots_directives(headers: Any) -> str:
    """Return the headers that restrict the use of a page, one `name: value` a line."""
    found = [(str(name).lower(), str(value)) for name, value in headers]
    return "\n".join(f"{name}: {value}" for name, value in found if name in _ROBOTS_HEADERS)


def warc_date(at: datetime) -> str:
    """Return `at` as a WARC-Date with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain_id(text: str) -> str:
    return text.strip("<>").removeprefix("urn:uuid:")


def _revisit_profile(exchange: Exchange, digest: str, earlier: Capture | None) -> str:
    if earlier is None:
        return ""
    if exchange.status == 304:
        return REVISIT_NOT_MODIFIED
    is_same = exchange.status == earlier.status and digest == earlier.payload_digest
    return REVISIT_SAME_PAYLOAD if is_same and exchange.body else ""


def _refer(fields: dict[str, Any], warc: dict[str, str], earlier: Capture, profile: str) -> None:
    """Name the capture that holds the content; a revisit of a revisit names the first of all."""
    fields["revisit_of"] = earlier.revisit_of or earlier.capture_id
    for name in ("content_type", "etag", "last_modified"):
        fields[name] = fields[name] or getattr(earlier, name)  # a 304 repeats not all of them
    warc["WARC-Profile"] = profile
    warc["WARC-Refers-To"] = f"<urn:uuid:{fields['revisit_of']}>"
    if earlier.revisit_of is None:
        warc["WARC-Refers-To-Target-URI"] = earlier.final_url
        warc["WARC-Refers-To-Date"] = warc_date(earlier.fetched_at)


def _is_unread_redirect(exchange: Exchange) -> bool:
    return 300 <= exchange.status < 304 and exchange.header("Content-Length") not in ("", "0")


def _warc_fields(fields: dict[str, Any]) -> dict[str, str]:
    return {
        "WARC-Record-ID": f"<urn:uuid:{fields['capture_id']}>",
        "WARC-Date": warc_date(fields["fetched_at"]),
        "WARC-Payload-Digest": fields["payload_digest"],
    }


def _our_json(fields: dict[str, Any]) -> str:
    names = ("kind", "via", "source_id", "run_id", "seen_url", "final_url", "content_type")
    return json.dumps({name: fields[name] for name in (*names, "etag", "last_modified")})


def _response_headers(exchange: Exchange) -> StatusAndHeaders:
    """Return the answer's headers.

    The body is stored without its chunks, so the header that announces them is renamed, as
    Common Crawl does.
    """
    headers = [
        ("X-Crawler-" + name if name.lower() == "transfer-encoding" else name, value)
        for name, value in exchange.headers
    ]
    status_line = f"{exchange.status} {exchange.http_reason}".strip()
    return _ExactHeaders(status_line, headers, protocol="HTTP/1.1")


def _request_record(exchange: Exchange, warc: dict[str, str]) -> ArcWarcRecord:
    target = exchange.final_url.split("://", 1)[-1].partition("/")[2]
    return _BUILDER.create_warc_record(
        exchange.final_url,
        "request",
        warc_headers_dict={
            "WARC-Date": warc["WARC-Date"],
            "WARC-Concurrent-To": warc["WARC-Record-ID"],
        },
        http_headers=_ExactHeaders(
            f"GET /{target} HTTP/1.1", list(exchange.request_headers), is_http_request=True
        ),
    )
