"""A publisher who asks to be removed: nothing of it is left, and it does not come back."""

from __future__ import annotations

import gzip
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from warcio.warcwriter import WARCWriter

from pipeline.errors import Misconfigured, PipelineError
from pipeline.flows.desk import open_desk, run_context
from pipeline.flows.enrich import enrich_texts
from pipeline.flows.fold import fold_copies
from pipeline.flows.gather import gather_source
from pipeline.flows.process import process_captures
from pipeline.flows.purge import (
    Wanted,
    find_leftovers,
    preview_purge,
    purge,
    resume_purges,
    sweep,
    what_is_meant,
)
from pipeline.flows.pushed import take_pushed
from pipeline.flows.replay import replay
from pipeline.identity import article_key
from pipeline.model import CaptureKind, ListingItem, Reason, Stage, Via
from pipeline.urls import host_of_url
from pipeline.warehouse.captures import Failure, add_captures, get_captures, quarantine_all
from pipeline.warehouse.cases import list_quarantine
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.inbox import push
from pipeline.warehouse.listings import add_items
from pipeline.warehouse.purge import (
    begin_purge,
    lift_purge,
    list_purges,
    remove_text,
    standing_purges,
)
from pipeline.warehouse.read import as_of, history, story
from pipeline.warehouse.trace import trace
from tests.flows.paper import MORNING, archive_page, page
from tests.flows.test_replay import record
from tests.warehouse import facts

GONE = "https://www.gone.example/news/zebra"
STAYS = "https://stays.example/news/other"
COPY = "https://copy.example/p/1"
ZEBRA = "Zebracorn sentences are found nowhere else."
CONTEXT = run_context("tests", "purge")


def wanted(subject="gone.example"):
    return Wanted(*what_is_meant(subject), "asked by letter", "ana")


def fill(desk):
    """Two versions of an article that goes, one that stays, and a copy printed by another."""
    captures = [
        archive_page(desk, GONE, 1, page(1, title="Zebracorn", extra=ZEBRA)),
        archive_page(desk, GONE, 2, page(1, title="Zebracorn", extra=ZEBRA + " Edited.")),
        archive_page(desk, STAYS, 1, page(2)),
        archive_page(desk, COPY, 3, page(1, extra="A line of our own.")),
    ]
    process_captures(desk, run_context("tests", "fill"), captures)
    fold_copies(desk, run_context("tests", "fill"))
    enrich_texts(desk, run_context("tests", "fill"))
    return captures


def add_remarks(desk, listing):
    """What the machinery notes: listings, a failure that quotes the page, documents pushed."""
    item = ListingItem(GONE, GONE, f"Title: {ZEBRA}", MORNING, ZEBRA)
    add_items(
        desk.warehouse, [item], feed_url="https://feeds.example/all", source_id="paper",
        listing_capture_id=listing, seen_at=MORNING,
    )  # fmt: skip
    failure = Failure(GONE, "paper", Stage.EXTRACT, Reason.NO_BODY, ZEBRA, MORNING)
    quarantine_all(desk.warehouse, [failure], pipeline_version=1, run_id="x")
    push(desk.warehouse, GONE, via="test", payload=f"<p>{ZEBRA}</p>")


def leftovers(desk, words=b"zebracorn"):
    """Every row of every table, and every archive file, in which the words are still found."""
    found = []
    with desk.warehouse.begin() as connection:
        tables = connection.execute(
            text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'"
                 "::regnamespace")
        ).scalars()  # fmt: skip
        for table in list(tables):
            query = text(f"SELECT count(*) FROM public.{table} t WHERE t::text ILIKE :words")
            if connection.execute(query, {"words": f"%{words.decode()}%"}).scalar_one():
                found.append(table)
    for path in desk.archive.root.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
            found += [path.name] * (words in data.lower())
    return found


def broken(desk):
    return [check.name for check in run_checks(desk.warehouse) if check.broken]


def states(desk, url):
    rows = history(desk.warehouse, article_key(url))
    return [(row["change"], row["title"], row["body"]) for row in rows]


