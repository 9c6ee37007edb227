import pytest

from pipeline.warehouse.database import Warehouse
from tests.postgres import *  # noqa: F403


@pytest.fixture
def warehouse(warehouse_url):
    with Warehouse(warehouse_url) as opened:
        yield opened
