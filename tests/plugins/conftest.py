"""Airflow inside the test process: its home in a folder of the session, our plugins importable."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile

from pipeline.bundle import bundle_path

# Both have to stand before the first import of airflow, which writes its configuration file.
if "AIRFLOW_HOME" not in os.environ:
    os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="copydesk-airflow-")
    atexit.register(shutil.rmtree, os.environ["AIRFLOW_HOME"], ignore_errors=True)
os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
sys.path.append(str(bundle_path("plugins")))

from tests.postgres import *  # noqa: F403
