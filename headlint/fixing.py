"""Checking with fixes: worked out and proved, applied until nothing changes, in memory until all is done."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from headlint.check import Outcome, check
from headlint.findings import Finding, Fix
from headlint.fixes import candidates
from headlint.fixes.edits import applied, by_path, without_overlap
from headlint.fixes.make import Maker
from headlint.fixes.prove import Checked, holds
from headlint.fixes.refused import Refused
from headlint.settings import Settings
from headlint.source.read import Unreadable, read_file

MAX_ROUNDS = 20
"""Fixes that make room for others are followed so many times."""

MAX_PROOFS = 200
"""Fixes that are tried one by one in a run. Each takes the time of two checks of the files that it touches."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """``outcome``: of the project as it is after the fixes. ``before``, ``after``: the contents of the files that they
    change, by their paths from the working directory. ``count``: how many findings they removed."""

    outcome: Outcome
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    count: int


def with_fixes(paths: Sequence[Path], settings: Settings, cwd: Path) -> Outcome:
    """A check whose findings carry their fixes, safe or not. Nothing is changed."""
    outcome = check(paths, settings, cwd)
    workshop = _Workshop(settings, cwd)
    shown = tuple(
        replace(finding, fix=workshop.proved(finding, lambda fix: True)) for finding in outcome.report.findings
    )
    return replace(outcome, report=replace(outcome.report, findings=shown))


def fixed(paths: Sequence[Path], settings: Settings, cwd: Path) -> Fixed:
    """Apply fixes until none is left: the safe ones, or all with ``settings.unsafe_fixes``. Nothing is written.

    Only files among ``paths`` are changed: what was not named is read, not touched.
    """
    workshop = _Workshop(settings, cwd)
    outcome = check(paths, settings, cwd)
    found = len(outcome.report.findings)

    def wanted(fix: Fix) -> bool:
        return (fix.safe or settings.unsafe_fixes) and all(edit.path in outcome.files for edit in fix.edits)

    for _ in range(MAX_ROUNDS):
        if not workshop.round(outcome.report.findings, wanted):
            break
        outcome = check(paths, settings, cwd, workshop.contents())
    return Fixed(outcome, workshop.before, workshop.after, found - len(outcome.report.findings))


class _Workshop:
    """The project while it is being fixed: what its files contain by now, and a way to check it."""

    def __init__(self, settings: Settings, cwd: Path) -> None:
        self._cwd = cwd.resolve()
        # a fix must not make what another rule would report, whether or not that rule is asked for
        self._settings = replace(
            settings,
            select=None,
            ignore=frozenset(),
            per_file_ignores=(),
            accepted=frozenset(),
            min_certainty="possible",
        )
        self.before: dict[str, bytes] = {}
        self.after: dict[str, bytes] = {}
        self._checks: dict[frozenset[str], Checked] = {}
        self._proofs = 0
        self._careful = False

    def contents(self, more: Mapping[str, bytes] = MappingProxyType({})) -> Callable[[Path], bytes]:
        """What files contain by now, and what some of them would contain."""
        instead = {Path(os.path.normpath(self._cwd / path)): data for path, data in {**self.after, **more}.items()}
        return lambda path: instead[path] if path in instead else read_file(path)

    def round(self, findings: Collection[Finding], wanted: Callable[[Fix], bool]) -> bool:
        """Apply what can be applied together; whether anything could.

        First the best fix of every finding, proved all at once, for that is nearly always right; if it is not, each is
        proved by itself.
        """
        if not self._careful:
            best = [(finding, fix) for finding in findings if (fix := next(self._fixes(finding, wanted), None))]
            if self._apply(best):
                return True
            self._careful = True
        alone = [(finding, fix) for finding in findings if (fix := self.proved(finding, wanted))]
        return self._apply(alone) or any(self._apply([one]) for one in alone)

    def proved(self, finding: Finding, wanted: Callable[[Fix], bool]) -> Fix | None:
        """The best fix of a finding that holds by itself."""
        for fix in self._fixes(finding, wanted):
            if self._proofs == MAX_PROOFS:
                return None
            self._proofs += 1
            if holds([finding], fix.edits, self._read, self._recheck):
                return fix
        return None

    def _fixes(self, finding: Finding, wanted: Callable[[Fix], bool]) -> Iterator[Fix]:
        return (fix for fix in candidates(finding, Maker(self._read)) if wanted(fix))

    def _apply(self, fixes: Sequence[tuple[Finding, Fix]]) -> bool:
        """Apply fixes that do not overlap, if they hold together."""
        chosen = without_overlap(fix for _, fix in fixes)
        edits = [edit for fix in chosen for edit in fix.edits]
        mended = [finding for finding, fix in fixes if fix in chosen]
        if not edits or not holds(mended, edits, self._read, self._recheck):
            return False
        for path, own in by_path(edits).items():
            self.before.setdefault(path, self._read(path))
            self.after[path] = applied(self._read(path), own)
        self._checks.clear()
        return True

    def _read(self, path: str) -> bytes:
        try:
            return self.after[path] if path in self.after else read_file(self._cwd / path)
        except Unreadable as wrong:
            raise Refused(f"{path} {wrong}") from None

    def _recheck(self, files: frozenset[str], contents: Mapping[str, bytes]) -> Checked:
        if not contents and files in self._checks:
            return self._checks[files]
        paths = [Path(path) for path in sorted(files)]
        outcome = check(paths, self._settings, self._cwd, self.contents(contents), everywhere=True)
        scored = frozenset(entry.loss.place for entry in outcome.inventory if entry.loss and entry.loss.place)
        unknown = sum(bool(entry.reason) for entry in outcome.inventory)
        checked = Checked(outcome.report.findings, scored, unknown, len(outcome.report.errors))
        if not contents:
            self._checks[files] = checked
        return checked
