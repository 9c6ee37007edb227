"""The written stock of the newsroom: reads `articles/` into `Article` records.

A text file is a header of `key: value` lines, an empty line, then paragraphs parted by empty lines.
`*word*` is emphasis and `[words](slug)` a link to an article of the same site. A later state of an
article is a second file, `slug.day4.txt`, that holds only the headers that changed and the whole
text. `copies.yaml` and `wire.yaml` derive pages from those texts, `templated.yaml` fills templates.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from importlib.resources import files
from typing import Any, Literal

import yaml

Role = Literal["original", "copy", "wire", "template", "broken"]
"""What a page of the newsroom is, for the labelled truth."""

LAST_DAY = 5
"""The world has days 1 to 5."""

_STOCK = files("pipeline.newsroom") / "articles"
_LATER = re.compile(r"(?P<slug>.+)\.day(?P<day>[2-5])$")


@dataclass(frozen=True)
class Version:
    """One state of an article's text, shown from `day` on."""

    day: int
    clock: time
    title: str
    summary: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Article:
    """One page of the world, with all its states.

    `day` is the day on which it appears, `text_day` the one that its text calls today, `story` what
    it has in common with its copies, `origin` the key of what it was copied from, `shift_h` the
    hours by which it moves its date. `dropped` are positions of paragraphs that a copy left out.
    On `withdrawn_days` its address answers 410, on `missing_days` 404; from `moved_day` on (0:
    never) it stands under `moved_slug`, and its old address leads there for good.
    """

    slug: str
    site_id: str
    day: int
    clock: time
    language: str
    author: str
    section: str
    versions: tuple[Version, ...]
    text_day: int
    role: Role = "original"
    story: str = ""
    origin: str = ""
    marker: str = ""
    shift_h: int = 0
    fault: str = ""
    withdrawn_days: frozenset[int] = frozenset()
    missing_days: frozenset[int] = frozenset()
    moved_day: int = 0
    moved_slug: str = ""
    video: str = ""
    has_links: bool = False
    dropped: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        """The article's name in this world: `site/slug`."""
        return f"{self.site_id}/{self.slug}"

    def has_moved(self, day: int) -> bool:
        """Return True if it stands under another address by `day`."""
        return 0 < self.moved_day <= day

    def version_on(self, day: int) -> Version:
        """Return the state that is shown on `day`; the first one if `day` is too early."""
        return max((v for v in self.versions if v.day <= day), default=self.versions[0], key=_day)


def load_articles() -> tuple[Article, ...]:
    """Return every article of the stock, in a fixed order: own texts, wire prints, copies."""
    originals = {article.key: article for article in _own_texts()}
    originals |= {article.key: article for article in _templated()}
    prints = list(_wire_prints())
    by_key = originals | {article.key: article for article in prints}
    copies = [_copy_of(by_key[entry["of"]], entry) for entry in _yaml("copies.yaml")]
    return (*sorted(originals.values(), key=lambda a: (a.day, a.key)), *prints, *copies)


