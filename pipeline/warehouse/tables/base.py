"""The metadata that all tables share, and the few column types they use."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _column(
    name: str, kind: TypeEngine[Any], comment: str, *args: Any, **options: Any
) -> Column[Any]:
    options.setdefault("nullable", False)
    return Column(name, kind, *args, comment=comment, **options)


def text(name: str, comment: str, *args: Any, **options: Any) -> Column[Any]:
    """Return a text column, NOT NULL unless said otherwise."""
    return _column(name, Text(), comment, *args, **options)


def at(name: str, comment: str, *args: Any, **options: Any) -> Column[Any]:
    """Return a moment in time (timestamptz), NOT NULL unless said otherwise."""
    return _column(name, DateTime(timezone=True), comment, *args, **options)


def key(name: str, comment: str, *args: Any, **options: Any) -> Column[Any]:
    """Return a key of `pipeline.identity` (uuid), NOT NULL unless said otherwise."""
    return _column(name, Uuid(), comment, *args, **options)


def number(name: str, comment: str, *args: Any, **options: Any) -> Column[Any]:
    """Return an integer column, NOT NULL unless said otherwise."""
    return _column(name, Integer(), comment, *args, **options)


def big(name: str, comment: str, *args: Any, **options: Any) -> Column[Any]:
    """Return a bigint column, NOT NULL unless said otherwise."""
    return _column(name, BigInteger(), comment, *args, **options)


def json(name: str, comment: str, *args: Any, **options: Any) -> Column[Any]:
    """Return a jsonb column, NOT NULL unless said otherwise."""
    return _column(name, JSONB(), comment, *args, **options)
