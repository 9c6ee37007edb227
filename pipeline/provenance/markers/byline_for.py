"""'Ann Mill for Harbour Times', 'Ann Mill, The Conversation': bylines that name another paper."""

import re
from collections.abc import Iterator

from pipeline.agencies import find_agency
from pipeline.model import Evidence
from pipeline.provenance.bylines import Byline, bylines
from pipeline.provenance.marker import HINTED, MARKED, Marker
from pipeline.provenance.outlets import article_among, clean_outlet, is_own_name
from pipeline.provenance.reading import Reading

_ID, _VERSION = "byline_for", 1
_MAX_NAME_WORDS = 6

_UPPER = r"[A-ZÀ-ÖØ-ÞŁŚŻА-ЯЁ]"
_PERSON = (
    rf"{_UPPER}[\w.'’-]*(?:\s+(?:{_UPPER}[\w.'’-]*|de|van|von|der|den|da|di|al|el|bin)){{1,4}}"
)
_FOR = re.compile(
    rf"^{_PERSON}(?:,?\s+(?:and|&|und|et|y|e)\s+{_PERSON})?,?\s+(?i:for|für|para|pour"
    rf"|per|voor|dla)\s+"
    rf"(?:(?i:the|die|der|das|le|la|el|il)\s+)?(?P<name>{_UPPER}[^,|•·(]{{1,60}})"
)
# Houses whose texts are made for others to print; their name behind an author is a credit.
_SYNDICATES = re.compile(
    rf"^{_PERSON}(?:,|\s+\||\s+[-–—/]|\s+•)\s+(?P<name>(?:The\s+Conversation"
    rf"|ProPublica|KFF Health News|Kaiser Health News"
    r"|Stateline|Inside Climate News|Grist|Stacker|CalMatters|Project Syndicate|The Markup|Undark"
    r"|[\w .']+?/\s*(?:Tribune News Service|TNS|Tribune Content Agency|InsideSources"
    r"|States Newsroom|Stacker)"
    r"|(?:Tribune News Service|Creators Syndicate|Postmedia News|Business Insider)))\b"
)
_NO_OUTLET = re.compile(
    r"^(?:the\s+)?(?:subscribers?|members?|free|sale|more|all|kids|children)\b", re.IGNORECASE
)


def find_bylines(reading: Reading) -> Iterator[Evidence]:
    """Yield the first byline that names another paper than the page's own."""
    for byline in bylines(reading):
        found = _SYNDICATES.match(byline.text) or _FOR.match(byline.text)
        name = clean_outlet(found["name"].split("/")[0]) if found else None
        if name and _is_other(reading, name):
            yield _evidence(reading, byline, name)
            return


def _is_other(reading: Reading, name: str) -> bool:
    return (
        len(name.split()) <= _MAX_NAME_WORDS
        and not _NO_OUTLET.match(name)
        and not is_own_name(reading, name)
        and find_agency(name) is None  # an agency's credit has a marker of its own
    )


def _evidence(reading: Reading, byline: Byline, name: str) -> Evidence:
    links = [anchor.href for anchor in byline.anchors if name in anchor.text or anchor.text in name]
    url = article_among(reading.foreign(links))
    strength = MARKED if url else HINTED
    return Evidence(_ID, _VERSION, byline.text, url, name, byline.place, strength)


MARKER = Marker(_ID, _VERSION, find_bylines)
