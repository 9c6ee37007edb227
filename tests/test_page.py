import codecs

import pytest

from pipeline import page as page_module
from pipeline.errors import Terminal
from pipeline.model import Reason
from pipeline.page import Page
from tests.bounds import within_cpu_s

URL = "https://paper.example/a"


def parse(body: bytes | str, content_type: str = "text/html") -> Page:
    return Page.parse(URL, body.encode() if isinstance(body, str) else body, content_type)


def reason_of(body: bytes | str, content_type: str = "text/html") -> Reason:
    with pytest.raises(Terminal) as caught:
        parse(body, content_type)
    return caught.value.reason


def shown(page: Page) -> str:
    return page.dom.findtext(".//p")


WORD = "Größe “naïve”"
CASES = {
    "a mark before all else": (
        codecs.BOM_UTF8 + f'<meta charset="latin1"><p>{WORD}</p>'.encode(),
        "text/html; charset=koi8-r",
        "utf-8",
    ),
    "utf-16 by its mark": (
        codecs.BOM_UTF16_LE + f"<html><p>{WORD}</p></html>".encode("utf-16-le"),
        "text/html",
        "utf-16-le",
    ),
    "the header before a meta": (
        f'<meta charset="koi8-r"><p>{WORD}</p>'.encode("cp1252"),
        'text/html; charset="windows-1252"',
        "cp1252",
    ),
    "latin-1 means windows-1252": (
        f"<p>{WORD}</p>".encode("cp1252"),
        "text/html; charset=ISO-8859-1",
        "cp1252",
    ),
    "a meta where the header is silent": (
        f'<meta http-equiv=Content-Type content="text/html; charset=cp1252"><p>{WORD}</p>'.encode(
            "cp1252"
        ),
        "text/html",
        "cp1252",
    ),
    "a latin-1 default over real utf-8": (
        f"<p>{WORD}</p>".encode(),
        "text/html; charset=ISO-8859-1",
        "utf-8",
    ),
    "a charset that does not exist": (
        f"<p>{WORD}</p>".encode(),
        "text/html; charset=klingon-8",
        "utf-8",
    ),
    "a codec that decodes no text": (
        f"<p>{WORD}</p>".encode(),
        "text/html; charset=base64",
        "utf-8",
    ),
    "nothing said, utf-8": (f"<p>{WORD}</p>".encode(), "", "utf-8"),
}


@pytest.mark.parametrize("case", CASES)
def test_charset(case: str) -> None:
    body, content_type, charset = CASES[case]
    page = parse(body, content_type)
    assert (shown(page), page.charset) == (WORD, charset)


def test_an_undeclared_legacy_charset_is_detected() -> None:
    text = "Ранним утром паром вышел из гавани и направился к островам, сообщила диспетчер. " * 5
    assert shown(parse(f"<p>{text}</p>".encode("cp1251"), "text/html")) == text


def test_one_broken_character_does_not_change_the_charset(caplog) -> None:
    page = parse("<p>Größe ".encode() * 30 + b"\xff</p>", "text/html; charset=utf-8")
    assert page.charset == "utf-8"
    assert "could not be decoded" in caplog.text


def test_what_a_database_refuses_is_stripped() -> None:
    page = parse("<p>a\0b\ud800c&#0;d</p>".encode("utf-8", "surrogatepass"))
    assert "\0" not in page.html
    assert not any("\ud800" <= c <= "\udfff" for c in page.html + shown(page))


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
        b"PK\x03\x04" + b"a" * 99,
        bytes(range(32)) * 40,
        '{"headline": "<b>Ferry</b>"}',
        "[1, 2, 3]",
        '<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>',
        '<?xml version="1.0"?><!-- made by hand --><feed xmlns="http://www.w3.org/2005/Atom"/>',
        "<urlset></urlset>",
        "The ferry left at nine. No tag in sight.",
    ],
)
def test_what_is_no_page_whatever_the_header_says(body: bytes | str) -> None:
    assert reason_of(body, "text/html; charset=utf-8") is Reason.NOT_HTML


def test_xhtml_with_an_encoding_declaration_is_a_page() -> None:
    page = parse('<?xml version="1.0" encoding="utf-8"?><html><body><p>Ferry</p></body></html>')
    assert shown(page) == "Ferry"


def test_a_page_that_begins_with_a_bracket_is_a_page() -> None:
    assert shown(parse("[Live] <p>Ferry</p>")) == "Ferry"


@pytest.mark.parametrize("body", [b"", b"  \n\t "])
def test_an_empty_answer(body: bytes) -> None:
    assert reason_of(body) is Reason.NO_BODY


def test_a_page_past_the_cap() -> None:
    assert reason_of(b"<p>" + b"a" * page_module.MAX_PAGE_BYTES) is Reason.TOO_LARGE


def test_a_page_of_nothing_but_tags() -> None:
    assert reason_of("<p>" * (page_module.MAX_TAGS + 1)) is Reason.TOO_LARGE


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<table><tr><td>", "<ul><li>"])
def test_200_000_deep_is_refused_and_does_not_crash(tag: str) -> None:
    with within_cpu_s(20):
        assert (
            reason_of("<html><body>" + tag * (200_000 // tag.count("<")) + "x") is Reason.UNREADABLE
        )


def test_a_depth_that_pages_have_is_read() -> None:
    assert "deep" in parse("<div>" * 300 + "<p>deep</p>").dom.text_content()


def test_a_page_from_plain_text() -> None:
    page = Page.from_text(URL, "Ferry & <tug>", "One\0.\n\nTwo,\nthree.\n\n\n\nFour.")
    assert page.dom.findtext(".//h1") == "Ferry & <tug>"
    paragraphs = page.dom.findall(".//p")
    assert [p.text_content() for p in paragraphs] == ["One.", "Two,three.", "Four."]
    assert len(paragraphs[1].findall("br")) == 1


def test_a_page_from_text_without_a_title() -> None:
    assert Page.from_text(URL, None, "One.").dom.find(".//h1") is None
