"""Annotations of a GitHub workflow, and the Markdown of its step summary.

GitHub shows 10 annotations of a type a step and drops the others without a word, cuts messages at 4096 characters, and
does not take columns of a span of several lines.
https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from headlint.findings import Finding
from headlint.reports.escape import visible
from headlint.reports.text import coverage
from headlint.reports.view import View, problems
from headlint.reports.words import counted, sentence, story

TYPES = {"error": "error", "warning": "warning", "info": "notice"}
MOST = 10
LONGEST = 4096
SUMMARY_BYTES = 1_000_000
"""A step summary may have 1 MiB, else GitHub takes none of it."""


def render(view: View) -> str:
    """A command a line, the worst first; what GitHub would drop is counted in one notice."""
    shown, dropped = _fitting(problems(view.report))
    lines = [_command(finding, view) for finding in shown]
    if dropped:
        counts = ", ".join(counted(number, kind) for kind, number in Counter(TYPES[f.level] for f in dropped).items())
        said = f"{counts} more than GitHub shows: see the summary of this step, or run headlint on your machine"
        lines.append(f"::notice title=headlint::{_data(said)}")
    return "".join(f"{line}\n" for line in lines)


def _fitting(said: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """What GitHub shows of these, and what it would drop. The notice that counts the latter takes a place itself."""
    crowded = any(number > MOST for number in Counter(TYPES[finding.level] for finding in said).values())
    room = {"error": MOST, "warning": MOST, "notice": MOST - crowded}
    shown: list[Finding] = []
    dropped: list[Finding] = []
    for finding in said:
        kind = TYPES[finding.level]
        (shown if room[kind] else dropped).append(finding)
        room[kind] = max(room[kind] - 1, 0)
    return shown, dropped


def _command(finding: Finding, view: View) -> str:
    line, column, end_line, end_column = finding.place.span
    place: dict[str, object] = {"file": view.path(finding.place.path), "line": line}
    if end_line == line:
        place |= {"col": column, "endColumn": end_column}
    else:
        place |= {"endLine": end_line}
    place["title"] = f"headlint: {finding.rule}"
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
    return f"::{TYPES[finding.level]} {properties}::{_data(_cut(chr(10).join(story(finding, view))))}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _data(text: str) -> str:
    """https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts"""
    return _plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(text: str) -> str:
    """Without what a log would act on. Line ends stay: they are escaped for the command, not for the reader."""
    return "\n".join(visible(line) if line else "" for line in re.split("\n", text))


def summary(view: View) -> str:
    """The report as Markdown for ``$GITHUB_STEP_SUMMARY``, as much of it as GitHub takes."""
    said = problems(view.report)
    levels = Counter(finding.level for finding in said)
    heading = ", ".join(counted(number, _NOUN[level]) for level, number in levels.items()) or "nothing found"
    lines = [f"### headlint: {heading}", "", escape(coverage(view.report)), ""]
    rows = [_row(finding, view) for finding in said]
    if rows:
        lines += ["| | where | what |", "|---|---|---|", *_within(rows, SUMMARY_BYTES - 1000), ""]
    return "".join(f"{line}\n" for line in lines)


_NOUN = {"error": "error", "warning": "warning", "info": "remark"}


def _within(rows: Sequence[str], room: int) -> Iterator[str]:
    for number, row in enumerate(rows):
        room -= len(row.encode()) + 1
        if room < 0:
            yield f"| | | and {len(rows) - number} more |"
            return
        yield row


def _row(finding: Finding, view: View) -> str:
    where = _markup(f"{finding.place.path}:{finding.place.span.line}")
    address = _source(finding, view)
    place = f'<a href="{address}">{where}</a>' if address else where
    others = "".join(f"<br>{_markup(line)}" for line in list(story(finding, view))[1:])
    what = f"<b>{_markup(finding.rule)}</b><br>{_markup(sentence(finding))}{others}"
    return f"| {finding.level} | {place} | {what} |"


def _markup(text: str) -> str:
    """Text as a cell of a Markdown table shows it as it is: all that Markdown could act on is a character reference."""
    return re.sub(r"[^\w .,;/-]", lambda found: f"&#{ord(found[0])};", visible(text)).replace("_", "&#95;")


def _source(finding: Finding, view: View) -> str:
    """The address of the line at the commit that is checked, "" if the workflow does not say where that is."""
    server, repository, commit = (
        view.environment.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA")
    )
    if not (server and repository and commit):
        return ""
    from urllib.parse import quote

    path = quote(view.path(finding.place.path).encode("utf-8", "surrogateescape"))
    return escape(f"{server}/{repository}/blob/{commit}/{path}#L{finding.place.span.line}")
