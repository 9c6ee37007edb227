from __future__ import annotations

from datetime import date

import pytest

from tests.enrich.conftest import MONDAY


@pytest.fixture
def dates(find):
    def run(body: str, language: str | None = "en", day: date | None = MONDAY):
        return [
            (words, value["date"]) for words, value in find("text_dates", body, language, day=day)
        ]

    return run


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("en", "He resigned today, on May 23.", [("today, on May 23", "2022-05-23")]),
        ("en", "It fell on May 21.", [("May 21", "2022-05-21")]),
        ("en", "It fell on 21st May 2019.", [("21st May 2019", "2019-05-21")]),
        ("en", "It fell on Wednesday, May 18, 2022.", [("Wednesday, May 18, 2022", "2022-05-18")]),
        ("en", "Yesterday it rained.", [("Yesterday", "2022-05-22")]),
        ("en", "It fell last Friday.", [("Friday", "2022-05-20")]),
        ("en", "It fell last Monday.", [("Monday", "2022-05-16")]),
        ("en", "It was said on Monday.", [("Monday", "2022-05-23")]),
        ("en", "The court will sit on Thursday.", [("Thursday", "2022-05-26")]),
        ("en", "The court sat on Thursday.", [("Thursday", "2022-05-19")]),
        ("en", "The fair on Dec. 28 was wet.", [("Dec. 28", "2021-12-28")]),
        ("en", "The report of March 2021 was long.", [("March 2021", "2021-03")]),
        ("en", "It was sold in October.", [("in October", "2021-10")]),
        ("en", "It will be sold in October.", [("in October", "2022-10")]),
        ("en", "It left three days ago.", [("three days ago", "2022-05-20")]),
        ("en", "It left last month.", [("last month", "2022-04")]),
        ("de", "Er ging heute, am 23. Mai.", [("heute, am 23. Mai", "2022-05-23")]),
        ("de", "Gestern. Vorgestern.", [("Gestern", "2022-05-22"), ("Vorgestern", "2022-05-21")]),
        ("de", "Am vergangenen Freitag fiel sie.", [("Freitag", "2022-05-20")]),
        ("de", "Ab Montag gilt der Plan.", [("Montag", "2022-05-30")]),
        ("de", "Das Werk schloss am 3.4.2021.", [("3.4.2021", "2021-04-03")]),
        ("de", "Vor drei Tagen kam er.", [("Vor drei Tagen", "2022-05-20")]),
        ("fr", "Il est parti hier.", [("hier", "2022-05-22")]),
        ("fr", "C'était le 1er mai 2020.", [("1er mai 2020", "2020-05-01")]),
        ("fr", "Il est tombé vendredi dernier.", [("vendredi", "2022-05-20")]),
        ("es", "Cayó ayer.", [("ayer", "2022-05-22")]),
        ("es", "Cayó el 21 de mayo.", [("21 de mayo", "2022-05-21")]),
        ("es", "Cayó el pasado viernes.", [("viernes", "2022-05-20")]),
        ("it", "È caduto ieri, il 22 maggio.", [("ieri, il 22 maggio", "2022-05-22")]),
        ("it", "È partito lunedì scorso.", [("lunedì", "2022-05-16")]),
        ("pt", "Caiu ontem.", [("ontem", "2022-05-22")]),
        ("pt", "Caiu em 3 de abril de 2021.", [("3 de abril de 2021", "2021-04-03")]),
    ],
)  # fmt: skip
def test_days_and_months_are_resolved(dates, language, body, expected) -> None:
    assert dates(body, language) == expected


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "They may 23 times fail, and march 20 miles."),
        ("en", "Today's world is wet."),
        ("en", "Sales rose on Feb 30."),
        ("en", "They meet every Friday."),
        ("en", "Usatoday and yesterdays."),
        ("de", "Am Morgen regnete es."),
        ("de", "Das gilt bis heute."),
        ("es", "Trabaja por la mañana."),
        ("ja", "5月23日、today."),
        (None, "He left today."),
    ],
)
def test_what_names_no_day(dates, language, body) -> None:
    assert dates(body, language) == []


def test_nothing_is_guessed_without_a_date_of_publication(dates) -> None:
    body = "He resigned today, on May 23, and last Friday, and on May 2, 2019."
    assert dates(body, day=None) == [("May 2, 2019", "2019-05-02")]


@pytest.mark.parametrize(
    ("body", "day", "expected"),
    [
        ("It fell on December 30.", date(2022, 1, 2), "2021-12-30"),
        ("It opens on January 5.", date(2021, 12, 30), "2022-01-05"),
        ("on February 29", date(2024, 3, 2), "2024-02-29"),
    ],
)
def test_the_year_is_the_nearest_one(dates, body, day, expected) -> None:
    ((_, found),) = dates(body, day=day)
    assert found == expected


def test_a_leap_day_is_not_moved_to_another(dates) -> None:
    assert dates("on February 29", day=date(2022, 3, 2)) == []
