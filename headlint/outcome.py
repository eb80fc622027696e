"""What a check hands over: its report, and the code that the report is about."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from headlint.findings import Entry, Model, Report
from headlint.source.read import NOTEBOOK, Unreadable, decode_source, read_file
from headlint.span import Place

if TYPE_CHECKING:
    from headlint.source.notebook import Notebook, Seen

Contents: TypeAlias = Callable[[Path], bytes]
"""Reads a file. Raises Unreadable."""

Lines: TypeAlias = Callable[[str], Sequence[str] | None]
Cells: TypeAlias = "Callable[[Place], Seen | None]"


class UsageError(Exception):
    """The run cannot start as it was asked for. The message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found: its report, the inventory of heads, a way to the source lines of a file by its path, and to
    the cell of a notebook that a place stands in ("cell 3, line 2"; "" elsewhere).

    ``files``: those that were asked for. ``fingerprints``: of all findings, reported or not.
    ``models``: the project's classes that made heads.
    """

    report: Report
    inventory: tuple[Entry, ...]
    sources: Lines
    cell_of: Callable[[Place], str] = lambda place: ""
    files: frozenset[str] = frozenset()
    fingerprints: frozenset[str] = frozenset()
    models: tuple[Model, ...] = ()


def requested(paths: Sequence[Path], cwd: Path, contents: Contents = read_file) -> list[Path]:
    """The absolute paths that were asked for. Raises ``UsageError`` if one does not exist."""
    absolute = [Path(os.path.normpath(cwd / path)) for path in paths]
    for given, path in zip(paths, absolute, strict=True):
        if not path.exists() and not path.is_symlink() and not _has_content(path, contents):
            raise UsageError(f"{given}: there is no such file or directory")
    return absolute


def _has_content(path: Path, contents: Contents) -> bool:
    """Whether there is something to read at a path though no file lies there."""
    try:
        return contents is not read_file and contents(path) is not None
    except Unreadable:
        return False


def lines_of(cwd: Path, contents: Contents = read_file) -> Lines:
    """From the path of a file to its lines; None if it cannot be read."""

    @cache
    def lines(path: str) -> Sequence[str] | None:
        try:
            return re.split("\r\n|\r|\n", decode_source(contents(file_at(cwd, path))))
        except Unreadable:
            return None

    return lines


def cells_of(cwd: Path, contents: Contents = read_file) -> Cells:
    """Where in the cells of a notebook a place stands, None if it is in no notebook."""

    @cache
    def read(path: str) -> Notebook | None:
        if not path.endswith(NOTEBOOK):
            return None
        from headlint.source.notebook import read_notebook

        try:
            return read_notebook(contents(file_at(cwd, path)))
        except Unreadable:
            return None

    def seen(place: Place) -> Seen | None:
        opened = read(place.path)
        return opened.seen(place.span) if opened is not None else None

    return seen


def file_at(cwd: Path, path: str) -> Path:
    """The file that a path means which is relative to the working directory."""
    return Path(os.path.normpath(cwd / path))
