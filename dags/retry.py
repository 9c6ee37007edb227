"""Cases in quarantine, taken up again: read anew from the archive, or asked for anew."""

from __future__ import annotations

from airflow.sdk import DAG, Param
from airflow.sdk.bases.operator import chain
from copydesk import steps
from copydesk.assets import RETRY

DOC = """
### Take up what is in quarantine

Reads the stored pages of open cases again with today's rules, after a rule was mended; what never
came or answered with an error is asked for again. A case whose page is read closes itself. The
numbers of cases stand on the page **Quarantine** and in `copydesk quarantine list`. To let a page
pass that a check refuses, give `copydesk quarantine release`.
"""

PARAMS = {
    "cases": Param(
        [],
        type=["null", "array"],
        items={"type": "integer", "minimum": 1},
        title="Cases",
        description="Numbers of cases, one a line. Empty: all open ones that the rest name.",
    ),
    "reasons": Param(
        [],
        type=["null", "array"],
        items={"type": "string", "minLength": 1},
        title="Reasons",
        description="Only cases with these reason codes, one a line. Empty: of any reason.",
    ),
    "sources": Param(
        [],
        type=["null", "array"],
        items={"type": "string", "minLength": 1},
        title="Sources",
        description="Only cases of the sources with these ids, one a line. Empty: of all sources.",
    ),
    "day": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Day",
        description="Only cases that failed on this UTC day. Empty: whenever it was.",
    ),
    "ask_again": Param(
        False,
        type="boolean",
        title="Ask again",
        description="Ask the publisher again also for pages whose bytes are in the archive.",
    ),
}

with DAG(
    dag_id=RETRY,
    description="Cases in quarantine again, from the archive or from the web",
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=dict(steps.DEFAULT_ARGS),
    params=PARAMS,
    doc_md=DOC,
    tags=["copydesk"],
):
    retried = steps.retry_cases.expand(cases=steps.plan_retry())
    checked = steps.check()
    chain(retried, *steps.settle(), checked)
    steps.report(checked)
