"""Checking with fixes: worked out and proved, applied until nothing changes, in memory until all is done."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from headlint.check import Outcome, check
from headlint.findings import Entry, Finding, Fix
from headlint.fixes import candidates
from headlint.fixes.edits import applied, by_path, without_overlap
from headlint.fixes.make import Maker
from headlint.fixes.prove import Checked, holds
from headlint.fixes.refused import Refused
from headlint.settings import Settings
from headlint.source.read import Unreadable, read_file
from headlint.span import Edit

MAX_ROUNDS = 20
"""Fixes that make room for others are followed so many times."""

MAX_PROOFS = 200
"""Fixes that are tried one by one in a run. Each takes the time of two checks of the files that it touches."""

REFUTED = "refuted"
"""The probe's verdict where it measures no fault."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """``outcome``: of the project as it is after the fixes. ``before``, ``after``: the contents of the files that they
    change, by their paths from the working directory. ``count``: how many findings they removed."""

    outcome: Outcome
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    count: int


class Probe(Protocol):
    """What measures: ``headlint.probe``, if it was asked for."""

    def probed(self, finding: Finding) -> Finding: ...

    def fits(self, entry: Entry) -> Entry: ...


def with_fixes(paths: Sequence[Path], settings: Settings, cwd: Path, probe: Probe | None = None) -> Outcome:
    """A check whose findings carry their fixes, safe or not. Nothing is changed."""
    outcome = check(paths, settings, cwd)
    workshop = _Workshop(settings, cwd, probe)
    shown = tuple(
        replace(finding, fix=workshop.proved(finding, lambda fix: True)) for finding in outcome.report.findings
    )
    return replace(outcome, report=replace(outcome.report, findings=shown))


def fixed(paths: Sequence[Path], settings: Settings, cwd: Path, probe: Probe | None = None) -> Fixed:
    """Apply fixes until none is left: the safe ones, or all with ``settings.unsafe_fixes``. Nothing is written.

    Only files among ``paths`` are changed: what was not named is read, not touched.
    """
    workshop = _Workshop(settings, cwd, probe)
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

    def __init__(self, settings: Settings, cwd: Path, probe: Probe | None) -> None:
        self._cwd = cwd.resolve()
        self._probe = probe
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
            right = [finding for finding in findings if not self._refuted(finding)]
            best = [(finding, fix) for finding in right if (fix := next(self._fixes(finding, wanted), None))]
            if self._apply(best):
                return True
            self._careful = True
        alone = [(finding, fix) for finding in findings if (fix := self.proved(finding, wanted))]
        return self._apply(alone) or any(self._apply([one]) for one in alone)

    def proved(self, finding: Finding, wanted: Callable[[Fix], bool]) -> Fix | None:
        """The best fix of a finding that holds by itself."""
        if self._refuted(finding):
            return None
        for fix in self._fixes(finding, wanted):
            if self._proofs == MAX_PROOFS:
                return None
            self._proofs += 1
            if self._holds([finding], fix.edits):
                return fix
        return None

    def _fixes(self, finding: Finding, wanted: Callable[[Fix], bool]) -> Iterator[Fix]:
        return (fix for fix in candidates(finding, Maker(self._read)) if wanted(fix))

    def _apply(self, fixes: Sequence[tuple[Finding, Fix]]) -> bool:
        """Apply fixes that do not overlap, if they hold together."""
        chosen = without_overlap(fix for _, fix in fixes)
        edits = [edit for fix in chosen for edit in fix.edits]
        mended = [finding for finding, fix in fixes if fix in chosen]
        if not edits or not self._holds(mended, edits):
            return False
        for path, own in by_path(edits).items():
            self.before.setdefault(path, self._read(path))
            self.after[path] = applied(self._read(path), own)
        self._checks.clear()
        return True

    def _holds(self, mended: Sequence[Finding], edits: Sequence[Edit]) -> bool:
        return holds(mended, edits, self._read, self._recheck, None if self._probe is None else self._measures_clean)

    def _measures_clean(self, entry: Entry) -> bool:
        """Whether the real framework shows no fault in a pair. What cannot be measured is not clean."""
        assert self._probe is not None
        measured = self._probe.fits(replace(entry, when=""))
        return (measured.probe or {}).get("verdict") == REFUTED

    def _refuted(self, finding: Finding) -> bool:
        found = finding if self._probe is None else self._probe.probed(finding)
        return (found.probe or {}).get("verdict") == REFUTED

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
        checked = Checked(outcome.report.findings, outcome.inventory, len(outcome.report.errors))
        if not contents:
            self._checks[files] = checked
        return checked
