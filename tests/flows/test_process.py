"""Captures to facts: every kind of answer, damage, any order of batches, and newer rules."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from pipeline import clean
from pipeline.clean.rule import Rule, paragraphs_that
from pipeline.flows.desk import open_desk, run_context
from pipeline.flows.plan import Plan
from pipeline.flows.process import plan_batches, process_batch, process_captures
from pipeline.flows.read import read_page
from pipeline.flows.reader import PageReader
from pipeline.flows.version import PIPELINE_VERSION
from pipeline.identity import article_key
from pipeline.model import Mode
from pipeline.warehouse.captures import (
    add_captures,
    any_capture,
    captures_of_batch,
    cut_batches,
)
from pipeline.warehouse.cases import list_quarantine
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.read import (
    current_article,
    find_article,
    history,
    removed_spans,
)
from tests.flows.paper import MORNING, archive_page, page

URL = "https://paper.example/news/story"
OTHER = "https://paper.example/news/other"
NEXT_VERSION = PIPELINE_VERSION + 1
LABEL = "Advertisement"  # a paragraph that a rule removes: the ledger is not empty


def process(desk, *captures):
    return process_captures(desk, run_context("tests", "test"), captures)


def states(desk, url=URL):
    return [(row["change"], row["cause"]) for row in history(desk.warehouse, article_key(url))]


def cases(desk):
    rows = list_quarantine(desk.warehouse, only_open=False)
    return [(row["url"], row["stage"], row["reason"]) for row in rows]


def broken(desk):
    return [check.name for check in run_checks(desk.warehouse) if check.broken]


def test_a_page_becomes_an_article(desk):
    done = process(desk, archive_page(desk, URL, 1, page(1, extra=LABEL)))
    assert (done.observed, done.skipped, done.quarantined) == (1, 0, 0)
    article = current_article(desk.warehouse, article_key(URL))
    assert article["title"] == "Council report number 1"
    assert article["body"].count("\n\n") == 7
    assert [row["text"].strip() for row in removed_spans(desk.warehouse, article_key(URL))] == [
        LABEL
    ]


@pytest.mark.parametrize("is_one_batch", [True, False])
def test_a_304_moves_what_was_seen_last_and_nothing_else(desk, is_one_batch):
    first = archive_page(desk, URL, 1, page(1, extra=LABEL))
    same = archive_page(desk, URL, 25, status=304, earlier=first)
    again = archive_page(desk, URL, 49, status=304, earlier=same)
    batches = [(first, same, again)] if is_one_batch else [(first,), (same,), (again,)]
    assert [process(desk, *batch).quarantined for batch in batches] == [0] * len(batches)
    assert states(desk) == [("first_seen", "first_seen")]
    article = current_article(desk.warehouse, article_key(URL))
    assert article["last_seen_at"] == again.fetched_at
    assert article["effective_from"] == first.fetched_at
    assert broken(desk) == []


def test_the_order_of_a_page_and_its_repetitions_means_nothing(desk_settings, fresh_warehouse_url):
    dumps = set()
    orders = [*itertools.permutations(range(3)), None]
    for order in orders:
        settings = replace(desk_settings, database_url=fresh_warehouse_url())
        with open_desk(settings) as desk:
            first = archive_page(desk, URL, 1, page(1, extra=LABEL))
            same = archive_page(desk, URL, 2, status=304, earlier=first)
            edited = archive_page(desk, URL, 3, page(1, extra="A correction of this report."))
            captures = [first, same, edited]
            if order is None:
                process(desk, *captures)
            for number in order or ():
                process(desk, captures[number])
            dumps.add(tuple(canonical_dump(desk.warehouse)))
            assert broken(desk) == []
    assert len(dumps) == 1


def test_an_edit_and_an_identical_page_are_told_apart(desk):
    first = archive_page(desk, URL, 1, page(1))
    process(desk, first, archive_page(desk, URL, 2, page(1), earlier=first))
    assert states(desk) == [("first_seen", "first_seen")]
    process(desk, archive_page(desk, URL, 3, page(1, extra="A correction of this report.")))
    assert states(desk)[1:] == [("publisher_edit", "publisher_edit")]


def test_a_410_withdraws_and_a_later_page_brings_it_back(desk):
    process(desk, archive_page(desk, URL, 1, page(1)))
    process(desk, archive_page(desk, URL, 2, b"Gone.", status=410))
    assert current_article(desk.warehouse, article_key(URL))["is_withdrawn"]
    process(desk, archive_page(desk, URL, 3, page(1)))
    assert [change for change, _ in states(desk)] == ["first_seen", "withdrawn", "returned"]
    assert not current_article(desk.warehouse, article_key(URL))["is_withdrawn"]


def test_a_304_brings_a_withdrawn_page_back_with_its_ledger(desk):
    first = archive_page(desk, URL, 1, page(1, extra=LABEL))
    gone = archive_page(desk, URL, 2, b"Gone.", status=410)
    process(desk, first, gone, archive_page(desk, URL, 3, status=304, earlier=first))
    assert [change for change, _ in states(desk)] == ["first_seen", "withdrawn", "returned"]
    assert len(removed_spans(desk.warehouse, article_key(URL))) == 1


@pytest.mark.parametrize("status", [403, 500, 503])
def test_an_error_says_nothing_about_an_article(desk, status):
    process(desk, archive_page(desk, URL, 1, page(1)))
    before = list(canonical_dump(desk.warehouse))
    done = process(desk, archive_page(desk, URL, 2, page(2), status=status))
    assert (done.observed, done.quarantined, done.load_id) == (0, 1, None)
    assert cases(desk) == [(URL, "fetch", "http_status")]
    left = [line for line in canonical_dump(desk.warehouse) if '"quarantine"' not in line[:14]]
    assert left == before


def test_one_404_of_a_known_article_only_counts(desk):
    process(desk, archive_page(desk, URL, 1, page(1)))
    process(desk, archive_page(desk, URL, 2, b"No.", status=404))
    assert states(desk) == [("first_seen", "first_seen")]
    assert list_quarantine(desk.warehouse) == []
    assert cases(desk) == [(URL, "fetch", "http_status")]


def test_a_404_of_an_unknown_address_stays_in_quarantine_until_its_page_is_read(desk):
    process(desk, archive_page(desk, URL, 2, b"No.", status=404))
    assert [case["url"] for case in list_quarantine(desk.warehouse)] == [URL]
    assert find_article(desk.warehouse, URL) is None
    process(desk, archive_page(desk, URL, 1, page(1)))  # learnt late: it was there before
    assert list_quarantine(desk.warehouse) == []


def test_404s_over_two_days_withdraw_and_a_page_brings_back(desk):
    process(desk, archive_page(desk, URL, 1, page(1)))
    for hour in (10, 34, 58):
        process(desk, archive_page(desk, URL, hour, b"No.", status=404))
    assert current_article(desk.warehouse, article_key(URL))["is_withdrawn"]
    process(desk, archive_page(desk, URL, 82, page(1)))
    assert [change for change, _ in states(desk)] == ["first_seen", "withdrawn", "returned"]
    assert broken(desk) == []


def moved(desk, hour, *, status=301, target=OTHER, body=None, earlier=None):
    """Archive one fetch of URL that was led to `target`."""
    hop = archive_page(desk, URL, hour, status=status, location=target)
    final = archive_page(
        desk, target, hour + 0.001, page(1) if body is None else body, seen_url=URL, earlier=earlier
    )
    return hop, final


@pytest.mark.parametrize("status", [301, 308])
@pytest.mark.parametrize("is_same", [True, False], ids=["same bytes", "other bytes"])
def test_a_moved_article_reads_as_one(desk, status, is_same):
    first = archive_page(desk, URL, 1, page(1))
    process(desk, first)
    body = page(1) if is_same else page(1, extra="A correction of this report.")
    process(desk, *moved(desk, 5, status=status, body=body, earlier=first))
    edits = [] if is_same else ["publisher_edit"]
    assert [change for change, _ in states(desk, OTHER)] == ["first_seen", *edits]
    assert [change for change, _ in states(desk)] == ["first_seen", "moved"]
    assert find_article(desk.warehouse, URL) == article_key(OTHER)
    assert broken(desk) == []


def test_a_move_is_the_same_in_any_order(desk_settings, fresh_warehouse_url):
    dumps = set()
    for order in itertools.permutations(range(4)):
        settings = replace(desk_settings, database_url=fresh_warehouse_url())
        with open_desk(settings) as desk:
            hop, final = moved(desk, 5)
            captures = [archive_page(desk, URL, 1, page(1)), hop, final]
            captures.append(archive_page(desk, OTHER, 9, page(2)))
            for number in order:
                process(desk, captures[number])
            dumps.add(tuple(canonical_dump(desk.warehouse)))
            assert broken(desk) == []
    assert len(dumps) == 1


@pytest.mark.parametrize(
    ("status", "target"),
    [(302, OTHER), (307, OTHER), (301, "https://paper.example/")],
    ids=["302", "307", "front page"],
)
def test_what_leads_on_only_for_now_or_to_a_front_page_is_no_move(desk, status, target):
    process(desk, archive_page(desk, URL, 1, page(1)))
    process(desk, *moved(desk, 5, status=status, target=target))
    assert [change for change, _ in states(desk)] == ["first_seen"]
    assert find_article(desk.warehouse, URL) == article_key(URL)


def test_a_redirect_itself_is_skipped_and_its_way_is_an_alias(desk):
    short = "https://paper.example/s/1"
    hop = archive_page(desk, short, 1, status=301)
    done = process(desk, hop, archive_page(desk, URL, 2, page(1), seen_url=short))
    assert (done.observed, done.skipped) == (1, 1)
    assert find_article(desk.warehouse, short) == article_key(URL)


@pytest.mark.parametrize(
    ("canonical", "identity"),
    [
        (OTHER, OTHER),
        ("https://www.paper.example/news/other", "https://www.paper.example/news/other"),
        ("https://else.example/news/other", URL),
        ("https://paper.example/", URL),
        ("https://paper.example", URL),
        (URL, URL),
    ],
    ids=["same site", "same site, www", "other site", "front page", "bare front page", "itself"],
)
def test_a_canonical_names_the_article_on_its_own_site_only(desk, canonical, identity):
    process(desk, archive_page(desk, URL, 1, page(1, canonical=canonical)))
    assert current_article(desk.warehouse, article_key(identity))["url"] == identity
    assert find_article(desk.warehouse, URL) == article_key(identity)
    with_history = [url for url in {URL, OTHER, canonical, identity} if states(desk, url)]
    assert with_history == [identity]


def test_a_304_that_nobody_asked_for_is_in_quarantine(desk):
    process(desk, archive_page(desk, URL, 1, page(1)))
    assert process(desk, archive_page(desk, URL, 2, status=304)).quarantined == 1
    assert cases(desk) == [(URL, "fetch", "unrequested_304")]
    article = current_article(desk.warehouse, article_key(URL))
    assert article["last_seen_at"].hour == 7


def test_a_page_without_text_is_in_quarantine_and_the_rest_goes_on(desk):
    empty = archive_page(desk, OTHER, 1, b"<html><body><p>Soon.</p></body></html>")
    done = process(desk, empty, archive_page(desk, URL, 1, page(1)))
    assert (done.observed, done.quarantined) == (1, 1)
    assert cases(desk) == [(OTHER, "extract", "no_body")]


def damage(desk, capture):
    path = desk.archive.root / capture.location.warc_file
    with path.open("r+b") as file:
        file.seek(capture.location.offset + capture.location.length // 2)
        file.write(b"\xff" * 20)


def test_a_damaged_record_is_in_quarantine_and_the_rest_goes_on(desk):
    bad = archive_page(desk, OTHER, 1, page(2))
    same = archive_page(desk, OTHER, 2, status=304, earlier=bad)
    good = archive_page(desk, URL, 1, page(1))
    damage(desk, bad)
    done = process(desk, bad, same, good)
    assert (done.observed, done.quarantined) == (1, 2)
    assert set(cases(desk)) == {(OTHER, "extract", "archive_damaged")}
    assert states(desk) == [("first_seen", "first_seen")]
    assert states(desk, OTHER) == []


def test_a_lost_file_is_in_quarantine_and_the_rest_goes_on(desk):
    lost = archive_page(desk, OTHER, 1, page(2))
    good = archive_page(desk, URL, 1, page(1))
    (desk.archive.root / lost.location.warc_file).unlink()
    done = process(desk, lost, good)
    assert (done.observed, done.quarantined) == (1, 1)


def test_the_same_batch_again_adds_nothing(desk):
    archive_page(desk, URL, 1, page(1))
    archive_page(desk, OTHER, 1, b"No.", status=500)
    (batch,) = cut_batches(
        desk.warehouse, [any_capture()], pipeline_version=1, size=9, run_id="test"
    )
    context = run_context("tests", "test")
    assert process_batch(desk, context, batch).load_id is not None
    before = list(canonical_dump(desk.warehouse))
    again = process_batch(desk, context, batch)
    assert (again.load_id, again.observed, again.quarantined) == (None, 1, 1)
    assert list(canonical_dump(desk.warehouse)) == before
    assert len(cases(desk)) == 1


# -- newer rules ----------------------------------------------------------------------------------

FURNITURE = "Council furniture that an older rule did not know of."


@pytest.fixture
def upgrade(monkeypatch):
    """A function that makes it version 2, with one more rule."""

    def make_it_the_next_version():
        new = Rule("furniture", 1, paragraphs_that(lambda paragraph: paragraph == FURNITURE))
        rules = (*clean._rules(), new)
        monkeypatch.setattr(clean, "_rules", lambda: rules)
        # the child has the rules as they stand on disk: read in this process
        monkeypatch.setattr(
            PageReader, "read", lambda reader, *page, **how: read_page(*page, **how)
        )
        for module in ("desk", "process"):
            monkeypatch.setattr(f"pipeline.flows.{module}.PIPELINE_VERSION", NEXT_VERSION)

    return make_it_the_next_version


def test_a_rule_upgrade_between_two_captures_is_no_edit(desk, upgrade):
    first = archive_page(desk, URL, 1, page(1, extra=FURNITURE))
    same = archive_page(desk, URL, 2, status=304, earlier=first)
    process(desk, first, same)
    assert FURNITURE in history(desk.warehouse, article_key(URL))[0]["body"]
    upgrade()
    process(desk, archive_page(desk, URL, 25, page(1, extra=FURNITURE), earlier=same))
    (version,) = history(desk.warehouse, article_key(URL))
    assert (version["change"], version["cause"]) == ("first_seen", "reprocessed")
    assert version["pipeline_version"] == NEXT_VERSION
    assert version["effective_from"] == first.fetched_at
    assert FURNITURE not in version["body"]
    spans = removed_spans(desk.warehouse, article_key(URL))
    assert [row["rule"] for row in spans] == ["furniture"]
    assert broken(desk) == []


def test_an_edit_after_an_upgrade_is_still_one_edit(desk, upgrade):
    process(desk, archive_page(desk, URL, 1, page(1, extra=FURNITURE)))
    upgrade()
    process(desk, archive_page(desk, URL, 25, page(2, extra=FURNITURE)))
    assert states(desk) == [
        ("first_seen", "reprocessed"),
        ("publisher_edit", "publisher_edit"),
    ]
    assert broken(desk) == []


def test_a_withdrawal_after_an_upgrade_reads_the_page_before_it_again(desk, upgrade):
    process(desk, archive_page(desk, URL, 1, page(1, extra=FURNITURE)))
    upgrade()
    process(desk, archive_page(desk, URL, 25, b"Gone.", status=410))
    assert states(desk) == [("first_seen", "reprocessed"), ("withdrawn", "withdrawn")]
    assert FURNITURE not in history(desk.warehouse, article_key(URL))[0]["body"]


def test_an_upgrade_and_then_all_gives_what_newer_rules_alone_would(
    desk, upgrade, desk_settings, fresh_warehouse_url
):
    first = archive_page(desk, URL, 1, page(1, extra=FURNITURE))
    process(desk, first)
    upgrade()
    edited = archive_page(desk, URL, 25, page(2, extra=FURNITURE))
    process(desk, edited)
    with open_desk(replace(desk_settings, database_url=fresh_warehouse_url())) as second:
        captures = list(second.archive.scan())
        add_captures(second.warehouse, captures, "test")
        process(second, *captures)
        assert list(canonical_dump(second.warehouse)) == list(canonical_dump(desk.warehouse))


# -- what a run has to process --------------------------------------------------------------------


def planned(desk, mode, *, is_live, run_id="mine"):
    plan = Plan("tests", run_id, MORNING.date(), mode, is_live, ("paper",))
    batches = plan_batches(desk, plan)
    return {c.url.rpartition("/")[2] for b in batches for c in captures_of_batch(desk.warehouse, b)}


@pytest.mark.parametrize(
    ("mode", "is_live", "expected"),
    [
        (Mode.AUTO, True, {"mine", "left", "left-before"}),
        (Mode.AUTO, False, {"mine", "left"}),
        (Mode.REPLAY, False, {"mine", "left", "done"}),
        (Mode.REPLAY, True, {"mine", "left", "done", "left-before"}),
        (Mode.DISCOVER, False, {"mine"}),
        (Mode.REFETCH, False, {"mine"}),
        (Mode.DISCOVER, True, {"mine", "left", "left-before"}),
    ],
)
def test_a_mode_decides_what_of_the_archive_is_read(desk, mode, is_live, expected):
    root = "https://paper.example/"
    process(desk, archive_page(desk, root + "done", 1, page(1), run_id="earlier"))
    archive_page(desk, root + "left", 2, page(2), run_id="killed")
    archive_page(desk, root + "left-before", -48, page(3), run_id="killed")
    archive_page(desk, root + "mine", 30, page(4), run_id="mine")
    assert planned(desk, mode, is_live=is_live) == expected


def test_auto_reads_again_what_only_older_rules_read(desk, upgrade):
    process(desk, archive_page(desk, URL, 1, page(1)))
    assert planned(desk, Mode.AUTO, is_live=False) == set()
    upgrade()
    assert planned(desk, Mode.AUTO, is_live=False) == {"story"}


@pytest.mark.parametrize("url", [URL, OTHER])
def test_newer_rules_read_both_addresses_of_an_article_that_moved(desk, upgrade, url):
    said = [page(n, extra=FURNITURE) for n in (1, 2, 3)]
    process(desk, archive_page(desk, URL, 1, said[0]))
    process(desk, *moved(desk, 5, body=said[0]))
    process(desk, archive_page(desk, URL, 9, said[1]))  # it answers again, beside the other
    upgrade()
    process(desk, archive_page(desk, url, 25, said[2]))
    assert broken(desk) == []
    for address in (URL, OTHER):
        assert "incomparable" not in [change for change, _ in states(desk, address)]
