"""What one run is asked to do: frozen, made once from the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from headlint.findings import LEVELS, Certainty, Finding, Level, Report

Format: TypeAlias = Literal[
    "full", "concise", "json", "json-lines", "github", "sarif", "gitlab", "junit", "rdjson", "azure"
]
"""How findings are printed; ``reports.formats`` says which is which."""
Color: TypeAlias = Literal["auto", "always", "never"]


class SettingsError(Exception):
    """A setting that cannot be followed. The message says which and what was meant, in one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``select``: the rules to run, None for all, less those in ``ignore``. The rest is as on the command line."""

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    min_certainty: Certainty = "possible"
    fail_level: Level = "warning"
    exit_zero: bool = False
    output_format: Format = "full"
    color: Color = "auto"
    quiet: bool = False
    verbose: bool = False
    fix: bool = False
    diff: bool = False
    unsafe_fixes: bool = False
    show_fixes: bool = False

    def runs(self, rule: str) -> bool:
        """Whether the rule of this name is asked for."""
        return (self.select is None or rule in self.select) and rule not in self.ignore

    def shows(self, finding: Finding) -> bool:
        """Whether the finding's rule is asked for and the finding is certain enough."""
        return self.runs(finding.rule) and (self.min_certainty == "possible" or finding.certainty == "certain")

    def fails(self, report: Report) -> bool:
        """Whether the run ends with status 1: a finding at or above the fail level, or a file that was not read."""
        worst = LEVELS.index(self.fail_level)
        loud = any(LEVELS.index(finding.level) <= worst for finding in report.findings)
        return (loud or bool(report.errors)) and not self.exit_zero


def rule_names(given: Iterable[str], known: Collection[str], source: str) -> frozenset[str]:
    """The rules named in ``given``, each a name or names with commas between. ``source``: where they were given.

    Raises ``SettingsError`` for a name that is not in ``known``, and if nothing is named.
    """
    names = [name.strip() for text in given for name in text.split(",") if name.strip()]
    if not names:
        raise SettingsError(f"{source} names no rule")
    for name in names:
        if name not in known:
            raise SettingsError(f"{source}: there is no rule '{name}'{meant(name, known)}")
    return frozenset(names)


def meant(word: str, known: Iterable[str]) -> str:
    """``"; did you mean 'x'?"`` if something known is spelled much like ``word``, else ``""``."""
    import difflib  # only a mistake needs it

    close = difflib.get_close_matches(word.lower().replace("_", "-"), sorted(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
