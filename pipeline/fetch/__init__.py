"""How a page is read: within a deadline, within its host's limits, and never from inside."""

from pipeline.fetch.client import Fetcher, FetchPolicy

__all__ = ["FetchPolicy", "Fetcher"]
