"""How findings are put into words, the same in every format. What comes from scanned files is made visible."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.findings import Finding, Related
from headlint.reports.escape import visible
from headlint.reports.view import UNREADABLE, View
from headlint.span import Place


def where(place: Place) -> str:
    return f"{named(place.path)}:{place.span.line}:{place.span.column}"


def named(path: str) -> str:
    """A path at the start of a line. One that starts with ``::`` would be a command to GitHub's runner."""
    return f"{'./' if path.startswith(':') else ''}{visible(path)}"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def doubt(finding: Finding) -> str:
    return " (possible)" if finding.certainty == "possible" else ""


def sentence(finding: Finding) -> str:
    """The message in one line."""
    return visible("; ".join(finding.message.splitlines()))


def story(finding: Finding, view: View) -> Iterator[str]:
    """A finding as lines of plain text, without its own path and line: formats with annotations show these already."""
    cell = view.cell_of(finding.place)
    yield f"{sentence(finding)}{doubt(finding)}{f' ({visible(cell)})' if cell else ''}"
    for related in finding.related:
        yield f"{visible(related.message)}: {_there(related, view)}"
    if finding.fix:
        yield remedy(finding)
    if finding.rule != UNREADABLE:
        yield f"more: {view.more(finding.rule)}"


def remedy(finding: Finding) -> str:
    """What its fix would do, "" if it has none."""
    if finding.fix is None:
        return ""
    return f"fix ({'safe' if finding.fix.safe else 'unsafe'}): {visible(finding.fix.message)}"


def _there(related: Related, view: View) -> str:
    cell = view.cell_of(related.place)
    return f"{where(related.place)}{f' ({visible(cell)})' if cell else ''}"
