"""What headers and hosts say of the use of a page, as it stands there: recorded, not judged.

X-Robots-Tag, and the reservations of text and data mining of TDMRep (final report of the W3C
community group, 10 May 2024): in headers, or for a whole host in /.well-known/tdmrep.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pipeline.fetch.address import origin_of
from pipeline.fetch.robots import matches
from pipeline.model import Directive, DirectivePlace

_MAX_DIRECTIVES = 50
_MAX_CHARACTERS = 500


def tdmrep_address(url: str) -> str:
    """Return the address at which the host of `url` may reserve its rights."""
    return f"{origin_of(url)}/.well-known/tdmrep.json"


def header_directives(lines: str) -> tuple[Directive, ...]:
    """Return the headers of a capture that restrict its use, from its `name: value` lines."""
    pairs = [line.partition(": ") for line in lines.split("\n") if line]
    found = [Directive(DirectivePlace.HEADER, n, v[:_MAX_CHARACTERS]) for n, _, v in pairs]
    return tuple(found[:_MAX_DIRECTIVES])


def host_directives(tdmrep: bytes, url: str) -> tuple[Directive, ...]:
    """Return what the tdmrep.json of a host says of `url`: its first rule that matches.

    A file that is none says nothing.
    """
    try:
        rules = json.loads(tdmrep)
    except (ValueError, RecursionError):
        return ()
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict) and _covers(rule.get("location"), path):
            return tuple(_of_rule(rule))
    return ()


def _covers(location: Any, path: str) -> bool:
    """Tell whether a rule's location, written like a path in robots.txt, covers `path`."""
    if not isinstance(location, str) or not location:
        return False
    return matches(location if location.startswith(("/", "*")) else f"/{location}", path)


def _of_rule(rule: dict[str, Any]) -> Iterator[Directive]:
    for name in ("tdm-reservation", "tdm-policy"):
        value = rule.get(name)
        if isinstance(value, (str, int)):
            told = str(int(value)) if isinstance(value, bool) else str(value)
            yield Directive(DirectivePlace.TDMREP, name, told[:_MAX_CHARACTERS])
