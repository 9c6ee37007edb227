"""When an article was published and changed: every claim of the page, and who of them is believed.

Claims are read from the most explicit place to the least. The adjudicator then looks for what is
wrong with the first: a publication later than its capture, than its own modification, or than the
day in the address; a first of January or a midnight that stand for 'unknown' where another claim
knows more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import lxml.html
from htmldate import find_date

from pipeline.extract.bylines import lines_near_headline
from pipeline.extract.dates import (
    DateClaim,
    read_timestamp,
    read_url_date,
    read_written_date,
)
from pipeline.extract.reading import Reading
from pipeline.jsonld import Node, text_of

_PUBLISHED_META = (
    "article:published_time", "article:published:time", "og:article:published_time",
    "og:published_time", "datepublished",
    "date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued",
    "dc.date.created", "publishdate", "publish-date", "publish_date", "pubdate", "published",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published",
    "date.created", "published_at", "published-date", "publication_date", "displaydate",
    "article.created", "citation_publication_date", "last-published", "originalpublicationdate",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified",
    "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "article.updated",
    "modified", "updated_time", "revision_date",
)  # fmt: skip
_UPDATED = re.compile(
    r"updat|modif|aktualisier|mis à jour|actualiza|aggiorna|bijgewerkt|stand:|geändert|обновл", re.I
)
_LABEL = re.compile(
    r"(?:^|[-_ ])(?:(?:entry-?|post-?|article-?|publi\w*-?)?dates?|published|posted-?on|pub-?date"
    r"|datum|fecha|data-?pub\w*|timestamp|time-?stamp|publish\w*|meta-?date|byline)(?:$|[-_ ]|--)",
    re.I,
)
_SPOKEN = re.compile(
    r"(?:veröffentlicht|erschienen|erstellt|published|posted|publié|publicado|pubblicato|gepubliceerd"
    r"|opublikowano|опубликовано|опубліковано|yayın\w*|تاريخ النشر|prosinca|datum|date|fecha|data)"
    r"(?:\s+(?:am|on|le|el|il|op|in|em))?\s*:?\s",
    re.I,
)
_ELSEWHERE = re.compile(
    r"comment|sidebar|related|teaser|(?<!elementor-)widget|popular|recent|recommend|carousel|slider",
    re.I,
)
_ASIDE = {"aside", "nav", "footer"}
_MAX_LINE = 160
_DAY = timedelta(days=1)

_Placed = tuple[str, DateClaim]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The moment that is believed and its place; `rejected` says which claims were not, and why."""

    at: datetime | None
    place: str
    rejected: str = ""


def find_modified(reading: Reading) -> Verdict:
    """Return when the page says that its article was changed last."""
    claims, rejected = _possible(_read(_modified_claims(reading)), reading.page.captured_at)
    for place, claim in claims:
        return Verdict(claim.at, _described(place, claim), "; ".join(rejected))
    return Verdict(None, "", "; ".join(rejected))


def find_published(reading: Reading, modified_at: datetime | None) -> Verdict:
    """Return when the article was published first, by the claim that nothing speaks against."""
    captured_at, url = reading.page.captured_at, read_url_date(reading.page.url)
    claims, rejected = _possible(_read(_stated_claims(reading)), captured_at)
    for further in (_shown_claims, _url_claims, _guessed_claims):
        if not claims:
            claims, impossible = _possible(_read(further(reading)), captured_at)
            rejected += impossible
    while len(claims) > 1 or (claims and url):
        place, claim = claims[0]
        others = [other for _, other in claims[1:]] + ([url] if url else [])
        if not (why := _suspicion(claim, others, url, modified_at)):
            break
        rejected.append(f"{place} {claim.at.isoformat()} ({why})")
        claims = claims[1:] or ([("url", url)] if url else [])
        if claims and claims[0][0] == "url":
            break
    if not claims:
        return Verdict(None, "", "; ".join(rejected))
    place, claim = claims[0]
    return Verdict(claim.at, _described(place, claim), "; ".join(rejected))


def _possible(
    claims: Iterable[_Placed], captured_at: datetime | None
) -> tuple[list[_Placed], list[str]]:
    """Return the claims that the page could make when it was captured, and what is said of others.

    Two days are left for what was read without a zone, and for tomorrow's paper on sale tonight.
    """
    possible: list[_Placed] = []
    rejected: list[str] = []
    for place, claim in claims:
        if captured_at is not None and claim.at > captured_at + 2 * _DAY:
            rejected.append(f"{place} {claim.at.isoformat()} (later than the capture)")
        else:
            possible.append((place, claim))
    return possible, rejected


def _suspicion(
    claim: DateClaim, others: Sequence[DateClaim], url: DateClaim | None, modified: datetime | None
) -> str:
    """Return what speaks against `claim`, or an empty text; `others` are further ones."""
    if url is not None and claim.at - url.at > 2 * _DAY:
        return "later than the day in the address"
    if (
        modified is not None
        and claim.at - modified > _DAY
        and any(o.at <= modified for o in others)
    ):
        return "later than its modification"
    if _is_new_year(claim) and any(not _is_same_day(o, claim) for o in others):
        return "first of January"
    if _is_midnight(claim) and any(
        _is_same_day(o, claim) and not _is_midnight(o) and not o.note for o in others
    ):
        return "midnight, and another claim knows the hour"
    return ""


