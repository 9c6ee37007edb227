import pytest

from pipeline.errors import Terminal, Transient
from pipeline.fetch import FetchPolicy
from pipeline.model import Reason
from tests.faults.hostile import redirect, response
from tests.fetch.fakes import LOCAL

PAGE = b"<html><body><p>Tide tables.</p></body></html>"
CLOSED = b"User-agent: *\nDisallow: /closed\nCrawl-delay: 4"


@pytest.fixture
def page(server):
    return server.on("/a", response(PAGE))


def robots(server, *args, **options):
    server.on("/robots.txt", response(*args, content_type="text/plain", **options))


def test_what_robots_txt_forbids_is_not_asked_for(server, bench):
    robots(server, CLOSED)
    with pytest.raises(Terminal) as caught:
        bench.fetcher.fetch(server.on("/closed/1", response(PAGE)), policy=LOCAL)
    assert caught.value.reason is Reason.ROBOTS_DISALLOWED
    assert server.count("/closed/1") == 0


def test_a_redirect_into_what_is_forbidden_stops_there(server, bench):
    robots(server, CLOSED)
    server.on("/closed/1", response(PAGE))
    with pytest.raises(Terminal):
        bench.fetcher.fetch(server.on("/open", redirect("/closed/1")), policy=LOCAL)
    assert server.count("/closed/1") == 0


def test_a_policy_may_leave_robots_txt_aside(server, bench, page):
    policy = FetchPolicy(delay_s=0, allow_private_network=True, obey_robots=False)
    assert bench.fetcher.fetch(page, policy=policy).status == 200
    assert server.count("/robots.txt") == 0


def test_the_longer_delay_counts(server, bench, page):
    robots(server, CLOSED)
    bench.fetcher.fetch(page, policy=LOCAL)
    assert bench.limits.reserved[-1] == ("paper.localhost", 4.0)


def test_robots_txt_is_asked_for_once_a_day_and_kept(server, bench, page):
    robots(server, CLOSED)
    for _ in range(3):
        bench.fetcher.fetch(page, policy=LOCAL)
    assert server.count("/robots.txt") == 1
    assert [x.final_url for x in bench.kept if "robots" in x.final_url] == [
        server.url("/robots.txt")
    ]
    bench.new_fetcher().fetch(page, policy=LOCAL)
    assert server.count("/robots.txt") == 1, "the cache outlives the fetcher"
    bench.clock.advance(hours=24, minutes=1)
    bench.fetcher.fetch(page, policy=LOCAL)
    assert server.count("/robots.txt") == 2


@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized", "410 Gone"])
def test_a_missing_robots_txt_allows_everything(server, bench, page, status):
    robots(server, b"Disallow: /", status=status)
    assert bench.fetcher.fetch(page, policy=LOCAL).status == 200


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Too Many Requests"])
def test_an_unreadable_robots_txt_forbids_everything_for_now(server, bench, page, status):
    robots(server, b"", status=status)
    with pytest.raises(Transient) as caught:
        bench.fetcher.fetch(page, policy=LOCAL)
    assert caught.value.reason is Reason.ROBOTS_DISALLOWED
    asked = server.count("/robots.txt")
    with pytest.raises(Transient):
        bench.fetcher.fetch(page, policy=LOCAL)
    assert server.count("/robots.txt") == asked, "not for every page again"
    assert server.count("/a") == 0


def test_a_known_robots_txt_is_believed_longer_while_it_cannot_be_read(server, bench, page):
    robots(server, CLOSED)
    bench.fetcher.fetch(page, policy=LOCAL)
    bench.clock.advance(hours=25)
    robots(server, b"", status="500 Oops")
    assert bench.fetcher.fetch(page, policy=LOCAL).status == 200
    with pytest.raises(Terminal):
        bench.fetcher.fetch(server.url("/closed/1"), policy=LOCAL)
    origin = server.url("")
    age = bench.clock.at - bench.robots.records[origin].fetched_at
    assert age.total_seconds() == 25 * 3600, "the cache keeps its true age"


def test_five_redirects_of_robots_txt_are_followed(server, bench):
    server.on("/robots.txt", redirect("/r1"))
    for n in range(1, 5):
        server.on(f"/r{n}", redirect(f"/r{n + 1}"))
    server.on("/r5", response(CLOSED))
    with pytest.raises(Terminal) as caught:
        bench.fetcher.fetch(server.url("/closed/1"), policy=LOCAL)
    assert caught.value.reason is Reason.ROBOTS_DISALLOWED


def test_a_robots_txt_that_leads_in_circles_is_none(server, bench, page):
    server.on("/robots.txt", redirect("/robots.txt"))
    assert bench.fetcher.fetch(page, policy=LOCAL).status == 200


def test_a_dead_host_is_named_as_such(server, bench):
    url = server.url("/a")
    server.close()
    with pytest.raises(Transient) as caught:
        bench.fetcher.fetch(url, policy=LOCAL)
    assert caught.value.reason is Reason.CONNECTION
