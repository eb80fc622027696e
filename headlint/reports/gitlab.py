"""A GitLab code quality report. GitLab keeps one finding a fingerprint, and takes no byte order mark.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
from typing import Any

from headlint.findings import Finding
from headlint.reports.escape import as_json, scalars
from headlint.reports.view import View, problems
from headlint.reports.words import story

SEVERITIES = {"error": "critical", "warning": "major", "info": "info"}


def render(view: View) -> str:
    taken: set[str] = set()
    return as_json([_issue(finding, view, taken) for finding in problems(view.report)])


def _issue(finding: Finding, view: View, taken: set[str]) -> dict[str, Any]:
    span = finding.place.span
    return {
        "description": "; ".join(story(finding, view)),
        "check_name": finding.rule,
        "fingerprint": _own(finding.fingerprint, taken),
        "severity": SEVERITIES[finding.level],
        "location": {
            "path": scalars(view.path(finding.place.path)),
            "lines": {"begin": span.line, "end": span.end_line},
        },
    }


def _own(fingerprint: str, taken: set[str]) -> str:
    """The fingerprint, or one made of it if another issue has it."""
    while fingerprint in taken:
        fingerprint = hashlib.sha256(fingerprint.encode()).hexdigest()[:32]
    taken.add(fingerprint)
    return fingerprint
