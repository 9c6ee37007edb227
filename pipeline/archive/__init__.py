"""The bytes, kept: WARC files that are valid at any moment and from which all can be rebuilt."""

from pipeline.archive.erasing import RecordHead
from pipeline.archive.reading import ArchivedPayload
from pipeline.archive.store import Archive, Tail, archive_of
from pipeline.archive.writing import ArchiveWriter, PackedRecord

__all__ = [
    "Archive",
    "ArchiveWriter",
    "ArchivedPayload",
    "PackedRecord",
    "RecordHead",
    "Tail",
    "archive_of",
]
