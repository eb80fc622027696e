"""reviewdog's format (rdjson), with the fix as a change that is suggested at its lines.

Columns count bytes of UTF-8 there. reviewdog posts a suggestion only with a diagnostic of the same lines, so a fix at
other lines than its finding's comes as a diagnostic of its own.
https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headlint.findings import Finding
from headlint.reports.escape import as_json, scalars
from headlint.reports.suggest import Suggestion, suggestion
from headlint.reports.view import View, problems
from headlint.reports.words import remedy, story, where
from headlint.span import Place

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(view: View) -> str:
    found = [diagnostic for finding in problems(view.report) for diagnostic in _diagnostics(finding, view)]
    return as_json({"source": {"name": "headlint"}, "diagnostics": found})


def _diagnostics(finding: Finding, view: View) -> Iterator[dict[str, Any]]:
    place = finding.place
    offer = suggestion(finding.fix, view) if finding.fix else None
    here = offer is not None and (offer.path, offer.first, offer.last) == (
        place.path,
        place.span.line,
        place.span.end_line,
    )
    yield {
        "message": "\n".join(story(finding, view)),
        "location": {"path": scalars(view.path(place.path)), "range": _range(place, view)},
        "severity": SEVERITIES[finding.level],
        "code": _code(finding, view),
        **({"suggestions": [_offered(offer)]} if offer and here else {}),
    }
    if offer and not here:
        yield {
            "message": f"{remedy(finding)}\nfor {finding.rule} at {where(place)}",
            "location": {"path": scalars(view.path(offer.path)), "range": _offered(offer)["range"]},
            "severity": "INFO",
            "code": _code(finding, view),
            "suggestions": [_offered(offer)],
        }


def _code(finding: Finding, view: View) -> dict[str, str]:
    link = view.link(finding.rule)
    return {"value": finding.rule, **({"url": link} if link else {})}


def _range(place: Place, view: View) -> dict[str, Any]:
    line, column, end_line, end_column = place.span
    lines = view.lines_of(place.path) or ()

    def position(line: int, column: int) -> dict[str, int]:
        before = lines[line - 1][: column - 1] if line <= len(lines) else " " * (column - 1)
        return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}

    return {"start": position(line, column), "end": position(end_line, end_column)}


def _offered(offer: Suggestion) -> dict[str, Any]:
    start = {"line": offer.first, "column": 1}
    return {"range": {"start": start, "end": {"line": offer.last, "column": offer.width + 1}}, "text": offer.text}
