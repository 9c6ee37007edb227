"""An agency as author or owner of a text: its byline, its credit at the end, its copyright line."""

import re
from collections.abc import Iterator

from pipeline.agencies import find_agency
from pipeline.model import Evidence
from pipeline.provenance.bylines import Byline, bylines
from pipeline.provenance.marker import HINTED, NAMED, Marker
from pipeline.provenance.outlets import is_agency_page
from pipeline.provenance.reading import Passage, Reading

_ID, _VERSION = "wire_credit", 1
_MAX_CREDIT = 300  # characters

_INITIALS = 4  # characters
_PERSON = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: [\w.'’-]+){1,4}")
_SPLIT = re.compile(r"\s*(?:[,;|/•·]|\s[-–—]\s|\bund\b|\band\b)\s*")
_PHOTOGRAPHER = re.compile(
    r"^[A-ZÀ-Þ][\w.’'-]+(?: [\w.’'-]+)+/\S"
)  # 'Ann Mill/dpa', in a byline's place
_WITH = re.compile(
    r"\b(?:with|mit(?: material| agenturmaterial)?(?: von| der)?|avec|con|com|met|z"
    r"|за материалами)\s+(?P<agency>[\w-]{2,20}(?:\s[\w-]+)?)$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"^[(\[–—-]\s*(?P<agency>[\w .'-]{2,40}(?:/[\w .'-]{2,30})*)\s*[)\]]?\.?$"
)
_AGENCY_WORD = re.compile(
    r"^(?:agencia|agenzia|agence|agentur|agência|agency|source)s?\s*[:：]?\s+", re.I
)
_DPA_NUMBER = re.compile(r"^(?:©\s*)?dpa-infocom,\s*dpa:[\d-]+")
_COPYRIGHT = re.compile(
    r"(?:^|.*?\W)(?:©|\(c\)|copyright)\s*(?:©|\(c\)|copyright)?\s*(?:\d{4})?,?"
    r"\s*(?:by\s+)?(?P<agency>[A-Za-zÀ-ÿ][\w .'’-]{1,40}?)(?:\.?$|[,.]\s|\s+\d{4}|"
    r"\s*[-–]\s|\s+all rights)",
    re.IGNORECASE,
)
_LINES = (
    (
        re.compile(
            r"^\(?(?:additional )?reporting by [A-Z].{3,200}\b(?:editing|writing) by\b", re.I
        ),
        "Reuters",
    ),
    (re.compile(r"our standards:\s*the thomson reuters trust principles", re.I), "Reuters"),
    (
        re.compile(r"^this report by the canadian press was first published", re.I),
        "The Canadian Press",
    ),
    (
        re.compile(
            r"auto-?generated from (?:a )?syndicated feed\W+(?P<agency>PTI|ANI|IANS|AFP"
            r"|Reuters|AP)\b",
            re.I,
        ),
        "",
    ),
    (re.compile(r"^copyright \d{4} the associated press\b", re.I), "AP"),
)


def find_credits(reading: Reading) -> Iterator[Evidence]:
    """Yield the agencies that sign or own this text, each once, the clearest sign first."""
    given: set[str] = set()
    for agency, shown, place, strength in (*_signed(reading), *_credited(reading)):
        if agency not in given and not is_agency_page(reading, agency):
            given.add(agency)
            yield Evidence(_ID, _VERSION, shown, None, agency, place, strength)


Found = tuple[str, str, str, float]


def _signed(reading: Reading) -> Iterator[Found]:
    found = list(bylines(reading))
    is_shared = any(_is_of_the_house(byline) for byline in found)
    for byline in found:
        text = _AGENCY_WORD.sub("", byline.text)
        if not byline.says_by and _PHOTOGRAPHER.match(text):
            continue
        whole = find_agency(byline.text) or find_agency(text)
        strength = HINTED if (whole and is_shared) or _is_edited(text) else NAMED
        parts = [whole] if whole else [find_agency(part) for part in _SPLIT.split(text)]
        for agency in filter(None, parts):
            yield agency, byline.text, byline.place, strength
        helped = _WITH.search(text)
        if helped and not any(parts) and (agency_of := find_agency(helped["agency"])):
            yield agency_of, byline.text, byline.place, HINTED


def _is_of_the_house(byline: Byline) -> bool:
    """Tell whether a person signs without an agency."""
    if _PERSON.fullmatch(byline.text) is None:
        return False
    return not any(map(find_agency, _SPLIT.split(byline.text)))


def _is_edited(text: str) -> bool:
    """Tell whether somebody signs behind the agency: `Reuters, Ann Mill`, not `SDA/sep`."""
    parts = _SPLIT.split(text)
    behind = parts[1:] if find_agency(parts[0]) else []
    return any(len(part) > _INITIALS and not find_agency(part) for part in behind)


def _credited(reading: Reading) -> Iterator[Found]:
    for passage in reading.edges:
        may_credit = passage.place == "body:last" and not passage.is_heading
        if may_credit and (agency := _credit(passage)):
            yield agency, passage.text[:_MAX_CREDIT], passage.place, NAMED


def _credit(passage: Passage) -> str | None:
    text = passage.text
    for pattern, name in _LINES:
        if found := pattern.search(text):
            return name or find_agency(found["agency"])
    if _DPA_NUMBER.match(text):
        return "dpa"
    if len(text) > _MAX_CREDIT:
        return None
    if found := _IN_BRACKETS.match(text):
        return _first_agency(found["agency"])
    if found := _COPYRIGHT.match(text):
        return find_agency(found["agency"])
    return find_agency(text) if not passage.anchors else None


def _first_agency(text: str) -> str | None:
    return next((name for part in text.split("/") if (name := find_agency(part))), None)


MARKER = Marker(_ID, _VERSION, find_credits)
