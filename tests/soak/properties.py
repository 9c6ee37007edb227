"""Property examples: any facts, any order, any batches, against the oracle and one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import count, pairwise
from multiprocessing import get_context
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pipeline.identity import article_key, story_key
from pipeline.model import Document, Role, StoryMember
from pipeline.warehouse.copies import in_fold
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.decisions import Verdict, reject_capture, revoke
from pipeline.warehouse.read import story_history
from tests.soak.cases import (
    ARTICLES,
    FURNITURE,
    Case,
    Fact,
    Known,
    Read,
    captures_of,
    cases,
    joined_by_moves,
    read,
    read_all,
    url,
)
from tests.soak.invariants import (
    Answers,
    Tally,
    check_articles,
    check_everything,
    committed_at,
    ids_of,
    rows,
    versions,
)
from tests.soak.progress import Progress
from tests.warehouse import facts

_Story = tuple[int, frozenset[int]]

PROCESSES = 2
GLOBAL_CHECK_EVERY = 200


def run_examples(
    url_: str,
    examples: int,
    seed_: int,
    progress: Callable[[int], None] | None = None,
    *,
    shrink: bool = True,
    check_every: int = GLOBAL_CHECK_EVERY,
) -> Tally:
    """Hold `examples` random cases against the warehouse; return how often each invariant was.

    Raises `Broken`: of the smallest case that hypothesis finds, or of the first without `shrink`.
    """
    tally, numbers = Tally(), count(1)
    with Warehouse(url_) as warehouse:

        def example(case: Case, story: Sequence[_Story] | None) -> None:
            number = next(numbers)
            Example(tally, warehouse, f"s{seed_}e{number}", case).run()
            if story:
                check_story(tally, warehouse, f"s{seed_}e{number}", story)
            if progress:
                progress(number)

        for part, size in enumerate(_parts(examples, check_every)):
            property_of(example, size, seed_ * 1000 + part, shrink=shrink)()
            check_everything(tally, warehouse)
    return tally


def _parts(examples: int, size: int) -> list[int]:
    whole, rest = divmod(examples, size)
    return [size] * whole + [rest] * bool(rest)


def property_of(
    example: Callable[..., None], examples: int, seed_: int, *, shrink: bool
) -> Callable[[], None]:
    """Return `example` as a property over cases and, for some of them, stories."""
    decorated: Callable[[], None] = seed(seed_)(
        settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )(given(case=cases(), story=st.one_of(st.none(), st.none(), st.none(), _STORIES))(example))
    )
    return decorated


def examples_at_once(url: str, examples: int, seed: int) -> tuple[Tally, int]:
    """Run the property examples in several processes on one warehouse."""
    share = -(-examples // PROCESSES)
    total = Tally()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("forkserver")) as pool:
        parts = [pool.submit(_examples, url, share, seed + n) for n in range(PROCESSES)]
        for part in parts:
            total.checked += part.result().checked
    return total, share * PROCESSES


def _examples(url: str, examples: int, seed: int) -> Tally:
    progress = Progress(f"property examples (process of seed {seed})", examples)
    return run_examples(url, examples, seed, progress)


class Example:
    """One case on two hosts: at once and in order on the one, in its own way on the other."""

    def __init__(self, tally: Tally, warehouse: Warehouse, name: str, case: Case) -> None:
        self.tally, self.warehouse, self.name, self.case = tally, warehouse, name, case
        self.known = Known(())
        self.at: dict[datetime, Known] = {}
        self.answers = Answers()

    @property
    def host(self) -> str:
        return f"{self.name}b"

    def run(self) -> None:
        straight = self.load_straight()
        for batch in self.case.batches:
            self.load(read_all(batch, self.host))
            self.reject([fact for fact in self.case.rejected if fact in batch])
        self.check()
        self.tally.equal(7, self.told(ids_of(self.known.reads)), self.told(ids_of(straight)))
        self.check_reload()
        if self.case.revoked:
            self.revoke()
            self.check()
        if self.case.upgraded:
            self.upgrade()
        self.answers.check(self.tally, self.warehouse)
        self.answers.check_oracle(self.tally, self.at)

    def load_straight(self) -> list[Read]:
        """Load all at once and in order, then decide."""
        reads = read_all(sorted(self.case.facts, key=lambda fact: fact.day), f"{self.name}a")
        load_reads(self.warehouse, reads)
        for capture in captures_of(self.case.rejected, f"{self.name}a"):
            reject(self.warehouse, capture)
        return reads

    def check(self) -> None:
        check_articles(self.tally, self.warehouse, self.known)

    def load(self, reads: list[Read]) -> None:
        """Load a batch, and ask some questions as of its moment."""
        load_id = load_reads(self.warehouse, reads)
        self.known = replace(self.known, reads=(*self.known.reads, *reads))
        if load_id is not None:
            self.ask(load_id, reads)

    def ask(self, load_id: int, reads: Sequence[Read]) -> None:
        moment = committed_at(self.warehouse, load_id)
        self.at[moment] = self.known
        self.answers.ask(self.warehouse, ids_of(reads)[:2], moment, (50, 170))

    def reject(self, chosen: Sequence[Fact]) -> None:
        """Decide against captures that are loaded, and ask as of the decision's moment."""
        for fact in chosen:
            (capture,) = captures_of([fact], self.host)
            load_id = reject(self.warehouse, capture)
            self.known = replace(self.known, rejected=self.known.rejected | {capture})
            if load_id is not None:
                self.ask(load_id, read(fact, self.host))

    def revoke(self) -> None:
        for fact in self.case.revoked:
            (capture,) = captures_of([fact], self.host)
            load_id = take_back(self.warehouse, capture)
            self.known = replace(self.known, rejected=self.known.rejected - {capture})
            self.ask(load_id, read(fact, self.host))

    def check_reload(self) -> None:
        before = self.row_count()
        again = load_reads(self.warehouse, read_all(self.case.batches[-1], self.host))
        for capture in self.known.rejected:
            self.tally.equal(8, reject(self.warehouse, capture), None)
        self.tally.equal(8, (again, self.row_count()), (None, before))

    def upgrade(self) -> None:
        """New rules for some articles: what is known of them is read again before anything new.

        So is what is known of articles that moves join to them: their histories are one.
        """
        before = versions(self.warehouse, ids_of(self.known.reads))
        new = [fact for fact in self.case.later if fact.article in self.case.upgraded]
        chosen = joined_by_moves(self.case.upgraded, [*self.case.facts, *new])
        old = [fact for fact in self.case.facts if fact.article in chosen]
        if not old + new:
            return
        self.load(read_all(old + new, self.host, version=2))
        after = versions(self.warehouse, ids_of(self.known.reads))
        touched = {url(self.host, article) for article in chosen}
        self.check_only_that_part(before, after, touched)
        self.check_no_edit_by_rules(after, touched)
        self.check()
        self.change_metadata(old + new)

    def check_only_that_part(self, before: dict, after: dict, touched: set[str]) -> None:
        for address in before.keys() - touched:
            self.tally.equal(15, after.get(address), before[address])

    def check_no_edit_by_rules(self, after: dict, touched: set[str]) -> None:
        """No two neighbours, one of which an edit, differ only by what our rules remove."""
        for address in sorted(touched):
            listed = after.get(address, [])
            for left, right in pairwise(listed):
                same = _bare(left["body"]) == _bare(right["body"])
                edited = right["change"] == "publisher_edit"
                self.tally.expect(19, not (same and edited), address)
            self.tally.expect(19, len({row["pipeline_version"] for row in listed}) < 2, address)

    def change_metadata(self, chosen: list[Fact]) -> None:
        """A field more in every reading is a new fact and no new version."""
        reads = read_all(chosen, self.host, version=3)
        before = self.told(ids_of(reads))
        load_reads(self.warehouse, [_with_more_metadata(read_) for read_ in _as_version_2(reads)])
        self.tally.equal(18, self.told(ids_of(reads)), before)

    def told(self, ids: list) -> dict[str, list[tuple[object, ...]]]:
        """What the versions of articles say, without what differs between two hosts."""
        return {
            address.rpartition("/")[2]: [
                (row["change"], row["effective_from"], row["effective_to"], row["content_id"])
                for row in listed
            ]
            for address, listed in versions(self.warehouse, ids).items()
        }

    def row_count(self) -> int:
        found = rows(
            self.warehouse,
            """SELECT (SELECT count(*) FROM observation WHERE article_id = ANY(:ids))
                    + (SELECT count(*) FROM article WHERE article_id = ANY(:ids))
                    + (SELECT count(*) FROM alias WHERE article_id = ANY(:ids))
                    + (SELECT count(*) FROM decision WHERE capture_id = ANY(:captures))
                    + (SELECT count(*) FROM removed_span WHERE capture_id = ANY(:captures))
                    + (SELECT count(*) FROM evidence WHERE capture_id = ANY(:captures))
                    + (SELECT count(*) FROM outcome WHERE capture_id = ANY(:captures)) AS n""",
            ids=ids_of(self.known.reads),
            captures=[item.reading.capture.capture_id for item in self.known.reads],
        )
        return int(found[0]["n"])


