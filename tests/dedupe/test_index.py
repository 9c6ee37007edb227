from uuid import UUID

from pipeline.dedupe import MemoryIndex, prepare_text, sketch_of
from pipeline.model import Sketch
from tests.dedupe.written import article


def key(number: int) -> UUID:
    return UUID(int=number)


def test_pairs_that_share_two_hashes_are_candidates():
    index = MemoryIndex()
    index.add([(key(1), Sketch((1, 2, 3), 3)), (key(2), Sketch((3, 4, 5), 3))])
    asked = [(key(3), Sketch((2, 3, 4), 3)), (key(1), Sketch((1, 2, 3), 3))]
    assert list(index.candidates(asked)) == [(key(3), key(1)), (key(3), key(2))]


def test_one_shared_hash_is_not_enough():
    index = MemoryIndex()
    index.add([(key(1), Sketch((1, 2), 2))])
    assert list(index.candidates([(key(2), Sketch((2, 3), 2))])) == []


def test_a_trimmed_text_finds_its_whole_among_others():
    index = MemoryIndex()
    index.add([(key(n), sketch_of(prepare_text(article(n)))) for n in range(30)])
    cut = article(7)[: len(article(7)) // 3]
    asked = [(key(99), sketch_of(prepare_text(cut)))]
    assert (key(99), key(7)) in list(index.candidates(asked))


def test_the_order_of_adding_does_not_matter():
    sketches = [(key(n), sketch_of(prepare_text(article(n % 4)))) for n in range(12)]
    forward, backward = MemoryIndex(), MemoryIndex()
    forward.add(sketches)
    for pair in reversed(sketches):
        backward.add([pair])
    assert list(forward.candidates(sketches)) == list(backward.candidates(sketches[::-1]))
    assert list(forward.candidates(sketches))
