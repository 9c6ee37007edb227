import gzip
import json
from datetime import UTC, datetime

import pytest

from pipeline.discover import read_listing
from pipeline.errors import Terminal
from pipeline.model import Reason
from tests.bounds import within_cpu_s

URL = "https://paper.example/feeds/all.xml"
XML = '<?xml version="1.0" encoding="utf-8"?>'


def rss(items: str, head: str = XML) -> bytes:
    return f'{head}<rss version="2.0"><channel><title>P</title>{items}</channel></rss>'.encode()


def read(body: bytes, content_type: str = "application/xml", url: str = URL):
    return read_listing(url, body, content_type)


def one(body: bytes, content_type: str = "application/xml"):
    (item,) = read(body, content_type).items
    return item


def read_or_refuse(body: bytes):
    """Return the items, none where the bytes are refused as unreadable."""
    try:
        return read(body).items
    except Terminal as error:
        if error.reason is not Reason.LISTING_UNREADABLE:
            raise
        return ()


def refused(body: bytes, content_type: str = "application/xml") -> Terminal:
    with pytest.raises(Terminal) as caught:
        read(body, content_type)
    assert caught.value.remedy
    return caught.value


# -- what a listing says ---------------------------------------------------------------------------


def test_rss():
    listing = read(
        rss(
            "<item><title>Ferry &amp; tide</title><link>https://paper.example/a?utm_source=rss</link>"
            "<guid isPermaLink='false'>p-1</guid><pubDate>Mon, 02 Mar 2026 08:30:00 +0200</pubDate>"
            "<description>long</description></item>"
        )
    )
    (item,) = listing.items
    assert listing.kind == "rss"
    assert item.url == "https://paper.example/a"
    assert item.seen_url == "https://paper.example/a?utm_source=rss"
    assert (item.title, item.guid) == ("Ferry & tide", "p-1")
    assert item.published_at == datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def test_rss_1_0():
    body = (
        XML + '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<item rdf:about="https://paper.example/a"><title>T</title>'
        "<link>https://paper.example/a</link><dc:date>2026-03-02T06:00:00Z</dc:date></item></rdf:RDF>"
    ).encode()
    item = one(body)
    assert (item.url, item.published_at) == (
        "https://paper.example/a",
        datetime(2026, 3, 2, 6, tzinfo=UTC),
    )


def test_atom():
    body = (
        XML + '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/base/">'
        "<entry><title type='html'>&lt;b&gt;Tide&lt;/b&gt;</title><id>tag:paper,1</id>"
        '<link rel="replies" href="/comments"/><link href="story"/>'
        "<updated>2026-03-02T06:00:00Z</updated></entry></feed>"
    ).encode()
    listing = read(body)
    (item,) = listing.items
    assert listing.kind == "atom"
    assert item.url == "https://paper.example/base/story"
    assert (item.title, item.guid) == ("Tide", "tag:paper,1")
    assert item.published_at == datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_json_feed():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "/a", "title": "A", "date_published": "2026-03-02T07:00:00+01:00"},
            {"id": "https://paper.example/b"},
            {"id": 3, "title": "no address"},
            "nonsense",
        ],
    }
    listing = read(json.dumps(feed).encode(), "application/feed+json")
    assert listing.kind == "json_feed"
    assert [item.url for item in listing.items] == [
        "https://paper.example/a",
        "https://paper.example/b",
    ]
    assert listing.items[0].published_at == datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_a_list_of_addresses():
    listing = read(
        b"# today\nhttps://paper.example/a\n\nhttps://paper.example/b?utm_source=x\nnone\n"
    )
    assert listing.kind == "url_list"
    assert [item.url[-1] for item in listing.items] == ["a", "b"]
    assert listing.entry_count == 3


