"""The PostgreSQL releases under test: both of the wheel's, and Debian's, which has TLS."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.standalone.postgres import EmbeddedPostgres

VARIABLE = "COPYDESK_TEST_POSTGRES"
DEBIAN = 15
DEBIAN_PROGRAMS = Path(f"/usr/lib/postgresql/{DEBIAN}/bin")


@dataclass(frozen=True)
class DebianPostgres(EmbeddedPostgres):
    """Debian's server, started and stopped like the embedded one."""

    @property
    def version(self) -> int:
        return DEBIAN

    @property
    def _bin(self) -> Path:
        return DEBIAN_PROGRAMS


def choose_server(home: Path) -> EmbeddedPostgres:
    """Return the server that this test session is to use: COPYDESK_TEST_POSTGRES, else the default.

    The wheel's other release is chosen by the wheel's own variable, before anything imports it.
    """
    wanted = os.environ.get(VARIABLE)
    if wanted == str(DEBIAN):
        assert (DEBIAN_PROGRAMS / "postgres").exists(), f"postgresql-{DEBIAN} is not installed"
        return DebianPostgres(home)
    server = EmbeddedPostgres(home)
    assert wanted in (None, "", str(server.version)), f"{VARIABLE}={wanted} has to be 15, 16 or 18"
    return server
