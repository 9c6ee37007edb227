"""Faults of what was fetched, by their numbers: each is read rightly or refused with its reason."""

import pytest

from pipeline.config import ReadSettings
from pipeline.errors import PipelineError
from pipeline.flows.reader import PageReader
from tests.faults.readings import READINGS, URL


@pytest.fixture(scope="module")
def reader():
    with PageReader(ReadSettings()) as opened:
        yield opened


@pytest.mark.parametrize("reading", READINGS, ids=str)
def test_a_fault_is_read_rightly_or_refused_with_its_reason(reader, reading):
    read = reader.read if reading.kind == "page" else reader.read_listing
    if reading.reason is None:
        assert reading.is_right(read(URL, reading.make(), reading.content_type))
        return
    with pytest.raises(PipelineError) as caught:
        read(URL, reading.make(), reading.content_type)
    assert caught.value.reason.value == reading.reason
    assert URL in str(caught.value)
