"""Jupyter notebooks: the code of the cells, and where in the file every character of it stands.

A notebook is JSON, and its code stands in strings. Everybody else, Git and GitHub among them, counts the lines of the
file; so the strings are read with their positions, escapes included, and the spans of a lowered cell are those of the
file. https://nbformat.readthedocs.io/en/latest/format_description.html says what a notebook looks like.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from headlint.source import ir
from headlint.source.errors import Unreadable
from headlint.source.jsontext import JsonText, Piece
from headlint.source.magics import plain
from headlint.span import Span

MAX_COMPLAINTS = 3

_PYTHON = re.compile(r"i?python|sage|xpython|xeus-python", re.IGNORECASE)
_INDENT = re.compile(r"(?:[ \t]*\n)*([ \t]*)")
_POSITION = re.compile(r"line (\d+)(?:, column (\d+))?")


class Seen(NamedTuple):
    """A place in a notebook as its reader sees it: in which cell (the first is 1), where in its lines, and these."""

    cell: int
    span: Span
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"cell {self.cell}, line {self.span.line}"


class _Run(NamedTuple):
    """Characters of a cell from ``start`` on that stand at ``begin:end`` of the file: one each, or one escape."""

    start: int
    begin: int
    end: int


@dataclass(frozen=True)
class Cell:
    """A cell of code. ``number`` counts the cells of any kind from 1; ``text`` is its source, lines ending in line
    feeds. ``indent``: columns that are taken from every line before it is read, as IPython does."""

    number: int
    text: str
    runs: tuple[_Run, ...]
    file: Lines
    indent: int = 0

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line of the text starts, as an offset."""
        return list(accumulate((len(line) + 1 for line in self.text.split("\n")), initial=0))

    @cached_property
    def _starts(self) -> list[int]:
        return [run.start for run in self.runs]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n"))

    def place(self, span: Span) -> Span:
        """Where in the file a span of the cell's code stands."""
        start = self._offset(span.line, span.column + self.indent)
        end = self._offset(span.end_line, span.end_column + self.indent)
        last = self.stop(end - 1) if end > start else self.begin(start)
        return Span(*self.file.position(self.begin(start)), *self.file.position(last))

    def find(self, span: Span) -> Span | None:
        """The span in the cell's text that stands at a span of the file, None if that lies elsewhere."""
        begin, end = self.file.offset(span.line, span.column), self.file.offset(span.end_line, span.end_column)
        start = self._char(begin)
        if start is None:
            return None
        last = self._char(max(begin, end - 1))
        stop = start if end <= begin else (len(self.text) if last is None else last + 1)
        return Span(*self._position(start), *self._position(max(start, stop)))

    def _offset(self, line: int, column: int) -> int:
        return self._lines[min(line, len(self._lines)) - 1] + column - 1

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _run(self, offset: int) -> int:
        return max(bisect_right(self._starts, offset) - 1, 0)

    def begin(self, offset: int) -> int:
        """Where in the file the character at an offset of the text begins."""
        run = self.runs[self._run(offset)]
        return min(run.begin + offset - run.start, run.end)

    def stop(self, offset: int) -> int:
        """Where in the file the character at an offset of the text ends."""
        number = self._run(offset)
        run = self.runs[number]
        last = number + 1 == len(self.runs) or self.runs[number + 1].start == offset + 1
        return run.end if last else run.begin + offset - run.start + 1

    def _char(self, at: int) -> int | None:
        """The offset in the text of the character at an offset of the file."""
        number = bisect_right(self._begins, at) - 1
        if number < 0 or at > self.runs[-1].end:
            return None
        run = self.runs[number]
        inside = min(at, run.end) - run.begin
        length = (self.runs[number + 1].start if number + 1 < len(self.runs) else len(self.text)) - run.start
        return run.start + min(inside, max(length - 1, 0)) if at < run.end else run.start + length

    @cached_property
    def _begins(self) -> list[int]:
        return [run.begin for run in self.runs]


class Lines:
    """Offsets and lines of a file. Lines and columns count from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\r\n|\r|\n", self._text))]

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        return self._starts[min(line, len(self._starts)) - 1] + column - 1


@dataclass(frozen=True)
class Notebook:
    """The cells of code of a notebook, in order. There are none if its kernel does not speak Python."""

    cells: tuple[Cell, ...]

    @property
    def code(self) -> str:
        """The code of all cells that are Python, to search in."""
        return "\n".join(code for cell in self.cells if (code := plain(cell.text)) is not None)

    def seen(self, span: Span) -> Seen | None:
        """Which cell a span of the file lies in, and where there."""
        for cell in self.cells:
            found = cell.find(span) if cell.runs else None
            if found is not None:
                return Seen(cell.number, found, cell.lines)
        return None


def read_notebook(data: bytes) -> Notebook:
    """The cells of a notebook (nbformat 3 and 4). Raises Unreadable if it is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"bad encoding: line {line} is not utf-8 ({error.reason})") from None
    try:
        return _Reader(text).notebook()
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"not a notebook: {where} is no JSON ({error.msg})") from None
    except RecursionError:
        raise Unreadable("not a notebook: nested too deep") from None


