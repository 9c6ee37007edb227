"""The sample newsroom beside the pipeline: started and stopped here, and known nowhere else."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Misconfigured
from pipeline.standalone.processes import Daemon, python_environment, stop_all
from pipeline.standalone.state import is_free, remembered_port

UP_WITHIN_S = 20


@dataclass(frozen=True)
class SampleNewsroom:
    """The sample newsroom as a child process: the demo's world, one day older at each start."""

    home: Path

    @property
    def daemon(self) -> Daemon:
        """Its process."""
        return Daemon("newsroom", self.home / "run")

    @property
    def folder(self) -> Path:
        """Where its state and its source files stand."""
        return self.home / "newsroom"

    def start_next_day(self) -> Path:
        """Serve the next day and return the folder of its source files."""
        self.stop()
        port = remembered_port(self.folder / "port")
        command = [sys.executable, "-m", "pipeline.newsroom"]
        state = ["--state", str(self.folder / "state.json"), "--advance", "--port", str(port)]
        environment = python_environment()
        self.daemon.start([*command, "serve", *state], environment, cwd=self.folder)
        self._wait_for(port)
        sources = self.folder / "sources"
        written = subprocess.run(
            [*command, "sources", "--port", str(port), "--out", str(sources)],
            env=environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if written.returncode:
            raise Misconfigured(f"The newsroom's source files: {written.stderr.strip()}")
        return sources

    def stop(self) -> list[str]:
        """Stop it; return its name if it ran."""
        return stop_all([self.daemon], grace_s=5)

    def _wait_for(self, port: int) -> None:
        give_up_at = time.monotonic() + UP_WITHIN_S
        while is_free(port):
            if not self.daemon.is_running() or time.monotonic() > give_up_at:
                raise Misconfigured(
                    f"The sample newsroom did not start:\n{self.daemon.last_lines()}",
                    remedy=f"The whole log: {self.daemon.log}",
                )
            time.sleep(0.05)
