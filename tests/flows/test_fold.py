"""Stories through real SQL: any order of arrival, and a late original that takes over."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from pipeline.flows.desk import open_desk
from pipeline.flows.fold import fold_copies
from pipeline.identity import article_key
from pipeline.model import Evidence
from pipeline.warehouse.dump import canonical_dump
from pipeline.warehouse.read import story, story_history
from pipeline.warehouse.tables import metadata
from tests.warehouse import facts

WORDS = (
    "harbour council ferry timetable winter minister bridge engineers repair cost million voters "
    "station platform signal driver depot inquiry report witness storm flooding valley insurers "
    "teachers pupils exam results region hospital nurses ward budget deficit auditors contract"
).split()


def story_text(seed: int, paragraphs: int = 8) -> str:
    rng = random.Random(seed)
    return "\n\n".join(
        " ".join([*(rng.choice(WORDS) for _ in range(45)), str(rng.randint(10, 9999))]) + "."
        for _ in range(paragraphs)
    )


def print_of(url: str, hour: int, body: str, *, origin: str | None = None, days: int = 0):
    reading = facts.make_reading(url, hour, body)
    evidence = ()
    if origin:
        evidence = (
            Evidence("source_read_full_article", 1, "Source", origin, None, "body:last", 0.95),
        )
    document = replace(
        reading.document,
        provenance=evidence,
        published_at=facts.EPOCH + timedelta(days=days),
    )
    return replace(reading, document=document)


ORIGINAL = "https://courier.example/bridge"
COPY = "https://scraper.example/bridge-shock"
TRIMMED = "https://digest.example/bridge-short"
OTHER = "https://courier.example/ferry"


@pytest.fixture
def desk(desk_settings):
    with open_desk(desk_settings) as opened:
        yield opened


def arrivals():
    body = story_text(1)
    return [
        print_of(ORIGINAL, 5, body),
        print_of(COPY, 1, body, origin=ORIGINAL, days=-2),
        print_of(TRIMMED, 2, "\n\n".join(body.split("\n\n")[:5]), days=1),
        print_of(OTHER, 3, story_text(2)),
    ]


def fold(desk, readings):
    facts.load(desk.warehouse, readings)
    return fold_copies(desk, facts.context())


def roles(desk):
    members = story(desk.warehouse, article_key(ORIGINAL))
    return {row["url"]: (row["role"], row["original_url"]) for row in members}


def test_a_marked_copy_hangs_on_its_original_though_it_is_back_dated(desk):
    fold(desk, arrivals())
    found = roles(desk)
    assert found[ORIGINAL] == ("original", ORIGINAL)
    assert found[COPY] == ("syndicated_copy", ORIGINAL)
    assert found[TRIMMED][1] == ORIGINAL
    assert OTHER not in found


def more_arrivals():
    """The four, and: a copy of a copy, a wire's prints, a mixture, a second version, a decoy."""
    first, second = story_text(1), story_text(5)
    halves = [whole.split("\n\n")[::2] for whole in (first, second)]
    wire = story_text(6)
    return [
        *arrivals(),
        print_of("https://third.example/again", 4, first, origin=COPY, days=3),
        print_of("https://other.example/storm", 5, second, days=1),
        print_of("https://mixer.example/both", 6, "\n\n".join(halves[0] + halves[1]), days=4),
        print_of("https://one.example/wire", 7, wire),
        print_of("https://two.example/wire", 8, wire.rsplit("\n\n", 2)[0], days=-3),
        print_of(OTHER, 9, story_text(2) + "\n\nThis report was corrected."),
    ]


def emptied(desk):
    """Empty all tables: twenty databases would take longer to drop than to fill."""
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with desk.warehouse.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} CASCADE"))


def test_twenty_orders_of_arrival_give_the_same_warehouse(desk):
    dumps = set()
    for seed in range(20):
        rng, order = random.Random(seed), more_arrivals()
        rng.shuffle(order)
        cut = rng.randrange(1, len(order))
        emptied(desk)
        for part in (order[:cut], order[cut:]):
            fold(desk, part)
        dumps.add(tuple(canonical_dump(desk.warehouse)))
    assert len(dumps) == 1
    (dump,) = dumps
    told = [json.loads(line)[1] for line in dump if line.startswith('["story_member"')]
    assert len({row["story"] for row in told}) == 4


def test_a_late_original_takes_over_and_the_story_keeps_its_id(desk):
    original, copy, trimmed, _ = arrivals()
    fold(desk, [copy, trimmed])
    before = {row["story_id"] for row in story(desk.warehouse, article_key(COPY))}
    fold(desk, [original])
    after = {row["story_id"] for row in story(desk.warehouse, article_key(ORIGINAL))}
    assert after == before
    assert len(after) == 1
    history = story_history(desk.warehouse, article_key(TRIMMED))
    assert history[-1]["original_url"] == ORIGINAL


def test_the_same_text_to_the_letter_is_a_copy(desk):
    body = story_text(3)
    fold(desk, [print_of(ORIGINAL, 1, body)])
    fold(desk, [print_of(COPY, 2, body, days=1)])
    assert roles(desk)[COPY] == ("near_duplicate", ORIGINAL)


def test_versions_of_one_article_are_not_copies_of_each_other(desk):
    body = story_text(4)
    fold(desk, [print_of(ORIGINAL, 1, body), print_of(ORIGINAL, 9, body + "\n\nCorrected.")])
    assert len(roles(desk)) == 1


def test_folding_again_adds_nothing(desk):
    fold(desk, arrivals())
    again = fold_copies(desk, facts.context())
    assert (again.load_id, again.texts, again.changed_members) == (None, 0, 0)
