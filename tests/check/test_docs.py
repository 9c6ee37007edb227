"""The documents say what is there: every command, every link, every key and code."""

import dataclasses
import re
from enum import StrEnum
from pathlib import Path

import click
import pytest

from pipeline import model
from pipeline.cli.app import COMMANDS, copydesk
from pipeline.warehouse.check import _CHECKS
from pipeline.warehouse.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"```.*?```", re.DOTALL)

CONTRACTS = (ROOT / "docs" / "contracts.md").read_text()
CLI = (ROOT / "docs" / "cli.md").read_text()


def section(text: str, title: str) -> str:
    """The part of a document under the heading `title`, up to the next heading."""
    found = re.search(rf"^#+ {re.escape(title)}$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section '{title}'"
    return found.group(1)


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    titles = HEADING.findall(FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def broken_links(path: Path) -> list[str]:
    broken = []
    for link in LINK.findall(FENCED.sub("", path.read_text())):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            broken.append(link)
    return broken


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    assert broken_links(path) == []


def test_a_broken_link_would_be_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](page.md#one) [b](gone.md) [c](#two)\n```\n[d](no-link.md)\n```\n")
    assert broken_links(page) == ["gone.md", "#two"]


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(copydesk)
    found = [(name, copydesk.get_command(context, name)) for name in COMMANDS]
    groups = [(name, command) for name, command in found if isinstance(command, click.Group)]
    single = [(name, command) for name, command in found if not isinstance(command, click.Group)]
    return single + [
        (f"{name} {sub}", command)
        for name, group in groups
        for sub, command in group.commands.items()
    ]


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda value: str(value))
def test_every_command_is_documented_with_its_options(name, command):
    assert f"`copydesk {name}" in CLI
    heading = next(line for line in HEADING.findall(CLI) if f"`copydesk {name}" in line)
    told = heading + section(CLI, heading)
    options = {p.opts[-1] for p in command.params if isinstance(p, click.Option)}
    common = {"--json", "as_json", *(("--sources",) if name == "run" else ())}
    assert [option for option in options - common if option not in told] == []


RECORDS = [
    model.Capture, model.Document, model.Evidence, model.LedgerSpan, model.Enrichment,
    model.StoryMember, model.CopyMeasures,
]  # fmt: skip


@pytest.mark.parametrize("record", RECORDS)
def test_the_keys_of_records_are_documented_in_their_order(record):
    told = section(CONTRACTS, record.__name__)
    keys = [field.name for field in dataclasses.fields(record)]
    places = [told.find(f"`{key}`") for key in keys]
    assert -1 not in places, f"not named: {[k for k, p in zip(keys, places, strict=True) if p < 0]}"
    assert places == sorted(places)


CODES = [
    value
    for value in vars(model).values()
    if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
]


@pytest.mark.parametrize("codes", CODES)
def test_codes_are_documented(codes):
    told = section(CONTRACTS, codes.__name__)
    if codes is model.Cause:
        told += section(CONTRACTS, "Change")
    assert [code.value for code in codes if f"`{code.value}`" not in told] == []


@pytest.mark.parametrize("table", ["inbox", "capture", "quarantine", "host_limit", "run"])
def test_open_tables_are_documented(table):
    row = next(line for line in CONTRACTS.splitlines() if line.startswith(f"| `{table}` |"))
    told = row + section(CONTRACTS, "Capture") * (table == "capture")
    columns = [column.name for column in metadata.tables[table].columns]
    assert [name for name in columns if f"`{name}`" not in told] == []


def test_the_remedies_name_only_invariants_that_exist():
    told = section((ROOT / "docs" / "operators.md").read_text(), "Doctor")
    named = set(re.findall(r"`(\w+)`", told))
    others = {
        "settings", "sources", "database", "schema", "archive", "article", "pg_dump", "reader",
        "copydesk_reader", "search", "purged_bytes", "edits",
    }  # fmt: skip
    assert {name for name in named if name not in others} <= set(_CHECKS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_named_targets_and_commands_exist(path):
    text = path.read_text()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ )make ([a-z-]+)", text)) <= targets
    named = set(re.findall(r"(?:`|\$ |bin/)copydesk ([a-z-]+)", text))
    assert named <= set(COMMANDS)