def parse_text(source: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the header and the paragraphs of one text file; ValueError if the header is bad."""
    head, _, body = source.partition("\n\n")
    header: dict[str, str] = {}
    for line in head.splitlines():
        name, colon, value = line.partition(": ")
        if not colon:
            raise ValueError(f"not a 'key: value' line: {line!r}")
        header[name] = value.strip()
    return header, tuple(" ".join(p.split()) for p in body.split("\n\n") if p.strip())


def _day(version: Version) -> int:
    return version.day


def _own_texts() -> Iterator[Article]:
    for folder in sorted(_STOCK.iterdir(), key=lambda f: f.name):
        if not folder.is_dir() or folder.name == "wire":
            continue
        stems = {f.name.removesuffix(".txt"): f.read_text("utf-8") for f in folder.iterdir()}
        for stem in sorted(stems):
            if not _LATER.match(stem):
                later = {
                    int(m["day"]): text
                    for name, text in stems.items()
                    if (m := _LATER.match(name)) and m["slug"] == stem
                }
                yield _article(folder.name, stem, stems[stem], later)


def _article(site_id: str, slug: str, source: str, later: Mapping[int, str]) -> Article:
    header, paragraphs = parse_text(source)
    day, clock = int(header["day"]), time.fromisoformat(header["time"])
    versions = [Version(day, clock, header["title"], header["summary"], paragraphs)]
    for later_day, text in sorted(later.items()):
        changed, later_paragraphs = parse_text(text)
        now = header | changed
        versions.append(
            Version(
                later_day,
                time.fromisoformat(now["time"]),
                now["title"],
                now["summary"],
                later_paragraphs,
            )
        )
    fault = header.get("fault", "")
    moved_day, _, moved_slug = header.get("moved", "0").partition(" ")
    return Article(
        slug=slug,
        site_id=site_id,
        day=day,
        clock=clock,
        language=header["language"],
        author=header["author"],
        section=header["section"],
        versions=tuple(versions),
        text_day=day,
        role="broken" if fault and fault != "flaky" else "original",
        story=f"{site_id}/{slug}",
        fault=fault,
        withdrawn_days=frozenset(int(d) for d in header.get("withdrawn", "").split()),
        missing_days=frozenset(int(d) for d in header.get("missing", "").split()),
        moved_day=int(moved_day),
        moved_slug=moved_slug,
        video=header.get("video", ""),
        has_links=header.get("links") == "yes",
    )


def _templated() -> Iterator[Article]:
    for template in _yaml("templated.yaml"):
        for row in template["rows"]:
            values = template.get("same", {}) | row
            text = Version(
                row["day"],
                time.fromisoformat(row["time"]),
                template["title"].format_map(values),
                template["summary"].format_map(values),
                tuple(" ".join(p.format_map(values).split()) for p in template["paragraphs"]),
            )
            yield Article(
                slug=row["slug"],
                site_id=template["site"],
                day=row["day"],
                clock=text.clock,
                language=template["language"],
                author=template["author"],
                section=template["section"],
                versions=(text,),
                text_day=row["day"],
                role="template",
                story=f"{template['site']}/{row['slug']}",
            )


def _wire_prints() -> Iterator[Article]:
    for entry in _yaml("wire.yaml"):
        header, paragraphs = parse_text((_STOCK / "wire" / f"{entry['of']}.txt").read_text("utf-8"))
        clock = time.fromisoformat(entry["time"])
        dropped = frozenset(entry.get("drop", ()))
        kept = tuple(p for i, p in enumerate(paragraphs) if i not in dropped)
        text = Version(entry["day"], clock, entry["title"], header["summary"], kept)
        yield Article(
            slug=entry["slug"],
            site_id=entry["site"],
            day=entry["day"],
            clock=clock,
            language=header["language"],
            author=entry.get("author", header["author"]),
            section=entry["section"],
            versions=(text,),
            text_day=int(header["day"]),
            role="wire",
            story=f"wire/{entry['of']}",
        )


def _copy_of(origin: Article, entry: Mapping[str, Any]) -> Article:
    shown = origin.version_on(entry["day"])
    clock = time.fromisoformat(entry["time"])
    text = replace(shown, day=entry["day"], clock=clock, title=entry.get("title", shown.title))
    return replace(
        origin,
        slug=entry["slug"],
        site_id=entry["site"],
        day=entry["day"],
        clock=clock,
        author=entry["author"],
        section=entry["section"],
        versions=(text,),
        role="copy",
        story=origin.story,
        origin=origin.key,
        marker=entry["marker"],
        shift_h=entry.get("shift_h", 0),
        withdrawn_days=frozenset(),
        missing_days=frozenset(),
        moved_day=0,
        fault="",
        dropped=frozenset(entry.get("drop", ())),
    )


def _yaml(name: str) -> Iterable[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((_STOCK / name).read_text("utf-8")) or []
    return loaded
