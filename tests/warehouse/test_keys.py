from uuid import UUID

import pytest
from sqlalchemy import text

from pipeline.warehouse.keys import Keys


@pytest.mark.parametrize("count", [0, 1, 3000])
def test_keys_arrive_as_they_are_and_in_order(warehouse, count):
    keys = Keys(UUID(int=number * 7919 << 64 | number) for number in range(count))
    with warehouse.begin() as connection:
        query = text("SELECT key FROM unnest(CAST(:keys AS uuid[])) WITH ORDINALITY _(key, at)")
        assert tuple(connection.execute(query, {"keys": keys}).scalars()) == keys


def test_keys_can_be_looked_for(warehouse):
    with warehouse.begin() as connection:
        query = text("SELECT :key = ANY(:keys), :key = ANY(:others)")
        values = {"key": UUID(int=2), "keys": Keys(map(UUID, [str(UUID(int=2))])), "others": Keys()}
        assert connection.execute(query, values).one() == (True, False)
