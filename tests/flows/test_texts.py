"""`extract` and `fold` without a warehouse."""

from __future__ import annotations

import itertools

import pytest

from pipeline.errors import Terminal
from pipeline.flows.read import StageError
from pipeline.flows.texts import extract_html, fold_texts
from tests.flows.paper import page
from tests.flows.test_fold import story_text

ORIGINAL = "https://courier.example/bridge"


def record(record_id, seed, **changes):
    base = {
        "id": record_id,
        "url": f"https://{record_id}.example/x",
        "title": "Bridge",
        "text": story_text(seed),
        "published_at": "2026-03-02T06:00:00Z",
    }
    return base | changes


def by_id(results):
    return {row["id"]: row for row in results}


def test_copies_are_tied_to_the_earliest_and_others_stand_alone():
    records = [
        record("late", 1, published_at="2026-03-03"),
        record("early", 1),
        record("short", 1, text="\n\n".join(story_text(1).split("\n\n")[:5])),
        record("other", 2),
    ]
    results = fold_texts(records)
    assert [row["id"] for row in results] == ["late", "early", "short", "other"]
    assert set(results[0]) == {"id", "story_id", "role", "original_id", "score", "evidence"}
    found = by_id(results)
    assert found["early"]["role"] == "original"
    assert (found["late"]["role"], found["late"]["original_id"]) == ("near_duplicate", "early")
    assert len({found[key]["story_id"] for key in ("late", "early", "short")}) == 1
    assert (found["other"]["role"], found["other"]["original_id"]) == ("original", "other")


def test_the_order_of_records_means_nothing():
    records = [record(str(n), n // 2, published_at=f"2026-03-0{n + 1}") for n in range(4)]
    expected = by_id(fold_texts(records))
    for order in itertools.permutations(records):
        assert by_id(fold_texts(order)) == expected


def test_a_wire_that_is_not_among_them_is_named():
    wire = f"LONDON (Reuters) - {story_text(1)}"
    found = by_id(fold_texts([record("a", 1, text=wire), record("b", 1, text=wire)]))
    assert {row["role"] for row in found.values()} == {"syndicated_copy"}
    assert {row["original_id"] for row in found.values()} == {"urn:wire:reuters"}
    assert "wire_dateline" in {reason["kind"] for reason in found["a"]["evidence"]}


def test_only_id_and_text_are_needed_and_ids_may_be_numbers():
    results = fold_texts([{"id": n, "text": story_text(1)} for n in (1, 2)])
    assert [row["id"] for row in results] == ["1", "2"]
    assert sorted(row["role"] for row in results) == ["near_duplicate", "original"]
    assert fold_texts([]) == []


def test_two_records_of_one_address_are_one_article():
    first, second = fold_texts([record("a", 1), record("b", 1, url="https://a.example/x#top")])
    assert first["story_id"] == second["story_id"]
    assert first["original_id"] == second["original_id"] == "a"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": None}, "needs 'id' and 'text'"),
        ({"id": ""}, "needs 'id' and 'text'"),
        ({"text": None}, "needs 'id' and 'text'"),
        ({"text": 7}, "needs 'id' and 'text'"),
        ({"published_at": "last Monday"}, "'last Monday' is no ISO 8601 time"),
        ({"url": "mailto:someone"}, "no absolute http"),
    ],
)
def test_a_record_that_is_none_is_named(changes, what):
    with pytest.raises(Terminal, match=what):
        fold_texts([record("a", 1) | changes])


def test_a_number_as_id_that_is_zero_is_an_id():
    (row,) = fold_texts([record("a", 1, id=0)])
    assert row["id"] == "0"


def test_a_page_is_extracted_as_the_pipeline_does(reader):
    url = "HTTPS://Paper.Example/a?utm_source=x"
    document = extract_html(reader, url, page(1, extra="Advertisement").decode())
    assert document.url == "https://paper.example/a"
    assert document.title == "Council report number 1"
    assert [span.text.strip() for span in document.removed] == ["Advertisement"]
    with pytest.raises(StageError) as caught:
        extract_html(reader, url, "<p>Nothing.</p>")
    assert caught.value.reason == "no_body"
