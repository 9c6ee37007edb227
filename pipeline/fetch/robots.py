"""robots.txt as RFC 9309 reads it, with the Crawl-delay that the RFC leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

MAX_ROBOTS_BYTES = 524_288
"""How much of a robots.txt is read (RFC 9309, section 2.5: at least 500 KiB)."""

MAX_CRAWL_DELAY_S = 60.0
"""Longer delays are clamped: at one page an hour no source can be followed."""

_ESCAPED = re.compile(r"%[0-9a-fA-F]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one robots.txt says to one crawler: (allows, path pattern) pairs and a delay."""

    rules: tuple[tuple[bool, str], ...] = ()
    crawl_delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Tell whether `url` may be asked for: the longest match decides, allow wins a tie."""
        parts = urlsplit(url)
        path = _normal(parts.path or "/") + (f"?{_normal(parts.query)}" if parts.query else "")
        if path == "/robots.txt":
            return True
        matching = [(len(text), allow) for allow, text in self.rules if matches(text, path)]
        return max(matching, default=(0, True))[1]


def read_robots(text: str, user_agent: str) -> RobotsRules:
    """Return what robots.txt `text` says to `user_agent`, of which the name before '/' counts.

    Groups that name the crawler are taken together; where none does, those for `*`.
    """
    name = user_agent.partition("/")[0].strip().lower()
    groups = list(_groups(text))
    ours = [lines for agents, lines in groups if name in agents]
    ours = ours or [lines for agents, lines in groups if "*" in agents]
    lines = [line for group in ours for line in group]
    delays = [_seconds(value) for key, value in lines if key == "crawl-delay"]
    rules = tuple((key == "allow", _normal(value)) for key, value in lines if _is_rule(key, value))
    return RobotsRules(rules, max(delays, default=0.0))


def matches(pattern: str, path: str) -> bool:
    """Tell whether `path` starts as `pattern` says; `*` is any run, a final `$` the end.

    In time proportional to both lengths' product at worst: a regular expression made from a
    stranger's pattern can take for ever.
    """
    if pattern.endswith("$"):
        return _glob(pattern[:-1], path)
    return _glob(pattern + "*", path)


def _glob(pattern: str, text: str) -> bool:
    head, *parts = re.sub(r"\*+", "*", pattern).split("*")
    if not text.startswith(head):
        return False
    if not parts:
        return text == head
    at = len(head)
    for part in parts[:-1]:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - at >= len(parts[-1]) and text.endswith(parts[-1])


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    agents: set[str] = set()
    lines: list[tuple[str, str]] = []
    for key, value in _lines(text):
        if key == "user-agent":
            if lines:
                yield agents, lines
                agents, lines = set(), []
            agents.add(value.partition("/")[0].strip().lower())
        elif agents and key in ("allow", "disallow", "crawl-delay"):
            lines.append((key, value))
    if agents:
        yield agents, lines


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")[:MAX_ROBOTS_BYTES]):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _is_rule(key: str, value: str) -> bool:
    return key in ("allow", "disallow") and value.startswith(("/", "*"))


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), MAX_CRAWL_DELAY_S) if seconds == seconds else 0.0


def _normal(path: str) -> str:
    """Return `path` with one spelling for each character (RFC 9309, section 2.2.2)."""
    quoted = quote(path, safe="/%:@!$&'()*+,;=~-._?[]")
    return _ESCAPED.sub(lambda found: _unescape(found.group()), quoted)


def _unescape(escaped: str) -> str:
    character = chr(int(escaped[1:], 16))
    return character if _UNRESERVED.fullmatch(character) else escaped.upper()
