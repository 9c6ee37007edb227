"""A news agency's dateline before the first sentence (`LONDON (Reuters) - ...`), or signature."""

import re
from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance.marker import NAMED, Marker, is_own_name, passages
from pipeline.text import words
from pipeline.urls import registrable_domain

_ID, _VERSION = "wire_dateline", 1
_PARAGRAPHS_LOOKED_AT = 12
_MIN_WORDS_BEHIND = 6

_AGENCIES = {
    "ap": "AP", "the associated press": "AP", "associated press": "AP", "reuters": "Reuters",
    "thomson reuters": "Reuters", "afp": "AFP", "agence france-presse": "AFP", "dpa": "dpa",
    "pa": "PA", "pa media": "PA", "press association": "PA", "efe": "EFE", "ansa": "ANSA",
    "xinhua": "Xinhua", "ap photo": "AP", "upi": "UPI", "tass": "TASS", "apa": "APA",
    "sda": "SDA", "keystone-sda": "SDA", "europa press": "Europa Press", "lusa": "Lusa",
    "belga": "Belga", "kyodo": "Kyodo", "yonhap": "Yonhap", "anadolu": "Anadolu", "aa": "Anadolu",
    "adnkronos": "Adnkronos", "bloomberg": "Bloomberg", "ians": "IANS", "pti": "PTI", "ani": "ANI",
    "bernama": "Bernama", "interfax": "Interfax", "ria novosti": "RIA Novosti", "тасс": "TASS",
    "риа новости": "RIA Novosti", "интерфакс": "Interfax", "pap": "PAP", "ctk": "ČTK", "čtk": "ČTK",
    "the canadian press": "The Canadian Press", "canadian press": "The Canadian Press",
    "australian associated press": "AAP", "aap": "AAP",
}  # fmt: skip
# Their own sites: the dateline there is a signature.
_OWN_SITES = {
    "AP": {"apnews.com", "ap.org"}, "Reuters": {"reuters.com"}, "AFP": {"afp.com"},
    "dpa": {"dpa.com", "dpa-international.com"}, "PA": {"pa.media"}, "EFE": {"efe.com"},
    "ANSA": {"ansa.it"}, "Xinhua": {"xinhuanet.com", "news.cn"}, "TASS": {"tass.com", "tass.ru"},
    "Anadolu": {"aa.com.tr"}, "ČTK": {"ctk.cz", "ceskenoviny.cz"},
}  # fmt: skip

_DASH = r"(?P<dash>\s*\.?\s*[-–—―]{1,2}\s*|\.\s*-\s*|\s*:\s+)"
_UPPER = r"[A-ZÀ-ÖØ-ÞŁŚŻĄĆĘŃА-ЯЁ]"
_JOINERS = "de|del|la|el|am|an|der|den|do|da|di|du|et|and|und|y"
_PLACE = rf"{_UPPER}[\w'’./-]*(?:[ ,]+(?:{_UPPER}[\w'’./-]*|{_JOINERS})){{0,6}}"
_DAY = r"(?:,?\s+\w{3,10}\.?\s+\d{1,2}\.?|,?\s+\d{1,2}\.?\s+(?:de\s+)?\w{3,10}\.?)?"
_NAME = r"(?P<agency>\w[\w .&'’-]{1,40}?)(?:/[\w-]{2,20})?(?:\s*,\s*[\w .]{2,30})?"
_DATELINE = re.compile(rf"^(?P<place>{_PLACE}){_DAY},?\s*\({_NAME}\){_DASH}(?P<rest>\S.*)$", re.S)
_AGENCY_FIRST = re.compile(rf"^\({_NAME}\){_DASH}(?P<rest>\S.*)$", re.S)
_DPA_SIGNATURE = re.compile(r"^(?:©\s*)?dpa-infocom,\s*dpa:\d{6}-[\d-]+/\d+")
_NO_AGENCY = re.compile(
    r"\d|\b(?:photo|foto|file|archiv|image|getty|left|right|links|rechts)\b", re.I
)


def find_datelines(page: Page) -> Iterator[Evidence]:
    """Yield the dateline of the article, else its agency's signature; at most one.

    It stands at the beginning of a paragraph near the top that goes on with a sentence. An agency
    in brackets behind a place is taken at its word; a name in brackets alone must be a known one.
    """
    for passage in passages(page)[:_PARAGRAPHS_LOOKED_AT]:
        agency, shown = _read(passage.text)
        if agency and not _is_own_page(page, agency):
            yield Evidence(_ID, _VERSION, shown, None, agency, passage.place, NAMED)
            return
    yield from _signatures(page)


def _signatures(page: Page) -> Iterator[Evidence]:
    """Yield the line with its own story number that dpa puts at a story's end."""
    for passage in passages(page):
        if found := _DPA_SIGNATURE.match(passage.text):
            if not _is_own_page(page, "dpa"):
                yield Evidence(_ID, _VERSION, found[0], None, "dpa", passage.place, NAMED)
            return


def _read(text: str) -> tuple[str, str]:
    """Return the agency that a paragraph's dateline names and the dateline, or two empty texts."""
    found, place_found = _DATELINE.match(text), True
    if not found:
        found, place_found = _AGENCY_FIRST.match(text), False
    if not found or len(words(found["rest"])) < _MIN_WORDS_BEHIND:
        return "", ""
    name = " ".join(found["agency"].split())
    known = _AGENCIES.get(name.casefold())
    if known is None and (not place_found or not _may_be_agency(found)):
        return "", ""
    return known or name, text[: found.start("rest")].strip()


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


def _is_own_page(page: Page, agency: str) -> bool:
    return registrable_domain(page.url) in _OWN_SITES.get(agency, set()) or is_own_name(
        page, agency
    )


MARKER = Marker(_ID, _VERSION, find_datelines)
