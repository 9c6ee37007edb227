"""The operator's pages: what each run found, and what stands in quarantine.

Server-rendered, read-only, behind Airflow's login, with nothing loaded from elsewhere. They are
shown in frames that open no windows, so addresses of articles are text and not links.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from airflow.api_fastapi.core_api.security import requires_authenticated
from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from copydesk.place import settings_here
from copydesk.render import FOLDER, Html, render
from pipeline.errors import PipelineError
from pipeline.warehouse.cases import CaseFilter, count_causes, list_quarantine
from pipeline.warehouse.database import Warehouse
from pipeline.warehouse.read import totals
from pipeline.warehouse.runs import get_run, latest_runs

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
MAX_QUARANTINE = 500

app = FastAPI(
    title="Copydesk",
    dependencies=[Depends(requires_authenticated())],
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
)


def open_warehouse() -> Iterator[Warehouse]:
    """Yield the warehouse of the environment for one request."""
    with Warehouse(settings_here().database_url) as warehouse:
        yield warehouse


OpenWarehouse = Annotated[Warehouse, Depends(open_warehouse)]


@app.get("/", response_class=HTMLResponse)
def runs(request: Request, warehouse: OpenWarehouse) -> Html:
    """Return the page of the latest runs."""
    return _page(request, "runs", runs=latest_runs(warehouse), totals=totals(warehouse))


@app.get("/runs/{dag_id}/{run_id:path}", response_class=HTMLResponse)
def run(request: Request, warehouse: OpenWarehouse, dag_id: str, run_id: str) -> Html:
    """Return the page of one run: its summary, or what is known of it while it goes on."""
    record = get_run(warehouse, dag_id, run_id)
    if record is None:
        return _page(request, "unknown", 404, dag_id=dag_id, run_id=run_id)
    return _page(request, "run", run=record, summary=record.summary)


@app.get("/quarantine", response_class=HTMLResponse)
def quarantine(
    request: Request, warehouse: OpenWarehouse, closed: bool = False, reason: str = ""
) -> Html:
    """Return the page of what failed, by cause; with `closed` also what was settled since."""
    wanted = CaseFilter(reasons=[reason] if reason else [], only_open=not closed)
    cases = list_quarantine(warehouse, wanted=wanted, limit=MAX_QUARANTINE)
    causes = [] if reason else count_causes(warehouse, wanted)
    return _page(
        request,
        "quarantine",
        cases=cases,
        causes=causes,
        closed=closed,
        reason=reason,
        limit=MAX_QUARANTINE,
    )


@app.get("/copydesk.css")
def style() -> Response:
    """Return the style sheet."""
    return _asset("copydesk.css", "text/css; charset=utf-8")


@app.get("/copydesk.js")
def script() -> Response:
    """Return the script: it takes over the colours that were chosen in Airflow."""
    return _asset("copydesk.js", "text/javascript; charset=utf-8")


@app.exception_handler(PipelineError)
def cannot_read(request: Request, error: Exception) -> Html:
    """Return a page with the error's words and its remedy."""
    return _page(request, "error", 503, error=error)


def _page(request: Request, name: str, status: int = 200, **values: Any) -> Html:
    base = request.scope.get("root_path", "")
    return HTMLResponse(render(name, base=base, page=name, **values), status, HEADERS)


def _asset(name: str, media_type: str) -> Response:
    content = Path(FOLDER, name).read_bytes()
    return Response(
        content, media_type=media_type, headers={**HEADERS, "Cache-Control": "no-cache"}
    )
