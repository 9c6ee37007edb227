"""A rule that is not switched on yet: one in a file, or a registered one by its id."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from pipeline.clean import Rule, rules_for
from pipeline.clean.learnt import read_list
from pipeline.errors import Misconfigured
from pipeline.urls import registrable_domain

_EVERYWHERE = "https://site.invalid/"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule to be tried; `site` is the only one that it is for, empty for all."""

    rule: Rule
    site: str = ""

    def is_for(self, url: str) -> bool:
        """Tell whether the rule would look at the page at `url`."""
        return not self.site or registrable_domain(url) == self.site

    def rules_with_it(self, url: str) -> tuple[Rule, ...]:
        """Return the rules that would be on for `url`: this one in the place of its namesake."""
        others = tuple(rule for rule in rules_for(url) if rule.id != self.rule.id)
        return (*others, self.rule) if self.is_for(url) else rules_for(url)


def load_candidate(name: str) -> Candidate:
    """Return the rule called `name`: an id, a Python file with a `RULE`, or a learnt list's file.

    Raises `Misconfigured` where there is no such rule.
    """
    path = Path(name)
    if path.suffix == ".json":
        found = read_list(path)
        return Candidate(found.rule(), found.site)
    if path.suffix == ".py":
        return Candidate(_rule_in(path))
    known = {rule.id: rule for rule in rules_for(_EVERYWHERE)}
    if name not in known:
        raise Misconfigured(
            f"There is no rule '{name}'.",
            remedy="Name a file with a RULE, or one of: " + ", ".join(sorted(known)) + ".",
        )
    return Candidate(known[name])


def _rule_in(path: Path) -> Rule:
    if not path.is_file():
        raise Misconfigured(f"There is no file {path}.")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise Misconfigured(f"{path} cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise Misconfigured(f"{path} fails when it is read: {error!r}.") from error
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise Misconfigured(
            f"{path} has no RULE.", remedy="Look at a file of pipeline/clean/rules."
        )
    return rule
