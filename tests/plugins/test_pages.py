"""The operator's pages: closed to strangers, complete, and safe with what publishers write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from airflow.api_fastapi.core_api.security import get_user
from copydesk.pages import app, open_warehouse
from fastapi.testclient import TestClient

from pipeline.errors import Transient
from pipeline.model import Reason, Stage
from pipeline.warehouse.captures import Failure, quarantine_all
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.runs import finish_run, start_run

NOW = datetime(2026, 5, 24, 0, 5, tzinfo=UTC)
RUN_ID = "manual__2026-05-24T00:05:00.1+00:00__a/b"
HOSTILE = "\"><script>alert(1)</script><b x='"
SOURCE = {
    "source_id": "alpha",
    "listings": 1,
    "pages": 9,
    "unchanged": 2,
    "revisits": 4,
    "errors": 0,
    "observed": 7,
}
SUMMARY = {
    "sources_read": 3,
    "pages_fetched": 41,
    "pages_unchanged": 7,
    "revisits": 19,
    "new_articles": 12,
    "new_versions": 2,
    "publisher_edits": 1,
    "withdrawn": 1,
    "returned": 0,
    "moved": 0,
    "versions_by_cause": {"publisher_edit": 1, "withdrawn": 1},
    "edits_by_kind": {"headline": 1, "quote_changed": 1},
    "copies": [
        {"copy_url": "https://b.example/1", "original_url": "https://a.example/1", "role":
         "syndicated_copy", "score": 0.9765},
        {"copy_url": "https://c.example/1", "original_url": "urn:wire:meridian-wire", "role":
         "near_duplicate", "score": None},
        {"copy_url": "https://d.example/1", "original_url": None, "role":
         "near_duplicate", "score": 0.5},
    ],
    "quarantined": [
        {"stage": "fetch", "reason": "http_status", "count": 4, "example_url": "https://a.example/x"}
    ],
    "sources": [SOURCE],
    "checks": [{"name": "one_current_version", "meaning": "One.", "broken": 0, "examples": []}],
}  # fmt: skip


@pytest.fixture
def warehouse(warehouse_url):
    with Warehouse(warehouse_url) as warehouse:
        yield warehouse


@pytest.fixture
def reader(warehouse):
    """A client that is logged in."""
    app.dependency_overrides = {get_user: object, open_warehouse: lambda: warehouse}
    yield TestClient(app)
    app.dependency_overrides = {}


def add_run(warehouse, summary=SUMMARY, *, dag_id="ingest", notes=(), **params):
    start_run(
        warehouse,
        dag_id,
        RUN_ID,
        day=date(2026, 5, 23),
        params={"sources": ["alpha", "beta"], "mode": "auto", "is_live": True, **params},
        started_at=NOW,
        notes=list(notes),
    )
    if summary is not None:
        finish_run(warehouse, dag_id, RUN_ID, summary, NOW)


def run_page(reader, dag_id="ingest", run_id=RUN_ID):
    return reader.get(f"/runs/{dag_id}/{quote(run_id)}")


def paths():
    return [r.path.replace("{run_id:path}", "x").format(dag_id="ingest") for r in app.routes]


def test_every_route_is_closed_to_strangers():
    assert {"/", "/quarantine", "/copydesk.css", "/runs/ingest/x"} <= set(paths())
    client = TestClient(app)
    assert {path: client.get(path).status_code for path in paths()} == dict.fromkeys(paths(), 401)


def test_nothing_tells_the_schema_to_anybody(reader):
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert reader.get(path).status_code == 404


def test_a_run_shows_all_that_it_found(reader, warehouse):
    add_run(warehouse, notes=["alpha reaches back to 2026-05-20 only."])
    page = run_page(reader)
    assert page.status_code == 200
    for expected in (
        *("News of 2026-05-23", "2026-05-24 00:05 UTC", RUN_ID),
        *("<b>41</b><span>pages fetched</span>", "<b>12</b><span>new articles</span>"),
        *("https://a.example/1", "https://b.example/1", "98 %", "syndicated copy"),
        *("wire service meridian-wire", "original not known"),
        *("http status", "https://a.example/x", "alpha, beta", "alpha reaches back"),
        "Versions by cause: publisher edit 1, withdrawn 1.",
        "edits by kind: headline 1, quote changed 1.",
        "All 1 invariants of the warehouse hold.",
    ):
        assert expected in page.text


def test_a_broken_invariant_stands_out(reader, warehouse):
    check = {
        "name": "neighbours_differ",
        "meaning": "They differ.",
        "broken": 3,
        "examples": ["k1"],
    }
    add_run(warehouse, SUMMARY | {"checks": [check]})
    page = run_page(reader).text
    assert "breaks what must hold" in page
    assert "They differ." in page
    assert "k1" in page
    assert "invariants of the warehouse hold" not in page


def test_an_unfinished_and_an_unknown_run_say_so(reader, warehouse):
    add_run(warehouse, None)
    assert "has not written its report" in run_page(reader).text
    assert "no summary yet" in reader.get("/").text
    unknown = run_page(reader, "ingest", "other<script>")
    assert unknown.status_code == 404
    assert "other&lt;script&gt;" in unknown.text


def test_what_others_write_is_never_markup(reader, warehouse):
    copy = {"copy_url": HOSTILE, "original_url": HOSTILE, "role": HOSTILE, "score": 1.0}
    check = {"name": HOSTILE, "meaning": HOSTILE, "broken": 1, "examples": [HOSTILE]}
    summary = SUMMARY | {
        "copies": [copy],
        "quarantined": [{"stage": HOSTILE, "reason": HOSTILE, "count": 1, "example_url": HOSTILE}],
        "sources": [SOURCE | {"source_id": HOSTILE}],
        "checks": [check],
    }
    add_run(warehouse, summary, dag_id=HOSTILE.replace("/", ""), notes=[HOSTILE], evil=[HOSTILE])
    failure = Failure(HOSTILE, HOSTILE, Stage.FETCH, Reason.HTTP_STATUS, HOSTILE, NOW)
    quarantine_all(warehouse, [failure], pipeline_version=1, run_id=RUN_ID)
    pages = [
        run_page(reader, quote(HOSTILE.replace("/", ""))),
        reader.get("/"),
        reader.get("/quarantine"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert "alert(1)" in page.text
        assert "<script>alert" not in page.text
        assert "<b x=" not in page.text


def test_pages_load_nothing_from_elsewhere_and_stay_in_our_frames(reader, warehouse):
    add_run(warehouse)
    for page in (reader.get("/"), run_page(reader), reader.get("/quarantine")):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-inline" not in policy
        assert 'src="http' not in page.text
        assert page.headers["cache-control"] == "no-store"


def test_links_keep_the_prefix_under_which_airflow_serves(warehouse):
    app.dependency_overrides = {get_user: object, open_warehouse: lambda: warehouse}
    add_run(warehouse)
    page = TestClient(app, root_path="/team/copydesk").get("/team/copydesk/").text
    app.dependency_overrides = {}
    assert 'href="/team/copydesk/copydesk.css"' in page
    assert f'href="/team/copydesk/runs/ingest/{quote(RUN_ID)}"' in page


def test_quarantine_shows_what_failed_and_why(reader, warehouse):
    assert "Nothing is in quarantine." in reader.get("/quarantine").text
    url = "https://a.example/broken"
    failure = Failure(url, "alpha", Stage.EXTRACT, Reason.NOT_HTML, "It is a PDF.", NOW)
    quarantine_all(warehouse, [failure], pipeline_version=1, run_id=RUN_ID)
    page = reader.get("/quarantine").text
    for expected in (url, "alpha", "It is a PDF.", "not html", "extract", "2026-05-24 00:05 UTC"):
        assert expected in page
    assert reader.get("/quarantine?closed=1").status_code == 200
    assert "?reason=not_html" in page
    of_reason = reader.get("/quarantine?reason=not_html").text
    assert "All causes" in of_reason
    assert "Nothing is in quarantine." in reader.get("/quarantine?reason=teaser").text


def test_a_warehouse_that_is_down_is_said_in_words(reader):
    def down():
        raise Transient("The warehouse at db:5432 does not answer.", remedy="Start it.")

    app.dependency_overrides[open_warehouse] = down
    page = reader.get("/")
    assert page.status_code == 503
    assert "The warehouse at db:5432 does not answer." in page.text
    assert "Start it." in page.text
