"""Addresses as pages write them: made absolute, taken out of redirectors and caches."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qs, parse_qsl, unquote, urljoin, urlsplit

from pipeline.errors import Terminal
from pipeline.urls import host_of_url, normalise_url, registrable_domain

_MAX_WRAPPERS = 4  # a redirector behind a redirector is real, a longer chain is an attack

_TARGETS = (
    "url", "u", "q", "to", "target", "dest", "destination", "redirect", "redirect_url", "redir",
    "goto", "link", "href", "out", "murl", "z", "ru", "ued", "go",
)  # fmt: skip
_REDIRECTORS = frozenset({
    "google.com/url", "www.google.com/url", "l.facebook.com/l.php", "lm.facebook.com/l.php",
    "l.instagram.com/", "t.umblr.com/redirect", "vk.com/away.php", "www.youtube.com/redirect",
    "out.reddit.com/", "href.li/", "go.redirectingat.com/", "go.skimresources.com/",
    "redirect.viglink.com/", "click.linksynergy.com/deeplink", "www.linkedin.com/safety/go",
    "translate.google.com/translate", "steamcommunity.com/linkfilter/", "exit.sc/",
    "slack-redir.net/link", "news.google.com/url", "www.bing.com/news/apiclick.aspx",
})  # fmt: skip
_REDIRECT_PATH = re.compile(
    r"(?:^|/)(?:out|go|goto|redirect|redir|away|exit|click|leave|leaving|external|extern|jump"
    r"|outbound|link|url)(?:\.\w{2,4})?/?$",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(r"^/(?:[a-z]/)?(?P<tls>s/)?(?P<rest>[\w-]+\.[^/]+/.*)$")
_AMP_VIEWER = re.compile(r"^/amp/(?P<tls>s/)?(?P<rest>[\w-]+\.[^/]+/.*)$")
_WEB_ARCHIVE = re.compile(r"^/web/\d{4,14}(?:[a-z]{2}_)?/(?P<url>https?:/?/?.+)$")
_GOOGLE_NEWS = re.compile(r"^/(?:rss/|__i/rss/rd/)?articles/(?P<code>CBM[\w-]{20,})")
_URL_IN_BYTES = re.compile(rb"https?://[\x21-\x7e]{8,}")


def read_address(href: str, base: str) -> str | None:
    """Return the normalised absolute address that `href` means, unwrapped; None for none."""
    try:
        return unwrap(normalise_url(urljoin(base, href.strip())))
    except (Terminal, ValueError):
        return None


@lru_cache(maxsize=4096)
def unwrap(url: str) -> str:
    """Return the address that the normalised `url` leads to, as far as it says so itself.

    Undone are AMP caches, `?url=` redirectors, archived copies and the older Google News form.
    Shorteners keep their secret: finding out needs a request.
    """
    for _ in range(_MAX_WRAPPERS):
        inner = next((found for form in _FORMS if (found := form(url))), None)
        if inner is None:
            break
        try:
            url = normalise_url(inner)
        except (Terminal, ValueError):
            break
    return url


def _amp(url: str) -> str | None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host.endswith("cdn.ampproject.org"):
        found = _AMP_CACHE.match(parts.path)
    elif host in {"www.google.com", "google.com", "amp.google.com"}:
        found = _AMP_VIEWER.match(parts.path)
    else:
        return None
    query = f"?{parts.query}" if parts.query and "usqp=" not in parts.query else ""
    return f"http{'s' if found['tls'] else ''}://{found['rest']}{query}" if found else None


def _redirector(url: str) -> str | None:
    parts = urlsplit(url)
    if not parts.query:
        return None
    known = f"{parts.hostname}{parts.path}".lower() in _REDIRECTORS
    safe_link = (parts.hostname or "").endswith("safelinks.protection.outlook.com")
    if not (known or safe_link or _REDIRECT_PATH.search(parts.path)):
        return None
    given = {name.lower(): value for name, value in parse_qsl(parts.query)}
    values = (given[name] for name in _TARGETS if name in given)
    return next((_absolute(v) for v in values if _absolute(v)), None)


def _absolute(value: str) -> str | None:
    text = unquote(value) if value.lower().startswith(("http%3a", "https%3a")) else value
    return text if text.lower().startswith(("http://", "https://")) else None


def _archived(url: str) -> str | None:
    parts = urlsplit(url)
    if parts.hostname not in {"web.archive.org", "webcache.googleusercontent.com"}:
        return None
    if found := _WEB_ARCHIVE.match(parts.path):
        rest = re.sub(r"^(https?):/{0,2}", r"\1://", found["url"])
        return f"{rest}?{parts.query}" if parts.query else rest
    cached = parse_qs(parts.query).get("q", [""])[0]
    found_in_cache = re.match(r"cache:(?:[\w-]{12}:)?(\S+)", cached)
    if not found_in_cache:
        return None
    target = found_in_cache[1]
    return target if "://" in target else f"https://{target}"


def _google_news(url: str) -> str | None:
    """Undo the older form, where the address stands in Base64; the newer one holds a key only."""
    parts = urlsplit(url)
    found = _GOOGLE_NEWS.match(parts.path) if parts.hostname == "news.google.com" else None
    if not found:
        return None
    try:
        raw = base64.urlsafe_b64decode(found["code"] + "=" * (-len(found["code"]) % 4))
    except (binascii.Error, ValueError):
        return None
    inner = _URL_IN_BYTES.search(raw)
    return inner[0].decode("ascii") if inner else None


_FORMS: tuple[Callable[[str], str | None], ...] = (_amp, _redirector, _archived, _google_news)


def is_same_house(a: str, b: str) -> bool:
    """Tell whether two addresses are one publisher's: one domain, or one name under two endings.

    `paper.example` and `paper.test` are one house, `paper-group.example` is another.
    """
    one, other = registrable_domain(a), registrable_domain(b)
    return bool(one) and (one == other or _brand(one) == _brand(other))


def _brand(domain: str) -> str:
    return domain.split(".")[0].replace("-", "")


SOCIAL = frozenset({
    "facebook.com", "fb.com", "twitter.com", "x.com", "instagram.com", "youtube.com", "youtu.be",
    "linkedin.com", "pinterest.com", "tiktok.com", "reddit.com", "t.me", "telegram.me", "wa.me",
    "whatsapp.com", "threads.net", "bsky.app", "vk.com", "ok.ru", "tumblr.com", "flipboard.com",
    "weibo.com", "weixin.qq.com", "apple.com", "spotify.com", "google.com", "github.com",
    "wikipedia.org", "wikimedia.org", "patreon.com", "truthsocial.com",
})  # fmt: skip
"""Where people post, search and look things up: an address there is nobody's original article."""

