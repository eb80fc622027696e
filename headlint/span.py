"""Where something stands: spans inside a file, places across files, edits."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """A span in a named file. ``path`` is as the project knows it: relative to the project root, with ``/``."""

    path: str
    span: Span


class Edit(NamedTuple):
    """Replace the bytes ``start:end`` of a file by ``text``."""

    path: str
    start: int
    end: int
    text: str
