"""The stores that are compared, each with its own table in one PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy import (
    ARRAY,
    Column,
    DateTime,
    MetaData,
    Table,
    Text,
    Uuid,
    create_engine,
    delete,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import DeclarativeBase, Session

from pipeline.config import libpq_url
from pipeline.model import Document
from pipeline.warehouse.copying import copy_rows
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.load import Reading, RunContext, load_readings
from pipeline.warehouse.rows import capture_row
from pipeline.warehouse.tables import capture

CONTEXT = RunContext("bench", "load", 1)


def columns() -> list[Column[Any]]:
    """Return what every store keeps of an article: all that the warehouse loads of it."""
    return [
        Column("url", Text, primary_key=True),
        Column("source_id", Text),
        Column("title", Text),
        Column("authors", ARRAY(Text)),
        Column("body", Text),
        Column("language", Text),
        Column("published_at", DateTime(timezone=True)),
        Column("modified_at", DateTime(timezone=True)),
        Column("observed_at", DateTime(timezone=True)),
        Column("capture_id", Uuid),
        Column("lineage", JSONB),
    ]


def row_of(reading: Reading) -> dict[str, Any]:
    """Return the row of one reading."""
    said = reading.document
    assert isinstance(said, Document)
    return {
        "url": reading.url,
        "source_id": reading.capture.source_id,
        "title": said.title,
        "authors": list(said.authors),
        "body": said.body,
        "language": said.language,
        "published_at": said.published_at,
        "modified_at": said.modified_at,
        "observed_at": reading.capture.fetched_at,
        "capture_id": reading.capture.capture_id,
        "lineage": said.lineage,
    }


_metadata = MetaData()
UPSERTED = Table("upserted", _metadata, *columns())


class _Base(DeclarativeBase):
    pass


class Mapped(_Base):
    """The same row for the object-relational mapper."""

    __table__ = Table("mapped", _Base.metadata, *columns())


class BareCopy:
    """COPY into a table without key or index, as PostgreSQL makes one: what shares are taken of.

    With `stored_as_ours` its bodies are kept as the warehouse keeps them, which costs less than
    PostgreSQL's own compression: the limit of what any loader could reach with that storage.
    """

    def __init__(self, url: str, stored_as_ours: bool = False) -> None:
        self.connection = psycopg.connect(libpq_url(url))
        self._table = "bare_as_ours" if stored_as_ours else "bare"
        names = [f"{column.name} {column.type.compile(_dialect)}" for column in columns()]
        self.connection.execute(f"DROP TABLE IF EXISTS {self._table}")
        self.connection.execute(f"CREATE TABLE {self._table} ({', '.join(names)})")
        if stored_as_ours:
            storage, compression = self.connection.execute(_BODY_STORAGE).fetchone() or ("", "")
            change = "STORAGE EXTERNAL" if storage == "e" else f"COMPRESSION {compression}"
            self.connection.execute(f"ALTER TABLE {self._table} ALTER body SET {change}")
        self.connection.commit()

    def prepare(self, readings: Sequence[Reading]) -> list[tuple[Any, ...]]:
        """Return the rows as they are copied; making them costs the limit nothing."""
        rows = [row_of(reading) for reading in readings]
        return [tuple((row | {"lineage": json.dumps(row["lineage"])}).values()) for row in rows]

    def load(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Copy and commit."""
        with self.connection.cursor().copy(f"COPY {self._table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self.connection.commit()


class Ours:
    """The warehouse. Captures are indexed beforehand, as fetching has done by then."""

    def __init__(self, url: str) -> None:
        self.warehouse = Warehouse(url)

    def prepare(self, readings: Sequence[Reading]) -> Sequence[Reading]:
        """Index the captures that are new and return the readings as they are."""
        rows = {item.capture.capture_id: capture_row(item.capture, "load") for item in readings}
        with self.warehouse.begin() as connection:
            known = connection.execute(
                text("SELECT capture_id FROM capture WHERE capture_id = ANY(:ids)"),
                {"ids": list(rows)},
            ).scalars()
            for key in list(known):
                del rows[key]
            if rows:
                names = list(next(iter(rows.values())))
                values = (list(row.values()) for row in rows.values())
                copy_rows(connection, capture, names, values)
        return readings

    def load(self, readings: Sequence[Reading]) -> None:
        """Load and commit, through the door that the flows use."""
        load_readings(self.warehouse, readings, [], CONTEXT)


class BulkUpsert:
    """SQLAlchemy's bulk INSERT ... ON CONFLICT DO UPDATE: the latest state, no history."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        _metadata.create_all(self.engine)

    def fill(self) -> None:
        """Take over what the warehouse holds, so that the table has its size without waiting."""
        with self.engine.begin() as connection:
            connection.execute(delete(UPSERTED))
            connection.execute(text(_FILL))

    def prepare(self, readings: Sequence[Reading]) -> list[dict[str, Any]]:
        """Return the rows."""
        return [row_of(reading) for reading in readings]

    def load(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert and commit."""
        statement = upsert(UPSERTED)
        changed = {name: column for name, column in statement.excluded.items() if name != "url"}
        statement = statement.on_conflict_do_update(index_elements=["url"], set_=changed)
        with self.engine.begin() as connection:
            connection.execute(statement, list(rows))


class RowByRow:
    """SQLAlchemy's mapper, one article after the other: get it, change it or add it."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        _Base.metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            connection.execute(delete(Mapped.__table__))

    def prepare(self, readings: Sequence[Reading]) -> list[dict[str, Any]]:
        """Return the rows."""
        return [row_of(reading) for reading in readings]

    def load(self, rows: Sequence[dict[str, Any]]) -> None:
        """Merge each and commit."""
        with Session(self.engine) as session:
            for row in rows:
                found = session.get(Mapped, row["url"])
                if found is None:
                    session.add(Mapped(**row))
                    session.flush()
                    continue
                for name, value in row.items():
                    setattr(found, name, value)
                session.flush()
            session.commit()


_BODY_STORAGE = """
SELECT attstorage, CASE attcompression WHEN 'l' THEN 'lz4' ELSE 'default' END
FROM pg_attribute WHERE attrelid = 'content'::regclass AND attname = 'body'
"""

_FILL = """
INSERT INTO upserted
SELECT DISTINCT ON (a.url) a.url, a.source_id, c.title, c.authors, c.body, o.language,
       o.published_at, o.modified_at, o.observed_at, o.capture_id, o.lineage
FROM article a
JOIN content c ON c.content_id = a.current_content_id
JOIN observation o ON o.article_id = a.article_id AND o.observed_at = a.current_from
ORDER BY a.url
"""

_dialect = create_engine("postgresql+psycopg://").dialect
