"""reviewdog's format (rdjson), with the fix as a change that is suggested at its lines.

Columns count bytes of UTF-8 there. reviewdog posts a suggestion only with a diagnostic of the same lines, so a fix at
other lines than its finding's comes as a diagnostic of its own.
https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from headlint.findings import Finding, Fix
from headlint.reports.escape import as_json, scalars
from headlint.reports.view import View, problems
from headlint.reports.words import remedy, story, where
from headlint.span import Place

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
MOST_LINES = 30
"""A suggestion of more lines is a patch and not a remark: ``--diff`` shows it."""


class Suggestion(NamedTuple):
    """Whole lines ``first..last`` of a file (its path as in the report), and the text they become."""

    path: str
    first: int
    last: int
    width: int
    text: str


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


def suggestion(fix: Fix, view: View) -> Suggestion | None:
    """All edits of a fix as one change of whole lines, so that nobody applies half of it. None if they lie in several
    files, or the file is not UTF-8."""
    paths = {edit.path for edit in fix.edits}
    content = view.bytes_of(next(iter(paths))) if len(paths) == 1 else None
    if content is None:
        return None
    edits = sorted(fix.edits, key=lambda edit: edit.start)
    begin = _line_start(content, edits[0].start)
    end = _line_end(content, edits[-1].end)
    changed, position = b"", begin
    for edit in edits:
        changed += content[position : edit.start] + edit.text.encode("utf-8", "surrogatepass")
        position = edit.end
    changed += content[position:end]
    first = 1 + _line_ends(content[:begin])
    last = first + _line_ends(content[begin:end])
    try:
        text = changed.decode("utf-8")
    except UnicodeDecodeError:
        return None
    width = end - _line_start(content, end)
    return Suggestion(paths.pop(), first, last, width, text) if last - first < MOST_LINES else None


def _line_start(content: bytes, offset: int) -> int:
    return max(content.rfind(b"\n", 0, offset), content.rfind(b"\r", 0, offset)) + 1


def _line_end(content: bytes, offset: int) -> int:
    found = re.compile(rb"[\r\n]").search(content, offset)
    return found.start() if found else len(content)


def _line_ends(content: bytes) -> int:
    return len(re.findall(rb"\r\n|\r|\n", content))
