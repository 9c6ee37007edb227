"""Stored captures again, and WARC files that others made; no request leaves the machine."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import Misconfigured, Terminal
from pipeline.flows.desk import open_desk
from pipeline.flows.replay import plan_replay, replay
from pipeline.identity import article_key
from pipeline.warehouse.captures import captures_of_batch
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.read import history, totals
from pipeline.warehouse.trace import trace
from tests.flows.paper import MORNING, archive_page, page

URL = "https://foreign.example/story"
OUR_URL = "https://paper.example/ours"
DATE = "2024-05-06T07:08:09Z"


def record(writer, url, body, *, at=DATE, content_type="text/html", kind="response", **headers):
    http = [("Content-Type", content_type), *((k, v) for k, v in headers.items())]
    writer.write_record(
        writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders("200 OK", http, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": at},
        )
    )


@pytest.fixture
def foreign(tmp_path):
    """A WARC file of somebody else: two captures of a page, a picture, and a request."""
    path = tmp_path / "theirs.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        record(writer, URL, page(1), ETag='"a\0b"')
        record(writer, URL, page(1, extra="A correction."), at="2024-05-07T07:08:09Z")
        record(writer, "https://foreign.example/x.png", b"\x89PNG", content_type="image/png")
    return path


def test_a_foreign_file_is_read_with_its_own_dates(desk, foreign):
    summary = replay(desk, path=foreign)
    assert summary["params"]["captures_indexed"] == 2
    assert (summary["new_articles"], summary["publisher_edits"]) == (1, 1)
    versions = history(desk.warehouse, article_key(URL))
    assert [row["effective_from"] for row in versions] == [
        datetime(2024, 5, day, 7, 8, 9, tzinfo=UTC) for day in (6, 7)
    ]
    captures = trace(desk.warehouse, URL)["captures"]
    assert [(row["via"], row["result"]) for row in captures] == [("imported", "observed")] * 2


def test_a_foreign_file_twice_adds_nothing(desk, foreign):
    replay(desk, path=foreign)
    before, counted = list(canonical_dump(desk.warehouse)), totals(desk.warehouse)
    again = replay(desk, path=foreign)
    assert again["params"]["captures_indexed"] == 0
    assert (again["loads"], again["new_versions"]) == (0, 0)
    assert list(canonical_dump(desk.warehouse)) == before
    assert totals(desk.warehouse) == counted
    assert len(list((desk.archive.root / "imported").iterdir())) == 1


def test_a_damaged_record_in_a_foreign_file_is_noted_and_the_rest_is_read(desk, foreign):
    with foreign.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00 this is no record")
    summary = replay(desk, path=foreign)
    assert summary["new_articles"] == 1
    (note,) = summary["notes"]
    assert "theirs.warc.gz" in note


def test_a_file_that_is_none_is_refused(desk, tmp_path):
    (tmp_path / "page.html").write_bytes(page(1))
    with pytest.raises(Terminal, match=r"no WARC file"):
        replay(desk, path=tmp_path / "page.html")
    with pytest.raises(Misconfigured, match="cannot be read"):
        replay(desk, path=tmp_path / "missing.warc.gz")


@pytest.fixture
def three_days(desk):
    for day in range(3):
        archive_page(desk, f"{OUR_URL}{day}", 24 * day, page(day))
    return desk


def days_read(desk, **options):
    plan, batches = plan_replay(desk, "tests", "run", **options)
    assert not plan.asks_the_web
    found = [c for key in batches for c in captures_of_batch(desk.warehouse, key)]
    return [(c.fetched_at.date() - MORNING.date()).days for c in found]


def day(number: int) -> date:
    return MORNING.date() + timedelta(days=number)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [0, 1, 2]),
        ({"first": day(1)}, [1, 2]),
        ({"last": day(1)}, [0, 1]),
        ({"first": day(1), "last": day(1)}, [1]),
        ({"sources": ["paper"]}, [0, 1, 2]),
        ({"sources": ["elsewhere"]}, []),
        ({"first": day(1), "sources": ["elsewhere"]}, []),
    ],
)
def test_days_and_sources_choose_what_is_read(three_days, options, expected):
    assert days_read(three_days, **options) == expected


def test_a_lost_index_is_rebuilt_from_the_files(three_days, desk_settings, fresh_warehouse_url):
    first = replay(three_days)
    assert first["params"]["captures_indexed"] == 0
    with open_desk(replace(desk_settings, database_url=fresh_warehouse_url())) as second:
        again = replay(second)
        assert again["params"]["captures_indexed"] == 3
        assert list(canonical_dump(second.warehouse)) == list(canonical_dump(three_days.warehouse))


def test_a_day_whose_pages_only_repeat_an_earlier_one_is_read_with_it(desk):
    first = archive_page(desk, OUR_URL, 0, page(1, extra="Advertisement"))
    archive_page(desk, OUR_URL, 24, status=304, earlier=first)
    replay(desk, first=day(1), last=day(1))
    one_day = list(canonical_dump(desk.warehouse))
    replay(desk)
    assert list(canonical_dump(desk.warehouse)) == one_day
    assert len(history(desk.warehouse, article_key(OUR_URL))) == 1


def test_progress_is_told(three_days):
    steps = []
    replay(three_days, progress=lambda *step: steps.append(step))
    assert ("archive files", 3, 3) in steps
    assert steps[-1] == ("batches", 1, 1)
