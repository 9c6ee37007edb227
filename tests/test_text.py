import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import (
    drop_unstorable,
    fold,
    normal_form,
    paragraphs,
    sentences,
    squeeze,
    word_places,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ferry, at 9!", ["the", "ferry", "at", "9"]),
        ("don’t DON'T l’Europe", ["don't", "don't", "l'europe"]),
        ("'quoted' word", ["quoted", "word"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("e\u0301te\u0301 \u00e9t\u00e9", ["été", "été"]),
        ("ＦＵＬＬ ﬁne", ["full", "fine"]),
        ("snake_case a-b", ["snake", "case", "a", "b"]),
        ("Паром Ќ", ["паром", "ќ"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("東京タワー 2024", ["東", "京", "タ", "ワ", "ー", "2024"]),
        ("AIは速い", ["ai", "は", "速", "い"]),
        ("co\u00adoperate", ["cooperate"]),
        ("… — !", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_mark_stays_with_its_letter_in_scripts_without_spaces() -> None:
    assert "".join(words("สวัสดี")) == "สวัสดี"
    assert all(not word.startswith("\u0e31") for word in words("สวัสดี"))


def test_paragraphs_are_parted_by_blank_lines_of_any_kind() -> None:
    assert paragraphs("a\nb\n\nc\n \t\n\n d \n") == ["a\nb", "c", "d"]
    assert paragraphs(" \n\n ") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It left. It came back.", ["It left.", "It came back."]),
        ("Mr. Smith left at 5 p.m. Tuesday.", ["Mr. Smith left at 5 p.m. Tuesday."]),
        ("“He left.” Then she did.", ["“He left.”", "Then she did."]),
        ("Am 23. Mai kam er.", ["Am 23. Mai kam er."]),
        ("東京。大阪。", ["東京。", "大阪。"]),
        ("One line\nanother line", ["One line", "another line"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_normal_forms() -> None:
    assert squeeze(" e\u0301\u00a0\n b ") == "é b"
    assert fold("“Don’t” —  ÉTÉ\u00ad") == '"don\'t" - été'


def test_unstorable_characters_go_and_line_ends_stay() -> None:
    assert drop_unstorable("a\0b\x07\ud800c\t\r\nd\uffff😀") == "abc\t\r\nd😀"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_words_stand_where_it_says(text: str):
    places = word_places(text)
    assert len(places) == len(words(text))
    assert places == sorted(places)
    for (start, end), word in zip(places, words(text), strict=True):
        assert word in normal_form(text[start:end]) or not text[start:end].isascii()


def test_the_place_of_a_word_holds_its_marks_and_apostrophes():
    text = "O’Neill’s e\u0301te\u0301, 東京 ½ ﬁn"
    assert [text[a:b] for a, b in word_places(text)] == [
        "O’Neill’s", "e\u0301te\u0301", "東", "京", "½", "½", "ﬁn",
    ]  # fmt: skip
