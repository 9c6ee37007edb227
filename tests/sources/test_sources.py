from pathlib import Path

import pytest

from pipeline.errors import Misconfigured
from pipeline.sources import (
    Feed,
    FeedKind,
    load_readable_sources,
    load_sources,
    select_sources,
)

COURIER = """\
id: harbour-courier
name: The Harbour Courier
homepage: http://harbour-courier.localhost:8099/
language: en
country: GB
feeds:
  - url: http://harbour-courier.localhost:8099/rss.xml
    kind: rss          # rss | atom | json_feed | sitemap | news_sitemap
allow_private_network: true
delay_s: 0.0
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def put(folder: Path, text: str, name: str = "courier.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> Misconfigured:
    """Return the error of a folder with this file, which names the file."""
    path = put(folder, text)
    with pytest.raises(Misconfigured) as caught:
        load_sources(folder)
    assert str(path) in caught.value.message
    assert caught.value.remedy
    return caught.value


def test_a_file_is_read_as_it_says(folder):
    put(folder, COURIER)
    source = load_sources(folder)["harbour-courier"]
    assert source.name == "The Harbour Courier"
    assert source.feeds == (Feed("http://harbour-courier.localhost:8099/rss.xml", FeedKind.RSS),)
    assert (source.language, source.country) == ("en", "GB")
    assert (source.allow_private_network, source.delay_s) == (True, 0.0)
    assert (source.revisit_days, source.active) == (None, True)


def test_defaults_are_careful(folder):
    put(folder, COURIER.partition("allow_private")[0])
    source = load_sources(folder)["harbour-courier"]
    assert (source.allow_private_network, source.delay_s) == (False, 1.0)


def test_norway_is_a_country_and_its_language_too(folder):
    put(folder, COURIER.replace("GB", "NO").replace("language: en", "language: no"))
    source = load_sources(folder)["harbour-courier"]
    assert (source.language, source.country) == ("no", "NO")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("delay_s: 0.0", "dealy_s: 0.0", 10, "unknown key 'dealy_s'"),
        ("delay_s: 0.0", "delay_s: fast", 10, "number of seconds"),
        ("delay_s: 0.0", "delay_s: -1", 10, "number of seconds"),
        ("delay_s: 0.0", "delay_s: nan", 10, "number of seconds"),
        ("delay_s: 0.0", "delay_s: 1\ndelay_s: 2", 11, "second time"),
        ("allow_private_network: true", "allow_private_network: perhaps", 9, "true or false"),
        ("kind: rss ", "kind: rsss ", 8, "must be one of rss, atom"),
        ("    kind: rss ", "    king: rss ", 8, "unknown key 'king'"),
        ("country: GB", "country: Britain", 5, "two letters"),
        ("id: harbour-courier", "id: Harbour Courier", 1, "lower-case letters"),
        ("homepage: http", "homepage: ftp", 3, "is no address"),
        ("name: The Harbour Courier", "name:", 2, "must be a text"),
        ("name: The Harbour Courier", "name: [a, b]", 2, "must be a text"),
        ("name: The Harbour Courier\n", "", 1, "there is no 'name'"),
        ("name: The", "name: 'The", 2, "not valid YAML"),
        ("delay_s: 0.0", "revisit_days: some", 10, "whole number"),
    ],
)
def test_a_slip_is_named_with_its_line(folder, old, new, line, says):
    assert old in COURIER
    error = refused(folder, COURIER.replace(old, new))
    assert says in error.message
    if "YAML" not in says:
        assert f"line {line}:" in error.message


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "just words\n", "\t:\n"])
def test_what_is_no_source_is_refused(folder, text):
    refused(folder, text)


def test_no_feed_is_no_source(folder):
    assert (
        "at least one feed"
        in refused(folder, COURIER.partition("feeds:")[0] + "feeds: []\n").message
    )


def test_a_file_that_is_no_text_is_refused(folder):
    (folder / "x.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Misconfigured, match=r"x\.yaml"):
        load_sources(folder)


def test_an_id_stands_once(folder):
    put(folder, COURIER)
    put(folder, COURIER, "again.yml")
    with pytest.raises(Misconfigured, match=r"again\.yml and .*courier\.yaml"):
        load_sources(folder)


def test_a_slip_in_one_file_leaves_the_others(folder):
    put(folder, COURIER)
    put(folder, COURIER, "twin.yaml")
    put(folder, "id: [", "broken.yaml")
    (folder / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    sources, faults = load_readable_sources(folder)
    assert list(sources) == ["harbour-courier"]
    assert [fault.message.partition(".yaml")[0].rpartition("/")[2] for fault in faults] == [
        "broken",
        "bytes",
        "courier",
    ]
    assert "twin.yaml" in faults[2].message
    assert all(fault.remedy for fault in faults)
    (folder / "courier.yaml").unlink()
    (folder / "twin.yaml").unlink()
    with pytest.raises(Misconfigured, match=r"broken\.yaml"):
        load_readable_sources(folder)


def test_a_missing_and_an_empty_folder_are_told_apart(folder):
    with pytest.raises(Misconfigured, match="is not there"):
        load_sources(folder / "absent")
    with pytest.raises(Misconfigured, match=r"holds no \.yaml"):
        load_sources(folder)


def test_shipped_sources_are_readable_and_marked_as_unverified():
    sources = load_sources()
    assert len(sources) >= 30
    assert len({source.country for source in sources.values()}) >= 8
    assert len({source.language for source in sources.values()}) >= 6
    feeds = [feed.url for source in sources.values() for feed in source.feeds]
    assert len(feeds) == len(set(feeds)), "two of them read the same feed"
    assert not any(source.verified or source.allow_private_network for source in sources.values())
    assert all(source.delay_s >= 1 for source in sources.values())


def test_selection_takes_what_is_named_or_all_that_is_active(folder):
    put(folder, COURIER)
    put(folder, COURIER.replace("harbour-courier", "quiet") + "active: false\n", "quiet.yaml")
    sources = load_sources(folder)
    assert list(select_sources(sources, [])) == ["harbour-courier"]
    assert list(select_sources(sources, ["quiet", "quiet"])) == ["quiet"]


def test_an_unknown_id_is_answered_with_near_ones(folder):
    put(folder, COURIER)
    with pytest.raises(Misconfigured) as caught:
        select_sources(load_sources(folder), ["harbor-courier"])
    assert "Did you mean: harbour-courier?" in caught.value.remedy


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://www.paper.co.uk/a", True),
        ("http://sport.paper.co.uk/b", True),
        ("https://other.co.uk/a", False),
        ("https://paper.co.uk.example/a", False),
        ("nonsense", False),
    ],
)
def test_a_source_owns_its_registrable_domain(folder, url, owned):
    put(
        folder,
        COURIER.replace("http://harbour-courier.localhost:8099/\n", "https://paper.co.uk/\n"),
    )
    assert load_sources(folder)["harbour-courier"].owns(url) is owned
