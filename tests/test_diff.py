"""Word by word: what stayed, went and came gives both texts back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.diff import Segment, Told, diff_texts, diff_words
from tests.bounds import within_cpu_s

WORDS = st.lists(st.sampled_from(["ein", "Kran", "1,5", ".", "«", "日本", "é", "  "])).map(" ".join)


def told(body: str, title: str = "T", authors: tuple[str, ...] = ()) -> Told:
    return Told(title, authors, body)


@settings(max_examples=100, deadline=None)
@given(WORDS, WORDS)
def test_segments_give_both_texts_back(before, after):
    found = list(diff_words(before, after))
    assert "".join(s.text for s in found if s.op != "insert") == before
    assert "".join(s.text for s in found if s.op != "delete") == after
    assert all(s.op == "equal" for s in found) == (before == after)


def test_a_changed_number_is_one_word():
    assert list(diff_words("It cost 21,400.50 euros.", "It cost 24,100.50 euros.")) == [
        Segment("equal", "It cost "),
        Segment("delete", "21,400.50"),
        Segment("insert", "24,100.50"),
        Segment("equal", " euros."),
    ]


def test_in_scripts_without_spaces_a_character_is_a_word():
    assert list(diff_words("新しい橋は来年", "新しい橋は今年")) == [
        Segment("equal", "新しい橋は"),
        Segment("delete", "来"),
        Segment("insert", "今"),
        Segment("equal", "年"),
    ]


def test_only_what_changed_is_told_with_its_place():
    before = told("One stays.\n\nTwo has 7 cranes today.\n\nThree goes.", "Old title", ("Ada",))
    after = told("One stays.\n\nTwo has 8 cranes today.", "New title", ("Ada", "Bo"))
    title, authors, changed, gone = diff_texts(before, after)
    assert [(d.field, d.before, d.after) for d in (title, authors, changed, gone)] == [
        ("title", None, None),
        ("authors", None, None),
        ("paragraph", 2, 2),
        ("paragraph", 3, None),
    ]
    assert title.segments[0] == Segment("delete", "Old")
    assert authors.segments[-1] == Segment("insert", ", Bo")
    assert [s.text for s in changed.segments if s.op != "equal"] == ["7", "8"]
    assert gone.segments == (Segment("delete", "Three goes."),)


def test_equal_texts_differ_in_nothing():
    assert diff_texts(told("One.\n\nTwo."), told("One.\n\nTwo.")) == []


def test_another_paragraph_in_the_same_place_is_not_an_edit_of_it():
    found = diff_texts(told("The mayor spoke at noon."), told("Buy boots, cheap and warm!"))
    assert [(d.before, d.after) for d in found] == [(1, None), (None, 1)]


def test_a_huge_paragraph_is_shown_as_replaced_and_soon():
    with within_cpu_s(60):  # word by word takes hours
        (found,) = diff_texts(told("a " * 1_000_000), told("b " * 1_000_000))
        assert [segment.op for segment in found.segments] == ["delete", "insert"]
