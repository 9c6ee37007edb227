"""Plain lists: an address a line, `#` before a remark (sitemaps.org allows them as sitemaps)."""

from __future__ import annotations

import re
from itertools import islice

from pipeline.discover.claims import Claim

_SCHEME = re.compile(r"https?://", re.IGNORECASE)

MAX_ADDRESSES = 50_000
"""What the sitemap protocol allows in one text file."""


def read_url_list(data: bytes) -> tuple[list[Claim], str]:
    """Return the addresses that the list `data` holds, and a note on what was left out."""
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines())
    wanted = (line for line in lines if line and not line.startswith("#"))
    addresses = (line if _SCHEME.match(line) else "" for line in islice(wanted, MAX_ADDRESSES))
    claims = [Claim(address, None, None, None) for address in addresses]
    is_longer = next(wanted, None) is not None
    return claims, f"Addresses beyond {MAX_ADDRESSES:,} were left out." if is_longer else ""
