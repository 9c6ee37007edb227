"""Test cases as `copydesk quarantine fixture` writes them, with words of our own in them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.flows.read import StageError, read_page

CASES = sorted((Path(__file__).parent / "cases").glob("*/expected.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_case_comes_out_as_expected(path: Path) -> None:
    expected = yaml.safe_load(path.read_text(encoding="utf-8"))
    body = (path.parent / "page.html").read_bytes()
    told = (expected["url"], body, expected["content_type"])
    if expected["reason"] == "article":
        assert read_page(*told, seen_url=expected["seen_url"]).document.body
        return
    with pytest.raises(StageError) as caught:
        read_page(*told, seen_url=expected["seen_url"])
    assert caught.value.reason.value == expected["reason"]


def test_there_are_cases() -> None:
    assert CASES
