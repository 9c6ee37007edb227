import gzip
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.config import FetchSettings
from pipeline.errors import PipelineError, Terminal, Transient
from pipeline.fetch import FetchPolicy
from pipeline.fetch.client import MAX_POLITE_WAIT_S
from pipeline.model import Reason
from tests.faults.hostile import redirect, response
from tests.fetch.fakes import LOCAL, Bench

PAGE = b"<html><body><p>The harbour reopened on Monday.</p></body></html>"
PACKED = ("Content-Encoding: gzip", 'ETag: "1"', "X-A: 1", "X-A: 2")
BUSY = "429 Too Many Requests"


def test_a_page_comes_back_as_it_went_over_the_wire(server, bench):
    packed = gzip.compress(PAGE)
    url = server.on(
        "/a", response(packed, "Content-Encoding: gzip", 'ETag: "1"', "X-A: 1", "X-A: 2")
    )
    exchange = bench.fetcher.fetch(url, policy=LOCAL)
    assert (exchange.status, exchange.http_reason) == (200, "OK")
    assert exchange.body == packed
    assert exchange.seen_url == exchange.final_url == url
    assert exchange.redirects == ()
    assert exchange.fetched_at == bench.clock.at
    assert exchange.header("etag") == '"1"'
    assert [value for name, value in exchange.headers if name == "X-A"] == ["1", "2"]
    assert dict(exchange.request_headers)["Host"] == f"paper.localhost:{server.port}"


def test_what_is_returned_was_kept_last_and_is_the_same_object(server, bench):
    exchange = bench.fetcher.fetch(server.on("/a", response(PAGE)), policy=LOCAL)
    assert bench.kept[-1] is exchange
    assert [kept.final_url.rpartition("/")[2] for kept in bench.kept] == ["robots.txt", "a"]


def test_the_name_of_the_crawler_and_the_host_are_sent(server, bench):
    bench.fetcher.fetch(server.on("/a", response(PAGE)), policy=LOCAL)
    headers = server.asked[-1].headers
    assert headers["user-agent"].startswith("Copydesk/")
    assert headers["host"] == f"paper.localhost:{server.port}"


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden"])
def test_a_refusal_is_an_answer(server, bench, status):
    exchange = bench.fetcher.fetch(server.on("/a", response(b"no", status=status)), policy=LOCAL)
    assert exchange.status == int(status[:3])
    assert server.count("/a") == 1


def test_a_server_error_is_tried_again_and_each_answer_kept(server, bench):
    answers = iter([response(b"1", status="500 Oops"), response(PAGE)])
    url = server.on("/a", lambda connection, asked: connection.sendall(next(answers)))
    assert bench.fetcher.fetch(url, policy=LOCAL).status == 200
    assert [exchange.status for exchange in bench.pages()] == [500, 200]
    assert bench.slept == [bench.settings.backoff_s]


def test_a_server_error_that_stays_is_returned(server, bench):
    url = server.on("/a", response(b"oops", status="502 Bad Gateway"))
    assert bench.fetcher.fetch(url, policy=LOCAL).status == 502
    assert server.count("/a") == bench.settings.tries == len(bench.pages())


def test_redirects_are_followed_hop_by_hop_and_kept(server, bench):
    server.on("/old", redirect("/middle#x", "301 Moved"))
    server.on("/middle", redirect(server.url("/new", "www.paper.localhost"), "308 Moved"))
    server.on("/new", response(PAGE))
    exchange = bench.fetcher.fetch(server.url("/old"), policy=LOCAL)
    assert exchange.seen_url == server.url("/old")
    assert exchange.final_url == server.url("/new", "www.paper.localhost")
    assert exchange.redirects == (server.url("/old"), server.url("/middle"))
    assert [kept.status for kept in bench.pages()] == [301, 308, 200]


def test_conditions_are_sent_and_a_304_comes_back(server, bench):
    url = server.on("/a", response(b"", 'ETag: "1"', status="304 Not Modified"))
    exchange = bench.fetcher.fetch(url, policy=LOCAL, etag='"1"', last_modified="yesterday")
    assert (exchange.status, exchange.body) == (304, b"")
    assert server.asked[-1].headers["if-none-match"] == '"1"'
    assert server.asked[-1].headers["if-modified-since"] == "yesterday"


def test_conditions_do_not_follow_to_another_site(server, bench):
    server.on("/a", redirect(server.url("/b", "elsewhere.localhost")))
    server.on("/b", response(PAGE))
    assert bench.fetcher.fetch(server.url("/a"), policy=LOCAL, etag='"1"').status == 200
    assert "if-none-match" in next(a for a in server.asked if a.path == "/a").headers
    assert "if-none-match" not in next(a for a in server.asked if a.path == "/b").headers


