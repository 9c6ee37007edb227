from datetime import UTC, datetime

import pytest

from pipeline.fetch.retry_after import MAX_RETRY_AFTER_S, read_retry_after

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "date_header", "expected"),
    [
        ("120", "", 120.0),
        ("0", "", 0.0),
        ("99999999999999999999999", "", MAX_RETRY_AFTER_S),
        ("Mon, 02 Mar 2026 06:01:30 GMT", "", 90.0),
        ("Mon, 02 Mar 2026 05:00:00 GMT", "", 0.0),
        ("Mon, 02 Mar 2126 06:01:30 GMT", "", MAX_RETRY_AFTER_S),
        ("Fri, 01 May 2026 10:00:10 GMT", "Fri, 01 May 2026 10:00:00 GMT", 10.0),
        ("", "", None),
        ("soon", "", None),
        ("-5", "", None),
        ("\u0663", "", None),
    ],
)
def test_both_forms_are_read(value, date_header, expected):
    assert read_retry_after(value, date_header, NOW) == expected
