"""The one parsed DOM of a capture, bounded in size and depth."""

from __future__ import annotations

import codecs
import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from functools import cached_property
from html import escape

import lxml.etree
import lxml.html
from charset_normalizer import from_bytes

from pipeline.errors import Terminal
from pipeline.jsonld import Node, load_json_ld
from pipeline.model import Reason
from pipeline.text import drop_unstorable, paragraphs

MAX_PAGE_BYTES = 15_000_000
MAX_TAGS = 300_000  # a tree takes about 300 bytes of memory for each; real pages stay under 20,000
MAX_DEPTH = 1000  # real pages stay under 100; C code below us recurses per level

_log = logging.getLogger(__name__)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers take these labels for (WHATWG Encoding Standard): the superset that is meant.
_SUPERSETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "big5": "big5hkscs",
}  # fmt: skip
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_PRESCAN_BYTES = 4096
_DETECT_BYTES = 32_768

_MAGIC = (
    b"%PDF", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"RIFF", b"\x1f\x8b", b"BZh",
    b"\x7fELF", b"7z\xbc\xaf", b"OggS", b"ID3", b"wOFF", b"\x00\x00\x01\x00", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
_FEED_ROOT = re.compile(
    r"\s*(?:<\?[^>]*>|<!--.*?-->|\s)*<(rss|feed|urlset|sitemapindex|rdf:RDF|svg)\b", re.S
)
_ANY_TAG = re.compile(r"<\s*[!a-zA-Z]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


@dataclass(frozen=True, eq=False)
class Page:
    """A page as its publisher wrote it: address, decoded markup and the tree of it.

    `charset` names the codec by which the bytes were decoded, `captured_at` the moment of the
    capture, where it is known. The tree belongs to all stages: whoever wants to change it works on
    a copy.
    """

    url: str
    html: str
    dom: lxml.html.HtmlElement = field(repr=False)
    charset: str
    captured_at: datetime | None = None
    # lxml makes an element's Python object anew, by a call into Python, for every walk on which
    # nobody holds it: to hold them all takes a tenth off the reading of a page.
    elements: Sequence[lxml.html.HtmlElement] = field(default=(), repr=False)

    @cached_property
    def json_ld(self) -> list[Node]:
        """Return every JSON-LD object of the page, read once for all stages."""
        return load_json_ld(self.dom)

    @classmethod
    def parse(
        cls, url: str, body: bytes, content_type: str, captured_at: datetime | None = None
    ) -> Page:
        """Return the page that `body` (content-decoded) holds.

        The charset is that of the byte-order mark, else of the header, else of a `<meta>`, else
        detected. Raises `Terminal`: TOO_LARGE past `MAX_PAGE_BYTES` or `MAX_TAGS`, NOT_HTML for a
        PDF, picture, feed, JSON or plain text whatever the header calls it, NO_BODY for an empty
        answer, UNREADABLE for markup that cannot be parsed or is nested past `MAX_DEPTH`.
        """
        if len(body) > MAX_PAGE_BYTES:
            raise Terminal(
                f"The page {url} is larger than {MAX_PAGE_BYTES:,} bytes.", reason=Reason.TOO_LARGE
            )
        if not body.strip():
            raise Terminal(f"The page {url} is empty.", reason=Reason.NO_BODY)
        if body.startswith(_MAGIC):
            raise _not_html(url, "is a binary file")
        text, charset = _decode(body, content_type, url)
        _check_is_html(text, url)
        return cls._of(url, text, charset, captured_at)

    @classmethod
    def _of(cls, url: str, text: str, charset: str, captured_at: datetime | None) -> Page:
        html, dom, elements = _parse_html(text, url)
        return cls(url, html, dom, charset, captured_at, elements)

    @classmethod
    def from_text(cls, url: str, title: str | None, text: str) -> Page:
        """Return a minimal page for a text that came without markup.

        `title` becomes the `<h1>`, each paragraph (blank lines between them) a `<p>`, and line
        ends inside a paragraph stay line ends.
        """
        heading = f"<h1>{escape(title)}</h1>" if title else ""
        body = "\n".join(
            f"<p>{'<br>'.join(escape(line.strip()) for line in paragraph.splitlines())}</p>"
            for paragraph in paragraphs(drop_unstorable(text))
        )
        markup = f"<html><body><article>{heading}\n{body}</article></body></html>"
        return cls._of(url, drop_unstorable(markup), "utf-8", None)


def _parse_html(
    text: str, url: str
) -> tuple[str, lxml.html.HtmlElement, list[lxml.html.HtmlElement]]:
    """Return the text that was parsed, its tree, and all elements of it."""
    text = _XML_DECLARATION.sub("", text, count=1)
    if text.count("<") > MAX_TAGS:
        raise Terminal(f"The page {url} has more than {MAX_TAGS:,} tags.", reason=Reason.TOO_LARGE)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        dom = lxml.html.document_fromstring(text.encode(), parser=parser, ensure_head_body=True)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise _unreadable(url, f"cannot be parsed ({error})") from None
    elements = list(dom.iter())
    if _is_deeper(dom, MAX_DEPTH):
        raise _unreadable(url, f"nests elements more than {MAX_DEPTH} deep")
    return text, dom, elements


def _is_deeper(dom: lxml.html.HtmlElement, limit: int) -> bool:
    """Tell whether some element has more than `limit` ancestors (no recursion)."""
    depth = 0
    for event, _ in lxml.etree.iterwalk(dom, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False


def _decode(body: bytes, content_type: str, url: str) -> tuple[str, str]:
    """Return the decoded text without unstorable characters, and the codec's name."""
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return drop_unstorable(body[len(mark) :].decode(charset, "replace")), charset
    charset = _declared_charset(body, content_type) or _detect_charset(body)
    text = body.decode(charset, "replace")
    if lost := text.count("\ufffd"):
        _log.warning("%s: %d characters of %s could not be decoded", url, lost, charset)
    return drop_unstorable(text), charset


def _declared_charset(body: bytes, content_type: str) -> str | None:
    """Return the codec that header or `<meta>` name, unless the bytes contradict it.

    A Latin-1 header over bytes that are multi-byte UTF-8 is a server's default and not a claim;
    a UTF-8 claim over bytes that are none gives way to detection.
    """
    message = Message()
    message["Content-Type"] = content_type.replace("\n", " ").replace("\r", " ")[:1000]
    header = message.get_param("charset")
    found = _META_CHARSET.search(body, 0, _PRESCAN_BYTES)
    meta = found[1].decode("ascii") if found else ""
    declared = _codec(header if isinstance(header, str) else "") or _codec(meta)
    if declared is None or declared == "utf-8":
        return declared if declared and _is_utf8(body, lenient=True) else None
    return "utf-8" if not body.isascii() and _is_utf8(body) else declared


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    if name in {"utf-16", "utf-16-le", "utf-16-be", "utf-32"}:
        return "utf-8"  # a page whose ASCII label could be read is not in UTF-16
    codec = _SUPERSETS.get(name, name)
    try:
        b"a".decode(codec)
    except (LookupError, UnicodeError):
        return None  # base64, rot13 and other codecs that decode no text
    return codec


def _is_utf8(body: bytes, *, lenient: bool = False) -> bool:
    """Tell whether `body` is UTF-8; `lenient` forgives a broken character in a thousand."""
    try:
        body.decode()
    except UnicodeDecodeError:
        if not lenient:
            return False
        text = body.decode(errors="replace")
        foreign = sum(1 for character in text if character > "\x7f")
        return text.count("\ufffd") <= max(foreign // 10, 1)
    return True


def _detect_charset(body: bytes) -> str:
    if _is_utf8(body):
        return "utf-8"
    best = from_bytes(body[:_DETECT_BYTES]).best()
    return _codec(best.encoding) or "cp1252" if best else "cp1252"


def _check_is_html(text: str, url: str) -> None:
    head = text[:4096]
    if len(_CONTROL.findall(head)) > len(head) // 10:
        raise _not_html(url, "is a binary file")
    if _FEED_ROOT.match(head):
        raise _not_html(url, "is a feed or another XML file")
    if text.lstrip()[:1] in {"{", "["} and _is_json(text):
        raise _not_html(url, "is JSON")
    if not _ANY_TAG.search(text):
        raise _not_html(url, "has no markup")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _not_html(url: str, what: str) -> Terminal:
    return Terminal(f"The answer of {url} {what}, not an HTML page.", reason=Reason.NOT_HTML)


def _unreadable(url: str, what: str) -> Terminal:
    return Terminal(f"The page {url} {what}.", reason=Reason.UNREADABLE)
