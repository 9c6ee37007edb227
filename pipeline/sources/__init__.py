"""Who is read: one YAML file per publisher, in the package or in a folder of the operator's."""

from pipeline.sources.loading import load_readable_sources, load_sources, select_sources
from pipeline.sources.polling import USUAL_GAP, learnt_gap, next_poll
from pipeline.sources.revisits import RevisitPolicy, next_visit, pace_of
from pipeline.sources.spec import Feed, FeedKind, Source

__all__ = [
    "USUAL_GAP",
    "Feed",
    "FeedKind",
    "RevisitPolicy",
    "Source",
    "learnt_gap",
    "load_readable_sources",
    "load_sources",
    "next_poll",
    "next_visit",
    "pace_of",
    "select_sources",
]
