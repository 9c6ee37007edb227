"""What a document holds of a page: the fields, where each came from, and the body in full."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import Terminal
from pipeline.extract import EXTRACTOR_VERSION, extract_document, versions
from pipeline.model import Reason
from pipeline.page import Page

URL = "https://paper.example/2024/05/23/bridge"
PARAGRAPHS = (
    "The old bridge over the Wend was closed on Monday after an engineer found a crack in its "
    "second pier, the town council said.",
    "Buses will go round by Netherford for at least three months, which adds twenty minutes to "
    "the way into town, and cyclists are asked to take the ferry.",
    "The bridge was built in 1911 for horse carts and carries eleven thousand cars a day, more "
    "than any other in the county.",
    "A second inspection is planned for the autumn, and nobody expects good news from it.",
)


def page(head: str = "", body: str = "", *, url: str = URL, lang: str = "en") -> Page:
    markup = f"<html lang={lang}><head>{head}</head><body>{body}</body></html>"
    return Page.parse(url, markup.encode(), "text/html; charset=utf-8")


def article(*paragraphs: str, before: str = "", after: str = "") -> str:
    text = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    return f"<article>{before}{text}{after}</article>"


def test_structured_data_comes_first() -> None:
    head = """<title>Bridge closed | The Paper</title>
    <meta property="og:title" content="You won't believe which bridge">
    <meta property="article:published_time" content="2020-01-01T00:00:00Z">
    <meta name="author" content="Web Desk">
    <link rel="canonical" href="/2024/05/23/bridge?utm_source=x">
    <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge closed",
      "datePublished": "2024-05-23T09:30:00+02:00", "dateModified": "2024-05-24T10:00:00Z",
      "author": [{"@type": "Person", "name": "Anna Bell"}, {"@type": "Person", "name": "Tom Ray"}],
      "publisher": {"@type": "Organization", "name": "The Paper"}}</script>"""
    document = extract_document(page(head, article(before="<h1>Bridge closed</h1>")))
    assert document.title == "Bridge closed"
    assert document.authors == ("Anna Bell", "Tom Ray")
    assert document.published_at == datetime(2024, 5, 23, 7, 30, tzinfo=UTC)
    assert document.modified_at == datetime(2024, 5, 24, 10, tzinfo=UTC)
    assert document.language == "en"
    assert document.declared_canonical == URL
    assert document.lineage == {
        "title": "json-ld:headline",
        "authors": "json-ld:author",
        "published_at": "json-ld:datePublished",
        "modified_at": "json-ld:dateModified",
        "declared_canonical": "link:canonical",
        "language": "html:lang",
        "body": "trafilatura",
    }
    assert document.body == "\n\n".join(PARAGRAPHS)


def test_open_graph_alone() -> None:
    head = """<title>Bridge closed - The Paper</title>
    <meta property="og:site_name" content="The Paper">
    <meta property="og:title" content="Bridge closed - The Paper">
    <meta property="article:published_time" content="2024-05-23T09:30:00Z">
    <meta property="article:author" content="https://paper.example/staff/7">
    <meta property="article:author" content="By Anna Bell and Tom Ray">"""
    document = extract_document(page(head, article()))
    assert document.title == "Bridge closed"
    assert document.lineage["title"] == "meta:og:title"
    assert document.authors == ("Anna Bell", "Tom Ray")
    assert document.published_at == datetime(2024, 5, 23, 9, 30, tzinfo=UTC)


def test_microdata_alone() -> None:
    before = """<h1 itemprop="headline">Bridge closed</h1>
    <span itemprop="author" itemscope><span itemprop="name">Anna Bell</span></span>
    <time itemprop="datePublished" datetime="2024-05-23">23 May</time>"""
    document = extract_document(page(body=article(before=before)))
    assert document.title == "Bridge closed"
    assert document.authors == ("Anna Bell",)
    assert document.published_at == datetime(2024, 5, 23, tzinfo=UTC)
    assert document.lineage["published_at"] == "microdata:datePublished (date only)"


def test_a_date_written_under_the_headline_whatever_its_class() -> None:
    before = '<h1>El puente</h1><div class="zx81">Ana Pérez<br>23 de mayo de 2024, 14:20 h</div>'
    document = extract_document(page(body=article(before=before), url="https://paper.example/a"))
    assert document.published_at == datetime(2024, 5, 23, 14, 20, tzinfo=UTC)
    assert document.lineage["published_at"] == "visible (no zone)"


def test_the_address_is_the_last_to_be_asked_for_a_date() -> None:
    document = extract_document(page(body=article()))
    assert document.published_at == datetime(2024, 5, 23, tzinfo=UTC)
    assert document.lineage["published_at"] == "url (date only)"


def test_what_a_page_does_not_state_stays_empty() -> None:
    sidebar = "<aside><time datetime='2024-01-01'>1 January 2024</time></aside>"
    document = extract_document(
        page(body=article() + sidebar + "<p>© 2024</p>", url="https://paper.example/a")
    )
    assert (document.published_at, document.modified_at, document.authors) == (None, None, ())
    assert document.title is None
    assert document.declared_canonical is None
    assert set(document.lineage) == {"body", "language"}


def test_an_update_is_no_publication() -> None:
    before = "<h1>Bridge</h1><p>Updated: 24 May 2024</p>"
    document = extract_document(page(body=article(before=before), url="https://paper.example/a"))
    assert document.published_at is None


def test_the_publisher_is_no_author() -> None:
    head = """<script type="application/ld+json">{"@type": "NewsArticle",
    "author": {"@type": "Organization", "name": "The Paper"}, "publisher": {"name": "The Paper"}}
    </script>"""
    assert extract_document(page(head, article())).authors == ()


def test_an_author_referred_to_by_id() -> None:
    head = """<script type="application/ld+json">{"@graph": [
    {"@type": "Person", "@id": "#a", "name": "Anna Bell"},
    {"@type": ["Article", "NewsArticle"], "author": {"@id": "#a"}, "headline": "Bridge"}]}
    </script>"""
    assert extract_document(page(head, article())).authors == ("Anna Bell",)


@pytest.mark.parametrize(
    ("document_title", "expected"),
    [
        ("Bridge closed | The Paper", "Bridge closed"),
        ("The Paper: Bridge closed", "The Paper: Bridge closed"),
        ("The Paper | Bridge closed", "Bridge closed"),
        ("Bridge - a history - The Paper", "Bridge - a history"),
        ("Bridge closed | paper.example", "Bridge closed"),
        ("War | Peace", "War | Peace"),
    ],
)
def test_the_site_is_cut_from_the_title(document_title: str, expected: str) -> None:
    head = f'<title>{document_title}</title><meta property="og:site_name" content="The Paper">'
    assert extract_document(page(head, article())).title == expected


def test_the_heading_that_the_shared_title_confirms() -> None:
    head = '<meta property="og:title" content="Old bridge over the Wend closed for months">'
    body = "<h1>The Paper</h1>" + article(before="<h1>Old bridge over the Wend closed</h1>")
    document = extract_document(page(head, body))
    assert (document.title, document.lineage["title"]) == ("Old bridge over the Wend closed", "h1")


FURNITURE = (
    "Mayor: Engineer reveals why he left",
    "We use your sign-up to send you what you asked for. You can unsubscribe at any time.",
    "READ MORE: Ferry to run all night",
    "Why the bridge must go [OPINION]<br>Bridge costs double [REPORT]",
    'Source: <a href="https://other.example/bridge">Read Full Article</a>',
)


@pytest.mark.parametrize(
    "markup",
    [
        "<article>{}</article>",
        "<div class='x'><div class='y'>{}</div></div>",
        "<main><section>{}</section></main>",
    ],
)
def test_furniture_among_the_paragraphs_reaches_the_body(markup: str) -> None:
    """Cleaning takes it out and keeps it in the ledger: it must not vanish before."""
    a, b, c, d = PARAGRAPHS
    caption, sign_up, more, tagged, source = FURNITURE
    parts = [caption, sign_up, a, more, b, tagged, c, d, source]
    text = "".join(f"<p>{part}</p>" for part in parts)
    nav = "<nav><ul><li><a href=/>Home</a></li><li><a href=/x>World news today</a></li></ul></nav>"
    document = extract_document(page(body=nav + markup.format(text)))
    plain = [part.replace("<br>", "\n") for part in parts[:-1]] + ["Source: Read Full Article"]
    assert document.body == "\n\n".join(plain)


def test_the_page_around_the_article_stays_out() -> None:
    body = (
        "<header><a href=/>The Paper</a></header>"
        + article(before="<h1>Bridge closed</h1>")
        + "<div><h3>Latest</h3><ul><li><a href=/1>READ MORE: Ferry to run all night</a></li>"
        "<li><a href=/2>Seal count breaks all records this winter</a></li></ul></div>"
        "<footer><p>© The Paper. All rights reserved.</p></footer>"
    )
    document = extract_document(page("<title>Bridge closed</title>", body))
    assert document.body == "\n\n".join(PARAGRAPHS)


def test_a_sidebar_link_that_repeats_a_headline_of_the_article_stays_out() -> None:
    more = "READ MORE: Ferry to run all night from next week on"
    side = "<div><ul><li><a href=/1>Ferry to run all night from next week on</a></li></ul></div>"
    document = extract_document(page(body=f"<div>{article(*PARAGRAPHS, more)}{side}</div>"))
    assert document.body == "\n\n".join([*PARAGRAPHS, more])


def test_blocks_are_never_glued() -> None:
    a, b, c, d = PARAGRAPHS
    body = f"<p>{a}</p><h2>Round by Netherford</h2><div>{b}</div><p>{c}</p><p>{d}</p>"
    paragraphs = extract_document(page(body=f"<article>{body}</article>")).body.split("\n\n")
    assert paragraphs == [a, "Round by Netherford", b, c, d]


def test_text_between_line_breaks_becomes_paragraphs() -> None:
    body = "<div>" + "<br><br>".join(PARAGRAPHS) + "</div>"
    assert extract_document(page(body=body)).body == "\n\n".join(PARAGRAPHS)


def test_white_space_and_invisible_characters_are_tidied() -> None:
    messy = (
        PARAGRAPHS[0]
        .replace("bridge", "<b>bri\u00addge</b>", 1)
        .replace(" over ", "\n over\u00a0 ")
    )
    assert extract_document(page(body=article(messy, *PARAGRAPHS[1:]))).body.startswith(
        PARAGRAPHS[0]
    )


def test_hidden_text_stays_out() -> None:
    body = article(after="<p style='display: none'>Subscribe to go on reading this.</p>")
    assert "Subscribe" not in extract_document(page(body=body)).body


@pytest.mark.parametrize("text", ["", "<p>Too short.</p>", "<nav><a href=/>Home</a></nav>"])
def test_a_page_without_a_text(text: str) -> None:
    with pytest.raises(Terminal) as caught:
        extract_document(page(body=text))
    assert caught.value.reason is Reason.NO_BODY


def test_news_about_cookies_is_no_wall() -> None:
    text = (
        "The court ruled on Tuesday that a website must ask for consent before it stores cookies, "
        "and that a button to reject them must be as easy to find as any other.",
        "Privacy groups had sued a chain of papers over personalised advertising in 2021.",
    )
    assert extract_document(page(body=article(*text))).body == "\n\n".join(text)


def test_a_cookie_bar_beside_an_article_is_no_wall() -> None:
    bar = "<div role=dialog><p>We use cookies. Accept all or manage preferences.</p></div>"
    assert extract_document(page(body=bar + article())).body == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("lang", "expected", "origin"),
    [("en-GB", "en", "html:lang"), ("de", "en", "py3langid"), ("", "en", "py3langid")],
)
def test_the_language_is_confirmed_by_the_text(lang: str, expected: str, origin: str) -> None:
    document = extract_document(page(body=article(), lang=lang or "''"))
    assert (document.language, document.lineage["language"]) == (expected, origin)


def test_no_language_for_a_handful_of_words() -> None:
    document = extract_document(
        page(body="<article><p>" + "Bridge 1911 Wend. " * 4 + "</p></article>")
    )
    assert document.language is None
    assert "language" not in document.lineage


def test_a_page_made_from_text_gives_the_text_back() -> None:
    text = "\n\n".join([*PARAGRAPHS, "One line [OPINION]\nAnother line [REPORT]"])
    document = extract_document(Page.from_text(URL, "Bridge closed", text))
    assert (document.title, document.body) == ("Bridge closed", text)


def test_extraction_leaves_the_tree_as_it_was() -> None:
    from lxml import etree

    one = page(body=article(after="<p>Advertisement</p>"))
    before = etree.tostring(one.dom)
    extract_document(one)
    assert etree.tostring(one.dom) == before


def test_deep_and_repeated_elements_end_in_a_document() -> None:
    deep = "<div>" * 900 + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    assert PARAGRAPHS[0] in extract_document(page(body=deep)).body


def test_the_version() -> None:
    assert versions()["extractor"] == EXTRACTOR_VERSION