def test_nothing_is_left_but_identity_and_the_fact_of_versions(desk):
    captures = fill(desk)
    add_remarks(desk, captures[0].capture_id)
    assert {"content", "quarantine", "inbox", "listing_item"} <= set(leftovers(desk))
    done = purge(desk, CONTEXT, wanted())
    assert leftovers(desk) == []
    assert states(desk, GONE) == [("first_seen", None, ""), ("publisher_edit", None, "")]
    assert len(states(desk, STAYS)[0][2]) > 1000
    assert broken(desk) == []
    assert done.finished_at
    assert {key: done.counts[key] for key in ("articles", "observations", "records_erased")} == {
        "articles": 1, "observations": 2, "records_erased": 4,
    }  # fmt: skip
    assert (done.reason, done.requested_by) == ("asked by letter", "ana")


def test_a_copy_that_another_publisher_prints_is_his(desk):
    fill(desk)
    before = states(desk, COPY)
    assert len(story(desk.warehouse, article_key(COPY))) == 2
    purge(desk, CONTEXT, wanted())
    assert states(desk, COPY) == before
    (alone,) = story(desk.warehouse, article_key(COPY))
    assert alone["url"] == COPY


def test_a_text_that_others_print_to_the_letter_stays_theirs(desk):
    same = [archive_page(desk, url, 1, page(5, extra=ZEBRA)) for url in (GONE, COPY)]
    process_captures(desk, CONTEXT, same)
    fold_copies(desk, CONTEXT)
    purge(desk, CONTEXT, wanted())
    assert states(desk, GONE)[0][2] == ""
    assert ZEBRA in states(desk, COPY)[0][2]
    assert broken(desk) == []


def test_what_was_believed_then_is_answered_without_the_text(desk):
    fill(desk)
    with desk.warehouse.begin() as connection:
        known = connection.execute(text("SELECT max(committed_at) FROM load")).scalar_one()
    purge(desk, CONTEXT, wanted())
    then = as_of(
        desk.warehouse, article_key(GONE), true_at=MORNING + timedelta(hours=1), known_at=known
    )
    assert (then["is_purged"], then["title"], then["body"]) == (True, None, "")
    assert [row["is_purged"] for row in history(desk.warehouse, article_key(STAYS))] == [False]
    assert [*_purged_articles(desk)] == [(GONE, "domain", "gone.example", None)]
    assert then["recorded_from"] <= known


def _purged_articles(desk):
    query = text("SELECT url, kind, subject, lifted_at FROM desk.purged_articles")
    with desk.warehouse.begin() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_dry_run_counts_and_changes_nothing(desk):
    fill(desk)
    before, files = list(canonical_dump(desk.warehouse)), leftovers(desk)
    counts = preview_purge(desk, CONTEXT, wanted())
    assert (counts["observations"], counts["records_erased"]) == (2, 2)
    assert list(canonical_dump(desk.warehouse)) == before
    assert leftovers(desk) == files
    assert list_purges(desk.warehouse) == []


def test_replay_and_a_new_capture_do_not_bring_it_back(desk):
    fill(desk)
    purge(desk, CONTEXT, wanted())
    before = list(canonical_dump(desk.warehouse))
    replay(desk)
    assert list(canonical_dump(desk.warehouse)) == before
    late = archive_page(desk, GONE, 5, page(1, title="Zebracorn", extra=ZEBRA))
    done = process_captures(desk, CONTEXT, [late])
    assert (done.observed, done.skipped, done.quarantined) == (0, 1, 0)
    assert leftovers(desk) == []
    (kept,) = get_captures(desk.warehouse, [late.capture_id]).values()
    assert kept.location.warc_file == ""


