"""The copy index in pages: the same candidates as the one in memory, before and after merges."""

from __future__ import annotations

import random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from pipeline.dedupe import MemoryIndex
from pipeline.model import Sketch
from pipeline.warehouse.sketch_pages import PAIRS_A_PAGE, keys_of, pack, unpack
from pipeline.warehouse.sketches import FAN_OUT, SketchIndex

STOCK = [(-1) ** n * (n * 7919 << 36) for n in range(1, 1500)]


def sketches(seed: int, count: int) -> list[tuple[UUID, Sketch]]:
    """Return sketches that often share hashes; one hash stands in every other of them."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        hashes = set(rng.sample(STOCK, 24)) | ({STOCK[0]} if number % 2 else set())
        made.append((UUID(int=rng.getrandbits(128)), Sketch(tuple(sorted(hashes)), 99)))
    return made


def both_ways(pairs):
    return {(min(pair), max(pair)) for pair in pairs}


@pytest.mark.parametrize("folds", [1, FAN_OUT - 1, FAN_OUT, FAN_OUT * FAN_OUT + 3])
def test_it_finds_what_the_index_in_memory_finds(warehouse, folds):
    stored = sketches(folds, 600)
    asked = [(UUID(int=n), sketch) for n, (_, sketch) in enumerate(sketches(folds + 99, 12))]
    memory = MemoryIndex()
    memory.add(stored)
    with warehouse.begin() as connection:
        index = SketchIndex(connection, 7)
        for fold in range(folds):
            part = stored[fold::folds]
            index.add_sketches([(key, sketch, 100) for key, sketch in part])
        found = set(index.candidates([*asked, *stored[:5]]))
        wanted = both_ways(memory.candidates([*asked, *stored[:5]]))
        assert found == wanted
        assert len(found) > 5
        levels = connection.execute(
            text("SELECT level, count(*) FROM sketch_segment GROUP BY level")
        ).all()
        assert sum(count * FAN_OUT**level for level, count in levels) == folds
        assert all(count < FAN_OUT for _, count in levels)
        pages, told = connection.execute(
            text("SELECT (SELECT count(*) FROM sketch_page), sum(pages) FROM sketch_segment")
        ).one()
        assert pages == told


def test_few_keys_read_few_pages_and_find_the_same(warehouse):
    stored = sketches(5, 3000)
    with warehouse.begin() as connection:
        index = SketchIndex(connection, 7)
        index.add_sketches([(key, sketch, 100) for key, sketch in stored])
        memory = MemoryIndex()
        memory.add(stored)
        for asked in stored[:3]:
            assert set(index.candidates([asked])) == both_ways(memory.candidates([asked]))


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 2**32 - 1)), max_size=400))
def test_pages_give_back_their_pairs_and_part_no_key(pairs: list[tuple[int, int]]):
    keys = np.array(sorted(key for key, _ in pairs), dtype=np.int64)
    numbers = np.array([number for _, number in pairs], dtype=np.int64)
    pages = list(pack(keys, numbers)) if pairs else []
    found_keys, found_numbers = unpack(b"".join(page for _, page in pages))
    assert found_keys.tolist() == keys.tolist()
    assert found_numbers.tolist() == numbers.tolist()
    firsts = [first for first, _ in pages]
    assert firsts == sorted(set(firsts))
    assert [int(unpack(page)[0][0]) for _, page in pages] == firsts
    assert len(pages) <= len(pairs) // PAIRS_A_PAGE + 1


def test_keys_keep_the_order_of_signed_hashes():
    hashes = [-(2**63), -(2**40), 0, 2**40, 2**63 - 1]
    keys = keys_of(hashes)
    assert keys.tolist() == sorted(keys.tolist())
    assert len(set(keys.tolist())) == len(hashes)
    assert keys.max() < 2**40
