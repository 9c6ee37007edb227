"""The day at which a newsroom stands, kept in a small JSON file: `{"epoch": ..., "day": ...}`."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipeline.newsroom.texts import LAST_DAY

FIRST_START_DAY = 3
"""A newsroom without a state file starts here, so that its feeds have lost something already."""


@dataclass(frozen=True)
class State:
    """The epoch of a world and the day at which it stands, 1 to 5."""

    epoch: date
    day: int

    def __post_init__(self) -> None:
        """Refuse a day that the world does not have."""
        if not 1 <= self.day <= LAST_DAY:
            raise ValueError(f"the newsroom has days 1 to {LAST_DAY}, not {self.day}")

    def advanced(self) -> "State":
        """Return the state one day on; the last day stays."""
        return State(self.epoch, min(self.day + 1, LAST_DAY))


def first_state(today: date) -> State:
    """Return the state of a first start: day 3 is yesterday."""
    return State(today - timedelta(days=FIRST_START_DAY), FIRST_START_DAY)


def read_state(path: Path) -> State | None:
    """Return the stored state, None if there is no file; ValueError if it can't be read."""
    if not path.exists():
        return None
    try:
        stored = json.loads(path.read_text("utf-8"))
        return State(date.fromisoformat(stored["epoch"]), int(stored["day"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} holds no newsroom state ({error}); delete it") from error


def write_state(path: Path, state: State) -> None:
    """Store a state in one step, so that a kill leaves the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(json.dumps({"epoch": state.epoch.isoformat(), "day": state.day}) + "\n")
    draft.replace(path)