SHORTENERS = frozenset({
    "t.co", "bit.ly", "tinyurl.com", "goo.gl", "ow.ly", "buff.ly", "dlvr.it", "ift.tt", "is.gd",
    "lnkd.in", "reut.rs", "apne.ws", "bbc.in", "cnn.it", "nyti.ms", "wapo.st", "trib.al",
})  # fmt: skip

_REFERENCE = re.compile(
    r"^https?://(?:(?:dx\.)?doi\.org|arxiv\.org|pubmed\.|[^/]*\.(?:gov|mil)(?:\.\w\w)?/"
    r"|[^/]*(?:nature|science|sciencedirect|springer|wiley|tandfonline|cell|thelancet|plos|bmj"
    r"|jamanetwork|nejm|oup|mdpi|frontiersin)\.(?:com|org)/|[^/]*statista\.com/"
    r"|[^/]*\bchange\.org/)"
    r"|\.(?:pdf|xlsx?|csv|docx?|zip)(?:$|\?)",
    re.IGNORECASE,
)


_HOST = re.compile(r"^\s*(?:https?:)?//(?:[^/?#]*@)?([^/?#:]+)", re.IGNORECASE)


def domain_of_href(href: str) -> str:
    """Return the registrable domain that an address names as it is written; empty if relative."""
    found = _HOST.match(href)
    return registrable_domain(f"https://{found[1].lower()}/") if found else ""


def is_social(url: str) -> bool:
    """Tell whether `url` lies where people post and not where papers publish."""
    return registrable_domain(url) in SOCIAL or host_of_url(url) in SOCIAL


def is_reference(url: str) -> bool:
    """Tell whether `url` is what articles cite (a study, a law, a file) and not what they copy."""
    return bool(_REFERENCE.search(url))


def is_article_like(url: str) -> bool:
    """Tell whether `url` can be an article: more than a front page, no social site, no study."""
    parts = urlsplit(url)
    has_place = bool(parts.path.strip("/")) or bool(parts.query)
    return has_place and not is_social(url) and not is_reference(url)
