"""The proof of a fix: the edited project is checked again, in memory, before anybody sees the fix.

A fix holds if the finding is gone, no other has come, and nothing that was understood is lost: silence because a head
cannot be followed any more would be no proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from headlint.findings import Entry, Finding
from headlint.fixes.edits import Moves, applied, by_path
from headlint.span import Edit, Place


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: its findings, its inventory, and how many files could not be read."""

    findings: tuple[Finding, ...]
    inventory: tuple[Entry, ...]
    errors: int

    @property
    def scored(self) -> frozenset[Place]:
        """Where losses were understood."""
        return frozenset(entry.loss.place for entry in self.inventory if entry.loss and entry.loss.place)

    @property
    def unknown(self) -> int:
        """How much was not understood."""
        return sum(bool(entry.reason) for entry in self.inventory)


Recheck = Callable[[frozenset[str], Mapping[str, bytes]], Checked]
"""Checks files, named as findings name them, with other contents for some; findings are those of all files read."""

_Key = tuple[str, str, int, int]


def holds(
    fixed: Iterable[Finding],
    edits: Iterable[Edit],
    read: Callable[[str], bytes],
    recheck: Recheck,
    clean: Callable[[Entry], bool] | None = None,
) -> bool:
    """Whether edits remove findings and do no harm. Only what the findings and edits touch is checked again.

    ``clean``: whether a pair measures clean, if that is asked of what the fixed losses score.
    """
    fixed, edits = tuple(fixed), tuple(edits)
    before = {path: read(path) for path in by_path(edits)}
    after = {path: applied(before[path], own) for path, own in by_path(edits).items()}
    files = frozenset(before) | {finding.place.path for finding in fixed}
    moves = Moves(before, edits)
    new = recheck(files, after)
    if not improves(fixed, recheck(files, {}), new, moves):
        return False
    places = {moves.start(finding.place) for finding in fixed}
    scored = [
        entry for entry in new.inventory if entry.loss and entry.loss.place and _start(entry.loss.place) in places
    ]
    return clean is None or all(map(clean, scored))


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
