"""Which part of a listing belongs to a past day, and what a source cannot tell about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.discover.claims import ChildListing
from pipeline.model import ListingItem

_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/_.]?(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_QUERY = re.compile(r"[?&](yyyy|year|mm|month|dd|day)=(\d{1,4})(?=&|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DayItems:
    """A listing's items by what they claim about one UTC day.

    `of_day` claim that day, `undated` claim nothing; `note` says in words what the listing
    cannot tell (empty where it can).
    """

    of_day: tuple[ListingItem, ...]
    undated: tuple[ListingItem, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DayChildren:
    """The child listings that can hold articles of a day; `note` as in `DayItems`."""

    children: tuple[ChildListing, ...]
    note: str


def items_of_day(items: Iterable[ListingItem], day: date) -> DayItems:
    """Return those of `items` that claim the UTC day `day`, and those that claim none."""
    listed = tuple(items)
    dated = [(item.published_at.date(), item) for item in listed if item.published_at is not None]
    undated = tuple(item for item in listed if item.published_at is None)
    return DayItems(
        of_day=tuple(item for claimed, item in dated if claimed == day),
        undated=undated,
        note=_items_note([claimed for claimed, _ in dated], undated, day),
    )


def children_for_day(children: Iterable[ChildListing], day: date) -> DayChildren:
    """Return the `children` that can hold articles of the UTC day `day`.

    A date in the address decides (with a day of slack on both sides: it is the publisher's own
    day). Where there is none, a child that last changed before `day` cannot hold it.
    """
    listed = tuple(children)
    chosen = tuple(child for child in listed if _can_hold(child, day))
    if listed and not chosen:
        return DayChildren((), f"None of the {len(listed):,} listings reaches back to {day}.")
    vague = sum(1 for child in chosen if dated_by_address(child.url) is None)
    if vague > 1:
        return DayChildren(chosen, f"{vague:,} listings do not say which days they hold.")
    return DayChildren(chosen, "")


def dated_by_address(url: str) -> tuple[date, date] | None:
    """Return the first and last day that the address of a listing names, or None."""
    named = {key.lower()[0]: int(value) for key, value in _QUERY.findall(url)}
    if "y" in named:
        return _span(named["y"], named.get("m"), named.get("d"))
    path = url.partition("://")[2].partition("/")[2]
    for pattern, parts in ((_DAY, (1, 3, 4)), (_MONTH, (1, 2)), (_YEAR, (1,))):
        found = pattern.search(path)
        if found:
            numbers = [int(found.group(part)) for part in parts]
            return _span(*numbers)
    return None


def _span(year: int, month: int | None = None, day: int | None = None) -> tuple[date, date] | None:
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1)
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _can_hold(child: ChildListing, day: date) -> bool:
    span = dated_by_address(child.url)
    slack = timedelta(days=1)
    if span is not None:
        return span[0] - slack <= day <= span[1] + slack
    return child.lastmod_at is None or child.lastmod_at.date() >= day


def _items_note(dated: list[date], undated: tuple[ListingItem, ...], day: date) -> str:
    if undated:
        return f"{len(undated):,} items have no date, so they may be of {day} or not."
    if not dated:
        return "The listing is empty."
    if min(dated) > day:
        return f"The listing reaches back to {min(dated)} only, not to {day}."
    return ""
