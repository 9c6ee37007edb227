"""Accepted means committed: items stand once, are given once, and outlive who took them."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text

from pipeline.config import libpq_url
from pipeline.warehouse.inbox import CHANNEL, claim, count_open, finish, push
from tests.warehouse.threads import at_once

URL = "https://paper.example/a"


def age_claims(warehouse, minutes: int) -> None:
    with warehouse.begin() as connection:
        connection.execute(
            text("UPDATE inbox SET claimed_at = claimed_at - make_interval(mins => :minutes)"),
            {"minutes": minutes},
        )


@pytest.mark.parametrize("payload", [None, "<p>A page.</p>"])
def test_the_same_item_twice_is_one(warehouse, payload):
    number, is_new = push(warehouse, URL, via="test", payload=payload)
    assert is_new
    assert push(warehouse, URL, via="another door", payload=payload) == (number, False)
    (item,) = claim(warehouse, "run")
    assert (item.url, item.payload) == (URL, payload)
    assert item.kind == ("url" if payload is None else "document")
    assert push(warehouse, URL, via="test", payload=payload) == (number, False)  # while at work


def test_an_address_and_two_documents_found_there_are_three(warehouse):
    pushed = [push(warehouse, URL, via="test", payload=body)[0] for body in (None, "One.", "Two.")]
    assert len(set(pushed)) == 3
    assert count_open(warehouse) == 3


def test_a_key_decides_what_is_the_same(warehouse):
    first, _ = push(warehouse, URL, via="test", idempotency_key="order 7")
    again = push(warehouse, URL + "/other", via="test", idempotency_key="order 7")
    assert again == (first, False)
    assert push(warehouse, URL, via="test", idempotency_key="order 8")[1]
    finish(warehouse, [first], "captured")
    assert push(warehouse, URL, via="test", idempotency_key="order 7") == (first, False)


def test_a_finished_item_may_be_pushed_again(warehouse):
    numbers = []
    for _ in range(3):
        number, is_new = push(warehouse, URL, via="test")
        assert is_new
        assert push(warehouse, URL, via="test") == (number, False)
        finish(warehouse, [number], "captured")
        assert count_open(warehouse) == 0
        numbers.append(number)
    assert len(set(numbers)) == 3


def test_an_open_item_stays_one_while_others_of_its_address_are_finished(warehouse):
    document, _ = push(warehouse, URL, via="test", payload="One.")
    address, _ = push(warehouse, URL, via="test")
    finish(warehouse, [address], "captured")
    assert push(warehouse, URL, via="test", payload="One.") == (document, False)


def test_pushes_at_once_are_one_item(warehouse, warehouse_url):
    found = at_once(warehouse_url, 6, lambda own, _: push(own, URL, via="test"))
    assert len({number for number, _ in found}) == 1
    assert sum(is_new for _, is_new in found) == 1
    assert count_open(warehouse) == 1


def test_several_claimers_at_once_get_each_item_once(warehouse, warehouse_url):
    numbers = {push(warehouse, f"{URL}/{n}", via="test")[0] for n in range(60)}

    def work(own, number):
        taken = []
        while items := claim(own, f"run {number}", limit=4):
            assert len(items) <= 4
            taken += [item.inbox_id for item in items]
            finish(own, [item.inbox_id for item in items], "captured")
        return taken

    taken = at_once(warehouse_url, 4, work)
    everything = sorted(number for found in taken for number in found)
    assert everything == sorted(numbers)


def test_items_are_taken_in_their_order_and_up_to_the_limit(warehouse):
    numbers = [push(warehouse, f"{URL}/{n}", via="test")[0] for n in range(5)]
    assert [item.inbox_id for item in claim(warehouse, "one", limit=2)] == numbers[:2]
    assert [item.inbox_id for item in claim(warehouse, "two", limit=9)] == numbers[2:]
    assert claim(warehouse, "three") == []


def test_a_claim_that_died_is_taken_again_and_no_other(warehouse):
    number, _ = push(warehouse, URL, via="test")
    claim(warehouse, "dead run")
    age_claims(warehouse, 14)
    assert claim(warehouse, "next run") == []
    age_claims(warehouse, 2)
    assert [item.inbox_id for item in claim(warehouse, "next run")] == [number]
    assert claim(warehouse, "third run") == []
    with warehouse.begin() as connection:
        row = connection.execute(text("SELECT claimed_by, attempts FROM inbox")).one()
    assert row == ("next run", 2)


def test_a_run_that_is_tried_again_gets_its_own_items_back(warehouse):
    number, _ = push(warehouse, URL, via="test")
    claim(warehouse, "run")
    assert [item.inbox_id for item in claim(warehouse, "run")] == [number]
    finish(warehouse, [number], "captured")
    assert claim(warehouse, "run") == []


def test_finishing_nothing_finishes_nothing(warehouse):
    push(warehouse, URL, via="test")
    finish(warehouse, [], "captured")
    assert count_open(warehouse) == 1


@pytest.mark.parametrize("payload", ["with \0 a NUL", "half \ud800 a pair"])
def test_hostile_text_is_accepted_once(warehouse, payload):
    number, _ = push(warehouse, URL, via="test", payload=payload, content_type="text/html\0")
    assert push(warehouse, URL, via="test", payload=payload) == (number, False)
    (item,) = claim(warehouse, "run")
    assert item.payload == payload.replace("\0", "").replace("\ud800", "")
    assert item.content_type == "text/html"
    finish(warehouse, [number], "captured")
    assert push(warehouse, URL, via="test", payload=payload)[1]


def test_whoever_listens_is_woken_by_a_new_item_only(warehouse, warehouse_url):
    with psycopg.connect(libpq_url(warehouse_url), autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        push(warehouse, URL, via="test")
        assert len(list(listener.notifies(timeout=5, stop_after=1))) == 1
        push(warehouse, URL, via="test")
        assert list(listener.notifies(timeout=0.3, stop_after=1)) == []