def test_facts_that_were_loaded_behind_its_back_are_swept(desk):
    captures = fill(desk)
    purge(desk, CONTEXT, wanted())
    with desk.warehouse.begin() as connection:
        connection.execute(text("UPDATE purge SET lifted_at = now()"))
    process_captures(desk, CONTEXT, [archive_page(desk, GONE, 7, page(9, extra=ZEBRA))])
    with desk.warehouse.begin() as connection:
        connection.execute(text("UPDATE purge SET lifted_at = NULL"))
    assert leftovers(desk)
    assert "purged_is_gone" in broken(desk)
    sweep(desk, CONTEXT)
    assert (leftovers(desk), broken(desk)) == ([], [])
    assert captures


def test_a_foreign_file_does_not_bring_it_back_before_it_is_lifted(desk, tmp_path):
    fill(desk)
    purge(desk, CONTEXT, wanted())
    theirs = tmp_path / "theirs.warc.gz"
    with theirs.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        record(writer, GONE, page(1, extra=ZEBRA))
        record(writer, "https://img.gone.example/p.png", ZEBRA.encode(), content_type="image/png")
        record(writer, STAYS, page(3))
    replay(desk, path=theirs)
    assert leftovers(desk) == []
    assert len(states(desk, STAYS)) == 2
    (standing,) = standing_purges(desk.warehouse)
    lift_purge(desk.warehouse, standing, by="ana", reason="agreed", at=desk.clock.now())
    again = tmp_path / "again" / "theirs.warc.gz"
    again.parent.mkdir()
    again.write_bytes(theirs.read_bytes() + b"")
    (desk.archive.root / "imported").rename(tmp_path / "away")
    replay(desk, path=again)
    assert ZEBRA in "".join(row[2] for row in states(desk, GONE))


def test_a_restored_archive_does_not_bring_it_back(desk):
    fill(desk)
    saved = {path: path.read_bytes() for path in desk.archive.root.rglob("*.warc.gz")}
    purge(desk, CONTEXT, wanted())
    for path, data in saved.items():
        path.write_bytes(data)
    before = list(canonical_dump(desk.warehouse))
    assert len(find_leftovers(desk.warehouse, desk.archive)) == 2
    purge(desk, CONTEXT, wanted())
    assert (find_leftovers(desk.warehouse, desk.archive), leftovers(desk)) == ([], [])
    for path, data in saved.items():
        path.write_bytes(data)
    replay(desk)  # which meets them as files that nobody has indexed yet
    assert (find_leftovers(desk.warehouse, desk.archive), leftovers(desk)) == ([], [])
    assert list(canonical_dump(desk.warehouse)) == before


def test_after_it_is_lifted_it_is_read_as_ever(desk):
    fill(desk)
    purge(desk, CONTEXT, wanted())
    (standing,) = standing_purges(desk.warehouse)
    lifted = lift_purge(desk.warehouse, standing, by="bo", reason="agreed", at=desk.clock.now())
    assert (lifted.lifted_by, lifted.lift_reason) == ("bo", "agreed")
    process_captures(desk, CONTEXT, [archive_page(desk, GONE, 9, page(1, extra=ZEBRA))])
    assert ZEBRA in states(desk, GONE)[-1][2]
    again = purge(desk, CONTEXT, wanted())
    assert again.purge_id != standing.purge_id
    assert leftovers(desk) == []
    assert broken(desk) == []


def test_purging_again_while_it_stands_is_the_same_purge(desk):
    fill(desk)
    first = purge(desk, CONTEXT, wanted())
    before = list(canonical_dump(desk.warehouse))
    again = purge(desk, CONTEXT, wanted())
    assert again.purge_id == first.purge_id
    assert again.counts == first.counts
    assert list(canonical_dump(desk.warehouse)) == before


def test_one_address_goes_with_all_its_names(desk):
    short, printed = "https://www.gone.example/z", "https://www.gone.example/print/zebra"
    captures = [
        archive_page(desk, GONE, 1, page(1, canonical=GONE, extra=ZEBRA), seen_url=short),
        archive_page(desk, printed, 2, page(1, canonical=GONE, extra=ZEBRA)),
        archive_page(desk, "https://www.gone.example/news/second", 3, page(4)),
    ]
    process_captures(desk, CONTEXT, captures)
    purge(desk, CONTEXT, wanted(printed))
    assert leftovers(desk) == []
    assert len(states(desk, "https://www.gone.example/news/second")[0][2]) > 1000
    twin = archive_page(desk, "https://m.gone.example/new", 5, page(1, canonical=GONE, extra=ZEBRA))
    assert process_captures(desk, CONTEXT, [twin]).skipped == 1
    assert states(desk, GONE)[0][2] == ""


