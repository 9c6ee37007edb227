"""What was pushed: from the inbox into the warehouse, seconds after it arrived."""

from __future__ import annotations

from airflow.sdk import DAG, AssetOrTimeSchedule, CronTriggerTimetable
from airflow.sdk.bases.operator import chain
from copydesk import steps
from copydesk.assets import INBOX, INGEST_EVENTS

DOC = """
### What was pushed

An address (or a document) that arrives in the table `inbox` is asked for, archived, read and
loaded. The arrival wakes this DAG, and every quarter of an hour it looks by itself, so that no
lost wake-up leaves anything behind. A run that finds nothing is skipped.
"""

with DAG(
    dag_id=INGEST_EVENTS,
    description="What was pushed, from the inbox into the warehouse",
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("*/15 * * * *", timezone="UTC"), assets=INBOX
    ),
    catchup=False,
    max_active_runs=1,
    default_args=dict(steps.DEFAULT_ARGS),
    doc_md=DOC,
    tags=["copydesk"],
):
    checked = steps.check()
    chain(steps.plan_pushed(), steps.take_pushed(), checked)
    steps.report(checked)
