"""Names of outlets as pages write them, and which of them are the page's own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.agencies import agency_of_domain
from pipeline.jsonld import text_of
from pipeline.provenance.addresses import is_article_like
from pipeline.provenance.reading import Reading
from pipeline.text import squeeze, words
from pipeline.urls import host_of_url, registrable_domain

_MAX_NAME = 80  # characters
_MIN_OWN_NAME, _MIN_TELLING_NAME = 4, 6  # characters
_TAIL = re.compile(
    r"\s*(?:。|(?<!\b[A-Z])\.(?=\s|$|[»”\"])|[,;|(（，–—:：]|\s-\s|\b(?:on|at)\b\s\d|\bunder\b"
    r"|\bund wurde\b|\band (?:is|was|were|appears?|\w+ed)\b|\bas part of\b"
    r"|\b(?:on|in) (?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d)"
    r"|\bsous\b|\bbajo\b|'de\b|’de\b|に掲載|授权).*$"
)
_ARTICLE_WORD = re.compile(r"^(?:the|der|die|das|le|la|les|el|il|o|a)\s+(?=[A-ZÀ-Þ])")
_STRIPPED = " :\"'“”„«»‘’*[]()（）《》「」/-–—·|»›>."
_COMPANY = re.compile(
    r"\b(?:ltd|limited|llc|inc|corp|gmbh|ag|co|kg|sa|srl|spa|plc|bv|nv|ab|as|oy|group|media|holding"
    r"|publishing|verlag|mediengruppe|com|online|digital)\b\.?"
)  # fmt: skip


def clean_outlet(name: str) -> str | None:
    """Return an outlet's name as a page wrote it, its ends trimmed; None for nothing useful."""
    text = squeeze(name).strip(_STRIPPED)
    trimmed = _ARTICLE_WORD.sub("", _TAIL.sub("", text).strip(_STRIPPED)) if text else ""
    return trimmed if 1 < len(trimmed) <= _MAX_NAME else None


_OUTLET = re.compile(
    r"\b(?:news\w*|times|post|herald|tribune|journal\w*|gazette|daily|telegraph|guardian|mail|express"
    r"|bbc|cnn|npr|observer|chronicle|magazin\w*|review|record|press\w*|diario|noticias|jornal|giornale"
    r"|gazzetta|gazet\w*|krant|dagblad\w*|tidning\w*|avis\w*|gazete\w*|haber\w*|sito|radio|tv)\b"
    r"|zeitung|blatt|kurier|bote\b|anzeiger|rundschau|газет|новост|известия|вести|новини|правда"
    r"|日报|日報|新闻|新聞|晚报|晨报|网$|網$|신문|일보|뉴스|صحيفة|جريدة|أخبار|समाचार"
    r"|\.(?:com|net|org|co|info|news|[a-z]{2})$",
    re.IGNORECASE,
)


def looks_like_outlet(name: str) -> bool:
    """Tell whether a name has a word, or an ending, that papers and stations have in theirs."""
    return _OUTLET.search(name) is not None


def name_or_host(name: str | None, urls: Iterable[str]) -> str | None:
    """Return `name`, else the host of the first address, else None."""
    return name or next((host_of_url(url) for url in urls), None)


def article_among(urls: Iterable[str]) -> str | None:
    """Return the last address that can be an article: a note names the outlet first."""
    return next((url for url in reversed(list(urls)) if is_article_like(url)), None)


def is_own_name(reading: Reading, name: str) -> bool:
    """Tell whether `name` is the page's own site or house.

    Own are the names that `og:site_name` and `application-name` give, the JSON-LD publisher that
    has no other site, and the domain's; companies' endings are left aside.
    """
    key = _key(name)
    if not key:
        return False
    own = {_key(site) for site in _own_names(reading)}
    label = _key(registrable_domain(reading.url).split(".")[0])
    whole = _key(registrable_domain(reading.url))
    begins = len(key) >= _MIN_OWN_NAME and whole.startswith(key)
    near = any(
        min(len(key), len(site)) >= _MIN_OWN_NAME and (key.startswith(site) or site.startswith(key))
        for site in own
        if site
    )
    spelt, domain = "".join(words(name)), registrable_domain(reading.url).split(".")[0]
    holds = len(domain) >= _MIN_TELLING_NAME and domain in spelt  # `Fox News Opinion`
    return key in own or key in {label, whole} or begins or near or holds


def is_agency_page(reading: Reading, agency: str) -> bool:
    """Tell whether the page is the agency's own, where its name is a signature."""
    found = agency_of_domain(registrable_domain(reading.url))
    return found == agency or is_own_name(reading, agency)


def _own_names(reading: Reading) -> Iterable[str]:
    yield from reading.contents("og:site_name", "application-name", "apple-mobile-web-app-title")
    for article in reading.articles:
        publisher = article.get("publisher")
        if isinstance(publisher, dict):
            url = reading.resolve(text_of(publisher.get("url")) or "/")
            if url and not reading.is_foreign(url):
                yield text_of(publisher.get("name"))


def _key(name: str) -> str:
    folded = " ".join(words(name))
    bare = _COMPANY.sub("", folded)
    return (bare.replace(" ", "") or folded.replace(" ", "")).removeprefix("the")
