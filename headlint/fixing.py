"""Checking with fixes: worked out and proved, applied until nothing changes, in memory until all is done."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from headlint.check import Outcome, check
from headlint.findings import Entry, Finding, Fix
from headlint.fixes import candidates
from headlint.fixes.edits import Moves, applied, by_path, without_overlap
from headlint.fixes.make import Maker
from headlint.fixes.prove import Checked, holds, improves
from headlint.fixes.refused import Refused
from headlint.settings import Settings
from headlint.source.read import Unreadable, read_file
from headlint.span import Edit

MAX_ROUNDS = 20
"""Fixes that make room for others are followed so many times."""

MAX_PROOFS = 200
"""Fixes, alone or together, that are tried in a run. Each takes the time of two checks of the files that it touches."""

_Fixes: TypeAlias = list[tuple[Finding, Fix]]


@dataclass(frozen=True, slots=True)
class Fixed:
    """``outcome``: of the project as it is after the fixes. ``before``, ``after``: the contents of the files that they
    change, by their paths from the working directory. ``count``: how many findings they removed."""

    outcome: Outcome
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    count: int


class Measured(Protocol):
    """What carries a verdict of the probe."""

    @property
    def probe(self) -> Mapping[str, Any] | None: ...


class Probe(Protocol):
    """What measures findings and pairs: ``headlint.probe``, if it was asked for."""

    def probed(self, finding: Finding) -> Measured: ...

    def fits(self, entry: Entry) -> Measured: ...


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
        before = dict(workshop.after)
        edits = workshop.round(outcome.report.findings, wanted)
        if not edits:
            break
        new = check(paths, settings, cwd, workshop.contents())
        moves = Moves({edit.path: before.get(edit.path, workshop.before[edit.path]) for edit in edits}, edits)
        if not improves((), _checked(outcome), _checked(new), moves):  # more files use them than were checked again
            workshop.after = before
            break
        outcome = new
    return Fixed(outcome, workshop.before, workshop.after, found - len(outcome.report.findings))


def _checked(outcome: Outcome) -> Checked:
    return Checked(outcome.report.findings, outcome.inventory, len(outcome.report.errors))


def _is_refuted(measured: Measured) -> bool:
    """Whether the real framework was asked, and shows no fault."""
    return (measured.probe or {}).get("verdict") == "refuted"


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

    def contents(self, more: Mapping[str, bytes] = MappingProxyType({})) -> Callable[[Path], bytes]:
        """What files contain by now, and what some of them would contain."""
        instead = {Path(os.path.normpath(self._cwd / path)): data for path, data in {**self.after, **more}.items()}
        return lambda path: instead[path] if path in instead else read_file(path)

    def round(self, findings: Collection[Finding], wanted: Callable[[Fix], bool]) -> list[Edit]:
        """Apply what can be applied together; the edits that were."""
        right = [finding for finding in findings if not self._refuted(finding)]
        best = [(finding, fix) for finding in right if (fix := next(self._fixes(finding, wanted), None))]
        chosen = without_overlap(fix for _, fix in best)
        return self._apply(self._good([one for one in best if one[1] in chosen], wanted))

    def _good(self, fixes: _Fixes, wanted: Callable[[Fix], bool]) -> _Fixes:
        """Those that hold, all at once if possible: then two checks are enough. Else the halves are tried, so that a
        bad one costs a few checks more, and not one for every other fix."""
        if not fixes or self._holds(fixes):
            return fixes
        if len(fixes) == 1:
            finding, failed = fixes[0]
            other = self.proved(finding, lambda fix: fix != failed and wanted(fix))
            return [] if other is None else [(finding, other)]
        half = len(fixes) // 2
        first, second = self._good(fixes[:half], wanted), self._good(fixes[half:], wanted)
        both = [*first, *second]
        together = len(without_overlap(fix for _, fix in both)) == len(both)
        return both if not first or not second or (together and self._holds(both)) else first

    def proved(self, finding: Finding, wanted: Callable[[Fix], bool]) -> Fix | None:
        """The best fix of a finding that holds by itself."""
        if self._refuted(finding):
            return None
        return next((fix for fix in self._fixes(finding, wanted) if self._holds([(finding, fix)])), None)

    def _fixes(self, finding: Finding, wanted: Callable[[Fix], bool]) -> Iterator[Fix]:
        return (fix for fix in candidates(finding, Maker(self._read)) if wanted(fix))

    def _apply(self, fixes: _Fixes) -> list[Edit]:
        edits = [edit for _, fix in fixes for edit in fix.edits]
        for path, own in by_path(edits).items():
            self.before.setdefault(path, self._read(path))
            self.after[path] = applied(self._read(path), own)
        self._checks.clear()
        return edits

    def _holds(self, fixes: _Fixes) -> bool:
        """Whether fixes hold together. None does any more when there were too many proofs."""
        self._proofs += 1
        if self._proofs > MAX_PROOFS:
            return False
        mended = [finding for finding, _ in fixes]
        edits = [edit for _, fix in fixes for edit in fix.edits]
        return holds(mended, edits, self._read, self._recheck, None if self._probe is None else self._measures_clean)

    def _measures_clean(self, entry: Entry) -> bool:
        """Whether the real framework shows no fault in a pair. What cannot be measured is not clean."""
        assert self._probe is not None
        return _is_refuted(self._probe.fits(replace(entry, when="")))

    def _refuted(self, finding: Finding) -> bool:
        return _is_refuted(finding if self._probe is None else self._probe.probed(finding))

    def _read(self, path: str) -> bytes:
        try:
            return self.after[path] if path in self.after else read_file(self._cwd / path)
        except Unreadable as wrong:
            raise Refused(f"{path} {wrong}") from None

    def _recheck(self, files: frozenset[str], contents: Mapping[str, bytes]) -> Checked:
        if not contents and files in self._checks:
            return self._checks[files]
        paths = [Path(path) for path in sorted(files)]
        checked = _checked(check(paths, self._settings, self._cwd, self.contents(contents), everywhere=True))
        if not contents:
            self._checks[files] = checked
        return checked
