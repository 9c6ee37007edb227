"""Many keys as one parameter: thousands of them in each question of a load."""

from __future__ import annotations

import struct
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format


class Keys(tuple[UUID, ...]):
    """Keys to be handed to the server as one `uuid[]`, five times as fast as a list of them."""

    __slots__ = ()


class _KeysDumper(Dumper):
    """The binary form of a one-dimensional array without nulls (`array_recv` of PostgreSQL).

    Behind dimensions, flags, type of element, length and lower bound, each element stands behind
    its length.
    """

    format = Format.BINARY
    oid = psycopg.postgres.types["uuid"].array_oid

    def dump(self, keys: Keys) -> bytes:
        if not keys:
            return struct.pack("!3i", 0, 0, _UUID)
        head = struct.pack("!5i", 1, 0, _UUID, len(keys), 1)
        return b"".join((head, _SIZE, _SIZE.join([key.bytes for key in keys])))


_UUID = psycopg.postgres.types["uuid"].oid
_SIZE = struct.pack("!i", 16)

psycopg.adapters.register_dumper(Keys, _KeysDumper)