def load_reads(warehouse: Warehouse, reads: Sequence[Read]) -> int | None:
    """Load readings of one version of the rules, as a flow does."""
    return facts.load(warehouse, [item.reading for item in reads], reads[0].version)


def reject(warehouse: Warehouse, capture_id: UUID) -> int | None:
    """Reject a capture; return the decision's load, None where it is decided already."""
    (before,) = rows(warehouse, _STANDING, id=capture_id)
    reject_capture(warehouse, capture_id, _VERDICT, facts.context())
    (after,) = rows(warehouse, _STANDING, id=capture_id)
    return None if after == before else int(after["load_id"])


def take_back(warehouse: Warehouse, capture_id: UUID) -> int:
    """Revoke the decision against a capture; return the load of that."""
    (standing,) = rows(warehouse, _STANDING, id=capture_id)
    number = revoke(warehouse, standing["decision_id"], _VERDICT, facts.context())
    (row,) = rows(warehouse, "SELECT load_id FROM decision WHERE decision_id = :id", id=number)
    return int(row["load_id"])


_VERDICT = Verdict("ada", "It is a wall.", facts.EPOCH)
_STANDING = """
SELECT max(decision_id) AS decision_id, max(load_id) AS load_id FROM decision
WHERE capture_id = :id
"""


