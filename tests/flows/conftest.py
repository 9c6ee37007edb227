import pytest

from pipeline.config import ReadSettings
from pipeline.flows.desk import open_desk
from pipeline.flows.reader import PageReader
from tests.flows.paper import open_paper
from tests.postgres import *  # noqa: F403


@pytest.fixture
def desk(desk_settings):
    with open_desk(desk_settings) as opened:
        yield opened


@pytest.fixture
def paper(desk_settings):
    with open_paper(desk_settings) as opened:
        yield opened


@pytest.fixture
def reader():
    with PageReader(ReadSettings()) as opened:
        yield opened