def lower_notebook(data: bytes, path: str) -> ir.Module:
    """The cells of a notebook as one module, run one after the other. ``path`` is only noted.

    Each cell is lowered by itself, as IPython compiles it: a broken one costs no other (``ir.Module.problems``).
    """
    from headlint.source.lower import lower

    body: list[ir.Stmt] = []
    comments: list[ir.Comment] = []
    complaints: list[str] = []
    cells: list[int] = []
    for cell in read_notebook(data).cells:
        cells.append(len(body))
        cell = _dedented(cell)
        code = plain(cell.text)
        if code is None:
            continue
        try:
            if "\0" in code:
                raise Unreadable("contains a null byte")
            module = lower(_without(code, cell.indent), path, cell.place)
        except Unreadable as wrong:
            complaints.append(f"cell {cell.number}: {_POSITION.sub(_moved(cell), wrong.reason)}")
            continue
        body += _reached(module.body)
        comments += module.comments
    if len(complaints) > MAX_COMPLAINTS:
        complaints[MAX_COMPLAINTS:] = [f"{len(complaints) - MAX_COMPLAINTS} more cells"]
    return ir.Module(path, tuple(body), tuple(comments), tuple(cells), "; ".join(complaints))


def _reached(body: ir.Body) -> ir.Body:
    """What is executed of a cell: a ``raise`` at its top ends the cell, and not the notebook."""
    end = next((at for at, node in enumerate(body) if isinstance(node, (ir.Jump, ir.Return))), len(body))
    return body[:end]


def _dedented(cell: Cell) -> Cell:
    """IPython takes the indentation of the first line from all lines."""
    first = _INDENT.match(cell.text)
    indent = first[1] if first else ""
    all_have_it = indent and all(line.startswith(indent) or not line.strip() for line in cell.lines)
    return replace(cell, indent=len(indent)) if all_have_it else cell


def _without(code: str, indent: int) -> str:
    return "\n".join(line[indent:] for line in code.split("\n")) if indent else code


def _moved(cell: Cell) -> Callable[[re.Match[str]], str]:
    """Rewrites positions in a complaint about a cell to those of the file."""

    def moved(match: re.Match[str]) -> str:
        line, column = int(match[1]), int(match[2] or 1)
        there = cell.place(Span(line, column, line, column))
        return f"line {there.line}, column {there.column}" if match[2] else f"line {there.line}"

    return moved


class _Reader:
    """Walks through the JSON of a notebook and stops at the sources of its cells."""

    def __init__(self, text: str) -> None:
        self._json = JsonText(text)
        self._lines = Lines(text)
        self._cells: list[Cell] = []
        self._number = 0
        self._metadata: Any = None
        self._has_cells = False

    def notebook(self) -> Notebook:
        for key in self._json.members():
            if key == "metadata":
                self._metadata = self._json.value()
            elif key == "cells":
                self._all()
            elif key == "worksheets":  # nbformat 3
                for _ in self._json.elements():
                    for inner in self._json.members():
                        if inner == "cells":
                            self._all()
        self._json.finish()
        if not self._has_cells:
            raise Unreadable("not a notebook: it has no cells")
        return Notebook(tuple(self._cells) if _speaks_python(self._metadata) else ())

    def _all(self) -> None:
        self._has_cells = True
        for _ in self._json.elements():
            self._number += 1
            self._cells += self._cell()

    def _cell(self) -> Iterator[Cell]:
        """The cell that the cursor stands at, if it is one of Python."""
        kind, language, pieces = None, None, []
        for key in self._json.members():
            if key == "cell_type":
                kind = self._json.value()
            elif key in ("source", "input"):  # ``input`` in nbformat 3
                pieces = list(self._json.strings())
            elif key == "language":  # nbformat 3
                language = self._json.value()
            elif key == "metadata":
                language = _language(self._json.value()) or language
        if kind == "code" and (not isinstance(language, str) or _PYTHON.match(language)):
            yield _made(self._number, pieces, self._lines)


def _made(number: int, pieces: list[Piece], lines: Lines) -> Cell:
    text: list[str] = []
    runs: list[_Run] = []
    length = 0
    for piece in pieces:
        for part in piece.parts:
            text.append(part.text)
            runs.append(_Run(length, part.begin, part.end))
            length += len(part.text)
        runs.append(_Run(length, piece.end, piece.end))
    return Cell(number, "".join(text), tuple(runs), lines)


def _language(metadata: Any) -> str | None:
    """The language that a cell's metadata name: VS Code lets cells differ from the kernel."""
    editor = metadata.get("vscode") if isinstance(metadata, dict) else None
    language = editor.get("languageId") if isinstance(editor, dict) else None
    return language if isinstance(language, str) else None


def _speaks_python(metadata: Any) -> bool:
    """Whether the kernel speaks Python. A notebook that does not say is taken for one that does."""
    if not isinstance(metadata, dict):
        return True
    info, kernel = (
        part if isinstance(part, dict) else {} for part in map(metadata.get, ("language_info", "kernelspec"))
    )
    said = next((name for name in (info.get("name"), kernel.get("language"), kernel.get("name")) if name), "python")
    return isinstance(said, str) and _PYTHON.match(said) is not None
