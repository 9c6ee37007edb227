"""The caption of a video player that is no longer there."""

import re
from collections.abc import Iterator

from pipeline.clean.rule import Rule, Span, fold, is_short, labelled, paragraph_spans
from pipeline.clean.rules.newsletter_box import is_newsletter_box
from pipeline.clean.rules.signup_notice import is_signup_notice

_MAX_WORDS = 20
_FIRST_PARAGRAPHS = 3
_SAYS_SO = re.compile(
    r"^(?:\[?(?:video|watch|watch now|watch live|play video|vidéo|en vidéo|im video|ver vídeo"
    r"|ver video|vídeo|en vídeo|"
    r"en video|mira el v[ií]deo|veja o vídeo|assista(?: ao vídeo)?|guarda(?: il video)?|il video"
    r"|bekijk(?: de video)?|kijk|"
    r"regardez(?: la vidéo)?|sehen sie (?:hier )?im video|wideo|zobacz (?:wideo|film)|oglądaj"
    r"|obejrzyj|видео|смотрите видео|"
    r"відео|дивіться відео|videoyu izleyin|izle|動画|视频|視頻"
    r"|click to play the video(?: above)?)\]?\s*[:|>,-]\s*\S"
    r"|(?:play|watch) (?:the )?video(?: content)?$|video length\b|video duration\b"
    r"|(?:your browser|ihr browser|dein browser|votre navigateur|(?:tu|su) navegador"
    r"|o seu navegador|il tuo browser|je browser|"
    r"uw browser|twoja przeglądarka|ваш браузер|tarayıcınız)\b.{0,40}\b(?:video\w*|vídeos?"
    r"|vidéos?|видео|wideo)\b"
    r"|(?:dieses|this|the|cette|este|questo|deze|to) (?:video|vidéo|vídeo"
    r"|wideo)\b.{0,30}\b(?:nicht (?:mehr )?verfügbar|"
    r"not available|unavailable|n'est (?:plus|pas) disponible|ya no está disponible"
    r"|não está (?:mais )?disponível|"
    r"non è (?:più )?disponibile|niet (?:meer|langer) beschikbaar|nie jest (?:już )?dostępne))"
)
_NOTICE_END = re.compile(
    r"^(?:your browser|ihr browser|dein|votre|tu |su |o seu|il tuo|je |uw |twoja|ваш|tarayıcınız"
    r"|dieses|this|cette|este|questo|deze|to |video length)"
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
        folded = fold(line) if is_short(line, _MAX_WORDS) else ""
        if _NOTICE_END.match(folded) and _SAYS_SO.match(folded):
            yield spans[place]
            continue
        if not _is_headline(line):
            continue
        beside = texts[max(place - 1, 0) : place] + texts[place + 1 : place + 2]
        if _SAYS_SO.match(folded) or (
            place < _FIRST_PARAGRAPHS and _is_name_colon(line) and any(map(_is_box, beside))
        ):
            yield spans[place]


def _is_headline(line: str) -> bool:
    return "\n" not in line and is_short(line, _MAX_WORDS) and not line.endswith(_SENTENCE_END)


def _is_name_colon(line: str) -> bool:
    return line[0].isupper() and bool(_NAME_COLON.match(line))


def _is_box(paragraph: str) -> bool:
    return is_signup_notice(paragraph) or is_newsletter_box(paragraph)


_MAX_MARKED_WORDS = 60
_LABELS = r"""
    jwplayer|video-?js|brightcove|(?:video|audio|media|embed)-(?:player|container|wrapper|title
    |headline|info|meta|embed)|player-(?:wrapper|title|container)|featured-video|audio-article
    |podcast-(?:box|player|teaser|promo)|embed-container|audio-?player|listen|text-to-speech"""

RULE = Rule(
    "video_caption", 2, find_video_caption, find_marked=labelled(_LABELS, _MAX_MARKED_WORDS)
)