def test_cdf():
    listing = read(
        b'<CHANNEL BASE="https://paper.example/base/"><ITEM HREF="one"'
        b' LASTMOD="2026-03-02T06:00:00Z"><TITLE>One</TITLE></ITEM></CHANNEL>'
    )
    (item,) = listing.items
    assert (listing.kind, item.url, item.title) == ("cdf", "https://paper.example/base/one", "One")
    assert item.published_at == datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_rdf_about_is_an_address_where_no_link_is():
    item = one(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns="http://purl.org/rss/1.0/"><item rdf:about="https://paper.example/a">'
        b"<title>T</title></item></rdf:RDF>"
    )
    assert item.url == "https://paper.example/a"


def test_a_feed_behind_a_counter_names_the_page_itself():
    item = one(
        rss(
            "<item><link>https://counter.example/~r/1</link>"
            "<feedburner:origLink>https://paper.example/a</feedburner:origLink></item>"
        )
    )
    assert item.url == "https://paper.example/a"


@pytest.mark.parametrize("link", ["/a?b=1&c=2", "/a?b=1&amp;c=2", "<![CDATA[/a?b=1&c=2]]>"])
def test_an_ampersand_in_an_address_is_one_however_it_is_written(link):
    assert one(rss(f"<item><link>{link}</link></item>")).url == "https://paper.example/a?b=1&c=2"


def test_a_prefix_that_is_bound_to_nothing_ends_no_feed():
    items = "".join(
        f"<item><link>/{n}</link><content:encoded>x</content:encoded></item>" for n in range(3)
    )
    assert [item.url[-1] for item in read(rss(items)).items] == ["0", "1", "2"]


def test_entries_without_an_address_are_counted():
    listing = read(rss("<item><title>A</title></item>" + "<item><link>/b</link></item>" * 2))
    assert (len(listing.items), listing.entry_count) == (1, 3)


def test_a_feed_inside_an_html_page_is_a_feed():
    body = (
        b"<!DOCTYPE html><html><body><feed xmlns='http://www.w3.org/2005/Atom'><entry>"
        b"<link href='/a'/></entry></feed></body></html>"
    )
    assert one(body).url == "https://paper.example/a"


SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_news_sitemap():
    body = (
        f'{XML}<urlset {SITEMAP} xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>'
        "<image:image><image:loc>https://paper.example/a.jpg</image:loc></image:image>"
        "<loc> https://paper.example/a </loc><lastmod>2026-03-03</lastmod><n:news>"
        "<n:publication><n:name>P</n:name></n:publication>"
        "<n:publication_date>2026-03-02T23:30:00-01:00</n:publication_date>"
        "<n:title>Tide</n:title></n:news></url></urlset>"
    ).encode()
    listing = read(body)
    (item,) = listing.items
    assert listing.kind == "news_sitemap"
    assert (item.url, item.title) == ("https://paper.example/a", "Tide")
    assert item.published_at == datetime(2026, 3, 3, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_plain_sitemap_also_as_a_gz_file(pack):
    body = (
        f"{XML}<urlset {SITEMAP}><url><loc>/a</loc><lastmod>2026-03-02</lastmod></url>"
        "<url><loc>https://paper.example/b</loc></url><url></url></urlset>"
    ).encode()
    listing = read(pack(body))
    assert listing.kind == "sitemap"
    assert [(item.url[-1], item.published_at) for item in listing.items] == [
        ("a", datetime(2026, 3, 2, tzinfo=UTC)),
        ("b", None),
    ]


def test_sitemap_index():
    body = (
        f"{XML}<sitemapindex {SITEMAP}><sitemap><loc>/s/2026-03.xml</loc>"
        "<lastmod>2026-03-02T10:00:00Z</lastmod></sitemap>"
        "<sitemap><loc>/s/rest.xml.gz</loc></sitemap></sitemapindex>"
    ).encode()
    listing = read(body)
    assert (listing.kind, listing.items) == ("sitemap_index", ())
    assert [(child.url, child.lastmod_at) for child in listing.children] == [
        ("https://paper.example/s/2026-03.xml", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("https://paper.example/s/rest.xml.gz", None),
    ]


def test_an_empty_feed_is_a_feed():
    assert read(rss("")).items == ()


# -- fault 45: claims are never truth --------------------------------------------------------------


def test_a_guid_that_is_a_permalink_is_an_address_and_others_are_not():
    listing = read(
        rss(
            "<item><guid>https://paper.example/p</guid></item>"
            "<item><guid isPermaLink='false'>p-2</guid><title>lost</title></item>"
            "<item><title>neither</title></item>"
        )
    )
    assert [item.url for item in listing.items] == ["https://paper.example/p"]


def test_a_guid_that_all_share_is_none():
    listing = read(
        rss(
            "".join(
                f"<item><link>/{n}</link><guid isPermaLink='false'>{guid}</guid></item>"
                for n, guid in enumerate(["same", "same", "own"])
            )
        )
    )
    assert [(item.url[-1], item.guid) for item in listing.items] == [
        ("0", None),
        ("1", None),
        ("2", "own"),
    ]


def test_an_address_stands_once():
    listing = read(rss("<item><link>/a#x</link></item><item><link>/a?utm_medium=x</link></item>"))
    assert len(listing.items) == 1


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("", None),
        ("<pubDate>sometime</pubDate>", None),
        ("<pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate>", datetime(2099, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_stay_as_claimed(date, expected):
    assert one(rss(f"<item><link>/a</link>{date}</item>")).published_at == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<![CDATA[<b>Tide</b> turns]]>", "Tide turns"),
        ("&lt;i&gt;Tide&lt;/i&gt;", "Tide"),
        ("Caf&eacute; &amp;amp; bar", "Café & bar"),
        ("two\nlines", "two lines"),
        ("1 &lt; 2", "1 < 2"),
        ("   ", None),
    ],
)
def test_titles_are_text(title, expected):
    assert one(rss(f"<item><link>/a</link><title>{title}</title></item>")).title == expected


@pytest.mark.parametrize(
    "link", ["mailto:a@paper.example", "javascript:x()", "http://[", "ftp://a/b"]
)
def test_what_is_no_web_address_is_left_out(link):
    assert (
        read(rss(f"<item><link>{link}</link></item><item><link>/ok</link></item>"))
        .items[0]
        .url.endswith("/ok")
    )


# -- bytes that are not what they are called -------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><head><title>Moved</title></head><body><p>Feed moved</body></html>",
        b"<!-- <rss> --><html><body>x</body></html>",
        b"",
        b"Service unavailable",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b'{"error": "gone"}',
        b"[1, 2",
        b"[" * 100_000,
        b"\x1f\x8bbroken",
        b"<urlset><url><loc>",
        b"<rss",
        b"\0\0\0",
    ],
)
def test_what_is_no_listing_is_unreadable(body):
    assert refused(body, "application/rss+xml").reason is Reason.LISTING_UNREADABLE


def test_the_bytes_decide_not_the_content_type():
    assert one(rss("<item><link>/a</link></item>"), "text/html").url.endswith("/a")


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (rss("<item><link>/a</link><title>Fähre</title></item>", ""), "text/xml"),
        (
            rss("<item><link>/a</link><title>Fähre</title></item>", "").decode().encode("latin-1"),
            "application/rss+xml",
        ),
        (
            rss("<item><link>/a</link><title>Fähre</title></item>", "").decode().encode("latin-1"),
            "text/xml; charset=iso-8859-1",
        ),
        (
            rss("<item><link>/a</link><title>Fähre</title></item>", "").decode().encode("utf-16"),
            "text/xml",
        ),
        (b"\n\n\xef\xbb\xbf" + rss("<item><link>/a</link><title>F\u00e4hre</title></item>"), ""),
        (
            rss(
                "<item><link>/a</link><title>Fähre</title></item>",
                '<?xml version="1.0" encoding="ISO-8859-1"?>',
            )
            .decode()
            .encode("latin-1"),
            "text/xml",
        ),
        (
            rss(
                "<item><link>/a</link><title>Fähre</title></item>",
                '<?xml version="1.0" encoding="UTF-16"?>',
            ),
            "text/xml",
        ),
    ],
)
def test_encodings(data, content_type):
    assert one(data, content_type).title == "Fähre"


