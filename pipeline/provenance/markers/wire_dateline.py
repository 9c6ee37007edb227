"""A news agency's dateline before the first sentence: `LONDON (Reuters) - ...`."""

import re
from collections.abc import Iterator

from pipeline.agencies import find_agency
from pipeline.model import Evidence
from pipeline.provenance.marker import NAMED, Marker
from pipeline.provenance.outlets import is_agency_page
from pipeline.provenance.reading import Reading
from pipeline.text import words

_ID, _VERSION = "wire_dateline", 2
_MIN_WORDS_BEHIND = 3

_DASH = r"(?P<dash>\s*\.?\s*[-–—―]{1,2}\s*|\.\s*-\s*|\s*:\s+)"
_UPPER = r"[A-ZÀ-ÖØ-ÞŁŚŻĄĆĘŃА-ЯЁІЇЄ]"
_JOINERS = "de|del|la|el|am|an|der|den|do|da|di|du|et|and|und|y"
_PLACE = (
    rf"{_UPPER}[\w'’./-]*(?:[ ,]+(?:{_UPPER}[\w'’./-]*|{_JOINERS})){{0,6}}(?:"
    rf"\s*\[[\w .]{{2,30}}\])?"
)
_DAY = (
    r"(?:[,.]?\s+\w{3,10}\.?\s+\d{1,2}\.?(?:,?\s+\d{4})?"
    r"|[,.]?\s+\d{1,2}\.?\s+(?:de\s+)?\w{3,10}\.?(?:\s+(?:de\s+)?\d{4})?)?"
)
_NAME = r"(?P<agency>\w[\w .&'’-]{1,40}?)(?:/[\w-]{2,20})?(?:\s*,\s*[\w .]{2,30})?"
_REST = r"(?P<rest>\S.*)$"
_TAKEN_AT_ITS_WORD = re.compile(rf"^(?P<place>{_PLACE}){_DAY},?\s*\({_NAME}\){_DASH}{_REST}", re.S)
_KNOWN_ONLY = tuple(
    re.compile(pattern + _REST, re.S)
    for pattern in (
        rf"^\({_NAME}\)(?:{_DASH}|\s+)",
        rf"^{_UPPER}[\w. ]{{2,12}}\d{{1,2}}\s*\({_NAME}\)(?:{_DASH}|\s+)",
        rf"^{_PLACE}{_DAY},?\s*\({_NAME}\)[.:]?\s+",
        rf"^{_PLACE}{_DAY}[,.]?\s*/{_NAME}/[.,]?{_DASH}?\s*",
        rf"^{_PLACE}{_DAY}[,.]?\s*[-–—]\s*{_NAME}[.,]\s+",
        rf"^{_PLACE}\.\s+\d{{1,2}}\s+\w{{3,10}}\.\s+{_NAME}{_DASH}",
        rf"^\(?{_NAME}\)?\s*[-–—]{{1,2}}\s+",
    )
)
_CHINESE = re.compile(
    r"^[（(【]?\s*(?P<agency>新华社|新華社|中新社|中新网|路透社|法新社|美联社|共同社|塔斯社)(?P<place>[^，。（(]{0,20}?)"
    r"(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊|消息)\s*(?P<rest>.+)$",
    re.S,
)
_CHINESE_NAMES = {
    "路透社": "Reuters",
    "法新社": "AFP",
    "美联社": "AP",
    "共同社": "Kyodo",
    "塔斯社": "TASS",
}
_NO_AGENCY = re.compile(
    r"\d|\b(?:photo|foto|file|archiv|image|getty|left|right|links|rechts)\b", re.IGNORECASE
)
_EXPANSION_IN_PLACE = 2  # words before the brackets whose initials the name is


def find_datelines(reading: Reading) -> Iterator[Evidence]:
    """Yield the dateline of the story; at most one.

    It begins a paragraph near the top that goes on with a sentence. An agency in brackets behind a
    place in capitals is taken at its word; elsewhere the name must be a known one.
    """
    for passage in reading.edges:
        if passage.place != "body:first":
            continue
        agency, shown = _read(passage.text)
        if agency and not is_agency_page(reading, agency):
            yield Evidence(_ID, _VERSION, shown, None, agency, passage.place, NAMED)
            return


def _read(text: str) -> tuple[str, str]:
    """Return the agency that a paragraph's dateline names and the dateline, or two empty texts."""
    if found := _CHINESE.match(text):
        name = _CHINESE_NAMES.get(found["agency"]) or find_agency(found["agency"])
        return name or found["agency"], text[: found.start("rest")].strip()
    found = _TAKEN_AT_ITS_WORD.match(text)
    if found and _goes_on(found) and not _is_expanded(found):
        name = " ".join(found["agency"].split())
        known = find_agency(name)
        if known or _may_be_agency(found):
            return known or name, text[: found.start("rest")].strip()
    for pattern in _KNOWN_ONLY:
        found = pattern.match(text)
        known = find_agency(found["agency"]) if found and _goes_on(found) else None
        if found and known and not _is_expanded(found):
            return known, text[: found.start("rest")].strip()
    return "", ""


def _goes_on(found: re.Match[str]) -> bool:
    rest = found["rest"]
    return rest[:1] in "\"'“„«‘" or (
        not rest[:1].islower() and len(words(rest)) >= _MIN_WORDS_BEHIND
    )


def _is_expanded(found: re.Match[str]) -> bool:
    """Tell whether the words before the brackets spell out what stands in them: `Anna Page (AP)`.

    A postal abbreviation of a state does so too: `Pennsylvania (PA)`.
    """
    name = found["agency"]
    before = words(found.string[: found.start("agency")])
    initials = "".join(word[0] for word in before[-len(name) :])
    spelt = len(before) >= _EXPANSION_IN_PLACE and initials.casefold() == name.casefold()
    return spelt or (name == "PA" and before == ["pennsylvania"])


def _may_be_agency(found: re.Match[str]) -> bool:
    """Tell whether an unknown name may be an agency's: capitalised, behind a place in capitals.

    A colon marks who speaks in a transcript: `JANE DOE (RECORDING): ...`.
    """
    place, name = found["place"], found["agency"]
    first = place.replace(",", " ").split()[0]
    return (
        not found["dash"].strip().endswith(":")
        and first.isupper()
        and len(first) > 1
        and not _NO_AGENCY.search(name)
        and all(part[0].isupper() or part in {"of", "and", "de"} for part in name.split())
    )


MARKER = Marker(_ID, _VERSION, find_datelines)
