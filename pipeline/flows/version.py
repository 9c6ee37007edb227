"""The version of our rules as a whole: a number that rises, checked against what it stands for."""

from __future__ import annotations

import json
from importlib.metadata import version as package_version

from pipeline import clean, extract, provenance, recognise
from pipeline.identity import digest_fields

PIPELINE_VERSION = 2
"""Total order over extractor, marker and rule sets; enrichers have versions of their own.

Raise it by one whenever `manifest()` changes, and enter the new digest in `MANIFEST_DIGESTS`;
a test compares them. Texts are only compared under one version.
"""

MANIFEST_DIGESTS: dict[int, str] = {
    1: "2a3ba0f6ca7d97eb",
    2: "5192689d05469952",
}
"""What each version stands for. An entry that was released is never changed."""


def manifest() -> dict[str, int | str]:
    """Return what decides how a page is read: every part with its version, sorted by name."""
    libraries = ("ftfy", "trafilatura")
    parts: dict[str, int | str] = {f"library:{name}": package_version(name) for name in libraries}
    for stage in (extract, recognise, provenance, clean):
        name = stage.__name__.rpartition(".")[2]
        parts |= {f"{name}:{part}": number for part, number in stage.versions().items()}
    return dict(sorted(parts.items()))


def manifest_digest() -> str:
    """Return a short digest of `manifest()`."""
    return digest_fields(json.dumps(manifest())).hex()[:16]
