"""Edits applied to bytes, and what they do to places."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from headlint.findings import Fix
from headlint.source.read import Unreadable, source_encoding
from headlint.span import Edit, Place

_LINE = re.compile(b"\r\n|\r|\n")


def applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    """A file's bytes after edits that do not overlap. No byte outside of them changes."""
    encoding = source_encoding(data)
    for edit in sorted(set(edits), key=_where, reverse=True):
        data = data[: edit.start] + edit.text.encode(encoding) + data[edit.end :]
    return data


def by_path(edits: Iterable[Edit]) -> dict[str, tuple[Edit, ...]]:
    ordered = sorted(set(edits), key=lambda edit: (edit.path, *_where(edit)))
    return {path: tuple(own) for path, own in groupby(ordered, key=lambda edit: edit.path)}


def without_overlap(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """The fixes that can be applied together, the first ones first. Fixes may have edits in common."""
    taken: set[Edit] = set()
    kept = []
    for fix in fixes:
        own = [edit for edit in fix.edits if edit not in taken]
        if not any(overlap(edit, other) for edit in own for other in taken):
            kept.append(fix)
            taken.update(own)
    return tuple(kept)


def overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits speak of the same bytes, or put something in at the same place."""
    if one.path != other.path:
        return False
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def _where(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


class Moves:
    """Where the places of files are after edits. ``before``: the bytes of the edited files, by their paths."""

    def __init__(self, before: Mapping[str, bytes], edits: Iterable[Edit]) -> None:
        self._edits = by_path(edits)
        self._before = {path: _Lines(before[path]) for path in self._edits}
        self._after = {path: _Lines(applied(before[path], own)) for path, own in self._edits.items()}

    def start(self, place: Place) -> tuple[str, int, int]:
        """The path, the line and the column at which a place starts now. What was taken away starts where it was."""
        path, span = place
        if path not in self._edits:
            return path, span.line, span.column
        offset = self._before[path].offset(span.line, span.column)
        return path, *self._after[path].position(self._shifted(offset, path))

    def _shifted(self, offset: int, path: str) -> int:
        moved = offset
        for edit in self._edits[path]:
            if edit.end <= offset:
                moved += len(self._before[path].encoded(edit.text)) - (edit.end - edit.start)
            elif edit.start < offset:
                moved += edit.start - offset
        return moved


class _Lines:
    """Lines and columns of a file's bytes. Counted as places count them: from 1, columns in characters."""

    def __init__(self, data: bytes) -> None:
        try:
            self._encoding = source_encoding(data)
        except Unreadable:
            self._encoding = "latin-1"
        self._data = data
        self._starts = [0, *(found.end() for found in _LINE.finditer(data))]

    def offset(self, line: int, column: int) -> int:
        line = min(line, len(self._starts))
        text = self._line(line)
        return self._starts[line - 1] + len(text[: column - 1].encode(self._encoding)) + self._mark(line)

    def encoded(self, text: str) -> bytes:
        return text.encode(self._encoding)

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._starts, offset)
        start = self._starts[line - 1] + self._mark(line)
        before = self._data[start:offset].decode(self._encoding, "replace")
        return line, len(before) + 1

    def _line(self, line: int) -> str:
        end = self._starts[line] if line < len(self._starts) else len(self._data)
        return self._data[self._starts[line - 1] + self._mark(line) : end].decode(self._encoding, "replace")

    def _mark(self, line: int) -> int:
        """The byte order mark is no character of the first line."""
        return 3 if line == 1 and self._data.startswith(b"\xef\xbb\xbf") else 0
