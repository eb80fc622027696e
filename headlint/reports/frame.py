"""Code frames: the lines of a span as they look on a terminal, with marks under exactly its characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from headlint.reports.escape import visible
from headlint.span import Span

LinesOf: TypeAlias = Callable[[str], Sequence[str] | None]
"""The lines of a file by its path, or None if they are not to be had."""

TAB = 4
MOST_LINES = 5
MOST_COLUMNS = 120
ELISION = "..."


class Row(NamedTuple):
    """A line of a frame. ``number`` is None where lines are left out; ``marks`` starts in the code's first column."""

    number: int | None
    code: str
    marks: str


class Cell(NamedTuple):
    """A character as it is printed, and the columns that takes on a terminal."""

    text: str
    width: int


def frame(lines: Sequence[str], span: Span, mark: str) -> list[Row]:
    """The rows of ``span``, marked with ``mark``; the middle of a long one is left out. Empty past the file's end."""
    last = min(span.end_line, len(lines))
    if span.end_line > span.line and span.end_column <= 1:
        last = min(last, span.end_line - 1)  # the end is exclusive: nothing of the last line belongs to the span
    numbers = list(range(span.line, last + 1))
    rows = [_row(number, lines[number - 1], span, mark) for number in numbers]
    if len(rows) > MOST_LINES:
        rows[MOST_LINES - 2 : -1] = [Row(None, ELISION, "")]
    return rows


def _row(number: int, line: str, span: Span, mark: str) -> Row:
    line = line.rstrip("\r\n")
    indent = len(line) - len(line.lstrip())
    first = span.column - 1 if number == span.line else indent
    end = span.end_column - 1 if number == span.end_line else len(line)
    first = min(first, len(line))
    cells, first, end = _clip(list(_cells(line)), first, min(max(end, first), len(line)))
    before = sum(cell.width for cell in cells[:first])
    under = sum(cell.width for cell in cells[first:end]) or int(number == span.line)
    code = "".join(cell.text for cell in cells).rstrip()
    return Row(number, code, " " * before + mark * under if under else "")


def _cells(line: str) -> Iterator[Cell]:
    column = 0
    for char in line:
        text = " " * (TAB - column % TAB) if char == "\t" else visible(char)
        width = columns(text)
        column += width
        yield Cell(text, width)


def columns(text: str) -> int:
    """How many columns printable text takes on a terminal: none for a combining mark, two for a wide character."""
    return sum(map(_width, text))


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _clip(cells: list[Cell], first: int, end: int) -> tuple[list[Cell], int, int]:
    """At most ``MOST_COLUMNS`` characters of a line, the marked ones among them, and where these are now."""
    if len(cells) <= MOST_COLUMNS:
        return cells, first, end
    begin = max(0, min(first - MOST_COLUMNS // 4, len(cells) - MOST_COLUMNS))
    stop = begin + MOST_COLUMNS
    cut = Cell(ELISION, len(ELISION))
    head, tail = [cut] * (begin > 0), [cut] * (stop < len(cells))
    moved = len(head) - begin
    return head + cells[begin:stop] + tail, first + moved, min(end, stop) + moved
