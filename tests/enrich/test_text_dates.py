from datetime import UTC, datetime

import pytest

from pipeline.enrich import enrich_document, versions
from pipeline.model import Document

MONDAY = datetime(2022, 5, 23, 18, 30, tzinfo=UTC)


def dates_in(
    body: str, language: str | None = "en", published_at: datetime | None = MONDAY
) -> list[tuple[str, str]]:
    document = Document("https://paper.example/a", "T", (), published_at, None, language, body)
    found = enrich_document(document)
    assert all(body[e.start : e.end] == e.text for e in found)
    assert all((e.enricher, e.enricher_version) == ("text_dates", 1) for e in found)
    return [(e.text, e.value["date"]) for e in found]


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "He resigned today, on May 23.", [("today, on May 23", "2022-05-23")]),
        ("en", "It fell on May 21.", [("on May 21", "2022-05-21")]),
        ("en", "It fell on 21st May 2019.", [("on 21st May 2019", "2019-05-21")]),
        ("en", "Since Monday, May 2, it rains.", [("Since Monday, May 2", "2022-05-02")]),
        ("en", "Yesterday it rained.", [("Yesterday", "2022-05-22")]),
        ("en", "It fell last Friday.", [("last Friday", "2022-05-20")]),
        ("en", "It fell last Monday.", [("last Monday", "2022-05-16")]),
        ("en", "The fair on Dec. 28 was wet.", [("on Dec. 28", "2021-12-28")]),
        (
            "de",
            "Er ging heute, am 23. Mai.",
            [("heute", "2022-05-23"), ("am 23. Mai", "2022-05-23")],
        ),
        (
            "de",
            "Gestern und vorgestern.",
            [("Gestern", "2022-05-22"), ("vorgestern", "2022-05-21")],
        ),
        ("de", "Am vergangenen Freitag fiel sie.", [("Am vergangenen Freitag", "2022-05-20")]),
        ("fr", "Il est parti hier.", [("hier", "2022-05-22")]),
        ("fr", "C'était le 1er mai 2020.", [("le 1er mai 2020", "2020-05-01")]),
        ("fr", "Il est tombé vendredi dernier.", [("vendredi dernier", "2022-05-20")]),
        ("es", "Cayó ayer.", [("ayer", "2022-05-22")]),
        ("es", "Cayó el 21 de mayo.", [("el 21 de mayo", "2022-05-21")]),
        ("es", "Cayó el pasado viernes.", [("el pasado viernes", "2022-05-20")]),
        (None, "He left today.", [("today", "2022-05-23")]),
    ],
)
def test_days_are_resolved(language: str | None, body: str, expected: list) -> None:
    assert dates_in(body, language) == expected


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "They may 23 times fail, and march 20 miles."),
        ("en", "Today's world is wet."),
        ("en", "Sales rose on Feb 30."),
        ("en", "The May 2022 issue is out."),
        ("de", "Am Morgen regnete es."),
        ("ja", "5月23日、today."),
        ("en", "Usatoday and yesterdays."),
    ],
)
def test_what_names_no_day(language: str, body: str) -> None:
    assert dates_in(body, language) == []


def test_nothing_is_guessed_without_a_date_of_publication() -> None:
    body = "He resigned today, on May 23, and last Friday, and on May 2, 2019."
    assert dates_in(body, published_at=None) == [("on May 2, 2019", "2019-05-02")]


def test_the_year_is_the_nearest_one() -> None:
    new_year = datetime(2022, 1, 2, tzinfo=UTC)
    assert dates_in("It fell on December 30.", published_at=new_year) == [
        ("on December 30", "2021-12-30")
    ]
    assert dates_in("It opens on January 5.", published_at=datetime(2021, 12, 30, tzinfo=UTC)) == [
        ("on January 5", "2022-01-05")
    ]


def test_a_leap_day_finds_its_year() -> None:
    assert dates_in("on February 29", published_at=datetime(2024, 3, 2, tzinfo=UTC)) == [
        ("on February 29", "2024-02-29")
    ]
    assert dates_in("on February 29", published_at=datetime(2022, 3, 2, tzinfo=UTC)) == []


def test_versions() -> None:
    assert versions() == {"text_dates": 1}
