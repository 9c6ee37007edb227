import pytest

from pipeline.fetch.robots import MAX_CRAWL_DELAY_S, MAX_ROBOTS_BYTES, matches, read_robots
from tests.bounds import within_cpu_s

AGENT = "Copydesk/0.1 (+https://copydesk.example)"


def allows(text: str, path: str, agent: str = AGENT) -> bool:
    return read_robots(text, agent).allows("https://paper.example" + path)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/fish", "/fish", True),
        ("/fish", "/fishheads/yummy.html", True),
        ("/fish", "/Fish.asp", False),
        ("/fish*", "/fishheads", True),
        ("/fish/", "/fish", False),
        ("/*.php", "/folder/filename.php?parameters", True),
        ("/*.php", "/windows.PHP", False),
        ("/*.php$", "/filename.php", True),
        ("/*.php$", "/filename.php?parameters", False),
        ("/fish*.php", "/fishheads/catfish.php?parameters", True),
        ("/a*b*c$", "/a-b-c", True),
        ("/a*b*c$", "/a-c-b", False),
        ("/ab*bc$", "/abc", False),
        ("/$", "/", True),
        ("/$", "/x", False),
        ("*", "/anything", True),
    ],
)
def test_patterns_match_as_the_rfc_has_it(pattern, path, expected):
    assert matches(pattern, path) is expected


def test_longest_match_decides_and_allow_wins_a_tie():
    text = "User-agent: *\nDisallow: /news/\nAllow: /news/open\nDisallow: /tie\nAllow: /tie"
    assert not allows(text, "/news/closed")
    assert allows(text, "/news/open/1")
    assert allows(text, "/tie")


def test_a_group_of_our_own_replaces_the_one_for_all():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: other\nuser-agent: COPYDESK\nDisallow: /x"
    assert allows(text, "/y")
    assert not allows(text, "/x")
    assert not allows(text, "/y", agent="Another/1")


def test_groups_that_name_us_are_taken_together():
    text = "User-agent: copydesk\nDisallow: /a\n\nUser-agent: copydesk\nDisallow: /b"
    assert not allows(text, "/a")
    assert not allows(text, "/b")


@pytest.mark.parametrize(
    "text", ["", "User-agent: *\nDisallow:", "<html>not found</html>", "\0:\0"]
)
def test_what_forbids_nothing_allows_everything(text):
    assert allows(text, "/anything")


def test_comments_line_ends_and_byte_order_mark_do_not_matter():
    assert not allows("\ufeffUser-Agent : * # all\r\rDISALLOW: /x # no\r\n", "/x/1")


def test_one_character_has_one_spelling():
    text = "User-agent: *\nDisallow: /caf\u00e9\nDisallow: /%7ejoe\nDisallow: /a%2fb"
    assert not allows(text, "/caf%C3%A9")
    assert not allows(text, "/~joe/x")
    assert not allows(text, "/a%2Fb")
    assert allows(text, "/a/b")


def test_queries_are_matched_too():
    assert not allows("User-agent: *\nDisallow: /*?print=", "/story?print=1")


def test_robots_txt_itself_is_always_allowed():
    assert allows("User-agent: *\nDisallow: /", "/robots.txt")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("10", 10.0), ("0.5", 0.5), ("1e9", MAX_CRAWL_DELAY_S), ("-1", 0), ("nan", 0), ("x", 0)],
)
def test_crawl_delay_is_read_and_clamped(value, expected):
    text = f"User-agent: *\nCrawl-delay: {value}\nDisallow: /x"
    assert read_robots(text, AGENT).crawl_delay_s == expected


def test_what_stands_within_500_kib_counts():
    filler = "# filler\n" * (500 * 1024 // 9)
    assert len(filler) < MAX_ROBOTS_BYTES
    assert not allows(f"User-agent: *\n{filler}Disallow: /x", "/x")


def test_a_hostile_pattern_costs_no_time():
    text = "User-agent: *\nDisallow: /" + "*a" * 2000 + "b$"
    with within_cpu_s(20):
        assert allows(text, "/" + "a" * 4000)
