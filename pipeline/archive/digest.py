"""The digest under which a payload is known."""

from __future__ import annotations

import hashlib


def digest_payload(payload: bytes) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 of `payload` as it came over the wire."""
    return "sha256:" + hashlib.sha256(payload).hexdigest()
