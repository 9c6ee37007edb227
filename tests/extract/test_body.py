"""Texts that are easily lost: lists, wrappers, ledes, and bodies that only scripts have."""

import json

import pytest

from pipeline.errors import Terminal
from pipeline.extract import extract_document
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
LINKED = (
    'The <a href="/x">report of the engineer who saw it in March</a> says so, and nobody asked.'
)
LEDE = "A crack in the second pier cuts the county in two, and for longer than anybody thought."


def read(body: str, head: str = ""):
    markup = f"<html lang=en><head>{head}</head><body>{body}</body></html>"
    return extract_document(Page.parse(URL, markup.encode(), "text/html; charset=utf-8"))


def story(*parts: str) -> str:
    return "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)


def test_list_items_of_the_article_stay_and_lists_of_links_do_not():
    items = (
        "<ul><li>The ferry runs from five in the morning.</li><li>Lorries go by Aldmoor.</li></ul>"
    )
    links = "<ul><li><a href=/1>Seal count breaks all records</a></li></ul>"
    body = read(f"<article>{story(*PARAGRAPHS[:2], items, links, *PARAGRAPHS[2:])}</article>").body
    assert "The ferry runs from five in the morning.\n\nLorries go by Aldmoor." in body
    assert "Seal count" not in body


def test_a_paragraph_of_links_stays_where_each_has_a_wrapper_of_its_own():
    blocks = [f'<div class="k9"><p>{text}</p></div>' for text in (*PARAGRAPHS[:2], LINKED)]
    blocks += [f'<div class="k9"><p>{text}</p></div>' for text in PARAGRAPHS[2:]]
    body = read(f"<article><h1>Bridge closed</h1>{''.join(blocks)}</article>").body
    assert "The report of the engineer who saw it in March" in body


@pytest.mark.parametrize(
    ("head", "lede"),
    [
        (f'<meta name="description" content="{LEDE}">', f"<div class=x1>{LEDE}</div>"),
        ("", f'<p class="article-lead">{LEDE}</p>'),
    ],
)
def test_the_lede_above_the_picture_is_part_of_the_text(head, lede):
    body = f"<header><h1>Bridge closed</h1>{lede}</header><div><img src=a.jpg></div>"
    text = f"<div class=c>{story(*PARAGRAPHS)}</div>"
    assert read(f"<main>{body}{text}</main>", head).body == "\n\n".join([LEDE, *PARAGRAPHS])


def test_a_caption_is_no_paragraph():
    caption = "<figcaption>The crack, seen from the ferry on Monday</figcaption>"
    figure = f"<figure><img src=a.jpg>{caption}</figure>"
    text = story(PARAGRAPHS[0], figure, *PARAGRAPHS[1:])
    assert read(f"<article>{text}</article>").body == "\n\n".join(PARAGRAPHS)


def script(kind: str, text: str) -> str:
    return f"<script{kind}>{text}</script>"


STATES = {
    "json-ld:articleBody": script(
        ' type="application/ld+json"',
        json.dumps({"@type": "NewsArticle", "articleBody": "\n\n".join(PARAGRAPHS)}),
    ),
    "a string of markup": script(
        ' id="__NEXT_DATA__" type="application/json"',
        json.dumps({"props": {"story": {"id": 7, "html": story(*PARAGRAPHS)}}}),
    ),
    "a list of blocks": script(
        ' type="application/json"',
        json.dumps({"page": {"body": [{"type": "text", "value": text} for text in PARAGRAPHS]}}),
    ),
    "a stream of chunks": script(
        "", f"self.__next_f.push([1,{json.dumps('24:T1b7,')}])"
    ) + script("", f"self.__next_f.push([1,{json.dumps(story(*PARAGRAPHS))}])"),
    "a variable": script(
        "", f"window.__STATE__={json.dumps({'article': {'content': story(*PARAGRAPHS)}})};"
    ),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_body_that_only_scripts_have(state):
    document = read(f"<div id=root><h1>Bridge closed</h1></div>{STATES[state]}")
    assert document.body == "\n\n".join(PARAGRAPHS)
    assert document.lineage["body"] in {"json-ld:articleBody", "script"}


def test_scripts_are_not_asked_where_the_page_has_its_text():
    other = script(
        "", json.dumps({"body": [f"Another story, number {i}, ends." for i in range(90)]})
    )
    document = read(f"<article>{story(*PARAGRAPHS)}</article>{other}")
    assert document.body == "\n\n".join(PARAGRAPHS)
    assert document.lineage["body"] == "trafilatura"


def test_code_is_no_body():
    code = 'var a="' + "function(b){return b.c&&d.e(f)};" * 30 + '";'
    with pytest.raises(Terminal) as caught:
        read(f"<div id=root></div>{script('', code)}")
    assert caught.value.reason is Reason.NO_BODY


@pytest.mark.parametrize(
    ("text", "is_enough"),
    [
        ("橋は月曜日に閉鎖された", False),
        ("古い橋は月曜日に閉鎖された。技師が二番目の橋脚にひびを見つけたためである。", True),
    ],
)
def test_ten_words_mean_twenty_characters_where_no_spaces_are_written(text, is_enough):
    markup = f"<article><p>{text}</p></article>"
    if is_enough:
        assert read(markup).body == text
        return
    with pytest.raises(Terminal) as caught:
        read(markup)
    assert caught.value.reason is Reason.NO_BODY
