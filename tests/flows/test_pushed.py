"""What is pushed: each item ends as a fact or in quarantine, also when a run dies half-way."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipeline.errors import Terminal
from pipeline.flows import pushed, settle
from pipeline.flows.pushed import ingest_urls, plan_pushed, take_all_pushed, take_pushed
from pipeline.identity import article_key
from pipeline.warehouse.cases import list_quarantine
from pipeline.warehouse.inbox import claim, count_open, push
from pipeline.warehouse.read import current_article, history
from pipeline.warehouse.runs import get_run
from pipeline.warehouse.trace import trace
from tests.flows.paper import page

DOCUMENT_URL = "https://elsewhere.example/pushed"


def article(paper, url):
    return current_article(paper.desk.warehouse, article_key(url))


def inbox(paper, url):
    (row,) = trace(paper.desk.warehouse, url)["inbox"]
    return row["result"], row["attempts"]


def test_an_address_is_asked_for_and_a_document_is_archived(paper):
    url = paper.answers("/a", page(1))
    push(paper.desk.warehouse, url, via="test")
    number, _ = push(paper.desk.warehouse, DOCUMENT_URL, via="test", payload=page(2).decode())
    taken = take_pushed(paper.desk, "tests", "run")
    assert taken.to_json() == {"claimed": 2, "captured": 2, "quarantined": 0}
    assert paper.asked() == ["/a"]
    assert (article(paper, url)["source_id"], inbox(paper, url)) == ("paper", ("captured", 1))
    assert article(paper, DOCUMENT_URL)["source_id"] == "inbox"
    with paper.desk.warehouse.begin() as connection:
        received_at = connection.execute(
            text("SELECT received_at FROM inbox WHERE inbox_id = :id"), {"id": number}
        ).scalar_one()
    (version,) = history(paper.desk.warehouse, article_key(DOCUMENT_URL))
    assert version["effective_from"] == received_at
    assert [c.via.value for c in paper.desk.archive.scan() if c.url == DOCUMENT_URL] == ["pushed"]


def test_an_empty_inbox_is_left_at_once(paper):
    assert take_pushed(paper.desk, "tests", "run").claimed == 0
    assert plan_pushed(paper.desk, "tests", "run") is None
    assert get_run(paper.desk.warehouse, "tests", "run") is None


def test_no_answer_is_in_quarantine_and_the_others_go_on(paper):
    paper.server.on("/dead", b"not HTTP")
    dead, alive = paper.server.url("/dead"), paper.answers("/a", page(1))
    for url in (dead, alive):
        push(paper.desk.warehouse, url, via="test")
    taken = take_pushed(paper.desk, "tests", "run")
    assert (taken.captured, taken.quarantined) == (1, 1)
    assert inbox(paper, dead) == ("quarantined", 1)
    assert [row["url"] for row in list_quarantine(paper.desk.warehouse)] == [dead]
    assert article(paper, alive) is not None
    assert count_open(paper.desk.warehouse) == 0


def test_a_private_address_that_no_source_owns_is_refused(paper):
    url = paper.server.url("/a", host="127.0.0.1")
    paper.answers("/a", page(1))
    push(paper.desk.warehouse, url, via="test")
    assert take_pushed(paper.desk, "tests", "run").quarantined == 1
    (row,) = list_quarantine(paper.desk.warehouse)
    assert row["reason"] == "address_refused"
    assert paper.asked() == []


@pytest.mark.parametrize(
    ("module", "stage"),
    [(pushed, "process_captures"), (settle, "fold_copies"), (pushed, "finish")],
    ids=["process_captures", "fold_copies", "finish"],
)
def test_a_run_that_dies_leaves_its_items_to_its_next_try(paper, monkeypatch, module, stage):
    def die(*args, **options):
        raise RuntimeError("the machine went down")

    url = paper.answers("/a", page(1))
    push(paper.desk.warehouse, url, via="test")
    push(paper.desk.warehouse, DOCUMENT_URL, via="test", payload=page(2).decode())
    with monkeypatch.context() as broken:
        broken.setattr(module, stage, die)
        with pytest.raises(RuntimeError):
            take_pushed(paper.desk, "tests", "run")
    assert count_open(paper.desk.warehouse) == 2
    assert take_pushed(paper.desk, "tests", "run").captured == 2
    assert inbox(paper, DOCUMENT_URL) == ("captured", 2)
    assert len(history(paper.desk.warehouse, article_key(DOCUMENT_URL))) == 1
    assert len(history(paper.desk.warehouse, article_key(url))) == 1
    assert len(trace(paper.desk.warehouse, DOCUMENT_URL)["captures"]) == 1


def test_all_is_taken_in_several_goes_and_not_what_another_run_holds(paper, monkeypatch):
    for number in range(5):
        url = f"{DOCUMENT_URL}/{number}"
        push(paper.desk.warehouse, url, via="test", payload=page(number).decode())
    assert len(claim(paper.desk.warehouse, "another run", limit=1)) == 1
    sizes = []

    def in_small_goes(warehouse, claimed_by, limit):
        items = claim(warehouse, claimed_by, 2)
        sizes.append(len(items))
        return items

    monkeypatch.setattr(pushed, "claim", in_small_goes)
    taken = take_all_pushed(paper.desk, "tests", "run")
    assert (taken.claimed, taken.captured, sizes) == (4, 4, [2, 2, 0])
    assert count_open(paper.desk.warehouse) == 1


@pytest.mark.parametrize("content_type", ["text/html; charset=iso-8859-1", "text/html", ""])
def test_a_document_is_text_whatever_its_type_says(paper, content_type):
    body = page(1, title="Müllabfuhr streikt – ändert sich was?")
    told = body.decode().replace("<head>", "<head><meta charset='iso-8859-1'>")
    push(paper.desk.warehouse, DOCUMENT_URL, via="test", payload=told, content_type=content_type)
    take_pushed(paper.desk, "tests", "run")
    assert article(paper, DOCUMENT_URL)["title"] == "Müllabfuhr streikt – ändert sich was?"
    (capture,) = trace(paper.desk.warehouse, DOCUMENT_URL)["captures"]
    assert capture["content_type"] == "text/html; charset=utf-8"


def test_a_pushed_document_that_is_pushed_again_unchanged_is_no_new_version(paper):
    for _ in range(2):
        push(paper.desk.warehouse, DOCUMENT_URL, via="test", payload=page(1).decode())
        assert take_pushed(paper.desk, "tests", "run").captured == 1
    assert len(history(paper.desk.warehouse, article_key(DOCUMENT_URL))) == 1
    assert len(trace(paper.desk.warehouse, DOCUMENT_URL)["captures"]) == 2


def test_a_list_of_addresses_is_one_run_with_a_summary(paper):
    url = paper.answers("/a", page(1))
    summary = ingest_urls(paper.desk, [f"{url}?utm_source=x#top", url, url])
    assert paper.asked() == ["/a"]
    assert (summary["new_articles"], summary["params"]) == (1, {"urls": 3})
    assert summary["sources"][0]["source_id"] == "paper"
    assert summary["checks"]


def test_no_address_and_a_wrong_one_are_refused(paper):
    with pytest.raises(Terminal, match="No address was given"):
        ingest_urls(paper.desk, [])
    with pytest.raises(Terminal, match="no absolute http"):
        ingest_urls(paper.desk, ["ftp://paper.example/"])
