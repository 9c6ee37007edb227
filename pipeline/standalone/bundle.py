"""Where the folders lie that Airflow and alembic read: dags, plugins, migrations."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import Misconfigured

PACKAGE = Path(__file__).resolve().parent.parent


def bundle_path(name: str) -> Path:
    """Return the folder `name` (dags, plugins or migrations).

    In a checkout it is the top-level folder; in an installed wheel the copy that it carries.
    Raises `Misconfigured` where there is neither.
    """
    in_checkout = PACKAGE.parent / name
    if (PACKAGE.parent / "pyproject.toml").is_file() and in_checkout.is_dir():
        return in_checkout
    bundled = PACKAGE / "_bundle" / name
    if bundled.is_dir():
        return bundled
    raise Misconfigured(
        f"The folder '{name}' is neither in the checkout nor in the installed package.",
        remedy="Install Copydesk again: the installation is incomplete.",
    )
