"""Files that others read: an append-only log of what each article became, export by export."""

from pipeline.export.files import Format
from pipeline.export.reading import read_export

__all__ = ["Format", "read_export"]
