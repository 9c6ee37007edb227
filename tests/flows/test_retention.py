"""What is too old loses text and bytes, where that is switched on and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.flows.desk import run_context
from pipeline.flows.enrich import enrich_texts
from pipeline.flows.process import process_captures
from pipeline.flows.replay import replay
from pipeline.flows.retention import apply_retention, preview_retention
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.purge import list_purges
from tests.flows.paper import MORNING, archive_page, page, write_source
from tests.flows.test_purge import ZEBRA, broken, leftovers, states

URL = "https://paper.example/old"
DAY = 24
CONTEXT = run_context("tests", "retention")


class FixedClock:
    def now(self):
        return MORNING + timedelta(days=100)


def aged(desk, *, for_all=None, own=None):
    """The desk a hundred days later, with these rules of retention."""
    write_source(desk.settings, "paper", "https://paper.example/", ["https://paper.example/feed"])
    file = desk.settings.home / "sources" / "paper.yaml"
    if own:
        file.write_text(file.read_text() + f"retention_days: {own}\n")
    settings = replace(desk.settings, retention_days=for_all, sources_dir=file.parent)
    return replace(desk, settings=settings, clock=FixedClock())


@pytest.fixture
def captures(desk):
    """A page captured on day 1, edited on day 80, and not changed since (a 304 on day 95)."""
    first = archive_page(desk, URL, 1 * DAY, page(1, title="Zebracorn", extra=ZEBRA))
    edited = archive_page(desk, URL, 80 * DAY, page(1, extra="Corrected."))
    same = archive_page(desk, URL, 95 * DAY, status=304, earlier=edited)
    process_captures(desk, CONTEXT, [first, edited, same])
    return first, edited, same


def test_nothing_goes_where_it_is_not_switched_on(desk, captures):
    before = list(canonical_dump(desk.warehouse))
    assert apply_retention(aged(desk), CONTEXT) == []
    assert preview_retention(aged(desk), CONTEXT) == {}
    assert list(canonical_dump(desk.warehouse)) == before


def test_what_is_older_goes_and_what_is_younger_stays(desk, captures):
    old = aged(desk, for_all=30)
    assert preview_retention(old, CONTEXT)["*"]["observations"] == 1
    (done,) = apply_retention(old, CONTEXT)
    assert (done.kind, done.subject, done.requested_by) == ("retention", "*", "settings")
    assert leftovers(desk) == []
    first, edited = states(desk, URL)
    assert first == ("first_seen", None, "")
    assert edited[0] == "incomparable", "what stood before is not known any more"
    assert "Corrected." in edited[2]
    assert broken(desk) == []
    assert apply_retention(old, CONTEXT) == []


def test_bytes_that_a_younger_capture_repeats_are_kept_with_it(desk, captures):
    apply_retention(aged(desk, for_all=10), CONTEXT)
    assert "Corrected." in states(desk, URL)[1][2]
    assert desk.archive.read(captures[1].location).body
    apply_retention(aged(desk, for_all=4), CONTEXT)
    assert {body for _, _, body in states(desk, URL)} == {""}


def test_a_source_has_its_own_word(desk, captures):
    assert apply_retention(aged(desk, for_all=30, own=1000), CONTEXT) == []
    (done,) = apply_retention(aged(desk, own=30), CONTEXT)
    assert done.subject == "paper"
    assert leftovers(desk) == []


def test_it_does_not_come_back_from_the_archive_or_an_import(desk, captures, tmp_path):
    kept = tmp_path / "theirs.warc.gz"
    kept.write_bytes((desk.archive.root / captures[0].location.warc_file).read_bytes())
    apply_retention(aged(desk, for_all=30), CONTEXT)
    enrich_texts(desk, CONTEXT)
    before = list(canonical_dump(desk.warehouse))
    replay(desk)
    replay(desk, path=kept)
    assert leftovers(desk) == []
    assert list(canonical_dump(desk.warehouse)) == before
    assert len(list_purges(desk.warehouse)) == 1
