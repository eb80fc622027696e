"""What a format is given: the same for every format, so that a format is a function from a view to text."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from headlint.findings import LEVELS, Entry, FileError, Finding, Guide, Level, Report
from headlint.reports.frame import LinesOf
from headlint.reports.paint import Paint
from headlint.span import Place, Span

UNREADABLE = "unreadable"
"""The name under which a file that could not be read stands among the findings of formats that have only these."""


@dataclass(frozen=True, slots=True)
class View:
    """A run, and what helps to show it.

    ``lines_of``, ``bytes_of``: a file by its path. ``guide_of``: a rule's explanation by its name. ``cell_of``: the
    cell of a notebook that a place stands in, as people say it, else ""; ``cell_code_of``: that cell's lines, and where
    in them. ``docs``: the address below which the pages of the rules stand, "" if none is known. ``base``: the working
    directory as seen from the root of the repository, where CI tells it. ``environment``: the variables that CI set.
    """

    report: Report
    inventory: Sequence[Entry] = ()
    lines_of: LinesOf = lambda path: None
    bytes_of: Callable[[str], bytes | None] = lambda path: None
    paint: Paint = field(default_factory=lambda: Paint(False))
    guide_of: Callable[[str], Guide | None] = lambda name: None
    cell_of: Callable[[Place], str] = lambda place: ""
    cell_code_of: Callable[[Place], tuple[Sequence[str], Span] | None] = lambda place: None
    docs: str = ""
    base: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    fail_level: Level = "warning"
    version: str = ""
    encoding: str = "utf-8"
    """That of what is written to."""

    def link(self, rule: str) -> str:
        """The address of a rule's page, "" if it has none."""
        return f"{self.docs.rstrip('/')}/{rule}.md" if self.docs and rule != UNREADABLE else ""

    def more(self, rule: str) -> str:
        """Where a rule is explained: an address, else the command that always answers."""
        return self.link(rule) or f"headlint rule {rule}"

    def code(self, place: Place) -> tuple[Sequence[str] | None, Span]:
        """The lines of code that a place stands in, if they are to be had, and where in them: in a notebook those of
        its cell, elsewhere those of the file."""
        return self.cell_code_of(place) or (self.lines_of(place.path), place.span)

    def path(self, path: str) -> str:
        """A path as the repository's root sees it: what annotations are put at."""
        return posixpath.normpath(posixpath.join(self.base, path)) if self.base else path

    def fails(self, finding: Finding) -> bool:
        """Whether a finding is one that the run fails for."""
        return LEVELS.index(finding.level) <= LEVELS.index(self.fail_level)


def problems(report: Report) -> list[Finding]:
    """All that has to be said, the worst first: findings, and files that could not be read as findings of their own."""
    said = [*report.findings, *map(_unreadable, report.errors)]
    return sorted(said, key=lambda finding: (LEVELS.index(finding.level), finding.certainty, finding.place))


def _unreadable(error: FileError) -> Finding:
    stem = "\0".join((UNREADABLE, error.path, error.message)).encode("utf-8", "surrogatepass")
    place = Place(error.path, Span(1, 1, 1, 1))
    digest = hashlib.sha256(stem).hexdigest()[:32]
    said = "internal error of headlint" if error.fault else "cannot be read"
    return Finding(UNREADABLE, "error", "certain", f"{said}: {error.message}", place, fingerprint=digest)
