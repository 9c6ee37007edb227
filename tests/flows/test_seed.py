"""One real repost beside its original, through the whole flow: the first yardstick.

The story's text is read from the shared data folder and turned into two pages here; nothing of
it is kept in this repository.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.flows.desk import open_desk, run_context
from pipeline.flows.enrich import enrich_texts
from pipeline.flows.pushed import take_pushed
from pipeline.identity import article_key
from pipeline.warehouse.inbox import push
from pipeline.warehouse.read import current_article, removed_spans, story

SEED = Path(__file__).parents[3] / "shared" / "data" / "seed"
ORIGINAL_URL = "https://www.paper.example/news/world/1614839/diplomat-resigns"
COPY_URL = "https://reposter.example/europe/diplomat-resigns-one-brick/"
LOST = "The ministry in the capital did not answer a request for comment on Monday evening."
FURNITURE = {
    "signup_notice": "We use your sign-up to provide content",
    "video_caption": "Putin: Russian officer reveals",
    "read_more": "READ MORE:",
    "source_marker": "Source: Read Full Article",
}


@dataclass(frozen=True)
class Seed:
    title: str
    paragraphs: tuple[str, ...]
    """Everything below the title, furniture among it, as the repost prints it."""

    def is_furniture(self, paragraph: str) -> bool:
        starts = FURNITURE.values()
        return paragraph.startswith(tuple(starts)) or paragraph.rstrip().endswith("]")

    @property
    def story(self) -> tuple[str, ...]:
        return tuple(p for p in self.paragraphs if not self.is_furniture(p))


@pytest.fixture(scope="module")
def seed() -> Seed:
    files = sorted(SEED.glob("*.txt"))
    if not files:
        pytest.skip("the shared data folder is absent: ../shared/data/seed")
    whole = files[0].read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    title, *rest = whole.strip().split("\n")
    return Seed(title.strip(), tuple(line.strip() for line in rest if line.strip()))


def original_page(seed: Seed, published: str) -> str:
    body = [*seed.story, LOST]
    listed = "".join(f'<p class="text-x">{html.escape(p)}</p>' for p in body)
    return f"""<!doctype html><html lang="en"><head><title>{html.escape(seed.title)} | Paper</title>
    <script type="application/ld+json">{{"@context": "https://schema.org",
      "@type": "NewsArticle", "headline": "{seed.title}", "datePublished": "{published}",
      "author": {{"@type": "Person", "name": "Aliss Higham"}},
      "publisher": {{"@type": "Organization", "name": "Paper"}}}}</script>
    <link rel="canonical" href="{ORIGINAL_URL}"></head><body>
    <header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>
    <main><h1>{html.escape(seed.title)}</h1><div class="article-body">{listed}
    <p>Sign up to our evening newsletter for the stories of the day.</p></div></main>
    <footer>© Paper 2022. All rights reserved.</footer></body></html>"""


def copy_page(seed: Seed, published: str, *, marker: bool = True, reworded: bool = False) -> str:
    lines = []
    for paragraph in seed.paragraphs:
        if paragraph.startswith(FURNITURE["source_marker"]) and not marker:
            continue
        if paragraph.startswith(FURNITURE["signup_notice"]) and reworded:
            paragraph = "Your e-mail address lets us send you our news and offers. Leave any time."
        if paragraph.startswith(FURNITURE["read_more"]) and reworded:
            paragraph = "DON'T MISS: Something else that happened in the world this week"
        lines.append(f"<p>{html.escape(paragraph)}</p>")
    return f"""<!doctype html><html lang="en-GB"><head><title>{html.escape(seed.title)}</title>
    <meta property="og:title" content="{html.escape(seed.title, quote=True)}">
    <meta property="article:published_time" content="{published}"></head><body>
    <div id="wrap"><div class="entry"><h1>{html.escape(seed.title)}</h1>
    <div class="entry-content">{"".join(lines)}</div></div>
    <div class="sidebar"><a href="/a">More Europe</a><a href="/b">More World</a></div></div>
    </body></html>"""


def load_pair(desk, original: str, copy: str) -> None:
    push(desk.warehouse, ORIGINAL_URL, via="test", payload=original)
    push(desk.warehouse, COPY_URL, via="test", payload=copy)
    taken = take_pushed(desk, "test", "run")
    assert (taken.captured, taken.quarantined) == (2, 0)


@pytest.fixture
def desk(desk_settings):
    sources = desk_settings.home / "sources"
    sources.mkdir()
    for source_id, home in (
        ("paper", "https://www.paper.example/"),
        ("reposter", "https://reposter.example/"),
    ):
        (sources / f"{source_id}.yaml").write_text(
            f"id: {source_id}\nname: {source_id}\nhomepage: {home}\nlanguage: en\ncountry: GB\n"
            f"feeds:\n  - url: {home}rss\n    kind: rss\n"
        )
    with open_desk(replace(desk_settings, sources_dir=sources)) as opened:
        yield opened


def read(desk, url: str):
    return current_article(desk.warehouse, article_key(url))


EARLY, LATE = "2022-05-23T14:41:00+01:00", "2022-05-23T17:00:00+01:00"


@pytest.mark.shared_data
@pytest.mark.parametrize("dates", [(EARLY, LATE), (LATE, EARLY)], ids=["as claimed", "swapped"])
@pytest.mark.parametrize(
    ("marker", "reworded"),
    [(True, False), (False, False), (True, True)],
    ids=["marked", "marker removed", "furniture reworded"],
)
def test_the_repost_is_one_story_with_its_original(desk, seed, dates, marker, reworded):
    load_pair(
        desk,
        original_page(seed, dates[0]),
        copy_page(seed, dates[1], marker=marker, reworded=reworded),
    )
    members = {row["url"]: row for row in story(desk.warehouse, article_key(COPY_URL))}
    assert set(members) == {ORIGINAL_URL, COPY_URL}
    if marker:  # told apart by evidence, whatever the dates claim
        assert members[ORIGINAL_URL]["role"] == "original"
        assert members[COPY_URL]["role"] == "syndicated_copy"
        assert "source_read_full_article" in {e["kind"] for e in members[COPY_URL]["evidence"]}


@pytest.mark.shared_data
def test_the_copy_is_clean_and_the_ledger_says_of_what(desk, seed):
    load_pair(desk, original_page(seed, EARLY), copy_page(seed, LATE))
    original, copy = read(desk, ORIGINAL_URL), read(desk, COPY_URL)
    assert copy["body"].split("\n\n") == list(seed.story)
    assert original["body"].split("\n\n") == [*seed.story, LOST]

    spans = removed_spans(desk.warehouse, copy["article_id"])
    by_rule = {
        rule: [" ".join(s["text"].split()) for s in spans if s["rule"] == rule]
        for rule in {s["rule"] for s in spans}
    }
    for rule, start in FURNITURE.items():
        assert [line for line in by_rule[rule] if line.startswith(start)], rule
    tags = " ".join(by_rule["tagged_links"])
    assert all(tag in tags for tag in ("[OPINION]", "[REVEAL]", "[REPORT]"))
    assert sum(len(found) for found in by_rule.values()) <= 7


@pytest.mark.shared_data
def test_today_on_may_23_is_resolved_where_the_date_is_known(desk, seed):
    load_pair(desk, original_page(seed, EARLY), copy_page(seed, LATE))
    enrich_texts(desk, run_context("tests", "seed"))
    with desk.warehouse.begin() as connection:
        found = connection.execute(text("SELECT text, date FROM desk.text_dates")).all()
    days = dict(map(tuple, found))
    assert "2022-05-23" in days.values()
    assert any("May 23" in words for words, day in days.items() if day == "2022-05-23")
