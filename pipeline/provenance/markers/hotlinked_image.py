"""The story's pictures are loaded from another publisher's server: weak, for CDNs do the same."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipeline.model import Evidence
from pipeline.provenance.addresses import domain_of_href, is_social
from pipeline.provenance.marker import WEAK, Marker
from pipeline.provenance.outlets import is_own_name
from pipeline.provenance.reading import Picture, Reading, Scene
from pipeline.urls import host_of_url, normalise_url, registrable_domain

_ID, _VERSION = "hotlinked_image", 2
_SHARED_HOSTS = frozenset({
    "adnxs", "akamai", "akamaized", "alamy", "amazonaws", "arcpublishing", "assets",
    "azureedge", "b-cdn", "bilder", "blogspot", "brightcove", "cdn", "cdninstagram",
    "chartbeat", "cloudfront", "cloudinary", "dailymotion", "datawrapper",
    "digitaloceanspaces", "doubleclick", "dwcdn", "facebook", "fastly", "fbcdn", "files",
    "flickr", "flourish", "gettyimages", "ggpht", "giphy", "google", "googleapis",
    "googleusercontent", "gravatar", "gstatic", "image", "images", "img", "imgix", "imgur",
    "infogram", "jwplatform", "jwpsrv", "kxcdn", "media", "medium", "netdna-ssl",
    "outbrain", "pexels", "photobucket", "photos", "pics", "picture", "pixabay", "pixel",
    "quantserve", "resize", "resizer", "scorecardresearch", "shopify", "shutterstock",
    "spotify", "static", "staticflickr", "statics", "storage", "substackcdn", "taboola",
    "thumbor", "thumbs", "twimg", "twnmm", "unsplash", "uploads", "vgwort", "vimeocdn",
    "wikimedia", "windows", "wordpress", "wp", "ytimg",
})  # fmt: skip
_MAX_SHORT_NAME = 4
_WP_PROXY = re.compile(r"^https?://i\d\.wp\.com/(?P<rest>[\w.-]+\.[a-z]{2,}/.+)$", re.IGNORECASE)
_FURNITURE = re.compile(
    r"logo|icon|badge|avatar|author|journalist|sprite|banner|placeholder|blank|spacer",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|avif)(?:$|[?&!/:])", re.IGNORECASE)


def find_hotlinks(reading: Reading) -> Iterator[Evidence]:
    """Yield, for the one foreign publisher with most of the story's pictures, the first of them.

    Hosts that serve many sites (by their names), addresses that hold the page's own name, and
    domains from which the page also loads its scripts, styles or logo (a house's own servers) are
    left out. The head's picture counts where the story shows none.
    """
    shown = [p.sources[0] for p in reading.pictures if p.sources and _is_of_story(reading, p)]
    for sources, place in ((shown, "body:img"), (reading.contents("og:image"), "head:og:image")):
        urls = list(_foreign_pictures(reading, sources))
        if urls:
            domains = Counter(registrable_domain(url) for url in urls)
            domain = min(domains, key=lambda name: (-domains[name], name))
            first = next(url for url in urls if registrable_domain(url) == domain)
            yield Evidence(_ID, _VERSION, first, None, domain, place, WEAK)
            return


def _is_of_story(reading: Reading, picture: Picture) -> bool:
    """Tell whether a picture stands between the story's first and last passage, and is shown."""
    if (
        picture.is_pixel
        or picture.is_linked_elsewhere
        or picture.scene in (Scene.ASIDE, Scene.BYLINE)
    ):
        return False
    around = reading.passages[max(picture.position - 1, 0) : picture.position + 1]
    return any(passage.place != "page" for passage in around)


def _foreign_pictures(reading: Reading, sources: list[str]) -> Iterator[str]:
    found = list(filter(None, map(_unproxied, reading.foreign(sources))))
    servers = _own_servers(reading) if found else frozenset()
    for url in found:
        if reading.is_foreign(url) and not _is_house_server(reading, url, servers):
            yield url


def _unproxied(url: str) -> str:
    proxied = _WP_PROXY.match(url)
    return normalise_url(f"https://{proxied['rest']}") if proxied else url


def _own_servers(reading: Reading) -> frozenset[str]:
    """Return the domains from which the page's machinery and its furniture come."""
    hrefs = [href for _, href in reading.links]
    hrefs += [script.get("src") or "" for script in reading.scripts]
    for picture in reading.pictures:
        if picture.scene is Scene.ASIDE or picture.position == 0:
            hrefs += picture.sources
        else:
            hrefs += [source for source in picture.sources if _FURNITURE.search(source)]
    return frozenset(map(domain_of_href, hrefs))


def _is_house_server(reading: Reading, url: str, servers: frozenset[str]) -> bool:
    labels = host_of_url(url).replace("-", ".").split(".")
    own = registrable_domain(reading.url).split(".")[0].replace("-", "")
    return (
        any(label.rstrip("0123456789") in _SHARED_HOSTS for label in labels)
        or registrable_domain(url) in servers
        or own in url.replace("-", "")
        or is_social(url)
        or _is_short_for(registrable_domain(url).split(".")[0], own)
        or bool(_FURNITURE.search(url))
        or not _PICTURE.search(urlsplit(url).path)
        or is_own_name(reading, registrable_domain(url).split(".")[0])
    )


def _is_short_for(name: str, own: str) -> bool:
    """Tell whether a very short name has its letters, in order, from the page's own: `ds`."""
    letters = iter(own)
    return len(name) <= _MAX_SHORT_NAME and all(letter in letters for letter in name)


MARKER = Marker(_ID, _VERSION, find_hotlinks)
