"""What repeats on a site is learnt, and is off until its list is frozen."""

import json
from dataclasses import replace

import pytest

from pipeline import clean
from pipeline.clean import clean_document, learnt, restore_body
from pipeline.clean.learnt import LearntList, line_hash, read_list, repeated_lines
from pipeline.errors import Misconfigured
from pipeline.flows.version import manifest_digest
from pipeline.model import Document

SLOGAN = "The Paper: the town, every morning"
PAGE = Document("https://www.paper.example/a", "T", (), None, None, "en", f"It fell.\n\n{SLOGAN}")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(learnt, "FOLDER", tmp_path)
    learnt.frozen_lists.cache_clear()
    yield tmp_path
    learnt.frozen_lists.cache_clear()


def freeze(folder, lines, version=1) -> None:
    found = LearntList("paper.example", version, frozenset(map(line_hash, lines)))
    (folder / "paper.example.json").write_text(json.dumps(found.to_json()))
    learnt.frozen_lists.cache_clear()


def test_a_frozen_list_works_on_its_site_alone(folder) -> None:
    assert clean_document(PAGE) == PAGE
    freeze(folder, [SLOGAN])
    cleaned = clean_document(PAGE)
    assert cleaned.body == "It fell."
    assert [(s.rule, s.rule_version) for s in cleaned.removed] == [("learnt:paper.example", 1)]
    assert restore_body(cleaned.body, cleaned.removed) == PAGE.body
    elsewhere = replace(PAGE, url="https://other.example/a")
    assert clean_document(elsewhere) == elsewhere


def test_every_line_of_a_list_is_in_the_manifest(folder) -> None:
    digests = {manifest_digest()}
    freeze(folder, [SLOGAN])
    digests.add(manifest_digest())
    freeze(folder, [SLOGAN, "Another"])
    digests.add(manifest_digest())
    assert len(digests) == 3
    assert str(clean.versions()["learnt:paper.example"]).startswith("1 ")


def test_what_stands_on_many_pages_is_learnt() -> None:
    bodies = [f"Story {n} is told.\n\n{SLOGAN}\n\nEvery {n % 7} days" for n in range(30)]
    found = repeated_lines(bodies, 0.2)
    assert [(line.text, line.pages) for line in found] == [(SLOGAN, 30)]
    assert len(repeated_lines(bodies, 0.1)) > 1


def test_a_refrain_within_one_story_is_not() -> None:
    body = "\n\n".join(["And nobody came."] * 40)
    assert repeated_lines([body, *(f"Story {n}." for n in range(10))], 0.1) == []


def test_long_paragraphs_are_told_and_not_learnt() -> None:
    told = " ".join(["word"] * 80)
    assert repeated_lines([told] * 30, 0.2) == []


@pytest.mark.parametrize(
    "text", ["", "[]", '{"site": "a.example"}', '{"site": "", "version": 1, "lines": []}']
)
def test_a_file_that_is_no_list_is_named(tmp_path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(Misconfigured, match=r"a\.json"):
        read_list(path)
