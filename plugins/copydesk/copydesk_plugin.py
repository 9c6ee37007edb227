"""The Airflow plugin: what hangs where in the user interface.

Every component and every task loads this file, so the pages behind it are imported by the API
server alone, at the first request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, ClassVar

from airflow.plugins_manager import AirflowPlugin

PREFIX = "/copydesk"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def pages(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with the pages of `copydesk.pages`."""
    from copydesk.pages import app

    await app(scope, receive, send)


class CopydeskPlugin(AirflowPlugin):
    """Registers the pages, their place in the navigation and the tab of a run."""

    name = "copydesk"
    fastapi_apps: ClassVar[list[Any]] = [
        {"app": pages, "url_prefix": PREFIX, "name": "Copydesk pages"}
    ]
    external_views: ClassVar[list[Any]] = [
        {
            "name": "Copydesk",
            "href": "copydesk/",
            "destination": "nav",
            "category": "browse",
            "url_route": "copydesk-runs",
        },
        {
            "name": "Summary",
            "href": "copydesk/runs/{DAG_ID}/{RUN_ID}",
            "destination": "dag_run",
            "url_route": "copydesk-summary",
        },
    ]
