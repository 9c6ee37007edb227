"""An `og:url` on another publisher's domain: weak, for moved domains leave it behind."""

from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.provenance.addresses import is_article_like
from pipeline.provenance.marker import WEAK, Marker
from pipeline.provenance.reading import Reading
from pipeline.urls import host_of_url

_ID, _VERSION = "cross_domain_og_url", 1


def find_addresses(reading: Reading) -> Iterator[Evidence]:
    """Yield the foreign articles that the page's Open Graph address names."""
    for url in reading.foreign(reading.contents("og:url")):
        if is_article_like(url):
            yield Evidence(_ID, _VERSION, url, url, host_of_url(url), "head:og:url", WEAK)


MARKER = Marker(_ID, _VERSION, find_addresses)
