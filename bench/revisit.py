"""A month of re-visits by policy beside asking every hour: what is seen, how late, at which cost.

`python -m bench.revisit`: the month of `tests/sources/month.py`, by its injected clock, under a
right clock and one that is set back. Bars: nothing is missed that the policy promises to see; no
more than an eighth of the requests of asking every hour; at least as many changes seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from bench.report import Bar, Report, print_table
from pipeline.sources import RevisitPolicy
from tests.sources import month

SEEDS = range(1, 6)


def main() -> None:
    """Run the months and print table and report."""
    policies = {
        "as shipped": RevisitPolicy(),
        "thrifty (share 0.5)": RevisitPolicy(share=0.5),
        "eager (share 0.1)": RevisitPolicy(share=0.1),
    }
    found = {name: [month_of(policy, seed) for seed in SEEDS] for name, policy in policies.items()}
    skewed = [month_of(policies["as shipped"], seed, month.set_clock) for seed in SEEDS]
    hourly = [hourly_month(seed) for seed in SEEDS]
    rows = [*found.items(), ("as shipped, clock set back", skewed), ("every hour", hourly)]
    print_table(
        ["policy", "requests", "changes", "seen", "promised", "missed", "median delay, min"],
        [[name, *_cells(results)] for name, results in rows],
    )
    shipped, seen = found["as shipped"], _seen(found["as shipped"])
    ratio = _requests(hourly) / _requests(shipped)
    report = Report("revisit")
    report.bars = [
        Bar("promised and missed", sum(len(s.broken) for _, s in [*shipped, *skewed]), at_most=0),
        Bar("times fewer requests than every hour", ratio, at_least=8),
        Bar("changes seen by those seen every hour", seen / _seen(hourly), at_least=1.0),
    ]
    report.figures = {
        "requests": {name: _requests(results) for name, results in rows},
        "seen": {name: _seen(results) for name, results in rows},
        "changes": sum(s.events for _, s in shipped),
    }
    report.finish()


Result = tuple[int, month.Score]


def month_of(policy: RevisitPolicy, seed: int, clock: month.Clock = month.true_clock) -> Result:
    """Return the requests and the score of one month under `policy`."""
    lives = month.lives(seed)
    visits = month.by_policy(lives, policy, clock)
    return visits.requests, month.score(lives, visits, policy)


def hourly_month(seed: int) -> Result:
    """Return the same of asking every hour, as long as the shipped policy asks."""
    policy, lives = RevisitPolicy(), month.lives(seed)
    visits = month.every_hour(lives, policy.days)
    return visits.requests, month.score(lives, visits, policy)


def _requests(results: Sequence[Result]) -> int:
    return sum(requests for requests, _ in results)


def _seen(results: Sequence[Result]) -> int:
    return sum(score.seen for _, score in results)


def _cells(results: Sequence[Result]) -> list[object]:
    scores = [score for _, score in results]
    delays = [delay for score in scores for delay in score.delays]
    return [
        _requests(results),
        sum(score.events for score in scores),
        _seen(results),
        sum(score.promised for score in scores),
        sum(len(score.broken) for score in scores),
        median(delays).total_seconds() / 60,
    ]


if __name__ == "__main__":
    main()
