"""Reading source files, strictly: a slip in one is named with its file and line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import yaml

from pipeline.errors import Misconfigured
from pipeline.sources.fields import read_source
from pipeline.sources.spec import Source

SHIPPED_FOLDER = Path(__file__).parent / "publishers"
"""The sources that come with the package."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same language five times as fast, where PyYAML was built with libyaml."""

_SUFFIXES = (".yaml", ".yml")


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """Return the sources of `folder` by id, in the order of their ids; None for the shipped ones.

    Raises `Misconfigured`, naming file and line, for a missing or empty folder, an unreadable
    file, bad YAML, an unknown key, a value of the wrong kind, and an id used twice.
    """
    sources, faults = load_readable_sources(folder)
    if faults:
        raise faults[0]
    return sources


def load_readable_sources(
    folder: Path | None = None,
) -> tuple[dict[str, Source], list[Misconfigured]]:
    """Return the sources that can be read, as `load_sources` does, and what is wrong with others.

    So a slip in one publisher's file does not keep a night from all others. Of two files with one
    id the first counts. Raises `Misconfigured` where no source is left.
    """
    sources: dict[str, Source] = {}
    files: dict[str, Path] = {}
    faults: list[Misconfigured] = []
    for path in _files(folder or SHIPPED_FOLDER):
        try:
            source = read_source(_compose(path), path)
            if source.id in sources:
                raise _used_twice(source.id, files[source.id], path)
        except Misconfigured as fault:
            faults.append(fault)
            continue
        sources[source.id] = source
        files[source.id] = path
    if not sources:
        raise faults[0]
    return dict(sorted(sources.items())), faults


def select_sources(sources: dict[str, Source], wanted: Sequence[str]) -> dict[str, Source]:
    """Return the sources with the ids in `wanted`, or all active ones where nothing is wanted.

    A source that is named is returned also where it is not active. Raises `Misconfigured` for an
    id that is not there, with those that look like it.
    """
    if not wanted:
        return {key: source for key, source in sources.items() if source.active}
    for key in wanted:
        if key not in sources:
            raise _unknown(key, list(sources))
    return {key: sources[key] for key in dict.fromkeys(wanted)}


def _used_twice(source_id: str, first: Path, second: Path) -> Misconfigured:
    return Misconfigured(
        f"The source id '{source_id}' is used twice: in {first} and {second}.",
        remedy="Give one of them another id.",
    )


def _unknown(wanted: str, known: list[str]) -> Misconfigured:
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
    listed = ", ".join(near or known[:10])
    return Misconfigured(
        f"There is no source '{wanted}'.",
        remedy=f"Did you mean: {listed}?" if near else f"Known sources: {listed}.",
    )


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise Misconfigured(
            f"The sources folder {folder} is not there.",
            remedy="Set COPYDESK_SOURCES to a folder with one YAML file per publisher.",
        )
    files = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
    if not files:
        raise Misconfigured(
            f"The sources folder {folder} holds no .yaml file.",
            remedy="Put one YAML file per publisher into it.",
        )
    return files


def _compose(path: Path) -> yaml.Node:
    """Return the file as YAML nodes, which know their lines and leave scalars as written.

    (`country: NO` is Norway here, and not `false`.)
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(
            f"The sources file {path} cannot be read ({error}).",
            remedy="It must be a UTF-8 text file that this user may read.",
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise Misconfigured(
            f"The sources file {path}{line} is not valid YAML: {problem}.",
            remedy="Correct that line.",
        ) from None
    if node is None:
        raise Misconfigured(f"The sources file {path} is empty.", remedy="Fill or remove it.")
    return node
