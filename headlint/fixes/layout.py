"""How the text of a file lies in its bytes: as it is, or in the strings of a notebook.

Both give one Python text, where in it a span of the file is, and which bytes a piece of it has.
"""

from __future__ import annotations

import ast
import bisect
import json
import re
import warnings
from itertools import accumulate
from typing import Protocol

from headlint.fixes.refused import Refused
from headlint.source.magics import plain
from headlint.source.notebook import Cell, read_notebook
from headlint.source.read import NOTEBOOK, Unreadable, decode_source, source_encoding
from headlint.span import Span

LINE = re.compile("\r\n|\r|\n")


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a text; None if it is not the Python that headlint runs on."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes and the like are not ours to tell
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class Layout(Protocol):
    """``text``: the Python of a file, in which all offsets count."""

    text: str

    def offsets(self, span: Span) -> tuple[int, int]:
        """Where a span of the file is in the text."""
        ...

    def octets(self, start: int, end: int) -> tuple[int, int]:
        """Which bytes of the file the characters ``start:end`` of the text have."""
        ...

    def written(self, text: str) -> str:
        """How new text is written in the file."""
        ...


def layout(path: str, data: bytes) -> Layout:
    """The layout of a file. Raises Refused if it has none that can be edited."""
    try:
        return Cells(path, data) if path.endswith(NOTEBOOK) else Plain(path, data)
    except Unreadable as wrong:
        raise Refused(f"{path} {wrong}") from None


class Plain:
    """A Python file: its text is what its bytes say."""

    def __init__(self, path: str, data: bytes) -> None:
        self.text, self._encoding = decode_source(data), source_encoding(data)
        self._path, self._data = path, data
        self._mark = len(data) - len(self.text.encode(self._encoding))  # a byte order mark
        if data[self._mark :] != self.text.encode(self._encoding):
            raise Refused(f"{path} is written in more than one way ({self._encoding})")
        self._starts = [0, *(found.end() for found in LINE.finditer(self.text))]

    def offsets(self, span: Span) -> tuple[int, int]:
        if max(span.line, span.end_line) > len(self._starts):
            raise Refused(f"{self._path} has no line {span.line}")
        return self._starts[span.line - 1] + span.column - 1, self._starts[span.end_line - 1] + span.end_column - 1

    def octets(self, start: int, end: int) -> tuple[int, int]:
        return self._octet(start), self._octet(end)

    def _octet(self, offset: int) -> int:
        before = self.text[:offset].encode(self._encoding)
        if not self._data.startswith(before, self._mark):
            raise Refused(f"{self._path} is in {self._encoding}, where bytes depend on those before them")
        return self._mark + len(before)

    def written(self, text: str) -> str:
        return text


class Cells:
    """A notebook: its text is that of its cells, one after the other. A cell that is no Python is blank."""

    def __init__(self, path: str, data: bytes) -> None:
        self._path = path
        self._file = data.decode("utf-8-sig")
        self._mark = len(data) - len(self._file.encode())
        self._cells = [cell for cell in read_notebook(data).cells if cell.runs]
        self.text = "\n".join(map(_code, self._cells))
        self._starts = list(accumulate((len(cell.text) + 1 for cell in self._cells), initial=0))

    def offsets(self, span: Span) -> tuple[int, int]:
        for start, cell in zip(self._starts, self._cells, strict=False):
            found = cell.find(span)
            if found is not None:
                lines = list(accumulate((len(line) + 1 for line in cell.lines), initial=start))
                return lines[found.line - 1] + found.column - 1, lines[found.end_line - 1] + found.end_column - 1
        raise Refused(f"no cell of {self._path} is at line {span.line}")

    def octets(self, start: int, end: int) -> tuple[int, int]:
        number = bisect.bisect_right(self._starts, start) - 1
        first, cell = self._starts[number], self._cells[number]
        stop = min(end - first, len(cell.text))  # a line's end may be the cell's
        if start - first > len(cell.text) or end - first > len(cell.text) + 1:
            raise Refused("it goes over the end of a cell")
        begin = cell.begin(start - first)
        whole_lines = stop < len(cell.text) and cell.text[stop - 1] == "\n"
        last = begin if end == start else cell.begin(stop) if whole_lines else cell.stop(stop - 1)
        return self._octet(begin), self._octet(last)

    def _octet(self, offset: int) -> int:
        return self._mark + len(self._file[:offset].encode())

    def written(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=False)[1:-1]


def _code(cell: Cell) -> str:
    """The Python of a cell, every character at its place; blanks for a cell that is none, or that cannot be read."""
    code = plain(cell.text)
    if code is not None and len(code) == len(cell.text) and parsed(code) is not None:
        return code
    return re.sub(r"[^\n]", " ", cell.text)
