"""The Harbour Courier of the sample newsroom: an example, with the redesign of 1 June 2025."""

from datetime import date

from pipeline.extract.parser import Design, SiteParser

PARSER = SiteParser(
    id="harbour-courier",
    version=1,
    site="harbour-courier.localhost",
    designs=(
        Design(
            title="//h2[@class='head']",
            authors="//span[@class='writer']",
            published_at="//span[@class='printed']",
            body="//td[@class='story']",
        ),
        Design(since=date(2025, 6, 1), title="//main//h1", authors="//main//a[@rel='author']"),
    ),
)
