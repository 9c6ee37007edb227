"""What the meta elements of a page say of its use, as it stands there: recorded, not judged.

Robots directives stand under 'robots' or a crawler's name, 'noai' and 'noimageai' among them;
reservations of text and data mining under 'tdm-reservation' and 'tdm-policy' (TDMRep, final report
of the W3C community group, 10 May 2024).
"""

from __future__ import annotations

import re

from pipeline.model import Directive, DirectivePlace
from pipeline.page import Page
from pipeline.text import drop_unstorable, squeeze

_MAX_METAS = 50  # what is beyond is no page of a publisher
_MAX_CHARACTERS = 500
_NAMES = re.compile(
    r"robots|[a-z-]{0,30}bot(-[a-z]+)?|slurp|yandex|baiduspider|tdm-reservation|tdm-policy",
    re.IGNORECASE,
)


def page_directives(page: Page) -> tuple[Directive, ...]:
    """Return what the meta elements of `page` say, in their order."""
    found = []
    for meta in page.dom.iter("meta"):
        name, value = meta.get("name") or "", squeeze(drop_unstorable(meta.get("content") or ""))
        if value and _NAMES.fullmatch(name.strip()):
            told = value[:_MAX_CHARACTERS]
            found.append(Directive(DirectivePlace.META, name.strip().lower(), told))
    return tuple(found[:_MAX_METAS])
