"""A database that is down, that goes away, and that does not let us in."""

from __future__ import annotations

import os
import re

import pytest
from sqlalchemy import text

from pipeline.errors import Misconfigured, Transient
from pipeline.warehouse.database import Warehouse
from tests.servers import VARIABLE


def test_a_database_that_is_down_is_transient_and_named_without_its_password():
    answer = r"127\.0\.0\.1:1/news does not answer"
    with (
        Warehouse("postgresql://me:secret@127.0.0.1:1/news") as warehouse,
        pytest.raises(Transient, match=answer) as caught,
    ):
        warehouse.retrying(lambda connection: None)
    assert "secret" not in str(caught.value)


def test_a_wrong_password_is_misconfigured(warehouse_url):
    wrong = re.sub(r":[^:@/]+@", ":wrong@", warehouse_url)
    with Warehouse(wrong) as warehouse, pytest.raises(Misconfigured, match="does not let us in"):
        warehouse.retrying(lambda connection: None)


def test_a_connection_that_is_killed_in_the_middle_is_taken_up_again(warehouse_url):
    with Warehouse(warehouse_url) as warehouse:
        tries = []

        def work(connection):
            tries.append(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
            if len(tries) == 1:
                with warehouse.begin() as other:
                    other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": tries[0]})
            return connection.execute(text("SELECT 42")).scalar_one()

        assert warehouse.retrying(work) == 42
        assert len(tries) == 2


def test_the_tests_run_on_the_release_that_was_asked_for(warehouse):
    with warehouse.begin() as connection:
        found = connection.execute(text("SHOW server_version_num")).scalar_one()
    assert int(found) // 10_000 == int(os.environ.get(VARIABLE) or 18)
