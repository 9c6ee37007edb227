"""Extension points: a package is walked, and each module gives one object by a fixed name.

A new cleaning rule, repost marker, enricher or parser is one new file; nothing lists them.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol, TypeVar

from pipeline.errors import Misconfigured


class Registered(Protocol):
    """What an extension must have: a unique id and a version that rises with its behaviour."""

    @property
    def id(self) -> str:
        """Return the unique id."""
        ...

    @property
    def version(self) -> int:
        """Return the version of its behaviour, 1 and up."""
        ...


T = TypeVar("T", bound=Registered)


def load_registry(package: ModuleType, name: str, kind: type[T]) -> tuple[T, ...]:
    """Return the objects called `name` in the modules of `package`, sorted by id.

    Raises `Misconfigured` for a module without one, one of another type, or two of one id.
    """
    found: dict[str, T] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        entry = getattr(module, name, None)
        if not isinstance(entry, kind):
            raise Misconfigured(f"{module.__name__} has no {name} of type {kind.__name__}.")
        if entry.id in found:
            raise Misconfigured(f"Two {name}s of {package.__name__} have the id '{entry.id}'.")
        found[entry.id] = entry
    return tuple(found[key] for key in sorted(found))
