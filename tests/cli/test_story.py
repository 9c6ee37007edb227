"""`copydesk story`: what a copy lost, what its original gives back, what both print."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.cli.app import main
from pipeline.flows.desk import open_desk
from pipeline.flows.fold import fold_copies
from tests.flows.test_fold import COPY, ORIGINAL, print_of, story_text
from tests.warehouse import facts

WHOLE = story_text(1)
CUT = "\n\n".join([*WHOLE.split("\n\n")[1:6], "Some words of its own, “quoted”, at the end."])


@pytest.fixture
def folded(desk_settings, warehouse_url, monkeypatch):
    monkeypatch.setenv("COPYDESK_DATABASE_URL", warehouse_url)
    copy = print_of(COPY, 1, CUT, origin=ORIGINAL)
    nameless = replace(copy, document=replace(copy.document, authors=(), published_at=None))
    with open_desk(desk_settings) as desk:
        facts.load(desk.warehouse, [print_of(ORIGINAL, 2, WHOLE), nameless])
        fold_copies(desk, facts.context())


def copy_of(capsys, *options):
    assert main(["story", COPY, "--json", *options]) == 0
    (found,) = (m for m in json.loads(capsys.readouterr().out)["members"] if m["url"] == COPY)
    return found


def test_lost_fields_are_read_from_the_original_and_say_so(folded, capsys):
    found = copy_of(capsys)
    assert found["repaired"]["authors"] == {"value": ["Ada Byron"], "from": ORIGINAL}
    assert found["repaired"]["published_at"]["from"] == ORIGINAL
    assert "title" not in found["repaired"]
    assert len(found["lost"]) == 3
    assert "shared" not in found
    assert main(["story", COPY]) == 0
    assert f"authors lost; {ORIGINAL} has Ada Byron" in capsys.readouterr().out


def test_shared_parts_stand_at_their_offsets_in_both_texts(folded, capsys):
    parts = copy_of(capsys, "--diff")["shared"]
    assert {part["with"] for part in parts} == {ORIGINAL}
    assert all(CUT[part["start"] : part["end"]] == part["text"] for part in parts)
    assert all(WHOLE[p["other_start"] : p["other_end"]] == p["text"] for p in parts)
    assert sum(len(part["text"]) for part in parts) > 0.9 * len(CUT)
    assert main(["story", COPY, "--diff"]) == 0
    assert f"shared with {ORIGINAL}" in capsys.readouterr().out
