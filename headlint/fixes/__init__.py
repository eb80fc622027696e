"""Fixes: from what rules say would mend a mismatch to edits that were proved to. See ``docs/fixes.md``."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.findings import Finding, Fix
from headlint.fixes.make import Maker
from headlint.fixes.refused import Refused


def candidates(finding: Finding, maker: Maker) -> Iterator[Fix]:
    """The fixes of a finding, the best first: the one it came with, then what its remedies make. Not proved yet."""
    if finding.fix is not None:
        yield finding.fix
    if finding.fix is not None:  # one that was worked out with the finding itself
        yield finding.fix
    for remedy in finding.remedies:
        try:
            edits = maker.edits(remedy)
        except (Refused, RecursionError):
            continue
        if edits:
            yield Fix(remedy.message, remedy.safe, edits)
