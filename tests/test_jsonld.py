import lxml.html
import pytest

from pipeline.jsonld import find_articles, load_json_ld, names_by_id, text_of


def load(*blocks: str) -> list[dict]:
    scripts = "".join(f'<script type="application/ld+json">{b}</script>' for b in blocks)
    return load_json_ld(lxml.html.document_fromstring(f"<html><head>{scripts}</head></html>"))


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "headline": "A \\"b\\""}',
        '[{"@type": "NewsArticle", "headline": "A \\"b\\""}]',
        '{"@graph": [{"@type": "Thing"}, {"@type": "NewsArticle", "headline": "A \\"b\\""}]}',
        '<!-- {"@type": "NewsArticle", "headline": "A \\"b\\""} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "A \\"b\\""}\n//]]>',
        '/*<![CDATA[*/{"@type": "NewsArticle", "headline": "A \\"b\\""}/*]]>*/',
        '{"@type": "NewsArticle", "headline": "A \\"b\\"",}',
        '{"@type": "NewsArticle"\n"headline": "A \\"b\\""}',
        '{"@type": "NewsArticle", "headline": "A\n\\"b\\""};',
        '{"@type": "Thing"}{"@type": "NewsArticle", "headline": "A \\"b\\""}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;A “b”&quot;}",
        '{"@type": ["Article", "NewsArticle"], "headline": {"@value": "A &quot;b&quot;"}}',
        '{"@type": "http://schema.org/NewsArticle", "headline": ["A \\"b\\""]}',
    ],
)
def test_blocks_as_they_stand_on_real_pages(block: str) -> None:
    articles = find_articles(load(block))
    assert [text_of(a["headline"]).replace("“", '"').replace("”", '"') for a in articles] == [
        'A "b"'
    ]


def test_a_broken_block_does_not_hide_the_next() -> None:
    assert [node["a"] for node in load("{broken", '{"a": 1}')] == [1]


def test_nesting_without_end_is_left_out() -> None:
    assert load("[" * 100_000) == []


def test_nodes_are_found_by_id() -> None:
    assert names_by_id(load('{"x": {"@id": "#a", "name": "Anna"}}')) == {"#a": "Anna"}


def test_what_is_no_article() -> None:
    assert find_articles(load('{"@type": "WebPage"}', '{"@type": 7}')) == []
