"""The server: conditional requests, pages that go wrong, and the day it stands at."""

import json
from datetime import date
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path

import pytest
import yaml

from pipeline.newsroom import Newsroom, State, World, write_sources
from pipeline.newsroom.state import read_state
from tests.newsroom.conftest import EPOCH, Get


def post_day(room: Newsroom, body: str) -> int:
    connection = HTTPConnection("127.0.0.1", room.port, timeout=10)
    connection.request("POST", "/_newsroom/day", body, {"Host": f"any.localhost:{room.port}"})
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_page_is_served_by_its_host_header(room: Newsroom, get: Get) -> None:
    url = room.url("harbour-courier/chain-bridge-closure")
    answer = get(url)
    assert answer.status == 200
    assert "Chain Bridge shut to lorries" in answer.text
    assert get(url.replace("harbour-courier", "kestrel-post")).status == 404
    assert get(url.replace("harbour-courier", "nobody")).status == 404


@pytest.mark.parametrize("path", ["page", "/rss.xml"])
def test_validators_give_304_until_something_changes(room: Newsroom, get: Get, path: str) -> None:
    url = room.url("harbour-courier/dock-crane-contract")
    if path != "page":
        url = f"http://harbour-courier.localhost:{room.port}{path}"
    first = get(url)
    assert first.headers["cache-control"].startswith("max-age=")
    for condition in (
        {"If-None-Match": first.headers["etag"]},
        {"If-None-Match": f'"x", W/{first.headers["etag"]}'},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        unchanged = get(url, condition)
        assert (unchanged.status, unchanged.body) == (304, b"")
        assert unchanged.headers["etag"] == first.headers["etag"]
    room.set_day(4)
    changed = get(url, {"If-None-Match": first.headers["etag"]})
    assert changed.status == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert get(url, {"If-Modified-Since": first.headers["last-modified"]}).status == 200


def test_a_wrong_etag_is_not_overruled_by_a_date(room: Newsroom, get: Get) -> None:
    url = room.url("nordmark-bote/windpark-genossenschaft")
    late = {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert get(url, late).status == 200
    assert get(url, {"If-Modified-Since": "nonsense"}).status == 200


def test_the_day_moves_what_there_is(room: Newsroom, get: Get) -> None:
    edited = room.url("harbour-courier/dock-crane-contract")
    withdrawn = room.url("nordmark-bote/moorbahn-museum")
    seen = []
    for day in (3, 4, 5):
        assert post_day(room, json.dumps({"day": day})) == 200
        seen.append((get(withdrawn).status, "241 jobs" in get(edited).text))
    assert seen == [(200, False), (410, True), (200, True)]


@pytest.mark.parametrize("body", ['{"day": 6}', '{"day": 0}', "[]", "{}", "no json"])
def test_a_day_that_is_none_is_refused(room: Newsroom, body: str) -> None:
    assert post_day(room, body) == 400
    assert room.day == 3


def test_health_names_epoch_and_day(room: Newsroom, get: Get) -> None:
    health = json.loads(get(f"http://x.localhost:{room.port}/_newsroom/health").text)
    assert health == {"status": "ok", "epoch": EPOCH.isoformat(), "day": 3}


def test_one_page_never_works_and_one_works_at_the_second_try(room: Newsroom, get: Get) -> None:
    broken = room.url("harbour-courier/customs-shed-auction")
    assert [get(broken).status for _ in range(3)] == [500, 500, 500]
    flaky = room.url("kestrel-post/maple-syrup-theft-verdict")
    assert [get(flaky).status for _ in range(3)] == [500, 200, 200]


def test_the_cut_body_is_shorter_than_announced(room: Newsroom, get: Get) -> None:
    with pytest.raises(IncompleteRead):
        get(room.url("nordmark-bote/molkerei-streik-ende"))


def test_the_pdf_claims_to_be_html(room: Newsroom, get: Get) -> None:
    answer = get(room.url("tarn-record/rural-post-van-library"))
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.body.startswith(b"%PDF-")


def test_head_has_the_headers_without_the_body(room: Newsroom, get: Get) -> None:
    url = room.url("gazette-valclair/loup-berger-patou")
    assert get(url, method="HEAD").body == b""
    assert get(url, method="HEAD").headers["etag"] == get(url).headers["etag"]


def test_requests_are_logged_but_the_control_path_is_not(room: Newsroom, get: Get) -> None:
    get(f"http://tarn-record.localhost:{room.port}/robots.txt")
    get(f"http://tarn-record.localhost:{room.port}/nothing")
    get(f"http://tarn-record.localhost:{room.port}/_newsroom/health")
    host = "tarn-record.localhost"
    assert room.requests == [(host, "/robots.txt", 200), (host, "/nothing", 404)]


def test_one_connection_serves_many_requests(room: Newsroom) -> None:
    connection = HTTPConnection("127.0.0.1", room.port, timeout=10)
    for path in ("/robots.txt", "/rss.xml", "/"):
        connection.request("GET", path, headers={"Host": "harbour-courier.localhost"})
        reply = connection.getresponse()
        assert (reply.status, bool(reply.read())) == (200, True)
    connection.close()


def test_a_moved_day_is_stored(tmp_path: Path, world: World) -> None:
    stored = tmp_path / "state.json"
    with Newsroom(State(EPOCH, 3), world=world, state_file=stored) as room:
        room.set_day(5)
    assert read_state(stored) == State(EPOCH, 5)


def test_source_files_describe_every_site(tmp_path: Path, world: World) -> None:
    paths = write_sources(world, 9100, tmp_path / "sources")
    assert [path.stem for path in paths] == [site.id for site in world.sites]
    sources = [yaml.safe_load(path.read_text()) for path in paths]
    assert {feed["kind"] for source in sources for feed in source["feeds"]} == {
        "rss",
        "atom",
        "json_feed",
        "sitemap",
        "news_sitemap",
    }
    assert sources[0] == {
        "id": "harbour-courier",
        "name": "The Harbour Courier",
        "homepage": "http://harbour-courier.localhost:9100/",
        "language": "en",
        "country": "GB",
        "feeds": [{"url": "http://harbour-courier.localhost:9100/rss.xml", "kind": "rss"}],
        "allow_private_network": True,
        "delay_s": 0.0,
        "revisit_after_min": 0,
        "revisit_share": 0,
    }


def test_a_newsroom_of_its_own_state_builds_its_world() -> None:
    with Newsroom(State(date(2025, 7, 1), 2)) as room:
        assert room.world.date_of(room.day) == date(2025, 7, 2)
