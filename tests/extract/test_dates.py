from datetime import UTC, datetime

import pytest

from pipeline.extract.dates import DateClaim, read_timestamp, read_url_date, read_written_date

DAY = DateClaim(datetime(2024, 5, 3, tzinfo=UTC), "date only")


def at(hour: int, minute: int = 0, second: int = 0, note: str = "") -> DateClaim:
    return DateClaim(datetime(2024, 5, 3, hour, minute, second, tzinfo=UTC), note)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-03T10:20:30Z", at(10, 20, 30)),
        ("2024-05-03T10:20:30.123456Z", at(10, 20, 30)),
        ("2024-05-03T12:20:30+02:00", at(10, 20, 30)),
        ("2024-05-03T12:20+0200", at(10, 20)),
        ("2024-05-03T05:00:00-05", at(10)),
        ("2024-05-03 10:20:30 UTC", at(10, 20, 30)),
        ("2024-05-03 10:20", at(10, 20, note="no zone")),
        ("2024-05-03T12:00+02:00[Europe/Berlin]", at(10)),
        ("2024-05-03", DAY),
        ("20240503", DAY),
        ("2024/5/3", DAY),
        ("Fri, 03 May 2024 10:20:30 GMT", at(10, 20, 30)),
        ("Fri, 03 May 2024 12:20:30 +0200", at(10, 20, 30)),
        ("1714731600", at(10, 20)),
        ("1714731600000", at(10, 20)),
        ("May 3, 2024", DAY),
        ("3. Mai 2024, 10:20 Uhr", at(10, 20, note="no zone")),
        ("0001-01-01T00:00:00Z", None),
        ("2024-13-45", None),
        ("2024-05-03T99:00:00Z", None),
        ("yesterday", None),
        ("", None),
        ("03/05/2024", None),
    ],
)
def test_timestamps(value: str, expected: DateClaim | None) -> None:
    assert read_timestamp(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published 3rd May 2024", DAY),
        ("By Anna Bell · May 3, 2024 2:05 PM", at(14, 5, note="no zone")),
        ("Sept. 4, 2023", DateClaim(datetime(2023, 9, 4, tzinfo=UTC), "date only")),
        ("Freitag, 3. Mai 2024", DAY),
        ("03.05.2024, 10:20", at(10, 20, note="no zone")),
        ("le 3 mai 2024 à 10h20", at(10, 20, note="no zone")),
        ("1er août 2023", DateClaim(datetime(2023, 8, 1, tzinfo=UTC), "date only")),
        ("3 de mayo de 2024", DAY),
        ("3 maggio 2024", DAY),
        ("May 2024", None),
        ("3 May", None),
        ("5/3/2024", None),
        ("31 February 2024", None),
    ],
)
def test_written_dates(text: str, expected: DateClaim | None) -> None:
    assert read_written_date(text) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/2024/05/03/bridge", DAY),
        ("https://paper.example/news/2024-05-03-bridge.html", DAY),
        ("https://paper.example/news/20240503/bridge", DAY),
        ("https://paper.example/2024/05/bridge", None),
        ("https://paper.example/20240599/bridge", None),
        ("https://paper.example/article/202405031234", None),
    ],
)
def test_url_dates(url: str, expected: DateClaim | None) -> None:
    assert read_url_date(url) == expected
