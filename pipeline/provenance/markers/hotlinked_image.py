"""The article's pictures are loaded from another publisher's server: weak, for CDNs do the same."""

from collections import Counter
from collections.abc import Iterator

from pipeline.model import Evidence
from pipeline.page import Page
from pipeline.provenance.marker import WEAK, Marker, foreign_links
from pipeline.urls import host_of_url, registrable_domain

_ID, _VERSION = "hotlinked_image", 1
_SHARED_HOSTS = (
    "cdn", "cloudfront", "akamai", "imgix", "cloudinary", "gravatar", "wp", "googleusercontent",
    "ggpht", "twimg", "fbcdn", "amazonaws", "doubleclick", "scorecardresearch", "facebook",
    "google", "ytimg", "gstatic", "fastly", "blogspot", "wordpress", "shopify", "azureedge",
    "vgwort", "dwcdn", "chartbeat", "quantserve",
    "static", "assets", "pixel", "adnxs", "media", "images", "img",
)  # fmt: skip


def find_hotlinks(page: Page) -> Iterator[Evidence]:
    """Yield, for the one foreign publisher with most of the article's pictures, the first of them.

    Hosts that serve many sites (by their names) and addresses that hold the page's own name (a
    house's picture server) are left out.
    """
    sources = page.dom.xpath("(//article|//main)//img/@src") or page.dom.xpath(
        "//body//p//img/@src"
    )
    own = registrable_domain(page.url).split(".")[0]
    urls = [url for url in foreign_links(page, sources) if not _is_shared(url) and own not in url]
    domains = Counter(registrable_domain(url) for url in urls)
    if not domains:
        return
    domain = min(domains, key=lambda name: (-domains[name], name))
    first = next(url for url in urls if registrable_domain(url) == domain)
    yield Evidence(_ID, _VERSION, first, None, domain, "body:img", WEAK)


def _is_shared(url: str) -> bool:
    labels = host_of_url(url).replace("-", ".").split(".")
    return any(label.rstrip("0123456789") in _SHARED_HOSTS for label in labels)


MARKER = Marker(_ID, _VERSION, find_hotlinks)