def test_a_charset_that_nothing_names_is_detected():
    title = "港の船が新しい橋の下を静かに通り過ぎた。町の人々は岸からそれを見ていた。"
    body = rss(f"<item><link>/a</link><title>{title}</title></item>", "")
    assert one(body.decode().encode("shift_jis"), "text/xml").title == title


def test_a_feed_that_is_not_well_formed_gives_what_it_has():
    body = b"<rss><channel><item><link>/a</link><title>A & B</title></item><item><link>/b</link>"
    assert [item.url[-1] for item in read(body).items] == ["a", "b"]


def test_a_sitemap_that_was_cut_gives_what_it_has_and_says_so():
    body = b"<urlset><url><loc>/a</loc></url><url><loc>/b</lo"
    listing = read(body)
    assert [item.url[-1] for item in listing.items] == ["a"]
    assert "damaged" in listing.note


# -- faults 40, 41, 42: hostile XML ----------------------------------------------------------------


OPEN = '<!DOCTYPE x [<!ENTITY l "y">'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)


@pytest.mark.parametrize("entity", ['<!ENTITY m "x">', '<!ENTITY m SYSTEM "file:///etc/passwd">'])
@pytest.mark.parametrize("bomb", ["", LAUGHS])
def test_40_entities_are_never_expanded(entity, bomb):
    head = f"{bomb or OPEN}{entity}]>"
    for body in (
        rss("<item><link>/a</link><title>t &m; &l;</title></item>", head),
        f"{head}<urlset><url><loc>/a</loc><x>&l;&m;</x></url></urlset>".encode(),
    ):
        with within_cpu_s(20):
            items = read_or_refuse(body)
        assert [(item.url[-1], item.title or "t") for item in items] in ([("a", "t")], [])
        assert items or bomb, "an entity alone is no reason to refuse"


def test_40_a_quadratic_blow_up_is_not_expanded():
    entity = f'<!DOCTYPE x [<!ENTITY a "{"a" * 5_000}">]>'
    with within_cpu_s(20):
        body = rss(f"<item><link>/a</link><title>{'&a;' * 200_000}</title></item>", entity)
        assert sum(len(item.title or "") for item in read_or_refuse(body)) < 2_000


@pytest.mark.parametrize("start", ["<rss><channel>", "<urlset>", "<feed>"])
def test_41_xml_without_a_floor_is_refused_or_cut(start):
    with within_cpu_s(20):
        assert read_or_refuse((start + "<a>" * 200_000).encode()) == ()


def test_42_a_feed_past_the_cap_is_not_parsed():
    body = b"<rss><channel>" + b"<item><link>/a</link>" * 1_600_000
    with within_cpu_s(20):
        assert refused(body).reason is Reason.TOO_LARGE


def test_42_items_that_never_close_take_no_time():
    body = b"<rss><channel>" + b"<item><link>/a</link><description>text" * 60_000
    with within_cpu_s(20):
        assert refused(body).reason is Reason.LISTING_UNREADABLE


def test_42_more_tags_than_any_feed_has_are_refused():
    body = rss("<item><link>/a</link></item>" + "<a/>" * 500_000)
    assert refused(body).reason is Reason.TOO_LARGE


def test_titles_full_of_tags_take_no_time():
    title = "&lt;b&gt;x" * 400
    with within_cpu_s(20):
        listing = read(rss(f"<item><link>/a</link><title>{title}</title></item>" * 1_000))
        assert listing.items[0].title == "x" * 400


def test_a_long_feed_is_read_in_part_and_says_so():
    listing = read(rss("".join(f"<item><link>/{n}</link></item>" for n in range(2_100))))
    assert len(listing.items) == 2_000
    assert "100 items" in listing.note


def test_a_gz_bomb_is_not_unpacked():
    with within_cpu_s(20):
        body = gzip.compress(b"<urlset>" + bytes(200_000_000), 9)
        assert refused(body).reason is Reason.TOO_LARGE
