"""The proof of a fix: the edited project is checked again, in memory, before anybody sees the fix.

A fix holds if the finding is gone, no other has come, and nothing that was understood is lost: silence because a head
cannot be followed any more would be no proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from headlint.findings import Finding
from headlint.fixes.edits import Moves, applied, by_path
from headlint.span import Edit, Place


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: its findings, where losses were understood, and how much was not."""

    findings: tuple[Finding, ...]
    scored: frozenset[Place]
    unknown: int
    errors: int


Recheck = Callable[[frozenset[str], Mapping[str, bytes]], Checked]
"""Checks files, named as findings name them, with other contents for some; findings are those of all files read."""

_Key = tuple[str, str, int, int]


def holds(fixed: Iterable[Finding], edits: Iterable[Edit], read: Callable[[str], bytes], recheck: Recheck) -> bool:
    """Whether edits remove findings and do no harm. Only what the findings and edits touch is checked again."""
    fixed, edits = tuple(fixed), tuple(edits)
    before = {path: read(path) for path in by_path(edits)}
    after = {path: applied(before[path], own) for path, own in by_path(edits).items()}
    files = frozenset(before) | {finding.place.path for finding in fixed}
    return improves(fixed, recheck(files, {}), recheck(files, after), Moves(before, edits))


def improves(fixed: Iterable[Finding], old: Checked, new: Checked, moves: Moves) -> bool:
    """Whether each finding of ``fixed`` is in the old check and not in the new one, and nothing is worse."""
    understood = len(new.scored) >= len(old.scored) and new.unknown <= old.unknown and new.errors <= old.errors
    was = Counter(_moved(finding, moves) for finding in old.findings)
    now = Counter((finding.rule, *_start(finding.place)) for finding in new.findings)
    gone = was - now
    return understood and not now - was and not Counter(_moved(finding, moves) for finding in fixed) - gone


def _moved(finding: Finding, moves: Moves) -> _Key:
    return finding.rule, *moves.start(finding.place)


def _start(place: Place) -> tuple[str, int, int]:
    return place.path, place.span.line, place.span.column
