"""What one run is asked to do: frozen, made once from a settings file and the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from headlint.findings import LEVELS, Certainty, Finding, Level, Report

Format: TypeAlias = Literal[
    "full", "concise", "json", "json-lines", "github", "sarif", "gitlab", "junit", "rdjson", "azure", "html"
]
"""How findings are printed; ``reports.formats`` says which is which."""
Color: TypeAlias = Literal["auto", "always", "never"]


EXCLUDE = (
    ".*/", "__pycache__/", "__pypackages__/", "_build/", "build/", "dist/", "env/", "node_modules/", "site-packages/",
    "venv/",
)  # fmt: skip
"""What is not checked unless it is named: hidden, generated and installed code."""


class SettingsError(Exception):
    """A setting that cannot be followed. The message says which and what was meant, in one line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``select``: the rules to run, None for all, and ``extend_select``, less those in ``ignore``.

    ``root``: the directory that patterns and paths in settings are relative to, None for the working directory;
    ``file`` is where they come from. ``accepted``: the fingerprints of findings that the baseline
    has. The rest is as in the settings file (``configfile.KEYS``) and on the command line.
    """

    select: frozenset[str] | None = None
    extend_select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    per_file_ignores: tuple[tuple[str, frozenset[str]], ...] = ()
    exclude: tuple[str, ...] = EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    force_exclude: bool = False
    src: tuple[str, ...] = ()
    baseline: str | None = None
    accepted: frozenset[str] = frozenset()
    probe: bool = False
    dialects: Mapping[str, Any] = field(default_factory=dict)
    root: Path | None = None
    file: Path | None = None
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
        selected = self.select is None or rule in self.select or rule in self.extend_select
        return selected and rule not in self.ignore

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
