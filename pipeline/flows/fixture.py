"""A case in quarantine as a test case: the page as it came, and what is expected of it."""

from __future__ import annotations

from pathlib import Path

import yaml

from pipeline.errors import Misconfigured
from pipeline.flows.desk import Desk
from pipeline.flows.quarantine import case_of, page_of
from pipeline.flows.version import PIPELINE_VERSION

PAGE, EXPECTED, NOTE, IGNORED = "page.html", "expected.yaml", "NOTE.txt", ".gitignore"

_NOTE = """\
The words of page.html belong to its publisher and must not be committed. Before you commit this
folder, replace the text by words of your own (the markup that makes the case stays), check that
the test still does what it should, and delete .gitignore and this file.

expected.yaml: 'reason' is the code under which the page is to be in quarantine, or 'article' where
it is to be read.
"""


def write_fixture(desk: Desk, number: int, folder: Path) -> Path:
    """Write the page of a case and what came of it into a new folder in `folder`; return that.

    Git ignores the new folder until somebody has read its note. Raises `Terminal` where the case
    has no page, `Misconfigured` where the folder is there already.
    """
    case = case_of(desk, number)
    body, capture = page_of(desk, number)
    target = folder / f"{case['reason']}-{number}"
    if target.exists():
        raise Misconfigured(
            f"{target} is there already.", remedy="Delete it, or name another folder."
        )
    target.mkdir(parents=True)
    expected = {
        "url": capture.url,
        "seen_url": capture.seen_url,
        "status": capture.status,
        "content_type": capture.content_type,
        "reason": case["reason"],
        "message": case["message"],
        "pipeline_version": PIPELINE_VERSION,
        "capture_id": str(capture.capture_id),
    }
    (target / IGNORED).write_text("*\n", encoding="utf-8")
    (target / NOTE).write_text(_NOTE, encoding="utf-8")
    (target / PAGE).write_bytes(body)
    told = yaml.safe_dump(expected, allow_unicode=True, sort_keys=False)
    (target / EXPECTED).write_text(told, encoding="utf-8")
    return target
