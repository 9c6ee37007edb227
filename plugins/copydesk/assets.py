"""Ids that other DAGs may build on: `from copydesk.assets import DAY`."""

from __future__ import annotations

from airflow.sdk import Asset, AssetWatcher

from copydesk.inbox_trigger import InboxTrigger

INGEST = "ingest"
REPLAY = "replay"
INGEST_EVENTS = "ingest_events"
POLL = "poll"
RETRY = "retry"

FETCH_POOL = "fetch"
"""The pool of all tasks that ask other people's servers."""

DAY = Asset(name="copydesk_day", uri="copydesk://warehouse/day")
"""One UTC day of news, ingested and folded. Partitioned: the key is the day, YYYY-MM-DD.

Schedule on it with `schedule=PartitionedAssetTimetable(assets=DAY)`.
"""

INBOX = Asset(
    name="copydesk_inbox",
    uri="copydesk://warehouse/inbox",
    watchers=[AssetWatcher(name="copydesk_inbox", trigger=InboxTrigger())],
)
"""A wake-up that something was pushed. It carries nothing: the work stands in table `inbox`."""
