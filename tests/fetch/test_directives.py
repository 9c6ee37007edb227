"""What headers and hosts say of the use of a page."""

import json

import pytest

from pipeline.fetch.directives import header_directives, host_directives, tdmrep_address

HOST = "https://paper.example"


def told(rules, path="/2026/story.html"):
    body = rules if isinstance(rules, bytes) else json.dumps(rules).encode()
    return [(d.place.value, d.name, d.value) for d in host_directives(body, HOST + path)]


def test_headers_are_taken_as_they_stand():
    lines = "x-robots-tag: googlebot: noarchive, noai\ntdm-reservation: 1"
    assert [(d.place.value, d.name, d.value) for d in header_directives(lines)] == [
        ("header", "x-robots-tag", "googlebot: noarchive, noai"),
        ("header", "tdm-reservation", "1"),
    ]
    assert header_directives("") == ()


def test_a_host_keeps_its_reservations_in_one_file():
    assert tdmrep_address(f"{HOST}/a/b?c=d") == f"{HOST}/.well-known/tdmrep.json"


POLICY = "https://paper.example/policy.json"
RESERVED = [("tdmrep", "tdm-reservation", "1"), ("tdmrep", "tdm-policy", POLICY)]


@pytest.mark.parametrize(
    ("location", "path", "is_covered"),
    [
        ("/", "/a", True),
        ("/2026", "/2026/story.html", True),
        ("2026", "/2026/story.html", True),
        ("/2025", "/2026/story.html", False),
        ("/*/story", "/2026/story.html", True),
        ("*.html$", "/2026/story.html", True),
        ("*.html$", "/2026/story.html?page=2", False),
        ("/a?b", "/a?b=1", True),
        ("", "/a", False),
        (7, "/a", False),
        (None, "/a", False),
    ],
)
def test_a_rule_covers_paths_as_robots_txt_does(location, path, is_covered):
    rules = [{"location": location, "tdm-reservation": 1, "tdm-policy": POLICY}]
    assert told(rules, path) == (RESERVED if is_covered else [])


def test_the_first_rule_that_matches_speaks():
    rules = [
        {"location": "/free/", "tdm-reservation": 0},
        {"location": "/", "tdm-reservation": 1},
    ]
    assert told(rules, "/free/a") == [("tdmrep", "tdm-reservation", "0")]
    assert told(rules, "/a") == [("tdmrep", "tdm-reservation", "1")]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"location": "/"}', b"[1, null, []]", b"[" * 100_000, b"\xff\xfe"]
)
def test_a_file_that_is_none_says_nothing(body):
    assert told(body) == []


def test_a_hostile_pattern_takes_no_time():
    rules = [{"location": "/" + "*a" * 3000 + "$", "tdm-reservation": 1}]
    assert told(rules, "/" + "a" * 3000 + "b") == []
