"""Where the folders beside the package are: in a checkout, or carried inside the wheel."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import Misconfigured

_PACKAGE = Path(__file__).resolve().parent


def bundle_path(name: str) -> Path:
    """Return the folder `name` (dags, plugins or migrations). Raises `Misconfigured` if absent."""
    for folder in (_PACKAGE / "_bundle" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise Misconfigured(
        f"The folder '{name}' of Copydesk is missing.",
        remedy="Install the wheel again, or run from a complete checkout.",
    )
