"""Is a page an article at all? Walls, challenges, empty shells, error pages that answer 200.

A wrong yes costs a version that is none; a wrong no costs an article. The second is worse: a
sign asks for several things at once, among them that hardly any text stands beside the wall.
"""

from __future__ import annotations

from functools import lru_cache

import pipeline.recognise.signs as signs_package
from pipeline.errors import Terminal
from pipeline.model import Reason
from pipeline.page import Page
from pipeline.recognise.look import Look
from pipeline.recognise.sign import Sign
from pipeline.registry import load_registry

__all__ = ["Look", "Sign", "check_is_article", "reasons", "recognise", "versions"]

_SHOWN = 80  # characters of what gave a page away


def check_is_article(page: Page, body: str, seen_url: str = "") -> None:
    """Do nothing for an article; `body` is what extraction found, `seen_url` what was asked for.

    Raises `Terminal` with the reason of the sign for a page that is none.
    """
    found = recognise(Look(page, body, seen_url))
    if found:
        sign, told = found
        raise Terminal(f"{page.url} {sign.told}: '{told[:_SHOWN]}'.", reason=sign.reason)


def recognise(look: Look) -> tuple[Sign, str] | None:
    """Return the first sign (by id) that a page bears with what gave it away, None for none."""
    for sign in _signs():
        if told := sign.find(look):
            return sign, told
    return None


def versions() -> dict[str, int]:
    """Return the version of every sign by its id."""
    return {sign.id: sign.version for sign in _signs()}


def reasons() -> frozenset[Reason]:
    """Return the reasons under which pages that are no article are in quarantine."""
    return frozenset(sign.reason for sign in _signs())


@lru_cache(maxsize=1)
def _signs() -> tuple[Sign, ...]:
    return load_registry(signs_package, "SIGN", Sign)
