"""Who is read: one YAML file per publisher, in the package or in a folder of the operator's."""

from pipeline.sources.loading import load_readable_sources, load_sources, select_sources
from pipeline.sources.revisits import RevisitPolicy, next_visit, pace_of
from pipeline.sources.spec import Feed, FeedKind, Source

__all__ = [
    "Feed",
    "FeedKind",
    "RevisitPolicy",
    "Source",
    "load_readable_sources",
    "load_sources",
    "next_visit",
    "pace_of",
    "select_sources",
]
