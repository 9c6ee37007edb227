import pytest

from tests.faults.hostile import HostileServer
from tests.fetch.fakes import Bench


@pytest.fixture
def server():
    hostile = HostileServer()
    yield hostile
    hostile.close()


@pytest.fixture
def bench():
    made = Bench()
    yield made
    made.fetcher.close()
