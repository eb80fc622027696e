"""SARIF 2.1.0, with all that GitHub code scanning requires.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

from headlint.findings import Finding, Fix, Guide, Stage
from headlint.reports.escape import as_json, scalars, visible
from headlint.reports.line_hash import line_hashes
from headlint.reports.view import UNREADABLE, View, problems
from headlint.reports.words import doubt, sentence
from headlint.span import Place

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
SEVERITIES = {"error": "error", "warning": "warning", "info": "recommendation"}
LONGEST = 1024
"""Characters that GitHub takes of a description."""


def render(view: View) -> str:
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(view)]})


def _run(view: View) -> dict[str, Any]:
    found = problems(view.report)
    rules = list(dict.fromkeys(finding.rule for finding in found))
    first = {finding.rule: finding for finding in reversed(found)}
    hashes = _hashes(view)
    return {
        "tool": {
            "driver": {
                "name": "headlint",
                "semanticVersion": view.version or "0.0.0",
                "rules": [_rule(first[rule], view) for rule in rules],
                **({"informationUri": view.docs} if view.docs else {}),
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules.index(finding.rule), view, hashes) for finding in found],
        "invocations": [{"executionSuccessful": True}],
        "properties": {"stats": asdict(view.report.stats)},
    }


def _rule(finding: Finding, view: View) -> dict[str, Any]:
    guide = view.guide_of(finding.rule) or _stand_in(finding)
    link = view.link(guide.name)
    return {
        "id": guide.name,
        "shortDescription": {"text": _cut(guide.summary)},
        "fullDescription": {"text": _cut(guide.why)},
        "help": {"text": guide.page, "markdown": guide.page},
        "defaultConfiguration": {"level": LEVELS[guide.level]},
        "properties": {
            "precision": "very-high" if guide.level == "error" else "high",
            "problem.severity": SEVERITIES[guide.level],
            "tags": ["correctness", "machine-learning"],
        },
        **({"helpUri": link} if link else {}),
    }


def _stand_in(finding: Finding) -> Guide:
    """What is said of something that has no page: that a file could not be read is no rule."""
    if finding.rule == UNREADABLE:
        said = "A file could not be read, so nothing is known of the heads in it."
        return Guide(UNREADABLE, "error", said, said, said)
    return Guide(finding.rule, finding.level, sentence(finding), sentence(finding), sentence(finding))


def _result(finding: Finding, index: int, view: View, hashes: Any) -> dict[str, Any]:
    related = [
        {"id": number, **_location(place.place, view), "message": {"text": visible(place.message)}}
        for number, place in enumerate(finding.related)
    ]
    lines = hashes(finding.place.path)
    number = finding.place.span.line
    prints = {"primaryLocationLineHash": lines[number - 1]} if number <= len(lines) else {}
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.level],
        "message": {"text": _message(finding)},
        "locations": [_location(finding.place, view)],
        "partialFingerprints": {**prints, "headlint/v1": finding.fingerprint},
        **({"relatedLocations": related} if related else {}),
        **({"codeFlows": [_code_flow(finding.flow, view)]} if finding.flow else {}),
        **({"fixes": [_fix(finding.fix, view)]} if finding.fix and finding.fix.edits else {}),
        "properties": {
            "certainty": finding.certainty,
            **{
                name: dict(facts)
                for name, facts in (("head", finding.head), ("loss", finding.loss), ("probe", finding.probe))
                if facts
            },
        },
    }


def _message(finding: Finding) -> str:
    """The sentence, then the other places as links to them (``[text](id)``)."""
    links = [f"[{_link_text(place.message)}]({number})" for number, place in enumerate(finding.related)]
    text = f"{sentence(finding)}{doubt(finding)}".replace("](", "]\\(")
    return "\n".join([text, *([f"See: {', '.join(links)}."] if links else [])])


def _link_text(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _location(place: Place, view: View) -> dict[str, Any]:
    line, column, end_line, end_column = place.span
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    return {"physicalLocation": {"artifactLocation": _artifact(place.path, view), "region": region}}


def _artifact(path: str, view: View) -> dict[str, str]:
    path = view.path(path)
    inside = {} if path.startswith(("../", "/")) else {"uriBaseId": "%SRCROOT%"}
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), **inside}


def _code_flow(flow: Sequence[Stage], view: View) -> dict[str, Any]:
    locations = [
        {
            "location": {**_location(stage.place, view), "message": {"text": visible(stage.message)}},
            "kinds": [stage.kind],
        }
        for stage in flow
    ]
    return {"threadFlows": [{"locations": locations}]}


def _fix(fix: Fix, view: View) -> dict[str, Any]:
    edits = sorted(fix.edits, key=lambda edit: edit.path)
    return {
        "description": {"text": f"{visible(fix.message)} ({'safe' if fix.safe else 'unsafe'})"},
        "artifactChanges": [
            {"artifactLocation": _artifact(path, view), "replacements": [_replacement(edit) for edit in group]}
            for path, group in groupby(edits, key=lambda edit: edit.path)
        ],
    }


def _replacement(edit: Any) -> dict[str, Any]:
    return {
        "deletedRegion": {"byteOffset": edit.start, "byteLength": edit.end - edit.start},
        "insertedContent": {"text": scalars(edit.text)},
    }


def _hashes(view: View) -> Any:
    @cache
    def hashes(path: str) -> list[str]:
        lines: Iterable[str] | None = view.lines_of(path)
        return line_hashes(list(lines)) if lines is not None else []

    return hashes


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
