"""Parts of the page around an article, by their markup: breadcrumbs, side columns, hidden notes."""

import re

from pipeline.clean.rule import Rule, is_short, marked_that
from pipeline.model import Mark

_MAX_WORDS = 60
_MAX_HIDDEN_WORDS = 25
_MAX_KICKER_WORDS = 12
_TAGS = {"nav", "form", "footer", "dialog", "menu"}
_PART = re.compile(
    r"(?<![a-z0-9])(?:breadcrumbs?|side-?bar|right-(?:wrap|bx|column|rail|col)|left-rail|navigation"
    r"|contentinfo|complementary|search-form|nav-?bar|menu|top-(?:nav|bar)|site-(?:header|footer)"
    r"|page-footer|masthead|toast|toast-popup|pop-?up|modal|overlay|tooltip|tooltip-box|notice-text"
    r"|article-notice|site-notice)(?![a-z0-9])"
)
_HIDDEN = re.compile(
    r"(?:u-|is-)?(?:hidden|display-none|d-none|visually-hidden|sr-only|screen-reader-text|hide|none)"
)
_SHOWN = re.compile(
    r"(?:d-)?(?:xs|sm|md|lg|xl|2xl|desktop|tablet|print)-(?:block|flex|grid|inline.*)"
)
_POLL = re.compile(
    r"(?<![a-z0-9])(?:polls?|quiz|survey|umfrage|sondage|encuesta|sondaggio|enquete|ankieta)"
    r"(?![a-z0-9])"
)


def is_page_part(paragraph: str, mark: Mark) -> bool:
    """Tell whether `paragraph` stands in a part of the page that is not the article."""
    if mark.is_before_headline and is_short(paragraph, _MAX_KICKER_WORDS):
        return True
    labels = " ".join(mark.labels)
    if is_short(paragraph, _MAX_WORDS) and (
        _TAGS.intersection(mark.tags) or _PART.search(labels) or _POLL.search(labels)
    ):
        return True
    return is_short(paragraph, _MAX_HIDDEN_WORDS) and _is_hidden(mark.labels)


def _is_hidden(labels: tuple[str, ...]) -> bool:
    return any(map(_HIDDEN.fullmatch, labels)) and not any(map(_SHOWN.fullmatch, labels))


RULE = Rule("page_part", 1, find_marked=marked_that(is_page_part))
