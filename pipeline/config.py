"""Settings, read once from the environment and passed down. Nothing else reads `os.environ`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.errors import Misconfigured

DATABASE_VARIABLE = "COPYDESK_DATABASE_URL"


def normalise_database_url(url: str) -> str:
    """Return `url` as `postgresql+psycopg://...`, the one form that our engine takes.

    Accepts `postgres://` (what Airflow's `Connection.get_uri()` gives), `postgresql://` and any
    `postgresql+driver://`. Raises `Misconfigured` for anything else.
    """
    scheme, separator, rest = url.strip().partition("://")
    if separator and scheme.split("+")[0] in {"postgres", "postgresql"}:
        return f"postgresql+psycopg://{rest}"
    raise Misconfigured(
        f"The database address starts with '{scheme[:20]}', which is not PostgreSQL.",
        remedy=f"Set {DATABASE_VARIABLE} to postgresql://user:password@host:port/database.",
    )


def libpq_url(url: str) -> str:
    """Return `url` as `postgresql://...`, the form that psycopg and libpq tools take."""
    return "postgresql" + normalise_database_url(url).removeprefix("postgresql+psycopg")


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class FileClock:
    """A clock for simulations: its time stands in a file, moved by whoever drives the simulation.

    The file holds one ISO 8601 time; the clock runs on from there by the age of the file, so two
    moments of one night differ as they would in life.
    """

    path: Path

    def now(self) -> datetime:
        """Return the file's time plus the time since it was written, aware UTC."""
        base = datetime.fromisoformat(self.path.read_text().strip()).astimezone(UTC)
        age = datetime.now(UTC) - datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        return base + age


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits of one fetch. Sizes in bytes, times in seconds."""

    user_agent: str = "Copydesk/0.1 (+https://github.com/copydesk/copydesk; news archive)"
    deadline_s: float = 30.0
    connect_timeout_s: float = 10.0
    max_wire_bytes: int = 15_000_000
    max_body_bytes: int = 15_000_000
    max_redirects: int = 5
    tries: int = 3
    backoff_s: float = 0.5
    delay_s: float = 1.0
    max_pages_per_source: int = 500

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> FetchSettings:
        """Return the limits that the environment (or `environ`) describes."""
        env = os.environ if environ is None else environ
        contact = env.get("COPYDESK_CONTACT")
        return cls(
            user_agent=f"Copydesk/0.1 (+{contact})" if contact else cls().user_agent,
            deadline_s=float(_number(env, "COPYDESK_FETCH_DEADLINE_S", 30)),
        )


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What reading one page may cost: seconds of processor time, and memory (10^6 bytes)."""

    max_cpu_s: int = 15
    max_memory_mb: int = 1000

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> ReadSettings:
        """Return the limits that the environment (or `environ`) describes."""
        env = os.environ if environ is None else environ
        return cls(
            max_cpu_s=_number(env, "COPYDESK_READ_CPU_S", cls().max_cpu_s),
            max_memory_mb=_number(env, "COPYDESK_READ_MEMORY_MB", cls().max_memory_mb),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run needs to know from outside.

    `sources_dir` is a folder of YAML files, or None for the sources that ship in the package.
    `archive_dir` holds the WARC files, `home` all state of the stand-alone set-up.
    `retention_days` is for how long text and bytes are kept (None: for good).
    """

    database_url: str
    home: Path
    archive_dir: Path
    sources_dir: Path | None = None
    clock_file: Path | None = None
    batch_size: int = 50
    revisit_days: int = 14
    retention_days: int | None = None
    fetch: FetchSettings = field(default_factory=FetchSettings)
    read: ReadSettings = field(default_factory=ReadSettings)

    def clock(self) -> SystemClock | FileClock:
        """Return the clock of this set-up: the machine's, or a simulation's."""
        return FileClock(self.clock_file) if self.clock_file else SystemClock()

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Return the settings that the environment (or `environ`) describes.

        Raises `Misconfigured` where no database is named: there is no sensible default for it.
        """
        env = os.environ if environ is None else environ
        url = env.get(DATABASE_VARIABLE) or env.get("AIRFLOW_CONN_COPYDESK", "")
        if not url:
            raise Misconfigured(
                f"No database is configured: {DATABASE_VARIABLE} is not set.",
                remedy="Start the embedded one with `make run`, or set the variable.",
            )
        home = Path(env.get("COPYDESK_HOME", ".copydesk")).absolute()
        return cls(
            database_url=normalise_database_url(url),
            home=home,
            archive_dir=Path(env.get("COPYDESK_ARCHIVE") or home / "archive"),
            sources_dir=_path(env.get("COPYDESK_SOURCES")),
            clock_file=_path(env.get("COPYDESK_CLOCK_FILE")),
            batch_size=_number(env, "COPYDESK_BATCH_SIZE", 50),
            revisit_days=_number(env, "COPYDESK_REVISIT_DAYS", 14),
            retention_days=_number(env, "COPYDESK_RETENTION_DAYS", 0) or None,
            fetch=FetchSettings.from_env(env),
            read=ReadSettings.from_env(env),
        )


def _path(value: str | None) -> Path | None:
    return Path(value).absolute() if value else None


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise Misconfigured(f"{name}={value!r} is not a whole number above zero.")
    return int(value)


def host_of(url: str) -> str:
    """Return the host of a database URL, for messages that must not show its password."""
    parts = urlsplit(url)
    return f"{parts.hostname or ''}:{parts.port or 5432}{parts.path}"
