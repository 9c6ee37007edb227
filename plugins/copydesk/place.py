"""Where Airflow's components work: the warehouse of the environment, or of a connection of Airflow.

The environment comes first, so that a component, the command line in its container and a task agree
by the same two variables; else Airflow is asked for its connection `copydesk`, which may stand in
its metadata or in a secrets backend.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

if TYPE_CHECKING:
    from pipeline.config import Settings

CONNECTION = "copydesk"


def settings_here() -> Settings:
    """Return the settings of this component. Raises `Misconfigured` where no warehouse is named."""
    if _is_in_environment():
        return _settings("")
    try:
        return _settings(Connection.get(CONNECTION).get_uri())
    except AirflowNotFoundException:
        return _settings("")  # which says what to do


async def settings_in_trigger() -> Settings:
    """Return the same within an event loop, which must not wait for Airflow's answer."""
    if _is_in_environment():
        return _settings("")
    try:
        found = await Connection.async_get(CONNECTION)
    except AirflowNotFoundException:
        return _settings("")
    # some backends give the older class, which knows no event loop and needs none
    return _settings(await found.aget_uri() if hasattr(found, "aget_uri") else found.get_uri())


def _is_in_environment() -> bool:
    from pipeline.config import AIRFLOW_VARIABLE, DATABASE_VARIABLE

    return any(os.environ.get(name) for name in (DATABASE_VARIABLE, AIRFLOW_VARIABLE))


def _settings(connection: str) -> Settings:
    from pipeline.config import AIRFLOW_VARIABLE, Settings

    found = {AIRFLOW_VARIABLE: connection} if connection else {}
    return Settings.from_env({**os.environ, **found})
