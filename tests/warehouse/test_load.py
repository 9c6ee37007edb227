"""The invariants of the warehouse note, on a real PostgreSQL, against an oracle."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from pipeline.identity import article_key
from pipeline.model import Absence
from pipeline.warehouse.check import run_checks
from pipeline.warehouse.database import LOAD_LOCK, Warehouse, take_lock
from pipeline.warehouse.dump import canonical_dump, dump_digest
from pipeline.warehouse.load import RunContext, open_load, outdated_captures
from pipeline.warehouse.read import as_of, history
from tests.warehouse import facts

URLS = [f"https://paper.example/{name}" for name in "abc"]

bodies = st.sampled_from(["One.", "Two.", "Three.", None, Absence.MISSING, Absence.MISSING])
hours = st.sampled_from([0, 1, 2, 24, 48, 49, 72, 96, 120])
readings_strategy = st.lists(
    st.one_of(
        st.builds(facts.make_reading, st.sampled_from(URLS), hours, bodies).map(lambda r: [r]),
        st.builds(
            facts.move,
            st.sampled_from(URLS),
            st.sampled_from(URLS),
            hours,
            st.sampled_from(["One.", "Two."]),
        ).filter(lambda pair: pair[0].url != pair[1].url),
    ),
    min_size=1,
    max_size=12,
).map(lambda groups: list({r.capture.capture_id: r for g in groups for r in g}.values()))


def versions(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for url in URLS:
        rows = history(warehouse, article_key(url))
        if rows:
            found[url] = [(row["change"], row["effective_from"], row["body"]) for row in rows]
    return found


def broken(warehouse: Warehouse) -> list[str]:
    return [check.name for check in run_checks(warehouse) if check.broken]


@pytest.fixture
def warehouse(warehouse_url):
    with Warehouse(warehouse_url) as opened:
        yield opened


def empty(warehouse: Warehouse) -> None:
    with warehouse.begin() as connection:
        connection.execute(text("TRUNCATE load, capture, content, article, decision CASCADE"))
        connection.execute(text("TRUNCATE observation, alias, removed_span, evidence, outcome"))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(readings=readings_strategy, data=st.data())
def test_any_order_and_any_batches_give_what_the_oracle_says(warehouse, readings, data):
    expected = facts.oracle(readings)
    empty(warehouse)
    facts.load(warehouse, readings)
    assert versions(warehouse) == expected
    assert broken(warehouse) == []
    once = list(canonical_dump(warehouse))

    empty(warehouse)
    shuffled = data.draw(st.permutations(readings))
    cut = data.draw(st.integers(min_value=0, max_value=len(readings)))
    for batch in (shuffled[:cut], shuffled[cut:], shuffled[: cut + 1]):
        facts.load(warehouse, batch)
    assert versions(warehouse) == expected
    assert list(canonical_dump(warehouse)) == once


def test_a_reload_adds_no_row_and_no_load(warehouse):
    batch = [facts.make_reading(URLS[0], hour, body) for hour, body in enumerate(["One.", "Two."])]
    assert facts.load(warehouse, batch) is not None
    before = list(canonical_dump(warehouse))
    assert facts.load(warehouse, batch) is None
    assert list(canonical_dump(warehouse)) == before


def test_four_loaders_at_once_give_the_serial_result(warehouse, warehouse_url):
    readings = [
        facts.make_reading(url, hour, f"Text {hour // 2}.") for url in URLS for hour in range(12)
    ]
    batches = [readings[start::4] + readings[:5] for start in range(4)]
    facts.load(warehouse, readings)
    expected = dump_digest(warehouse)
    empty(warehouse)

    def work(batch):
        with Warehouse(warehouse_url) as own:
            facts.load(own, batch)

    threads = [threading.Thread(target=work, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dump_digest(warehouse) == expected
    assert broken(warehouse) == []


def test_a_withdrawn_article_comes_back(warehouse):
    bodies = ["One.", None, "One."]
    facts.load(warehouse, [facts.make_reading(URLS[0], h, body) for h, body in enumerate(bodies)])
    rows = history(warehouse, article_key(URLS[0]))
    assert [row["change"] for row in rows] == ["first_seen", "withdrawn", "returned"]
    assert [row["cause"] for row in rows] == ["first_seen", "withdrawn", "returned"]


def test_a_late_capture_is_a_late_arrival_and_the_edit_after_it_stays(warehouse):
    facts.load(warehouse, [facts.make_reading(URLS[0], 4, "Two.")])
    facts.load(warehouse, [facts.make_reading(URLS[0], 1, "One.")])
    rows = history(warehouse, article_key(URLS[0]))
    assert [(row["change"], row["cause"]) for row in rows] == [
        ("first_seen", "late_arrival"),
        ("publisher_edit", "publisher_edit"),
    ]


def test_a_rule_upgrade_never_looks_like_an_edit(warehouse):
    monday = facts.make_reading(URLS[0], 0, "One. Furniture.")
    facts.load(warehouse, [monday])
    article = article_key(URLS[0])
    assert outdated_captures(warehouse, [article], 2) == [monday.capture.capture_id]

    again = replace(monday, document=facts.make_document(URLS[0], "One."))
    tuesday = facts.make_reading(URLS[0], 24, "One.")
    facts.load(warehouse, [again, tuesday], version=2)
    rows = history(warehouse, article)
    assert [(row["change"], row["cause"], row["body"]) for row in rows] == [
        ("first_seen", "reprocessed", "One.")
    ]
    assert outdated_captures(warehouse, [article], 2) == []


def test_past_answers_never_change(warehouse):
    article = article_key(URLS[0])
    facts.load(warehouse, [facts.make_reading(URLS[0], 2, "Two.")])
    known_at = history(warehouse, article)[0]["recorded_from"]
    noon = facts.make_capture(URLS[0], 3).fetched_at
    first = as_of(warehouse, article, true_at=noon, known_at=known_at)
    facts.load(warehouse, [facts.make_reading(URLS[0], 3, "Three.")])
    facts.load(warehouse, [facts.make_reading(URLS[0], 1, "One.")])
    assert as_of(warehouse, article, true_at=noon, known_at=known_at) == first
    now_known = history(warehouse, article)[-1]["recorded_from"]
    assert as_of(warehouse, article, true_at=noon, known_at=now_known)["body"] == "Three."


@pytest.mark.parametrize("body", ["with \0 a NUL", "a lone \ud800 surrogate", "x" * 2_000_000, ""])
def test_hostile_text_is_stored_without_what_postgresql_refuses(warehouse, body):
    facts.load(warehouse, [facts.make_reading(URLS[0], 0, body)])
    stored = history(warehouse, article_key(URLS[0]))[0]
    assert stored["body"] == body.replace("\0", "\ufffd").replace("\ud800", "\ufffd")
    assert ("unstorable" in stored["lineage"]) == (stored["body"] != body)


def test_a_text_that_is_purged_while_a_load_waits_is_shipped_again(warehouse, warehouse_url):
    facts.load(warehouse, [facts.make_reading(URLS[0], 0, "One.")])
    again = [facts.make_reading(URLS[1], 1, "One.")]
    with Warehouse(warehouse_url) as own, ThreadPoolExecutor(1) as pool:
        with warehouse.begin() as connection:
            take_lock(connection, LOAD_LOCK)
            loading = pool.submit(facts.load, own, again)
            until_somebody_waits(connection)
            connection.execute(text("DELETE FROM content WHERE body = 'One.'"))
            open_load(connection, "purge", "purge:1", {}, RunContext("test", "purge", 1))
        loading.result(timeout=60)
    assert [row["body"] for row in history(warehouse, article_key(URLS[1]))] == ["One."]
    assert broken(warehouse) == []


def until_somebody_waits(connection: Connection) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    give_up = time.monotonic() + 60
    while not connection.execute(waiting).scalar():
        assert time.monotonic() < give_up, "nobody waits for the lock of loads"
        time.sleep(0.02)


def test_two_captures_of_one_moment_commute(warehouse):
    pair = [facts.make_reading(URLS[0], 1, body, digest=body) for body in ("One.", "Two.")]
    facts.load(warehouse, pair[:1])
    facts.load(warehouse, pair[1:])
    forward = list(canonical_dump(warehouse))
    empty(warehouse)
    facts.load(warehouse, pair[1:])
    facts.load(warehouse, pair[:1])
    assert list(canonical_dump(warehouse)) == forward


def test_the_dump_sees_a_loader_that_loses_a_fact(warehouse):
    readings = [facts.make_reading(URLS[0], hour, f"Text {hour}.") for hour in range(3)]
    facts.load(warehouse, readings)
    right = list(canonical_dump(warehouse))
    empty(warehouse)
    facts.load(warehouse, [readings[0], readings[2]])
    assert list(canonical_dump(warehouse)) != right
