"""Findings as text for people (``full``: code frames) and for line-oriented tools (``concise``: a line each)."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.findings import FileError, Finding, Report
from headlint.reports.escape import visible
from headlint.reports.evidence import evidence
from headlint.reports.frame import frame
from headlint.reports.paint import Paint
from headlint.reports.view import View
from headlint.reports.words import counted, doubt, named, remedy, sentence, where
from headlint.span import Place


def full(view: View) -> str:
    """Every finding with its code, the places that take part in it and what follows from it."""
    blocks = ["\n".join(_block(finding, view)) for finding in view.report.findings]
    blocks += [failed(error, view.paint) for error in view.report.errors]
    return "".join(f"{block}\n\n" for block in blocks)


def concise(view: View) -> str:
    """``path:line:column: level[rule] message``, a line each; ``(possible)`` where not every case agrees."""
    lines = [
        f"{where(finding.place)}: {view.paint(finding.level, finding.level)}[{finding.rule}] "
        f"{sentence(finding)}{doubt(finding)}{_cell(view, finding.place)}"
        for finding in view.report.findings
    ]
    lines += [failed(error, view.paint) for error in view.report.errors]
    return "".join(f"{line}\n" for line in lines)


def _cell(view: View, place: Place) -> str:
    cell = view.cell_of(place)
    return f" ({cell})" if cell else ""


def withdrawn(report: Report) -> str:
    """The findings that a measurement contradicts, a line each, and what was measured."""
    return "".join(
        f"{where(finding.place)}: withdrawn[{finding.rule}] {visible(str((finding.probe or {}).get('criterion')))}\n"
        for finding in report.withdrawn
    )


def coverage(report: Report) -> str:
    """How much was looked at and understood: ``12 files, 7 heads, 5 pairs, 2 unknown``."""
    stats = report.stats
    parts = [
        counted(stats.files, "file"),
        counted(stats.heads, "head"),
        counted(stats.pairs, "pair"),
        f"{stats.unknown} unknown",
    ]
    if stats.ignored:
        parts.append(f"{stats.ignored} ignored")
    if stats.accepted:
        parts.append(f"{stats.accepted} in the baseline")
    if report.withdrawn:
        parts.append(f"{len(report.withdrawn)} withdrawn")
    unreadable = sum(not error.fault for error in report.errors)
    if unreadable:
        parts.append(f"{unreadable} unreadable")
    if report.faulty:
        parts.append(counted(len(report.errors) - unreadable, "internal error"))
    return ", ".join(parts)


def _block(finding: Finding, view: View) -> Iterator[str]:
    paint = view.paint
    title, *consequences = finding.message.splitlines() or [""]
    elsewhere = [related for related in finding.related if related.place != finding.place]
    here = [related.message for related in finding.related if related.place == finding.place]
    places = (finding.place, *(related.place for related in elsewhere))
    margin = max(len(str(view.code(place)[1].end_line)) for place in places)

    yield (
        f"{paint(finding.level, f'{finding.level}[{finding.rule}]')}: {paint('strong', visible(title))}{doubt(finding)}"
    )
    yield from _framed("-->", "^", finding.level, finding.place, "; ".join(here), margin, view)
    for related in elsewhere:
        yield from _framed(":::", "-", "quiet", related.place, related.message, margin, view)
    notes = [visible(line.strip()) for line in consequences if line.strip()]
    if finding.fix:
        notes.append(remedy(finding))
    if finding.probe:
        notes += evidence(finding.probe, view.encoding)
    notes.append(view.more(finding.rule))
    yield from (f"{' ' * margin} {paint('quiet', '=')} {note}" for note in notes)


def _framed(arrow: str, mark: str, role: str, place: Place, label: str, margin: int, view: View) -> Iterator[str]:
    """Where something stands, and its code if that can be read, with the label behind the last mark."""
    paint, (lines, span) = view.paint, view.code(place)
    rows = frame(lines, span, mark) if lines is not None else []
    said = visible(label)
    cell = view.cell_of(place)
    head = f"{' ' * margin}{paint('quiet', arrow)} {where(place)}{f' ({cell})' if cell else ''}"
    if not rows:
        yield f"{head}: {said}" if said else head
        return
    yield head
    bar, pad = paint("quiet", "|"), " " * margin
    yield f"{pad} {bar}"
    for row in rows:
        number = "" if row.number is None else str(row.number)
        yield f"{paint('quiet', number.rjust(margin))} {bar} {row.code}".rstrip()
        if row.marks:
            marks = row.marks.lstrip()
            blank = row.marks[: -len(marks)]
            ending = f" {said}" if said and row is rows[-1] else ""
            yield f"{pad} {bar} {blank}{paint(role, marks + ending)}"
    yield f"{pad} {bar}"


def failed(error: FileError, paint: Paint) -> str:
    """The line on a file that could not be read, or over which headlint failed."""
    what = "internal error, a fault of headlint and not of your code" if error.fault else "unreadable"
    return f"{named(error.path)}: {paint('error', what)}: {visible(error.message)}"