def _bare(body: str) -> str:
    return body.removesuffix(FURNITURE)


def _as_version_2(reads: list[Read]) -> list[Read]:
    """Version 3 reads the same text as version 2: `read` gives both without furniture."""
    return [Read(3, item.reading) for item in reads]


def _with_more_metadata(item: Read) -> Read:
    said = item.reading.document
    if not isinstance(said, Document):
        return item
    lineage = {**said.lineage, "section": "meta:article:section"}
    document = replace(said, lineage=lineage, modified_at=facts.EPOCH, language="fr")
    return Read(item.version, replace(item.reading, document=document))


# -- stories --------------------------------------------------------------------------------------

_STORIES = st.lists(
    st.tuples(st.integers(0, ARTICLES - 1), st.frozensets(st.integers(0, ARTICLES - 1))),
    min_size=1,
    max_size=4,
)
"""Assertions in their order: which article is an original, and which are its copies."""


def check_story(tally: Tally, warehouse: Warehouse, name: str, asserted: Sequence[_Story]) -> None:
    """Assert memberships load by load: each stands from its load to the next one."""
    load_reads(warehouse, read_all([Fact(a, 0, 0, "One.") for a in range(ARTICLES)], f"{name}c"))
    said: dict[int, list[tuple[object, ...]]] = {}
    for root, copies in asserted:
        members = [
            _member(f"{name}c", article, root if article in copies else article)
            for article in range(ARTICLES)
        ]
        load_id = assert_members(warehouse, members)
        for article, member in enumerate(members):
            said.setdefault(article, []).append((load_id, member.story_id))
        _check_memberships(tally, warehouse, f"{name}c", said)


def assert_members(warehouse: Warehouse, members: Sequence[StoryMember]) -> int | None:
    return in_fold(warehouse, 1, lambda fold: fold.assert_copies([], members, [], facts.context()))


def _member(host: str, article: int, of: int) -> StoryMember:
    original = url(host, of)
    role = Role.ORIGINAL if article == of else Role.SYNDICATED_COPY
    story, own = story_key(article_key(original)), article_key(url(host, article))
    return StoryMember(story, own, role, article_key(original), original, 1.0, ())


def _check_memberships(
    tally: Tally, warehouse: Warehouse, host: str, said: dict[int, list[tuple[object, ...]]]
) -> None:
    for article, assertions in said.items():
        listed = story_history(warehouse, article_key(url(host, article)))
        right = [(committed_at(warehouse, load_id), story_id) for load_id, story_id in assertions]
        ends = [moment for moment, _ in right[1:]] + [None]
        found = [(row["recorded_from"], row["story_id"]) for row in listed]
        tally.equal(16, found, right)
        tally.equal(16, [row["recorded_to"] for row in listed], ends)
