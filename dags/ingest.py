"""The nightly run: one partition is one UTC day of news."""

from __future__ import annotations

from airflow.sdk import DAG, CronPartitionTimetable, Param
from airflow.sdk.bases.operator import chain
from copydesk import steps
from copydesk.assets import INGEST

DOC = """
### One day of news, every night

Reads the listings of all sources, archives each page that is new or due again, reads it, loads
what it says, and ties copies to their originals. It runs at 00:00 UTC for the day that has just
ended; the partition key is that day. What came of a run stands under its tab **Summary**.

- **A past day**: Trigger, Backfill. What the archive holds of the day is read again where today's
  rules have not read it, and what it lacks is discovered as far as the listings still reach. What
  nobody captured then cannot be recovered: the summary says so.
- **The backfill form drops edited parameters without a word** unless *Override parameters on
  existing runs* is ticked, also for days that have no run yet. The summary shows what was used.
- **One source failed**: the others have landed all the same. The run is red and its summary names
  what is missing; clear the failed task and the tasks after it. What it has answered already is not
  asked for again.
- Other DAGs wait for a finished day with `PartitionedAssetTimetable(assets=DAY)`, `DAY` from
  `copydesk.assets`.
"""

PARAMS = {
    "day": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Day",
        description="The UTC day of news, for a run started by hand. Empty: the day of the "
        "partition, else yesterday. Leave it empty in a backfill.",
    ),
    "sources": Param(
        [],
        type=["null", "array"],
        items={"type": "string", "minLength": 1},
        title="Sources",
        description="Ids of the sources to read, one a line. Empty: all of them.",
    ),
    "mode": Param(
        "auto",
        type="string",
        enum=["auto", "replay", "discover", "refetch"],
        title="Mode",
        values_display={
            "auto": "auto: read again what is stored, discover what is missing",
            "replay": "replay: stored captures only, no request leaves the machine",
            "discover": "discover: read listings and new pages only",
            "refetch": "refetch: ask again for every known article of the day",
        },
        description="What the run may do. 'auto' is right unless you know better.",
    ),
}

with DAG(
    dag_id=INGEST,
    description="One day of news: fetched, read, loaded, copies tied to their originals",
    schedule=CronPartitionTimetable(
        "0 0 * * *", timezone="UTC", run_offset=-1, key_format="%Y-%m-%d"
    ),
    catchup=False,
    max_active_runs=1,
    default_args=dict(steps.DEFAULT_ARGS),
    params=PARAMS,
    doc_md=DOC,
    tags=["copydesk"],
):
    groups = steps.plan_day()
    fetched = steps.fetch.expand(source_ids=groups)
    batch_ids = steps.cut_batches()
    processed = steps.process.expand(batch_id=batch_ids)
    checked = steps.check()
    chain(fetched, batch_ids, processed, *steps.settle(), steps.schedule_revisits(), checked)
    steps.report_day(checked)