def test_the_order_of_loads_and_purge_does_not_matter(desk_settings, fresh_warehouse_url, tmp_path):
    dumps = set()
    for number, order in enumerate([(0, 1, 2), (2, 1, 0)]):
        settings = replace(
            desk_settings, database_url=fresh_warehouse_url(), archive_dir=tmp_path / f"a{number}"
        )
        with open_desk(settings) as desk:
            captures = fill_captures(desk)
            for index in order:
                process_captures(desk, CONTEXT, [captures[index]])
            fold_copies(desk, CONTEXT)
            purge(desk, CONTEXT, wanted())
            assert broken(desk) == []
            dumps.add("\n".join(canonical_dump(desk.warehouse)))
    assert len(dumps) == 1


def fill_captures(desk):
    return [
        archive_page(desk, GONE, 1, page(1, extra=ZEBRA)),
        archive_page(desk, GONE, 2, page(1, extra="Else.")),
        archive_page(desk, COPY, 3, page(1, extra="A line of our own.")),
    ]


STEPS = ("begun", "text", "half the bytes")


@pytest.mark.parametrize("step", STEPS)
def test_a_purge_that_was_killed_goes_on(desk, step, monkeypatch):
    fill(desk)
    second = archive_page(desk, "https://gone.example/second", 4, page(6, extra=ZEBRA))
    process_captures(desk, CONTEXT, [second])
    kind, subject = what_is_meant("gone.example")
    with desk.warehouse.begin() as connection:
        begun = begin_purge(
            connection, kind=kind, subject=subject, reason="r", requested_by="ana",
            at=desk.clock.now(),
        )  # fmt: skip
    if step != "begun":
        remove_text(desk.warehouse, begun, CONTEXT)
    if step == "half the bytes":
        erase = type(desk.archive).erase
        calls = []

        def dies(*args):
            if calls:
                raise KeyboardInterrupt
            calls.append(args)
            return erase(*args)

        monkeypatch.setattr(type(desk.archive), "erase", dies)
        with pytest.raises(KeyboardInterrupt):
            resume_purges(desk, CONTEXT)
        monkeypatch.undo()
    assert leftovers(desk)
    assert "purges_are_finished" in broken(desk)
    (done,) = resume_purges(desk, CONTEXT)
    assert done.purge_id == begun.purge_id
    assert done.finished_at
    assert (leftovers(desk), broken(desk)) == ([], [])
    assert resume_purges(desk, CONTEXT) == []


def test_what_is_purged_is_not_asked_for(paper):
    paper.publishes("/one", "/two")
    for path in ("/one", "/two"):
        paper.answers(path, page(1))
    one = paper.server.url("/one")
    purge(paper.desk, CONTEXT, wanted(one))
    gather_source(paper.desk, paper.plan(), "paper")
    assert paper.asked() == ["/feed.xml", "/two"]
    assert trace(paper.desk.warehouse, one)["listed"] == []
    push(paper.desk.warehouse, one, via="test")
    push(paper.desk.warehouse, one, via="test", payload="<p>pushed</p>")
    take_pushed(paper.desk, "tests", "pushed")
    assert paper.asked() == []
    reasons = {row["reason"] for row in list_quarantine(paper.desk.warehouse, only_open=False)}
    assert reasons == {"purged"}


def test_a_source_whose_feed_is_purged_says_why_it_is_silent(paper):
    paper.publishes("/one")
    purge(paper.desk, CONTEXT, wanted(host_of_url(paper.server.url("/"))))
    plan = paper.plan()
    gather_source(paper.desk, plan, "paper")
    assert paper.asked() == []
    with paper.desk.warehouse.begin() as connection:
        notes = connection.execute(text("SELECT notes FROM run")).scalar_one()
    assert notes == ["paper: what was purged is not asked for (`copydesk purge list`)."]


