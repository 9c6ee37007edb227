"""Through the day: feeds and articles that are due, by the rhythm of each."""

from __future__ import annotations

from airflow.sdk import DAG, CronTriggerTimetable
from airflow.sdk.bases.operator import chain
from copydesk import steps
from copydesk.assets import POLL

DOC = """
### What is due, through the day

A busy feed rolls over in hours, and many edits come minutes after an article. Every ten minutes
this DAG asks the feeds that are due by their own learnt rhythm, their new pages, and the articles
that are due by the schedule of re-visits. A run that finds nothing due is skipped. The nightly run
asks all feeds and so closes the day.

It is paused at first: unpause it where publishers may be asked through the day. `copydesk sources
revisits` shows what re-visits cost.
"""

with DAG(
    dag_id=POLL,
    description="Feeds and articles that are due, through the day",
    schedule=CronTriggerTimetable("*/10 * * * *", timezone="UTC"),
    catchup=False,
    is_paused_upon_creation=True,
    max_active_runs=1,
    default_args=dict(steps.DEFAULT_ARGS),
    doc_md=DOC,
    tags=["copydesk"],
):
    fetched = steps.fetch.expand(source_ids=steps.plan_poll())
    batch_ids = steps.cut_batches()
    processed = steps.process.expand(batch_id=batch_ids)
    checked = steps.check()
    chain(fetched, batch_ids, processed, *steps.settle(), steps.schedule_revisits(), checked)
    steps.report(checked)
