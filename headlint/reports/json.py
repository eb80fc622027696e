"""The JSON contract, version 1: a version only adds keys.

Lines and columns count from 1, columns in characters; ``end`` is exclusive (the column after the last character).
``fix.edits`` count in bytes of the file, from 0, end exclusive. All output is ASCII.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from headlint.findings import Finding, Fix, Report
from headlint.reports.escape import as_json
from headlint.reports.view import View
from headlint.span import Place

SCHEMA_VERSION = 1


def render(view: View) -> str:
    """The whole report as one JSON document."""
    content = {"findings": [record(finding, view) for finding in view.report.findings], **about(view.report)}
    return dumps({**content, "withdrawn": [record(finding, view) for finding in view.report.withdrawn]})


def lines(view: View) -> str:
    """One object a line, its ``type`` is "finding", "error" (a file that could not be read) or, last, "stats"."""
    said = [("finding", record(finding, view)) for finding in view.report.findings]
    said += [("error", asdict(error)) for error in view.report.errors]
    said.append(("stats", {"schema_version": SCHEMA_VERSION, **asdict(view.report.stats)}))
    return "".join(as_json({"type": kind, **content}, indent=None) for kind, content in said)


def dumps(content: dict[str, Any]) -> str:
    return as_json({"schema_version": SCHEMA_VERSION, **content})


def about(report: Report) -> dict[str, Any]:
    """What every document says besides its own content: the files that could not be read, and the coverage."""
    return {"errors": [asdict(error) for error in report.errors], "stats": asdict(report.stats)}


def record(finding: Finding, view: View) -> dict[str, Any]:
    """One finding. ``flow``: the way of the values to the loss; ``url``: null where no address of the page is known."""
    return {
        "rule": finding.rule,
        "level": finding.level,
        "certainty": finding.certainty,
        "message": finding.message,
        **stands(finding.place),
        "related": [{**stands(related.place), "message": related.message} for related in finding.related],
        "flow": [{"kind": s.kind, **stands(s.place), "message": s.message} for s in finding.flow],
        "head": dict(finding.head),
        "loss": dict(finding.loss),
        "target": dict(finding.target),
        "use": dict(finding.use),
        "probe": None if finding.probe is None else dict(finding.probe),
        "fix": None if finding.fix is None else _fix(finding.fix),
        "fingerprint": finding.fingerprint,
        "url": view.link(finding.rule) or None,
    }


def stands(place: Place) -> dict[str, Any]:
    """The keys ``path``, ``start`` and ``end`` of anything that stands in a file."""
    line, column, end_line, end_column = place.span
    return {
        "path": place.path,
        "start": {"line": line, "column": column},
        "end": {"line": end_line, "column": end_column},
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"message": fix.message, "safe": fix.safe, "edits": [edit._asdict() for edit in fix.edits]}
