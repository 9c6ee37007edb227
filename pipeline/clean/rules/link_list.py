"""Headlines in a list behind a label such as 'Related articles', and lines between arrows."""

import re
from collections.abc import Iterator, Sequence

from pipeline.clean.rule import Rule, Span, is_prose, is_short, labelled
from pipeline.clean.rules.read_more import is_bare_lead
from pipeline.model import Mark

_MAX_WORDS = 18
_MIN_LINKS, _MAX_LINKS = 2, 8
_LINE = re.compile(r"[^\n]+")
_ARROWS = re.compile(r"^\s*(?:>>+|»+|→+|▶+)\s*\S.{0,120}?\s*(?:<<+|«+|←+|◀+)\s*$")


def find_link_list(text: str) -> Iterator[Span]:
    """Yield the lines of a list of links.

    A single headline behind a label is left alone: it may be the story's next subheading.
    """
    lines = list(_LINE.finditer(text))
    for place, line in enumerate(lines):
        if _ARROWS.match(line[0]):
            yield line.span()
        if is_bare_lead(line[0]):
            yield from _links(lines[place + 1 : place + 2 + _MAX_LINKS])


def _links(lines: list[re.Match[str]]) -> list[Span]:
    spans = []
    for line in lines:
        if is_prose(line[0]) or not is_short(line[0], _MAX_WORDS):
            break
        spans.append(line.span())
    return spans if _MIN_LINKS <= len(spans) <= _MAX_LINKS else []


_MAX_MARKED_WORDS = 45
_LABELS = r"""
    related|related-(?:links?|articles?|content|posts?|stories|news|box|topics?)|relatedcontent
    |read-?(?:more|also|next|on)|see-also|more-(?:stories|articles|news|links|on|from|like-this)
    |further-reading|recommend(?:ed|ations?)|recommended-(?:articles?|stories|links)|most-read
    |mostread|most-popular|popular-posts?|trending|you-may-(?:also-)?like|teaser-(?:list|box)
    |also-read|lire-aussi|a-lire|lesen-sie-auch|mehr-zum-thema|weiterlesen|verwandte|relacionad[ao]s
    |leia-(?:mais|tambem)|lea-tambien|leggi-anche|correlati|lees-ook|zobacz-takze|czytaj-takze
    |outbrain|taboola|article-card|article-card-(?:headline|link)|link-?list|link-?box|linkliste
    |promo|promo-(?:box|link|text)|in-article-(?:promo|link|teaser)|inline-(?:related|promo|teaser)
    |topics?-list|tag-?list|tags-?links|entry-tags|post-tags|article-tags|tags"""
_find_labelled = labelled(_LABELS, _MAX_MARKED_WORDS)
_LINK_LINE, _LINK_LIST, _LABELLED_LINK = 0.9, 0.55, 0.4  # shares of characters in links
_CELLS = {"tr", "td", "th", "dd"}
_MIN_LETTERS = 12
_LABEL_END = re.compile(r"\s*(?:[:|»›>→➔▶]|[-–—]\s)\s*")
_STOPS = (".", "!", "…", "。", "؟", "।", ":", ";", ",")


def find_marked_links(text: str, marks: Sequence[Mark]) -> Iterator[Span]:
    """Yield paragraphs that are links, alone or behind a label, and lists of them."""
    yield from _find_labelled(text, marks)
    for mark in marks:
        if _is_linked_line(text[mark.start : mark.end], mark):
            yield mark.start, mark.end


def _is_linked_line(line: str, mark: Mark) -> bool:
    """Tell whether `line` is nothing but a link to somewhere, by its markup."""
    if not is_short(line, _MAX_WORDS * 2) or line.endswith(_STOPS) or len(line) < _MIN_LETTERS:
        return False
    if line.startswith("http") or _CELLS.intersection(mark.tags):
        return False
    if mark.link_share >= _LINK_LINE or mark.list_link_share >= _LINK_LIST:
        return not is_prose(line)
    return mark.link_share >= _LABELLED_LINK and _is_behind_label(line, mark.link_share)


def _is_behind_label(line: str, link_share: float) -> bool:
    """Tell whether what is no link in `line` is a label before it: 'MORE NEWS | Headline'."""
    found = _LABEL_END.search(line)
    unlinked = (1 - link_share) * len(line)
    return found is not None and abs(found.end() - unlinked) <= 4


RULE = Rule("link_list", 1, find_link_list, find_marked=find_marked_links)
