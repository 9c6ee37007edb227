from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipeline.enrich import Subject, enrich

MONDAY = date(2022, 5, 23)


@pytest.fixture
def find():
    """Return what one enricher finds, after a look at every span."""

    def run(
        enricher: str, body: str, language: str | None = "en", *, title: str = "",
        day: date | None = MONDAY,
    ) -> list[tuple[str, dict[str, Any]]]:  # fmt: skip
        found = enrich(Subject(title, body, language, day), [enricher])
        for one in found:
            assert one.enricher == enricher
            assert 0 <= one.start <= one.end <= len(body)
        return [(one.text, one.value) for one in found]

    return run
