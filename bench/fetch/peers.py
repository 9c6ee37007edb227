"""Scrapy and news-please's fetcher over the same hosts, as politely: one request a host at a time.

`python -m bench.fetch.peers scrapy|news-please PORT`, with the Python of the peers' environment.
Scrapy reads robots.txt and the feeds as we do, and drops what it fetched; news-please is handed
the addresses, and reads neither.
"""

from __future__ import annotations

import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.fetch.measure import Measured

HOSTS, PAGES_A_HOST = 50, 40


def run_scrapy(port: int) -> None:
    """Crawl with Scrapy, from the feeds on."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    measured = Measured()

    class Papers(scrapy.Spider):  # type: ignore[misc]
        name = "papers"
        start_urls = tuple(f"http://127.0.1.{n + 1}:{port}/feed.xml" for n in range(HOSTS))

        def parse(self, response: Any) -> Any:
            for link in response.xpath("//item/link/text()").getall():
                yield scrapy.Request(link, self.parse_page)

        def parse_page(self, response: Any) -> None:
            measured.pages += response.status == 200 and len(response.body) > 0

    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": HOSTS,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "RANDOMIZE_DOWNLOAD_DELAY": False,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "ERROR",
        }
    )
    process.crawl(Papers)
    with measured:
        process.start()
    measured.tell()


def run_news_please(port: int) -> None:
    """Fetch with news-please's `SimpleCrawler`, one thread a host."""
    from newsplease.crawler.simple_crawler import SimpleCrawler

    logging.disable(logging.ERROR)

    def read_host(host: int) -> int:
        home = f"http://127.0.1.{host + 1}:{port}"
        addresses = [f"{home}/news/{n}.html" for n in range(PAGES_A_HOST)]
        return sum(bool(SimpleCrawler.fetch_url(url)) for url in addresses)

    with ThreadPoolExecutor(HOSTS) as threads, Measured() as measured:
        measured.pages = sum(threads.map(read_host, range(HOSTS)))
    measured.tell()


if __name__ == "__main__":
    {"scrapy": run_scrapy, "news-please": run_news_please}[sys.argv[1]](int(sys.argv[2]))
