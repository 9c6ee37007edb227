"""Runs in the peers' environment: JSON lines of texts in, pairs or rates out. Imports no pipeline.

`pairs NAME` prints the pairs that a peer holds to be alike; `rates NAME...` how many texts a second
it sketches, tokenising included, best of three.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

PERMUTATIONS, THRESHOLD, SEED = 128, 0.5, 42
Record = tuple[str, str]


def shingles(body: str) -> list[str]:
    """Return the runs of five words (of five characters where there are no spaces)."""
    words = body.lower().split()
    units = words if len(words) * 20 > len(body) else list(body)
    return [" ".join(units[i : i + 5]) for i in range(max(1, len(units) - 4))]


def datasketch_pairs(records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of MinHash LSH at .5, 128 permutations."""
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    sketches = datasketch_bulk([body for _, body in records])
    for (key, _), sketch in zip(records, sketches, strict=True):
        yield from ((other, key) for other in index.query(sketch))
        index.insert(key, sketch)


def rensa_pairs(records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of RMinHash LSH at .5, 128 permutations, 32 bands."""
    from rensa import RMinHashLSH

    index = RMinHashLSH(THRESHOLD, PERMUTATIONS, 32)
    sketches = rensa_sketches([body for _, body in records])
    for number, sketch in enumerate(sketches):
        yield from ((records[n][0], records[number][0]) for n in index.query(sketch))
        index.insert(number, sketch)


def gaoya_pairs(records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of gaoya's index: 25 bands of 5, at its own threshold of .5."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=THRESHOLD,
        num_bands=25,
        band_size=5,
        analyzer="word",
        lowercase=True,
        ngram_range=(5, 5),
    )
    for number, (key, body) in enumerate(records):
        yield from ((records[n][0], key) for n in index.query(body))
        index.insert_document(number, body)


def simhash_pairs(records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Yield the pairs whose 64-bit SimHashes of words differ in at most three bits."""
    from simhash import Simhash, SimhashIndex

    index = SimhashIndex([], k=3)
    for key, body in records:
        sketch = Simhash(body.lower().split())
        yield from ((other, key) for other in index.get_near_dups(sketch))
        index.add(key, sketch)


def datasketch_update(bodies: Sequence[str]) -> list[object]:
    """Return MinHashes made one shingle after the other."""
    from datasketch import MinHash

    done: list[object] = []
    for body in bodies:
        sketch = MinHash(num_perm=PERMUTATIONS)
        for shingle in shingles(body):
            sketch.update(shingle.encode())
        done.append(sketch)
    return done


def datasketch_bulk(bodies: Sequence[str]) -> list[object]:
    """Return MinHashes made all at once."""
    from datasketch import MinHash

    encoded = ([shingle.encode() for shingle in shingles(body)] for body in bodies)
    return list(MinHash.bulk(list(encoded), num_perm=PERMUTATIONS))


def rensa_sketches(bodies: Sequence[str]) -> list[object]:
    """Return rensa's MinHashes."""
    from rensa import RMinHash

    done: list[object] = []
    for body in bodies:
        sketch = RMinHash(PERMUTATIONS, SEED)
        sketch.update(shingles(body))
        done.append(sketch)
    return done


PAIRS: dict[str, Callable[[Sequence[Record]], Iterable[tuple[str, str]]]] = {
    "datasketch": datasketch_pairs,
    "rensa": rensa_pairs,
    "gaoya": gaoya_pairs,
    "simhash": simhash_pairs,
}
SKETCHES: dict[str, Callable[[Sequence[str]], list[object]]] = {
    "datasketch update": datasketch_update,
    "datasketch bulk": datasketch_bulk,
    "rensa": rensa_sketches,
}


def rate(name: str, bodies: Sequence[str]) -> float:
    """Return how many bodies a second the peer sketches: the best of three times."""
    SKETCHES[name](bodies[:5])
    taken = []
    for _ in range(3):
        started = time.process_time()
        SKETCHES[name](bodies)
        taken.append(time.process_time() - started)
    return len(bodies) / min(taken)


def main() -> None:
    """Read the texts, do what the arguments say, print JSON lines."""
    records = [(row["id"], row["body"]) for row in map(json.loads, sys.stdin)]
    what, *names = sys.argv[1:]
    if what == "pairs":
        found = {(min(p), max(p)) for p in PAIRS[names[0]](records) if p[0] != p[1]}
        for a, b in sorted(found):
            print(json.dumps({"a": a, "b": b}))
    else:
        bodies = [body for _, body in records]
        for name in names:
            print(json.dumps({"name": name, "rate": rate(name, bodies)}))


if __name__ == "__main__":
    main()
