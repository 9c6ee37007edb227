"""Every real page, where the data folder stands beside the checkout: nothing is lost for good."""

import gzip
import random
from pathlib import Path

import pytest

from pipeline.clean import clean_text, restore_body, rules_for
from pipeline.extract.blocks import walk_blocks
from pipeline.extract.marks import mark_paragraphs
from pipeline.page import Page

DATA = Path(__file__).parents[2].parent / "shared" / "data"
PAGES = sorted((DATA / "pages").glob("*/*.html.gz")) if DATA.is_dir() else []
URL = "https://paper.example/a"


@pytest.mark.shared_data
@pytest.mark.skipif(not PAGES, reason="the data folder ../shared/data is not there")
def test_all_that_every_page_shows_is_given_back_whatever_the_order_of_rules() -> None:
    rules = list(rules_for(URL))
    shuffler = random.Random(1)
    taken = set()
    for path in PAGES:
        page = Page.parse(URL, gzip.decompress(path.read_bytes()), "text/html")
        blocks = list(walk_blocks(page.dom))
        text, marks = "\n\n".join(block.text for block in blocks), mark_paragraphs(blocks, 0)
        body, ledger = clean_text(text, rules, marks)
        assert restore_body(body, ledger) == text, path.name
        shuffler.shuffle(rules)
        assert clean_text(text, rules, marks) == (body, ledger), path.name
        taken |= {span.rule for span in ledger}
    assert len(taken) > 20
