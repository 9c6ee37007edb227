"""dlt's scd2 into the same PostgreSQL; runs in the peers' environment `load`.

Reads lines {"phase": ..., "row": {...}} and prints one line {"phase": ..., "seconds": ...} a phase.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import defaultdict
from typing import Any

import dlt


def main(url: str) -> None:
    """Load the phases in the order in which they come."""
    phases: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in sys.stdin:
        item = json.loads(line)
        phases[item["phase"]].append(item["row"])
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            "bench",
            pipelines_dir=folder,
            destination=dlt.destinations.postgres(credentials=url),
            dataset_name="scd2",
        )
        for phase, rows in phases.items():
            resource = dlt.resource(
                rows,
                name="article",
                write_disposition={"disposition": "merge", "strategy": "scd2"},
                columns={"authors": {"data_type": "json"}, "lineage": {"data_type": "json"}},
            )
            started = time.perf_counter()
            pipeline.run(resource)
            print(
                json.dumps({"phase": phase, "seconds": time.perf_counter() - started}), flush=True
            )


main(sys.argv[1])
