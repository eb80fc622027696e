"""The inventory: every head and pair that was understood, and every head that was not, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from headlint.findings import Entry, Part, Report
from headlint.reports.escape import visible
from headlint.reports.frame import columns
from headlint.reports.json import about, dumps, stands
from headlint.reports.paint import Paint
from headlint.reports.words import where

TITLES = ("task", "channels", "activation", "loss")
UNKNOWN = "?"
NO_LOSS = "none found"


def table(entries: Sequence[Entry], report: Report, paint: Paint) -> str:
    """The understood heads under the file they stand in, in aligned columns, then those not understood, then files
    that could not be read."""
    understood = sorted((entry for entry in entries if not entry.reason), key=lambda entry: entry.place)
    probed = any(entry.probe for entry in entries)
    rows = [(*_cells(entry), *([measured(entry)] if probed else [])) for entry in understood]
    titles, *lines = aligned([(*TITLES, *(["probe"] if probed else [])), *rows])
    by_file = groupby(zip(understood, lines, strict=True), key=lambda pair: pair[0].place.path)
    sections = [(visible(path), [paint("quiet", titles), *(line for _, line in group)]) for path, group in by_file]
    sections.append(("not understood", list(not_understood(entries))))
    for title, fault in (("unreadable", False), ("internal error, a fault of headlint and not of your code", True)):
        told = [f"{visible(error.path)}: {visible(error.message)}" for error in report.errors if error.fault is fault]
        sections.append((title, told))
    return "\n".join(_section(paint("strong", title), section) for title, section in sections if section)


def not_understood(entries: Iterable[Entry]) -> Iterator[str]:
    """``path:line:column: reason`` for every head that was not understood."""
    unknown = sorted((entry for entry in entries if entry.reason), key=lambda entry: (entry.place, entry.reason))
    return (f"{where(entry.place)}: {visible(entry.reason)}" for entry in unknown)


def render(entries: Iterable[Entry], report: Report) -> str:
    """The inventory as a JSON document: ``heads``, with ``errors`` and ``stats`` as in the JSON of the findings."""
    return dumps({"heads": [record(entry) for entry in entries], **about(report)})


def record(entry: Entry) -> dict[str, Any]:
    """One entry. ``channels``, ``activation`` and ``loss`` are null or a text with, where known, its place."""
    return {
        **stands(entry.place),
        "task": entry.task or None,
        "channels": _part(entry.channels),
        "activation": _part(entry.activation),
        "loss": _part(entry.loss),
        "when": entry.when or None,
        "reason": entry.reason or None,
        "probe": None if entry.probe is None else dict(entry.probe),
    }


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines with aligned columns, two spaces apart."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _section(title: str, lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (title, *(f"  {line}" for line in lines)))


def _cells(entry: Entry) -> tuple[str, ...]:
    home = entry.place.path
    condition = f" if {visible(entry.when)}" if entry.when else ""
    return (
        visible(entry.task) or UNKNOWN,
        _at(entry.channels, home, UNKNOWN),
        _at(entry.activation, home, UNKNOWN),
        _at(entry.loss, home, NO_LOSS) + condition,
    )


def measured(entry: Entry) -> str:
    """What the probe says of a pair: fine, wrong and by what, or open and why; empty if it was not asked."""
    if not entry.probe:
        return ""
    verdict = entry.probe.get("verdict")
    if verdict == "refuted":
        return "fine"
    said = entry.probe.get("criterion") if verdict == "confirmed" else entry.probe.get("reason")
    return visible(f"{'wrong' if verdict == 'confirmed' else 'open'}: {said}")


def _at(part: Part | None, home: str, absent: str) -> str:
    """A part and where it stands: by line in the file ``home``, by path and line elsewhere."""
    if part is None:
        return absent
    text = visible(part.text)
    if part.place is None:
        return text
    line = part.place.span.line
    return f"{text} (line {line})" if part.place.path == home else f"{text} ({visible(part.place.path)}:{line})"


def _part(part: Part | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {"text": part.text, **({} if part.place is None else stands(part.place))}
