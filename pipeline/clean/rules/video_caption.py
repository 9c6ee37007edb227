"""The caption of a video player that is no longer there."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, is_short, paragraph_spans
from pipeline.clean.rules.newsletter_box import is_newsletter_box
from pipeline.clean.rules.signup_notice import is_signup_notice
from pipeline.text import fold

_MAX_WORDS = 16
_FIRST_PARAGRAPHS = 3
_SAYS_SO = re.compile(
    r"^(?:\[?(?:video|watch|watch now|watch live|play video|vidéo|vídeo|im video|ver vídeo|"
    r"en vidéo|en vídeo)\]?\s*[:|>]\s*\S|(?:play|watch) (?:the )?video$)"
)
_NAME_COLON = re.compile(r"^[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}: \S")
_SENTENCE_END = (".", "!", "?", "…", "”", '"', ":", "。")


def find_video_caption(text: str) -> Iterator[Span]:
    """Yield the captions of `text`.

    These are lines that say 'Video:' or 'Watch:', and a `Name: what happens` headline among the
    first paragraphs that stands right beside a sign-up box. The second form is how a journalist
    may begin, too: only the furniture beside it tells.
    """
    spans = paragraph_spans(text)
    texts = [text[start:end] for start, end in spans]
    for place, line in enumerate(texts):
        if not _is_headline(line):
            continue
        beside = texts[max(place - 1, 0) : place] + texts[place + 1 : place + 2]
        if _SAYS_SO.match(fold(line)) or (
            place < _FIRST_PARAGRAPHS and _is_name_colon(line) and any(map(_is_box, beside))
        ):
            yield spans[place]


def _is_headline(line: str) -> bool:
    return "\n" not in line and is_short(line, _MAX_WORDS) and not line.endswith(_SENTENCE_END)


def _is_name_colon(line: str) -> bool:
    return line[0].isupper() and bool(_NAME_COLON.match(line))


def _is_box(paragraph: str) -> bool:
    return is_signup_notice(paragraph) or is_newsletter_box(paragraph)


RULE = Rule("video_caption", 1, find_video_caption)
