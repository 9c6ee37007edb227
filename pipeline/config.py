"""Settings, read once from the environment and passed down. Nothing else reads `os.environ`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from pipeline.errors import Misconfigured

DATABASE_VARIABLE = "COPYDESK_DATABASE_URL"
AIRFLOW_VARIABLE = "AIRFLOW_CONN_COPYDESK"
PASSWORD_FILE_VARIABLE = "COPYDESK_DATABASE_PASSWORD_FILE"  # noqa: S105  (the name of a variable)


def normalise_database_url(url: str) -> str:
    """Return `url` as `postgresql+psycopg://...`, the one form that our engine takes.

    Accepts `postgres://` (what Airflow's `Connection.get_uri()` gives), `postgresql://` and any
    `postgresql+driver://`. What stands after `?` goes to libpq: `sslmode`, `sslrootcert`,
    `channel_binding` and so on; Airflow's `__extra__` is unfolded into it. Raises `Misconfigured`
    for anything else, and never repeats the address: a password stands in it.
    """
    scheme, separator, rest = url.strip().partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise Misconfigured(
            "The database address does not begin with postgresql://.", remedy=_ADDRESS_REMEDY
        )
    parts = urlsplit(f"postgresql://{rest}")
    if not _is_readable(parts):
        raise Misconfigured(
            "The database address cannot be read.",
            remedy=f"{_ADDRESS_REMEDY} In user and password, percent-encode @ : / ? # and %.",
        )
    return f"postgresql+psycopg://{parts.netloc}{parts.path}{_libpq_options(parts.query)}"


_ADDRESS_REMEDY = f"Set {DATABASE_VARIABLE} to postgresql://user:password@host:port/database."


def _is_readable(parts: SplitResult) -> bool:
    """False where a special character in the password has torn the address apart."""
    try:
        parts.port  # noqa: B018  (it is parsed when it is asked for)
    except ValueError:
        return False
    userinfo, at, _ = parts.netloc.rpartition("@")
    is_torn = "@" in userinfo or "@" in parts.path or parts.fragment or (not at and "@" in parts[3])
    return not is_torn and not re.search(r"%(?![0-9A-Fa-f]{2})", userinfo)


def _libpq_options(query: str) -> str:
    """Return what goes to libpq, Airflow's extras among it, as it stands behind the path."""
    given = parse_qsl(query)
    options = [(name, value) for name, value in given if name != "__extra__"]
    for _, extras in (item for item in given if item[0] == "__extra__"):
        try:
            unfolded = json.loads(extras)
        except ValueError:
            raise Misconfigured("The extras of the database connection are no JSON.") from None
        options += [(name, str(value)) for name, value in unfolded.items() if value is not None]
    return f"?{urlencode(options, quote_via=quote)}" if options else ""


def _airflow_url(connection: str) -> str:
    """Return the address in the value of AIRFLOW_CONN_COPYDESK, which may be a URI or JSON."""
    if not connection.lstrip().startswith("{"):
        return connection
    try:
        said = json.loads(connection)
        extra = said.get("extra") or {}
        extra = json.loads(extra) if isinstance(extra, str) else extra
    except ValueError:
        raise Misconfigured(f"{AIRFLOW_VARIABLE} is neither a URI nor JSON.") from None
    user = ":".join(quote(str(said[key]), safe="") for key in ("login", "password") if key in said)
    place = f"{said.get('host') or ''}:{said.get('port') or 5432}/{said.get('schema') or ''}"
    options = urlencode({"__extra__": json.dumps(extra)})
    return f"{said.get('conn_type')}://{user}{'@' if user else ''}{place}?{options}"


def _database_url(env: Mapping[str, str]) -> str:
    """Return the address of the warehouse; its password may stand in a file of its own."""
    given = env.get(DATABASE_VARIABLE) or _airflow_url(env.get(AIRFLOW_VARIABLE, ""))
    if not given:
        raise Misconfigured(
            f"No database is configured: {DATABASE_VARIABLE} is not set.",
            remedy="Start the embedded one with `make run`, set the variable, or in Airflow make"
            " the connection 'copydesk'.",
        )
    url = normalise_database_url(given)
    file = env.get(PASSWORD_FILE_VARIABLE)
    return _with_password(url, Path(file)) if file else url


def _with_password(url: str, file: Path) -> str:
    """Return `url` with the password in `file`, unless one stands in it."""
    parts = urlsplit(url)
    if parts.password or not parts.username:
        return url
    try:
        password = quote(file.read_text("utf-8").rstrip("\r\n"), safe="")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(
            f"{PASSWORD_FILE_VARIABLE} names {file}, which cannot be read ({type(error).__name__})."
        ) from None
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.rstrip(':')}:{password}@{place}"))


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
    `archive_dir` holds the WARC files, or those that are on their way to the object store at
    `archive_url`; `home` all state of the stand-alone set-up.
    `retention_days` is for how long text and bytes are kept (None: for good).
    """

    database_url: str = field(repr=False)  # a password stands in it
    home: Path
    archive_dir: Path
    sources_dir: Path | None = None
    clock_file: Path | None = None
    batch_size: int = 50
    revisit_days: int = 14
    retention_days: int | None = None
    archive_url: str = ""
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
        home = Path(env.get("COPYDESK_HOME", ".copydesk")).absolute()
        archive = env.get("COPYDESK_ARCHIVE", "")
        is_store = "://" in archive
        return cls(
            database_url=_database_url(env),
            home=home,
            archive_dir=home / "archive" if is_store else Path(archive or home / "archive"),
            archive_url=archive if is_store else "",
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
