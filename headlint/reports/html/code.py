"""Code with marks: the places of a finding, a figure a file, the lines around them, each mark in the colour of its
stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from headlint.findings import Finding
from headlint.reports.escape import visible
from headlint.reports.html.markup import Markup, joined, tag, text
from headlint.reports.view import View
from headlint.span import Place

CONTEXT = 2
LONGEST = 240
MOST_LINES = 8
TAB = 4

TOKENS = re.compile(
    r"(?P<comment>\#.*)|(?P<string>\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?)|(?P<number>\b\d[\d_]*(?:\.\d+)?(?:e-?\d+)?\b)"
    r"|(?P<keyword>\b(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if"
    r"|import|in|is|lambda|None|nonlocal|not|or|pass|raise|return|True|False|try|while|with|yield)\b)|\w+"
)
"""What is coloured in a line of Python. Lines are looked at one by one, so a string of several lines is not seen."""


class Mark(NamedTuple):
    """A place, the stage that it belongs to ("here" for a finding's place that is no stage), and what stands there."""

    place: Place
    kind: str
    label: str


def marks(finding: Finding) -> list[Mark]:
    """Every place of a finding once: the stages of its way, its own place, other places that take part."""
    found = {stage.place: Mark(stage.place, stage.kind, stage.message) for stage in finding.flow}
    found.setdefault(finding.place, Mark(finding.place, "here", "reported here"))
    for related in finding.related:
        found.setdefault(related.place, Mark(related.place, "also", related.message))
    return list(found.values())


def figures(finding: Finding, view: View) -> Markup:
    """A figure a file, in the order in which the values come through them."""
    by_file: dict[str, list[Mark]] = {}
    for mark in marks(finding):
        by_file.setdefault(mark.place.path, []).append(mark)
    return joined(_figure(path, sorted(found), view) for path, found in by_file.items())


def _figure(path: str, found: Sequence[Mark], view: View) -> Markup:
    lines = view.lines_of(path)
    cells = dict.fromkeys(cell.partition(",")[0] for mark in found if (cell := view.cell_of(mark.place)))
    title = tag("figcaption", tag("code", text(path)), *(tag("span", text(cell), class_="cell") for cell in cells))
    if lines is None:
        places = [tag("li", text(f"line {mark.place.span.line}: {mark.label}")) for mark in found]
        return tag("figure", title, tag("ul", *places, class_="gone"), class_="code")
    rows = _rows(lines, found, path.endswith(".py"))
    return tag("figure", title, tag("pre", *rows, tabindex=0, aria_label=f"Code of {path}"), class_="code")


def _rows(lines: Sequence[str], found: Sequence[Mark], python: bool) -> Iterator[Markup]:
    shown = sorted({number for mark in found for number in _window(mark.place, lines)})
    previous = shown[0] - 1 if shown else 0
    for number in shown:
        if number != previous + 1:
            yield tag("span", text("⋯"), class_="gap")
        previous = number
        here = [mark for mark in found if mark.place.span.line <= number <= mark.place.span.end_line]
        yield _row(number, lines[number - 1], here, python)


def _window(place: Place, lines: Sequence[str]) -> Iterable[int]:
    """The numbers of the lines that are shown for a place: its own, of a long one the first and the last, and some
    around them, as far as these are not blank."""
    last = len(lines)
    line, end = min(place.span.line, last), min(place.span.end_line, last)
    first, final = max(1, line - CONTEXT), min(last, end + CONTEXT)
    while first < line and not lines[first - 1].strip():
        first += 1
    while final > end and not lines[final - 1].strip():
        final -= 1
    if end - line < MOST_LINES:
        return range(first, final + 1)
    return [*range(first, line + MOST_LINES // 2), *range(end - 1, final + 1)]


def _row(number: int, line: str, here: Sequence[Mark], python: bool) -> Markup:
    kinds = _kinds(number, line, here)
    classes = _classes(line) if python else [""] * len(line)
    begin, end = _clip(kinds)
    pieces = [tag("span", text("⋯"), class_="gap")] * (begin > 0)
    cells = zip(line[begin:end], kinds[begin:end], classes[begin:end], strict=True)
    for kind, group in groupby(cells, key=lambda cell: cell[1]):
        inner = joined(
            tag("i", _printed(run), class_=name) if name else _printed(run)
            for name, run in groupby(group, key=lambda cell: cell[2])
        )
        pieces.append(tag("mark", inner, class_=kind) if kind else inner)
    pieces += [tag("span", text("⋯"), class_="gap")] * (end < len(line))
    notes = [tag("span", text(mark.label), class_=f"note {mark.kind}") for mark in here if _last_line(mark) == number]
    return tag(
        "span", tag("span", text(str(number)), class_="no"), tag("span", *pieces, class_="src"), *notes, class_="row"
    )


def _last_line(mark: Mark) -> int:
    """Where the label stands. The end is exclusive: a span up to the start of a line ends on the one before."""
    line, _, end_line, end_column = mark.place.span
    return end_line - 1 if end_column <= 1 and end_line > line else end_line


def _kinds(number: int, line: str, here: Sequence[Mark]) -> list[str]:
    """For every character the stage that it is marked for, "" for none. Of two marks, one inside the other, the inner
    one shows."""
    kinds = [""] * len(line)
    for mark in sorted(here, key=_length, reverse=True):
        first_line, column, end_line, end_column = mark.place.span
        first = column - 1 if number == first_line else len(line) - len(line.lstrip())
        end = end_column - 1 if number == end_line else len(line)
        for index in range(first, min(end, len(line))):
            kinds[index] = mark.kind
    return kinds


def _length(mark: Mark) -> tuple[int, int]:
    line, column, end_line, end_column = mark.place.span
    return end_line - line, end_column - column


def _classes(line: str) -> list[str]:
    classes = [""] * len(line)
    for found in TOKENS.finditer(line):
        for index in range(*found.span()) if found.lastgroup else ():
            classes[index] = found.lastgroup or ""
    return classes


def _clip(kinds: Sequence[str]) -> tuple[int, int]:
    """The piece of a long line that is shown: around what is marked first."""
    if len(kinds) <= LONGEST:
        return 0, len(kinds)
    first = next((index for index, kind in enumerate(kinds) if kind), 0)
    begin = max(0, min(first - LONGEST // 4, len(kinds) - LONGEST))
    return begin, begin + LONGEST


def _printed(run: Iterable[tuple[str, str, str]]) -> Markup:
    return text("".join(" " * TAB if char == "\t" else visible(char) for char, *_ in run))
