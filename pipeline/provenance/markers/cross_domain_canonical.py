"""A canonical address on another publisher's domain: evidence of copying, never identity."""

from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance.marker import DECLARED, WEAK, Marker, foreign_links
from pipeline.urls import host_of_url

_ID, _VERSION = "cross_domain_canonical", 1


def find_canonicals(page: Page) -> Iterator[Evidence]:
    """Yield the foreign addresses in `<link rel=canonical>` and, much weaker, in `og:url`.

    Open Graph addresses are often wrong by a moved domain, canonicals seldom.
    """
    link = page.dom.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href")
    graph = page.dom.xpath("//meta[@property='og:url']/@content")
    for hrefs, place, strength in ((link, "head:link", DECLARED), (graph, "head:og:url", WEAK)):
        for url in foreign_links(page, [href for href in hrefs if href.strip()]):
            yield Evidence(_ID, _VERSION, url, url, host_of_url(url), place, strength)


MARKER = Marker(_ID, _VERSION, find_canonicals)
