"""File names of the story's pictures in which another publisher's system shows."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.model import Evidence
from pipeline.provenance.marker import WEAK, Marker
from pipeline.provenance.outlets import is_agency_page, is_own_name
from pipeline.provenance.reading import Reading, Scene

_ID, _VERSION = "image_file_name", 1

# Names that one outlet's system alone gives. Those of agencies (`AP2401...jpg`) are left out: their
# pictures stand beside everybody's texts.
_SYSTEMS = (
    ("Daily Mail", re.compile(
        r"^\d{8}-\d{7,8}-[\w-]+-a-\d+_\d{13}\.\w+$|^\d{8}-0-image-[\w-]*a-\d+_\d{13}\.\w"
        r"+$")),
    ("Express", re.compile(r"^[a-z0-9-]+-\d{7}\.jpe?g\?r=\d{13}$")),
)  # fmt: skip
_DOMAIN = re.compile(
    r"^(?:https?-)?www\.(?P<domain>[a-z0-9-]+\.(?:[a-z]{2,}\.)?[a-z]{2,})[-_/]", re.IGNORECASE
)


def find_names(reading: Reading) -> Iterator[Evidence]:
    """Yield for each other house the first file name that shows it, in the story's pictures."""
    given: set[str] = set()
    for source in _sources(reading):
        found = _house(source)
        if found and found not in given and not _is_own(reading, found):
            given.add(found)
            yield Evidence(_ID, _VERSION, _file_name(source), None, found, "body:img", WEAK)


def _sources(reading: Reading) -> Iterator[str]:
    yield from reading.contents("og:image")
    for picture in reading.pictures:
        around = reading.passages[max(picture.position - 1, 0) : picture.position + 1]
        if picture.scene is not Scene.ASIDE and any(p.place != "page" for p in around):
            yield from picture.sources[:1]


def _file_name(source: str) -> str:
    parts = urlsplit(source)
    name = parts.path.rsplit("/", 1)[-1]
    return f"{name}?{parts.query}" if parts.query else name


def _house(source: str) -> str | None:
    try:
        name = _file_name(source)
    except ValueError:
        return None
    found = next((house for house, pattern in _SYSTEMS if pattern.match(name)), None)
    domain = _DOMAIN.match(name)
    return found or (domain["domain"].lower() if domain else None)


def _is_own(reading: Reading, house: str) -> bool:
    return is_agency_page(reading, house) or is_own_name(reading, house.split(".")[0])


MARKER = Marker(_ID, _VERSION, find_names)
