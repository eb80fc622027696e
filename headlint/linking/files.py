"""The config files of a project: which there are, what they say, and what is wrong with them."""

from __future__ import annotations

import os
import re
from collections import Counter
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

MAY_BE_CONFIG = re.compile(
    rb"[lL]oss|criterion|_target_|defaults|class_path|names|labels|id2label|MODEL|target_suffix|compile_config|"
    rb"output_features|num_classes|_base_|segmentation_models"
)
MAY_BE_PYTHON = re.compile(rb"(?<!\w)_base_(?!\w)|dict\(\s*type\s*=")
"""A file without any of these is in no dialect of ours."""

_PACKAGE = re.compile(rb"\A(?:\s*#[^\n]*\n)*?\s*#\s*@package\s+([\w.]+)")

_LOADS = re.compile(rb"safe_load|yaml\.load|OmegaConf|hydra|json\.load|ConfigParser|merge_from_file")
"""Signs of code that loads configs."""

_CALLS = re.compile(rb"_target_|defaults|class_path|!new:|!name:|segmentation_models")
"""Signs of a config that may name code."""

_BASES = re.compile(rb"(?<!\w)_base_(?!\w)")
"""The sign of a Python config that is made of others."""

MANY = 200
"""JSON files in one directory."""

MAX_USERS = 200
"""Configs that are looked at only because they name what was asked for."""

Read = tuple[Dialect, Config]


class ConfigFiles:
    """Reads config files once, and remembers what could not be read. Implements ``configs.assemble.Files``."""

    def __init__(self, project: Project, added: Iterable[Dialect] = ()) -> None:
        self.project = project
        self.added = tuple(added)
        self.asked: list[Path] = []
        """The configs that are reported on …"""
        self.named: list[Path] = []
        """… and files that were named and are in no dialect: what loads them may say more."""
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
        worth = MAY_BE_PYTHON if kind == "python" else MAY_BE_CONFIG
        if not data or not (self.added or worth.search(data)):
            return ()  # the tables are not even read
        return tables.signed(self.dialects, data, kind)

    def data(self, path: Path) -> bytes:
        """The bytes of a file; empty if it is larger than any config, or no file."""
        if path not in self._bytes:
            try:
                data = self.project.contents(path)
                self._bytes[path] = data if len(data) <= MAX_BYTES else b""
            except Unreadable:
                self._bytes[path] = b""
        return self._bytes[path]

    def readers(self, code: Iterable[Path]) -> list[Path]:
        """The project's code that may load one of the configs that are asked for, that they are part of, or that name
        some code: it loads something, and names a config of that name. Configs of a dialect that names no heads
        (lists of classes) are left out: many programs load them, and all of these would be executed."""
        names = {path.stem for path in self.named if path not in self.asked}
        read = self.of([*self.asked, *code])
        names |= {Path(name).stem for dialect, config in read if dialect.pairs for name in config.files}
        if not names:
            return []
        pattern = words_of(names)
        files = self.project.code
        return [path for path in files if self.project.holds(path, _LOADS) and self.project.holds(path, pattern)]

    def of(self, paths: Iterable[Path]) -> list[Read]:
        """The configs at some paths, those that they are part of, and those that name code at these paths."""
        asked = list(dict.fromkeys(paths))
        found = [read for path in asked for read in self.configs(path)]
        shown = {self.project.relative(path) for path in asked}
        code = any(path.suffix == ".py" for path in asked)
        for path in self.users(asked):
            for dialect, config in self.configs(path):
                links = dialect.calls is not None and any(row.head.built for row in dialect.pairs)
                if shown.intersection(config.files) or (code and links):
                    found.append((dialect, config))
        return found

    def users(self, paths: Iterable[Path]) -> list[Path]:
        """Configs that may name one of some files: their text holds its name."""
        asked = set(paths)
        names = {path.parent.name if path.name == "__init__.py" else path.stem for path in asked}
        others = [path for path in without_data(self.project.configs) if path not in asked]
        code = {path for path in asked if document.format_of(path) is None}
        if any(self.recognised(path) for path in code):
            others += [path for path in self.project.code if path not in asked and self.project.holds(path, _BASES)]
        elif code == asked and not self.added:
            others = [path for path in others if _CALLS.search(self.data(path))]
        if not names or not others:
            return []
        pattern = words_of(names)
        return [path for path in others if pattern.search(self.data(path))][:MAX_USERS]

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
            return document.read(self.project.contents(path), self.project.relative(path), kind)
        except Unreadable as wrong:
            self.errors[path] = str(wrong)
        return ()

    def configs(self, path: Path) -> Iterator[Read]:
        """A file as the configs of the dialects that recognise it."""
        signed = self._signed(path)
        if signed:
            yield from configs(signed, self.documents(path), self.project.relative(path), self)

    # For configs that name other files, by paths relative to the root.

    def root_of(self, path: str, limit: int = MAX_BYTES) -> Node | None:
        found = self._inside(path)
        if found is None or found.stat().st_size > limit:
            return None
        return next(iter(self.documents(found)), None)

    def package(self, path: str) -> str | None:
        found = self._inside(path)
        match = _PACKAGE.match(self.data(found)) if found is not None else None
        return match[1].decode("ascii", "replace") if match is not None else None

    def _inside(self, path: str) -> Path | None:
        """A file of the project; nothing outside its root is read."""
        found = self.project.root / path
        if path.startswith(("/", "..")) or not os.path.isfile(found):  # what no file can be called is none, either
            return None
        return found


def without_data(paths: Iterable[Path], named: Iterable[Path] = ()) -> list[Path]:
    """Paths without those of directories that are full of JSON: annotations, not configs. They are not even read."""
    listed, kept = list(paths), set(named)
    numbers = Counter(path.parent for path in listed if path.suffix == ".json")
    return [path for path in listed if path.suffix != ".json" or numbers[path.parent] <= MANY or path in kept]


def words_of(names: Iterable[str]) -> re.Pattern[bytes]:
    """A search for any of some names as a whole word."""
    spelled = b"|".join(re.escape(os.fsencode(name)) for name in sorted(names))
    return re.compile(rb"(?<!\w)(?:" + spelled + rb")(?!\w)")
