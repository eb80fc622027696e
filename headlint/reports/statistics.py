"""Findings counted by rule, the most frequent first."""

from __future__ import annotations

from collections import Counter

from headlint.findings import Report
from headlint.reports.heads import aligned
from headlint.reports.json import about, dumps

JSON = "json"


def table(report: Report) -> str:
    """A line for every rule: how many, the level, the rule."""
    rows = [(str(count), level, rule) for (rule, level), count in _counted(report)]
    return "".join(f"{line}\n" for line in aligned(rows)) if rows else ""


def render(report: Report) -> str:
    """The same as a JSON document."""
    counted = [{"rule": rule, "level": level, "count": count} for (rule, level), count in _counted(report)]
    return dumps({"statistics": counted, **about(report)})


def _counted(report: Report) -> list[tuple[tuple[str, str], int]]:
    counts = Counter((finding.rule, finding.level) for finding in report.findings)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
