"""The fields of a source file, each checked where it stands."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import Misconfigured, Terminal
from pipeline.sources.spec import Feed, FeedKind, Source
from pipeline.urls import normalise_url

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REQUIRED = ("id", "name", "homepage", "language", "country", "feeds")
_MAX_DELAY_S = 3600.0
_MINUTES_A_DAY = 1440.0


class _Wrong(Exception):
    """What is wrong with a value, and on which node."""

    def __init__(self, node: yaml.Node, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.node = node
        self.message = message
        self.remedy = remedy


def read_source(node: yaml.Node, path: Path) -> Source:
    """Return the source that the YAML `node` of file `path` describes.

    Raises `Misconfigured` with file and line of the first thing that is wrong.
    """
    try:
        return Source(**_read_mapping(node, _SOURCE_FIELDS, _REQUIRED))
    except _Wrong as wrong:
        line = wrong.node.start_mark.line + 1
        raise Misconfigured(
            f"The sources file {path}, line {line}: {wrong.message}.",
            remedy=wrong.remedy or "Correct that line.",
        ) from None


def _read_mapping(
    node: yaml.Node, fields: dict[str, Callable[[yaml.Node], Any]], required: tuple[str, ...]
) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise _Wrong(node, "here should stand `key: value` lines")
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key not in fields:
            raise _Wrong(key_node, f"unknown key '{key}'", f"Known keys: {', '.join(fields)}.")
        if key in values:
            raise _Wrong(key_node, f"the key '{key}' stands here a second time")
        try:
            values[key] = fields[key](value_node)
        except ValueError as error:
            raise _Wrong(value_node, f"'{key}' {error}") from None
    missing = [key for key in required if key not in values]
    if missing:
        raise _Wrong(node, f"there is no '{missing[0]}'", f"Add a line `{missing[0]}: ...`.")
    return values


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise ValueError("must be a text")
    return str(node.value).strip()


def _identifier(node: yaml.Node) -> str:
    text = _text(node)
    if not _ID.fullmatch(text) or len(text) > 80:
        raise ValueError(f"must be of lower-case letters, digits and hyphens, not {text[:40]!r}")
    return text


def _address(node: yaml.Node) -> str:
    text = _text(node)
    try:
        normalise_url(text)
    except Terminal as error:
        raise ValueError(f"is no address: {error.message}") from None
    return text


def _code(node: yaml.Node) -> str:
    text = _text(node)
    if not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise ValueError(f"must be a code of two letters, not {text[:40]!r}")
    return text


def _flag(node: yaml.Node) -> bool:
    text = _text(node).lower()
    if text not in ("true", "false"):
        raise ValueError(f"must be true or false, not {text[:40]!r}")
    return text == "true"


def _number(unit: str, least: float, most: float) -> Callable[[yaml.Node], float]:
    """Return a reader of numbers from `least` to `most`; `unit` says of what, for the message."""

    def read(node: yaml.Node) -> float:
        try:
            value = float(_text(node))
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise ValueError(f"must be a number{unit} from {least:g} to {most:g}")
        return value

    return read


def _count(node: yaml.Node) -> int:
    text = _text(node)
    if not (text.isascii() and text.isdigit()):
        raise ValueError("must be a whole number")
    return int(text)


def _days(node: yaml.Node) -> int:
    text = _text(node)
    if not (text.isascii() and text.isdigit()):
        raise ValueError("must be a whole number of days")
    return int(text)


def _some_days(node: yaml.Node) -> int:
    days = _days(node)
    if not days:
        raise ValueError("must be at least 1: leave the line out to keep everything")
    return days


def _kind(node: yaml.Node) -> FeedKind:
    text = _text(node)
    if text not in list(FeedKind):
        raise ValueError(f"must be one of {', '.join(FeedKind)}, not {text[:40]!r}")
    return FeedKind(text)


def _feeds(node: yaml.Node) -> tuple[Feed, ...]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise ValueError("must be a list of at least one feed")
    return tuple(Feed(**_read_mapping(item, _FEED_FIELDS, ("url", "kind"))) for item in node.value)


_FEED_FIELDS: dict[str, Callable[[yaml.Node], Any]] = {"url": _address, "kind": _kind}
_SOURCE_FIELDS: dict[str, Callable[[yaml.Node], Any]] = {
    "id": _identifier,
    "name": _text,
    "homepage": _address,
    "language": lambda node: _code(node).lower(),
    "country": lambda node: _code(node).upper(),
    "feeds": _feeds,
    "allow_private_network": _flag,
    "delay_s": _number(" of seconds", 0, _MAX_DELAY_S),
    "revisit_days": _days,
    "revisit_after_min": _number(" of minutes", 0, _MINUTES_A_DAY),
    "revisit_share": _number("", 0, 1),
    "revisits_a_day": _count,
    "retention_days": _some_days,
    "active": _flag,
    "verified": _flag,
}
