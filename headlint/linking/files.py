"""The config files of a project: which there are, what they say, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from headlint.configs import document, tables
from headlint.configs.assemble import configs
from headlint.configs.caps import MAX_BYTES
from headlint.configs.config import Config
from headlint.configs.dialect import Dialect
from headlint.configs.tree import Node
from headlint.project import Project
from headlint.source.read import Unreadable

_PACKAGE = re.compile(rb"\A(?:\s*#[^\n]*\n)*?\s*#\s*@package\s+([\w.]+)")

Read = tuple[Dialect, Config]


class ConfigFiles:
    """Reads config files once, and remembers what could not be read. Implements ``configs.assemble.Files``."""

    def __init__(self, project: Project, added: Iterable[Dialect] = ()) -> None:
        self.project = project
        self.added = tuple(added)
        self.asked: list[Path] = []
        """The files that are reported on."""
        self.errors: dict[Path, str] = {}
        self.python: Callable[[Path], Node | None] = lambda path: None
        """The settings that a Python config makes, as a tree; the evaluator knows them."""
        self._documents: dict[Path, tuple[Node, ...]] = {}
        self._bytes: dict[Path, bytes] = {}

    @cached_property
    def dialects(self) -> tuple[Dialect, ...]:
        return (*self.added, *tables.built_in())

    # Which files are configs.

    def recognised(self, path: Path) -> bool:
        """Whether a file holds the signs of a dialect: a search in its bytes, nothing is parsed."""
        return bool(self._signed(path))

    def _signed(self, path: Path) -> tuple[Dialect, ...]:
        kind = document.format_of(path) or "python"
        data = self.data(path)
        return tables.signed(self.dialects, data, kind) if data else ()

    def data(self, path: Path) -> bytes:
        """The bytes of a file; empty if it is larger than any config, or no file."""
        if path not in self._bytes:
            try:
                self._bytes[path] = self.project.contents(path) if path.stat().st_size <= MAX_BYTES else b""
            except (OSError, Unreadable):
                self._bytes[path] = b""
        return self._bytes[path]

    # What they say.

    def documents(self, path: Path) -> tuple[Node, ...]:
        """The documents of a file, none if it cannot be read; ``errors`` then says why."""
        if path not in self._documents:
            self._documents[path] = self._read(path)
        return self._documents[path]

    def _read(self, path: Path) -> tuple[Node, ...]:
        kind = document.format_of(path)
        if kind is None:
            made = self.python(path) if path.suffix == ".py" else None
            return (made,) if made is not None else ()
        try:
            if path.is_file() and path.stat().st_size > MAX_BYTES:
                raise Unreadable(f"too large for a config: more than {MAX_BYTES // 1_000_000} MB")
            return document.read(self.project.contents(path), self.project.relative(path), kind)
        except OSError as wrong:
            self.errors[path] = f"cannot be read: {wrong.strerror or wrong}"
        except Unreadable as wrong:
            self.errors[path] = str(wrong)
        return ()

    def configs(self, path: Path) -> Iterator[Read]:
        """A file as the configs of the dialects that recognise it."""
        signed = self._signed(path)
        if signed:
            yield from configs(signed, self.documents(path), self.project.relative(path), self)

    # For configs that name other files, by paths relative to the root.

    def root_of(self, path: str) -> Node | None:
        found = self._inside(path)
        return next(iter(self.documents(found)), None) if found is not None else None

    def package(self, path: str) -> str | None:
        found = self._inside(path)
        match = _PACKAGE.match(self.data(found)) if found is not None else None
        return match[1].decode("ascii", "replace") if match is not None else None

    def _inside(self, path: str) -> Path | None:
        """A file of the project; nothing outside its root is read."""
        found = self.project.root / path
        if path.startswith(("/", "..")) or not found.is_file():
            return None
        return found
