"""What the meta elements of a page say of its use."""

from pipeline.extract.directives import page_directives
from tests.extract.test_document import page


def told(head):
    return [(d.place.value, d.name, d.value) for d in page_directives(page(head))]


def test_metas_are_taken_as_they_stand_and_in_their_order():
    head = """<meta name="Robots" content=" noindex,  NoAI ">
    <meta name="googlebot-news" content="noarchive"><meta name="GPTBot" content="noindex">
    <meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://p.example/x">
    <meta name="description" content="noindex"><meta name="robots" content="">
    <meta property="og:title" content="robots"><meta name="author" content="R. Obots">"""
    assert told(head) == [
        ("meta", "robots", "noindex, NoAI"),
        ("meta", "googlebot-news", "noarchive"),
        ("meta", "gptbot", "noindex"),
        ("meta", "tdm-reservation", "1"),
        ("meta", "tdm-policy", "https://p.example/x"),
    ]


def test_a_page_of_nothing_but_directives_is_bounded():
    assert len(told('<meta name="robots" content="noindex">' * 5000)) <= 50
    assert len(told(f'<meta name="robots" content="{"x" * 100_000}">')[0][2]) <= 500