def test_passwords_in_addresses_are_never_sent(server, bench):
    server.on("/a", redirect(f"http://user:secret@paper.localhost:{server.port}/b"))
    server.on("/b", response(PAGE))
    exchange = bench.fetcher.fetch(server.url("/a", "me:pw@paper.localhost"), policy=LOCAL)
    assert exchange.final_url == server.url("/b")
    assert not any("authorization" in asked.headers for asked in server.asked)


def test_a_proxy_in_the_environment_is_not_used(server, bench, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert bench.fetcher.fetch(server.on("/a", response(PAGE)), policy=LOCAL).status == 200


def test_slots_are_booked_and_waited_for(server, bench):
    bench.limits.wait_s = 3.0
    policy = FetchPolicy(delay_s=2.5, allow_private_network=True, obey_robots=False)
    bench.fetcher.fetch(server.on("/a", response(PAGE)), policy=policy)
    assert bench.limits.reserved == [("paper.localhost", 2.5)]
    assert bench.slept == [3.0]


def test_a_slot_too_far_away_is_not_waited_for(server, bench):
    bench.limits.wait_s = MAX_POLITE_WAIT_S + 1
    for _ in range(2):
        with pytest.raises(Transient) as caught:
            bench.fetcher.fetch(server.on("/a", response(PAGE)), policy=LOCAL)
        assert caught.value.reason is Reason.RATE_LIMITED
    assert len(bench.limits.reserved) == 1, "a host that is held back is not booked again"
    assert server.asked == []


@pytest.mark.parametrize("status", [BUSY, "503 Service Unavailable"])
def test_retry_after_holds_the_host_back_for_all(server, status):
    bench = Bench(FetchSettings(deadline_s=30, tries=2, backoff_s=0.01))
    answers = iter([response(b"", "Retry-After: 7", status=status), response(PAGE)])
    url = server.on("/a", lambda connection, asked: connection.sendall(next(answers)))
    assert bench.fetcher.fetch(url, policy=LOCAL).status == 200
    assert bench.limits.held == [("paper.localhost", bench.clock.at + timedelta(seconds=7))]


def test_retry_after_past_the_deadline_ends_the_fetch(server, bench):
    url = server.on("/a", response(b"", "Retry-After: 86400", status=BUSY))
    with pytest.raises(Transient) as caught:
        bench.fetcher.fetch(url, policy=LOCAL)
    assert caught.value.reason is Reason.RATE_LIMITED
    assert bench.limits.held == [("paper.localhost", bench.clock.at + timedelta(hours=1))]
    assert [exchange.status for exchange in bench.pages()] == [429]


def test_retry_after_in_the_past_is_now(server, bench):
    late = "Retry-After: Mon, 02 Mar 2020 06:00:00 GMT"
    answers = iter([response(b"", late, status=BUSY), response(PAGE)])
    url = server.on("/a", lambda connection, asked: connection.sendall(next(answers)))
    assert bench.fetcher.fetch(url, policy=LOCAL).status == 200
    assert bench.limits.held == []


def test_an_unknown_host_is_a_passing_error(bench, monkeypatch):
    def fail(*args, **options):
        raise OSError("Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", fail)
    with pytest.raises(Transient, match=r"nowhere\.example") as caught:
        bench.fetcher.fetch("http://nowhere.example/a", policy=LOCAL)
    assert caught.value.reason is Reason.CONNECTION


def test_a_source_without_the_right_reaches_no_inner_address(server, bench):
    with pytest.raises(Terminal) as caught:
        bench.fetcher.fetch(server.on("/a", response(PAGE)), policy=FetchPolicy(delay_s=0))
    assert caught.value.reason is Reason.ADDRESS_REFUSED
    assert server.asked == []


def test_a_host_with_another_request_under_way_is_waited_for(server, bench):
    bench.limits.busy = 4  # once when its slot was booked
    url = server.on("/a", response(b"<p>one</p>"))
    assert bench.fetcher.fetch(url, policy=replace(LOCAL, obey_robots=False)).status == 200
    assert bench.slept == [0.1] * 3
    assert bench.limits.inside == []


def test_a_host_that_stays_busy_is_given_up_for_now(server, bench):
    bench.limits.busy = 10_000
    url = server.on("/a", response(b"<p>one</p>"))
    with pytest.raises(Transient) as caught:
        bench.fetcher.fetch(url, policy=replace(LOCAL, obey_robots=False))
    assert caught.value.reason is Reason.RATE_LIMITED
    assert server.count("/a") == 0


def test_a_request_that_fails_leaves_its_host(server, bench):
    url = server.on("/a", b"nonsense")
    with pytest.raises(PipelineError):
        bench.fetcher.fetch(url, policy=LOCAL)
    assert bench.limits.inside == []
