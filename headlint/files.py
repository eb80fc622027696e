"""Which files are checked: those that are named, and those found in directories, less what is excluded.

Patterns are those of ``.gitignore``. A path that is named is checked whatever they say, unless hooks name it
(``force_exclude``). What is excluded is not reported on, but it may still be read, so that a finding is the same
however it was asked for.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from headlint.source.gitignore import Line, parsed
from headlint.source.read import Unreadable, read_bytes

ENDINGS = (".py", ".ipynb")
"""What is looked for in directories."""

NAMED = (*ENDINGS, ".pyi", ".pyw", "")
"""What may be named. Hooks hand over whatever was changed, and much of it is no Python."""


class Patterns(NamedTuple):
    """Lines as in a ``.gitignore`` that lies in ``base``."""

    base: Path
    lines: tuple[Line, ...]

    @staticmethod
    def of(base: Path, lines: Iterable[str]) -> Patterns:
        return Patterns(base, tuple(line for text in lines if (line := parsed(text)) is not None))

    def verdict(self, path: Path, directory: bool) -> bool | None:
        """Whether they leave a path out (True), take it in again (False), or say nothing of it (None)."""
        if not self.lines or not _is_below(path, self.base):
            return None
        name = path.relative_to(self.base).as_posix()
        return next((not line.takes_in for line in reversed(self.lines) if line.matches(name, directory)), None)


class Files:
    """Finds files. ``root``: the directory that the patterns of ``exclude`` are relative to."""

    def __init__(
        self, root: Path, exclude: Sequence[str], respect_gitignore: bool = True, force_exclude: bool = False
    ) -> None:
        self._exclude = Patterns.of(root, exclude)
        self._respect_gitignore = respect_gitignore
        self._force_exclude = force_exclude

    def among(
        self, paths: Iterable[Path], endings: tuple[str, ...] = ENDINGS, named: tuple[str, ...] = NAMED
    ) -> list[Path]:
        """The files that absolute paths of files and directories mean, each once: what ends so in directories, and
        what is named and has such a suffix."""
        return list(dict.fromkeys(file for path in paths for file in self._meant(path, endings, named)))

    def _meant(self, path: Path, endings: tuple[str, ...], named: tuple[str, ...]) -> Iterator[Path]:
        around = self._around(path)
        if self._force_exclude and any(_left_out(around, part, part != path or path.is_dir()) for part in _line(path)):
            return
        if path.is_dir():
            yield from self._walk(path, around, endings)
        elif path.suffix in named:
            yield path

    def _around(self, path: Path) -> list[Patterns]:
        """The patterns that lie above a path, the nearest last."""
        above = [self._exclude]
        if not self._respect_gitignore or _is_top(path):
            return above
        for directory in _up_to_repository(path, self._exclude.base):
            above += _lying_in(directory)
        return above

    def _walk(self, directory: Path, above: list[Patterns], endings: tuple[str, ...]) -> Iterator[Path]:
        """The files in and below a directory: its own, then those of the directories in it, each by name."""
        patterns = above[:1] if _is_top(directory) else above  # what lies around a repository says nothing of it
        if self._respect_gitignore:
            patterns = [*patterns, *_lying_in(directory)]
        try:
            entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in entries:
            path = Path(directory, entry.name)
            if entry.name.endswith(endings) and not path.is_dir() and not _left_out(patterns, path, False):
                yield path
        for entry in entries:
            path = Path(directory, entry.name)
            if entry.is_dir(follow_symlinks=False) and not _left_out(patterns, path, True):
                yield from self._walk(path, patterns, endings)


def matches(root: Path, patterns: Sequence[str], path: Path) -> bool:
    """Whether patterns that are relative to ``root`` match a file or a directory that it lies in."""
    own = Patterns.of(root, patterns)
    return any(own.verdict(part, part != path) for part in _line(path))


def _left_out(patterns: Sequence[Patterns], path: Path, directory: bool) -> bool:
    """Whether a path is left out: by the settings, or by the nearest of Git's files that says something of it."""
    exclude, *ignores = patterns
    if exclude.verdict(path, directory):
        return True
    said = (verdict for one in reversed(ignores) if (verdict := one.verdict(path, directory)) is not None)
    return next(said, False)


def _lying_in(directory: Path) -> Iterator[Patterns]:
    """The patterns that lie in a directory; those of ``.gitignore`` come last, for they win."""
    for file in (_git_directory(directory) / "info" / "exclude", directory / ".gitignore"):
        try:
            data = read_bytes(file)
        except Unreadable:
            continue
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
        yield Patterns.of(directory, re.split("\r?\n", text))


def _git_directory(directory: Path) -> Path:
    """Where Git keeps what is common to all working trees of a repository whose top this may be. In a further working
    tree, and in a submodule, ``.git`` is a file that says where: https://git-scm.com/docs/gitrepository-layout"""
    git = directory / ".git"
    if not git.is_file():
        return git
    own = _said_in(git, "gitdir:", directory)
    common = _said_in(own / "commondir", "", own) if own is not None else None
    return common or own or git


def _said_in(file: Path, word: str, base: Path) -> Path | None:
    """The path that a file of one line says, relative to a directory."""
    try:
        line = os.fsdecode(read_bytes(file, 4096)).strip()
    except Unreadable:
        return None
    return base / line.removeprefix(word).strip() if line.startswith(word) and "\n" not in line and line else None


def _up_to_repository(path: Path, root: Path) -> list[Path]:
    """The directories above a path up to that of its Git repository, or else up to ``root``; the nearest last."""
    above: list[Path] = []
    for directory in path.parents:
        above.insert(0, directory)
        if _is_top(directory):
            return above
    return [directory for directory in above if directory == root or _is_below(directory, root)]


def _is_top(directory: Path) -> bool:
    """Whether a directory is the top of a Git repository."""
    return Path(directory, ".git").exists()


def _line(path: Path) -> tuple[Path, ...]:
    """The directories above a path, and itself."""
    return (*reversed(path.parents), path)


def _is_below(path: Path, base: Path) -> bool:
    return path != base and path.is_relative_to(base)
