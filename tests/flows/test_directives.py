"""What publishers reserve is recorded for each capture as it stood, and shown to analysts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipeline.flows.gather import gather_source
from pipeline.flows.process import plan_batches, process_run
from tests.faults.hostile import response
from tests.flows.paper import page

TDMREP = b'[{"location": "/a", "tdm-reservation": 1, "tdm-policy": "https://p.example/policy"}]'
META = '<meta name="robots" content="noindex, noai">'


def night(paper, run_id="run"):
    plan = paper.plan(run_id)
    gather_source(paper.desk, plan, "paper")
    for batch in plan_batches(paper.desk, plan):
        process_run(paper.desk, plan, batch)


def rows(paper, query):
    with paper.desk.warehouse.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def said(paper):
    return rows(
        paper,
        "SELECT place, name, value FROM desk.directives ORDER BY observed_at, place, ordinal",
    )


@pytest.fixture
def reserved(paper):
    """A page with a header, metas and a host that all say something."""
    marked = page(1).replace(b"<head>", b"<head>" + META.encode())
    whole = response(
        marked, "X-Robots-Tag: googlebot: noarchive", "TDM-Reservation: 0", 'ETag: "1"'
    )
    same = response(b"", 'ETag: "1"', status="304 Not Modified")
    paper.server.on(
        "/a", lambda c, asked: c.sendall(same if "if-none-match" in asked.headers else whole)
    )
    paper.answers("/.well-known/tdmrep.json", TDMREP)
    paper.publishes("/a")
    return paper


SAID = [
    ("header", "x-robots-tag", "googlebot: noarchive"),
    ("header", "tdm-reservation", "0"),
    ("meta", "robots", "noindex, noai"),
    ("tdmrep", "tdm-reservation", "1"),
    ("tdmrep", "tdm-policy", "https://p.example/policy"),
]


def test_headers_metas_and_the_hosts_file_are_recorded(reserved):
    night(reserved)
    assert said(reserved) == SAID
    (row,) = rows(
        reserved,
        "SELECT url, is_noindex, is_noarchive, is_noai, is_noimageai, is_tdm_reserved, tdm_policy"
        " FROM desk.reservations",
    )
    url = reserved.server.url("/a")
    assert row == (url, True, False, True, False, True, "https://p.example/policy")


def test_a_page_that_reserves_nothing_has_no_row(paper):
    paper.answers("/a", page(1))
    paper.publishes("/a")
    night(paper)
    assert said(paper) == []
    assert rows(paper, "SELECT * FROM desk.reservations") == []


def test_the_file_is_asked_for_once_a_day_and_a_capture_keeps_what_it_said_then(reserved):
    night(reserved, "first")
    reserved.clock.advance(hours=3)
    night(reserved, "second")
    assert reserved.server.count("/.well-known/tdmrep.json") == 1
    reserved.answers("/.well-known/tdmrep.json", b"[]")
    reserved.clock.advance(days=1)
    night(reserved, "third")
    assert reserved.server.count("/.well-known/tdmrep.json") == 2
    of_captures = rows(
        reserved,
        "SELECT array_agg(place ORDER BY place) FROM desk.directives"
        " GROUP BY observed_at ORDER BY observed_at",
    )
    first, *later = [tuple(places) for (places,) in of_captures]
    assert first == ("header", "header", "meta", "tdmrep", "tdmrep")
    assert later[-1] == ("meta",), "the 304 repeats the page, whose host reserves nothing now"


def test_a_host_whose_file_cannot_be_read_is_asked_for_its_pages_all_the_same(reserved):
    reserved.server.on("/.well-known/tdmrep.json", b"\x16\x03 what is this")
    night(reserved)
    assert {place for place, _, _ in said(reserved)} == {"header", "meta"}
    quarantined = rows(reserved, "SELECT url FROM quarantine")
    assert quarantined == []


def test_what_was_recorded_is_recorded_again_from_the_archive_alone(reserved):
    night(reserved)
    with reserved.desk.warehouse.begin() as connection:
        for table in ("directive", "outcome", "observation"):
            connection.execute(text(f"DELETE FROM {table}"))
    plan = reserved.plan("again", mode="replay", day=reserved.clock.now().date())
    for batch in plan_batches(reserved.desk, plan):
        process_run(reserved.desk, plan, batch)
    assert said(reserved) == SAID