def _is_midnight(claim: DateClaim) -> bool:
    return (
        claim.note == "date only" or (claim.at.hour, claim.at.minute, claim.at.second) == (0,) * 3
    )


def _is_new_year(claim: DateClaim) -> bool:
    return (claim.at.month, claim.at.day) == (1, 1) and _is_midnight(claim)


def _is_same_day(one: DateClaim, other: DateClaim) -> bool:
    return abs(one.at - other.at) < _DAY and one.at.date() == other.at.date()


def _described(place: str, claim: DateClaim) -> str:
    return f"{place} ({claim.note})" if claim.note else place


def _read(claims: Iterable[tuple[str, DateClaim | None]]) -> Iterator[_Placed]:
    return ((place, claim) for place, claim in claims if claim is not None)


def _stated_claims(reading: Reading) -> Iterator[tuple[str, DateClaim | None]]:
    """Yield what the page says for machines."""
    for key in ("datePublished", "dateCreated"):
        yield from _json_ld_claims(reading.articles, key)
    yield from _microdata_claims(reading.page.dom, "datePublished")
    yield from _meta_claims(reading.metas, _PUBLISHED_META)
    yield from _json_ld_claims(reading.web_pages, "datePublished")
    yield from _time_claims(reading.page.dom)


def _shown_claims(reading: Reading) -> Iterator[tuple[str, DateClaim | None]]:
    """Yield what readers see: near the headline, in elements called a date, behind such a word."""
    near = [block.text for block in lines_near_headline(reading.blocks)]
    yield from _line_claims("visible", near)
    yield from _line_claims("visible", _labelled(reading.page.dom))
    spoken = (b.text for b in reading.blocks if len(b.text) <= _MAX_LINE and _SPOKEN.search(b.text))
    yield from _line_claims("visible", spoken)


def _line_claims(place: str, texts: Iterable[str]) -> Iterator[tuple[str, DateClaim | None]]:
    for text in texts:
        if len(text) <= _MAX_LINE:
            for line in text.splitlines():
                if not _UPDATED.match(line):
                    yield place, read_written_date(line)


def _labelled(dom: lxml.html.HtmlElement) -> Iterator[str]:
    for element in dom.xpath("//body//*[@class]"):
        if _LABEL.search(element.get("class") or "") and not _is_beside(element):
            text = " ".join(element.text_content().split())
            if 0 < len(text) <= _MAX_LINE:
                yield text


def _url_claims(reading: Reading) -> Iterator[tuple[str, DateClaim | None]]:
    yield "url", read_url_date(reading.page.url)


def _guessed_claims(reading: Reading) -> Iterator[tuple[str, DateClaim | None]]:
    """Yield what htmldate finds where nothing else does."""
    found = find_date(
        copy(reading.page.dom), extensive_search=False, original_date=True, url=reading.page.url
    )
    claim = read_timestamp(found or "")
    yield "htmldate", claim if claim and not _is_new_year(claim) else None


def _modified_claims(reading: Reading) -> Iterator[tuple[str, DateClaim | None]]:
    yield from _json_ld_claims(reading.articles, "dateModified")
    yield from _microdata_claims(reading.page.dom, "dateModified")
    yield from _meta_claims(reading.metas, _MODIFIED_META)


def _json_ld_claims(articles: Sequence[Node], key: str) -> Iterator[tuple[str, DateClaim | None]]:
    for article in articles:
        if value := text_of(article.get(key)):
            yield f"json-ld:{key}", read_timestamp(value)


def _microdata_claims(
    dom: lxml.html.HtmlElement, prop: str
) -> Iterator[tuple[str, DateClaim | None]]:
    for element in dom.xpath("//*[contains(@itemprop, $prop)]", prop=prop):
        value = element.get("content") or element.get("datetime") or element.text_content()
        yield f"microdata:{prop}", read_timestamp(value[:100])


def _meta_claims(
    metas: dict[str, list[str]], names: Iterable[str]
) -> Iterator[tuple[str, DateClaim | None]]:
    for name in names:
        for value in metas.get(name, ()):
            yield f"meta:{name}", read_timestamp(value)


def _time_claims(dom: lxml.html.HtmlElement) -> Iterator[tuple[str, DateClaim | None]]:
    """Yield the `<time>`s of the article: those marked as its date, then the first one in it."""
    times = [time for time in dom.iter("time") if not _is_beside(time)]
    marked = [time for time in times if time.get("pubdate") is not None]
    inside = [time for time in times if time.xpath("boolean(ancestor::article|ancestor::main)")]
    for time in [*marked, *inside, *(times if len(times) == 1 else [])]:
        if not _UPDATED.search(time.getparent().text_content()[:80]):
            yield "time", read_timestamp((time.get("datetime") or time.text_content())[:100])


def _is_beside(element: lxml.html.HtmlElement) -> bool:
    return any(
        ancestor.tag in _ASIDE or _ELSEWHERE.search(ancestor.get("class") or "")
        for ancestor in (element, *islice(element.iterancestors(), 6))
        if ancestor.tag != "body"
    )
