"""What a run is going to do: effective parameters, sources, and what it cannot promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipeline.errors import Misconfigured
from pipeline.flows.at_once import MAX_THREADS
from pipeline.flows.desk import Desk
from pipeline.flows.stored import index_tails, store_files
from pipeline.model import Mode, to_json
from pipeline.sources import select_sources
from pipeline.warehouse.runs import start_run


@dataclass(frozen=True, slots=True)
class Plan:
    """A run's plan, small enough to be passed between tasks as JSON.

    `is_live` tells whether the day is the one that the listings of this moment speak of: today
    or yesterday. For an older day listings are asked only for what they date to that day. With
    `only_due` feeds are asked by their rhythm, and not all of them.
    """

    dag_id: str
    run_id: str
    day: date
    mode: Mode
    is_live: bool
    source_ids: tuple[str, ...]
    only_due: bool = False

    @property
    def asks_the_web(self) -> bool:
        """Whether any request may leave the machine."""
        return self.mode is not Mode.REPLAY

    def fetch_groups(self) -> list[list[str]]:
        """Return the sources in groups, each for one task that asks all of its sources at once.

        None where no request may leave the machine.
        """
        if not self.asks_the_web:
            return []
        count = -(-len(self.source_ids) // MAX_THREADS)
        return [list(self.source_ids[number::count]) for number in range(count)]

    def to_json(self) -> dict[str, Any]:
        """Return the plan as JSON values."""
        return dict(to_json(self))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Plan:
        """Return the plan that `to_json` gave."""
        return cls(
            dag_id=value["dag_id"],
            run_id=value["run_id"],
            day=date.fromisoformat(value["day"]),
            mode=Mode(value["mode"]),
            is_live=value["is_live"],
            source_ids=tuple(value["source_ids"]),
            only_due=value.get("only_due", False),
        )


def plan_run(
    desk: Desk,
    dag_id: str,
    run_id: str,
    *,
    day: date | None = None,
    sources: Sequence[str] = (),
    mode: str = Mode.AUTO.value,
) -> Plan:
    """Decide what a run does and record it; planning the same run again gives the same record.

    Without a `day` it is yesterday (UTC). Raises `Misconfigured` for an unknown source or mode,
    for a day that has not begun, and where no sources file can be read. One of several that cannot
    be read is left out, and the run's notes name it.
    """
    today = desk.clock.now().date()
    wanted = day or today - timedelta(days=1)
    if wanted > today:
        raise Misconfigured(f"{wanted} has not begun yet: there is nothing to ingest.")
    chosen = select_sources(desk.sources(), sources)
    index_tails(desk, run_id)  # what a killed run wrote is this run's to read
    store_files(desk)
    plan = Plan(
        dag_id=dag_id,
        run_id=run_id,
        day=wanted,
        mode=_mode(mode),
        is_live=wanted >= today - timedelta(days=1),
        source_ids=tuple(sorted(chosen)),
    )
    start_run(
        desk.warehouse,
        dag_id,
        run_id,
        day=wanted,
        params={
            "sources": list(plan.source_ids),
            "mode": plan.mode.value,
            "day": wanted.isoformat(),
            "is_live": plan.is_live,
        },
        started_at=desk.clock.now(),
        notes=[f"Left out: {fault}" for fault in desk.broken_sources()],
    )
    return plan


def _mode(value: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        known = ", ".join(mode.value for mode in Mode)
        raise Misconfigured(f"There is no mode '{value}'.", remedy=f"Use one of {known}.") from None
