"""Stored captures again, with today's rules; no request leaves the machine."""

from __future__ import annotations

from airflow.sdk import DAG, Param
from airflow.sdk.bases.operator import chain
from copydesk import steps
from copydesk.assets import REPLAY

DOC = """
### Read stored captures again

Everything in the archive is read once more under today's rules: after an update of Copydesk, into
an empty warehouse, or to take in a WARC file from elsewhere. A text that only our rules read
differently gets no new version of its publisher's; running it twice adds nothing.
"""

PARAMS = {
    "first": Param(
        None,
        type=["null", "string"],
        format="date",
        title="First day",
        description="Read captures from this UTC day on. Empty: from the first one.",
    ),
    "last": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Last day",
        description="Read captures up to and with this UTC day. Empty: up to now.",
    ),
    "sources": Param(
        [],
        type=["null", "array"],
        items={"type": "string", "minLength": 1},
        title="Sources",
        description="Ids of the sources whose captures are read, one a line. Empty: all of them.",
    ),
    "warc": Param(
        None,
        type=["null", "string"],
        title="WARC file",
        description="Path of a WARC file on the worker, to be taken into the archive and read. "
        "Empty: what the archive holds.",
    ),
}

with DAG(
    dag_id=REPLAY,
    description="Stored captures again, with today's rules; no request leaves the machine",
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=dict(steps.DEFAULT_ARGS),
    params=PARAMS,
    doc_md=DOC,
    tags=["copydesk"],
):
    processed = steps.process.expand(batch_id=steps.plan_replay())
    checked = steps.check()
    chain(processed, *steps.settle(), checked)
    steps.report(checked)
