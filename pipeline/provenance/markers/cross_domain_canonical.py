"""A canonical address on another publisher's domain: evidence of copying, never identity."""

from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.provenance.addresses import is_article_like
from pipeline.provenance.marker import DECLARED, Marker
from pipeline.provenance.reading import Reading
from pipeline.urls import host_of_url

_ID, _VERSION = "cross_domain_canonical", 2


def find_canonicals(reading: Reading) -> Iterator[Evidence]:
    """Yield the foreign articles in `<link rel=canonical>`; a foreign front page is a mistake."""
    hrefs = [href for rel, href in reading.links if "canonical" in rel]
    for url in reading.foreign(hrefs):
        if is_article_like(url):
            yield Evidence(_ID, _VERSION, url, url, host_of_url(url), "head:link", DECLARED)


MARKER = Marker(_ID, _VERSION, find_canonicals)