def test_a_redirect_into_a_purged_address_is_not_kept(paper):
    paper.answers("/goal", page(1, extra=ZEBRA))
    goal = paper.server.url("/goal")
    paper.server.on("/old", lambda c, asked: c.sendall(
        f"HTTP/1.1 302 Found\r\nLocation: {goal}\r\nContent-Length: 0\r\n\r\n".encode()
    ))  # fmt: skip
    purge(paper.desk, CONTEXT, wanted(goal))
    push(paper.desk.warehouse, paper.server.url("/old"), via="test")
    take_pushed(paper.desk, "tests", "pushed")
    assert leftovers(paper.desk) == []
    (case,) = list_quarantine(paper.desk.warehouse, only_open=False)
    assert case["reason"] == "purged"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Paper.EXAMPLE.", ("domain", "paper.example")),
        ("www.paper.co.uk", ("domain", "paper.co.uk")),
        ("zeitung-für-alle.example", ("domain", "xn--zeitung-fr-alle-7vb.example")),
        ("https://Paper.example/a?utm_source=x", ("url", "https://paper.example/a")),
    ],
)
def test_what_an_operator_may_name(words, meant):
    assert what_is_meant(words) == meant


@pytest.mark.parametrize("words", ["co.uk", "com", "no domain", "", "*.example", "paper.example/a"])
def test_what_would_hit_others_or_nobody_is_refused(words):
    with pytest.raises(Misconfigured):
        what_is_meant(words)


def test_the_kinds_of_capture_are_all_taken(desk):
    exchange_kinds = {CaptureKind.PAGE, CaptureKind.LISTING, CaptureKind.ROBOTS}
    for number, kind in enumerate(exchange_kinds):
        made = archive_page(desk, f"https://gone.example/{kind}", number, page(number, extra=ZEBRA))
        with desk.warehouse.begin() as connection:
            connection.execute(
                text("UPDATE capture SET kind = :kind WHERE capture_id = :id"),
                {"kind": kind.value, "id": made.capture_id},
            )
    with desk.archive.writer("pushed", "run") as writer:
        document = writer.write_document(
            "https://gone.example/d", ZEBRA.encode(), "text/html", MORNING, "paper"
        )
    assert document.via is Via.PUSHED
    add_captures(desk.warehouse, [document], "x")
    purge(desk, CONTEXT, wanted())
    assert leftovers(desk) == []


def test_loaders_at_work_lose_no_text_of_theirs(desk):
    """Others print the same texts to the letter, and load them while these are purged."""
    stop, failed = threading.Event(), []

    def load_elsewhere(number):
        with open_desk(desk.settings) as other:
            for round_no in range(200):
                if stop.is_set():
                    return
                url = f"https://stays{number}.example/{round_no}"
                try:
                    reading = facts.make_reading(url, round_no, f"Shared text {round_no % 5}.")
                    facts.load(other.warehouse, [reading])
                except PipelineError as error:
                    failed.append(error)

    loaders = [threading.Thread(target=load_elsewhere, args=[number]) for number in range(2)]
    for loader in loaders:
        loader.start()
    try:
        for round_no in range(6):
            domain = f"gone{round_no}.example"
            texts = [
                facts.make_reading(f"https://{domain}/{n}", n, f"Shared text {n}.")
                for n in range(5)
            ]
            facts.load(desk.warehouse, texts)
            purge(desk, CONTEXT, wanted(domain))
    finally:
        stop.set()
        for loader in loaders:
            loader.join()
    assert failed == []
    assert broken(desk) == []
    with desk.warehouse.begin() as connection:
        empty = connection.execute(
            text("SELECT count(*) FROM desk.articles WHERE url LIKE '%stays%' AND body = ''")
        )
        assert empty.scalar_one() == 0
