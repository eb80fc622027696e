"""The project on disk: which files there are, what they mean by an import, and who imports whom.

Only files under the project's root are ever read; installed packages are not looked at. What parses and executes is
imported when something is parsed or executed: most runs of a hook only find out here that nothing matters.
"""

from __future__ import annotations

import codecs
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from headlint import signs
from headlint.root import SKIPPED
from headlint.source.kept import active
from headlint.source.read import NOTEBOOK, Unreadable, parse, read_file

if TYPE_CHECKING:
    from headlint.evaluate.objects import Source
    from headlint.source import ir
    from headlint.values import Value

_PYTHON = (".py", ".pyi", ".pyw", "", NOTEBOOK)
_CODE_SUFFIXES = (".py", NOTEBOOK)
CONFIG_SUFFIXES = (".yaml", ".yml", ".json")

Contents: TypeAlias = Callable[[Path], bytes]
"""Reads a file. Raises Unreadable."""

_UNREAD = b"loss"


def python_files(path: Path) -> Iterator[Path]:
    """The Python files under a directory, sorted, hidden and generated directories left out. A file is itself, unless
    its ending says that it is no Python: hooks hand over whatever was changed."""
    if path.is_dir():
        yield from _below(path, _CODE_SUFFIXES)
    elif path.suffix in _PYTHON:
        yield path


def config_files(path: Path) -> Iterator[Path]:
    """The files under a directory whose ending is that of a config, as in ``python_files``; a file is itself."""
    if path.is_dir():
        yield from _below(path, CONFIG_SUFFIXES)
    elif path.suffix.lower() in CONFIG_SUFFIXES:
        yield path


def _below(path: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for directory, names, files in os.walk(path):
        names[:] = sorted(name for name in names if name not in SKIPPED and not name.startswith("."))
        for name in sorted(files):
            if name.endswith(suffixes):
                yield Path(directory, name)


@dataclass(frozen=True, slots=True)
class Glance:
    """What a search through a file's bytes tells: the files of the project that it imports, whether it can hold a loss
    or the activation of a head and whether it knows a framework (what cannot be read may), whether executing it may put
    something into a registry, and whether it speaks to headlint."""

    imports: tuple[Path, ...]
    mentions: bool
    knows: bool
    registers: bool
    speaks: bool


class Project:
    """Finds and reads the project's modules. Implements ``evaluate.objects.Loader``.

    ``contents``: what a file contains, where that is not what is on disk: an edit is tried before it is written.
    ``sources``: further directories in which absolute imports are looked for.
    """

    def __init__(
        self,
        root: Path,
        is_library: Callable[[str], bool],
        contents: Contents = read_file,
        sources: Sequence[Path] = (),
    ) -> None:
        self.root = root
        self._roots = tuple(dict.fromkeys([root, root / "src", *sources]))
        self.contents = contents
        self._is_library = is_library
        self._sources: dict[Path, Source] = {}
        self.errors: dict[Path, str] = {}
        self._lost: dict[Path, str] = {}
        """Files that a process died of when it parsed them."""
        self._find = cache(self._find_uncached)
        self._absolute = cache(self._absolute_uncached)
        self._directory = cache(lambda importer: importer if importer.is_dir() else importer.parent)
        self._beside = cache(lambda directory: tuple(self._up_from(directory)))
        self._glance = cache(self._glance_uncached)
        self._leading: dict[str, dict[Path, bool]] = {"mentions": {}, "knows": {}, "registers": {}}
        """Whether a file has a property of ``Glance``, or imports something that has it, as far as that is known."""
        self._reached: dict[str, frozenset[Path]] = {}
        self._code = cache(self._notebook_code)

    def relative(self, path: Path) -> str:
        """A path as places name it: relative to the root, with ``/``."""
        return Path(os.path.relpath(path, self.root)).as_posix()

    # Modules.

    def load(self, name: str, level: int, importer: Source) -> Source | None:
        path = self.resolve(name, level, self.root / importer.path)
        return self.source(path) if path is not None else None

    def document(self, source: Value, kind: str, importer: str) -> Value | None:
        """Nothing: ``linking`` reads what code reads."""
        return None

    def source(self, path: Path) -> Source:
        """The module in a file, or the namespace package in a directory. Not read yet."""
        from headlint.evaluate.objects import Source
        from headlint.source import ir

        if path not in self._sources:
            shown = self.relative(path)
            if path.is_dir():
                empty = ir.Module(shown, (), ())
                self._sources[path] = Source(_dotted(Path(shown)), shown, lambda: empty, package=True)
            else:
                package = path.name == "__init__.py"
                stem = Path(shown).parent if package else Path(shown).with_suffix("")
                effects = self._registers(path)
                self._sources[path] = Source(_dotted(stem), shown, partial(self._read, path), package, effects=effects)
        return self._sources[path]

    def finish(self) -> None:
        """Drop the lowered files, now that nothing is executed any more. Who asks for one again gets it anew."""
        for source in self._sources.values():
            source.__dict__.pop("tree", None)
        self._sources.clear()

    def lower_ahead(self, paths: Iterable[Path], tell: Callable[[int], None] = lambda done: None) -> None:
        """Lower files that will surely be asked for, on all processors if there are enough of them."""
        keeper = active()
        if keeper is not None and self.contents is read_file:
            from headlint.source.workers import lower_all

            self._lost.update(lower_all([(path, self.relative(path)) for path in paths], keeper, tell))

    def _read(self, path: Path) -> ir.Module:
        """A file's lowered form; an empty one if it cannot be read (``errors`` then says why)."""
        shown = self.relative(path)
        try:
            if path in self._lost:
                raise Unreadable(self._lost[path])
            module = parse(self.contents(path), shown)
            if module.problems:
                self.errors[path] = module.problems
            return module
        except Unreadable as wrong:
            self.errors[path] = str(wrong)
            from headlint.source import ir

            return ir.Module(shown, (), ())

    def resolve(self, name: str, level: int, importer: Path) -> Path | None:
        """The file (or directory, for a namespace package) that a module name means in ``importer``."""
        directory = self._directory(importer)
        if not level:
            return self._absolute(name, directory)
        for _ in range(level - 1):
            directory = directory.parent
        return self._find(directory, name)

    def _absolute_uncached(self, name: str, directory: Path) -> Path | None:
        if self._installation and self._is_library(name.partition(".")[0]):
            return None
        for base in self._beside(directory):
            found = self._find(base, name)
            if found is not None and not self._is_library(name.partition(".")[0]):
                return found
        return next((found for base in self._roots if (found := self._find(base, name)) is not None), None)

    @cached_property
    def _installation(self) -> bool:
        """Whether the root is where packages are installed. A known library is then what is known of it, not the source
        that lies there. https://packaging.python.org/en/latest/specifications/recording-installed-packages/"""
        return any(self.root.glob("*.dist-info"))

    def _up_from(self, directory: Path) -> Iterator[Path]:
        """Where an absolute import is looked for first: as a script beside the importer would, then up to the root.
        A directory that happens to be called like a known library only counts at the root."""
        current = directory
        while current != self.root and current.is_relative_to(self.root):
            yield current
            current = current.parent

    def _find_uncached(self, base: Path, name: str) -> Path | None:
        files, directories = self._tree
        target = os.path.join(base, *name.split(".")) if name else str(base)
        if os.path.join(target, "__init__.py") in files:
            return Path(target, "__init__.py")
        if name and f"{target}.py" in files:
            return Path(f"{target}.py")
        return Path(target) if target in directories and target != str(self.root) else None

    @cached_property
    def _tree(self) -> tuple[frozenset[str], frozenset[str]]:
        """The project's Python files and the directories that hold some: looked at once, not at every import."""
        files = frozenset(str(path) for path in self._listed if path.suffix in _CODE_SUFFIXES)
        return files, frozenset(map(os.path.dirname, files))

    @property
    def code(self) -> Iterator[Path]:
        """The project's Python files."""
        return (path for path in self._listed if path.suffix == ".py")

    def holds(self, path: Path, pattern: re.Pattern[bytes]) -> bool:
        """Whether a pattern is found in a file of code."""
        return pattern.search(self._bytes(path)) is not None

    @cached_property
    def configs(self) -> tuple[Path, ...]:
        """The project's files that may be configs."""
        return tuple(path for path in self._listed if path.suffix not in _CODE_SUFFIXES)

    @cached_property
    def _listed(self) -> list[Path]:
        return list(_below(self.root, (*_CODE_SUFFIXES, *CONFIG_SUFFIXES)))

    # Who imports whom.

    def importers(self, paths: Iterable[Path]) -> list[Path]:
        """Files of the project that import one of these, directly or through others; the nearest first."""
        found: dict[Path, None] = {}
        waiting = deque(paths)
        while waiting:
            for user in self._users.get(waiting.popleft(), ()):
                if user not in found:
                    found[user] = None
                    waiting.append(user)
        return list(found)

    @cached_property
    def _users(self) -> dict[Path, list[Path]]:
        """Who imports a file directly, for all files of the project."""
        users: dict[Path, list[Path]] = {}
        for path in map(Path, sorted(self._tree[0])):
            for imported in self._glance(path).imports:
                users.setdefault(imported, []).append(path)
        return users

    def _glance_uncached(self, path: Path) -> Glance:
        """Look at a file once, for all that is to be known before it is parsed."""
        data = self._bytes(path).removeprefix(codecs.BOM_UTF8)
        unread = data is _UNREAD or not (path.is_file() or path.is_dir())
        return Glance(
            imports=self._imports(path, data),
            mentions=unread or signs.mentions(data),
            knows=unread or signs.knows(data),
            registers=signs.registers(data),
            speaks=b"headlint:" in data,
        )

    def _imports(self, path: Path, data: bytes) -> tuple[Path, ...]:
        found: dict[Path, None] = {}
        for name, level in signs.imported(data):
            if level or name.partition(".")[0] in self._names:
                imported = self.resolve(name, level, path)
                if imported is not None:
                    found[imported] = None
        return tuple(found)

    @cached_property
    def _names(self) -> frozenset[str]:
        """What the first word of an import can be if it means something of the project."""
        files, directories = self._tree
        return frozenset(os.path.basename(path).partition(".")[0] for path in (*files, *directories))

    def _bytes(self, path: Path) -> bytes:
        """What a file says, to search in; of a notebook, its code."""
        try:
            if path.suffix == NOTEBOOK:
                return self._code(path)
            return self.contents(path) if path.is_file() else b""
        except Unreadable:  # as long as nobody knows what it says, it may matter; reading it says why it cannot be
            return _UNREAD

    def _notebook_code(self, path: Path) -> bytes:
        from headlint.source.notebook import read_notebook

        try:
            return read_notebook(self.contents(path)).code.encode("utf-8", "replace")
        except Unreadable as wrong:
            self.errors[path] = str(wrong)
            return b""

    def speaks(self, path: Path) -> bool:
        """Whether a file has a comment that speaks to headlint, or something that looks like one."""
        return self._glance(path).speaks

    def comments(self, path: str) -> tuple[ir.Comment, ...]:
        """The comments of a file, by its path relative to the root, that speak to headlint."""
        file = self.root / path
        if not file.is_file() or not self.speaks(file):
            return ()
        from headlint.configs.document import comments as config_comments
        from headlint.configs.document import format_of

        kind = format_of(file)
        if kind is not None:
            return config_comments(self._bytes(file), kind)
        return self.source(file).tree.comments if file.suffix in _PYTHON else ()

    def concerned(self, files: Sequence[Path], users: int) -> list[Path]:
        """The files to execute for these: those that can hold a head or a loss, and so many of the nearest that import
        them and can."""
        nearest = filter(self.matters, self.importers(files) if files else ())
        return list(dict.fromkeys([*filter(self.matters, files), *islice(nearest, users)]))

    def matters(self, path: Path) -> bool:
        """Whether a file, or something of the project that it imports, can hold a loss or the activation of a head."""
        return self._leads_to(path, "mentions") and self._leads_to(path, "knows")

    def _registers(self, path: Path) -> bool:
        """Whether executing a file, or something it imports, puts something into a registry."""
        return self._leads_to(path, "registers")

    def _leads_to(self, path: Path, what: str) -> bool:
        """Whether a file, or something of the project that it imports, directly or through others, has a property."""
        if "_users" in vars(self) and str(path) in self._tree[0]:
            return path in self._reaching(what)
        known = self._leading[what]
        seen = {path}
        waiting = [path]
        while waiting:
            current = waiting.pop()
            if known.get(current) or getattr(self._glance(current), what):
                known[path] = True
                return True
            new = [file for file in self._glance(current).imports if file not in seen and known.get(file) is not False]
            seen.update(new)
            waiting += new
        known.update(dict.fromkeys(seen, False))
        return False

    def _reaching(self, what: str) -> frozenset[Path]:
        """All files that lead to a property, once it is known who imports whom."""
        if what not in self._reached:
            having = [path for path in map(Path, self._tree[0]) if getattr(self._glance(path), what)]
            self._reached[what] = frozenset((*having, *self.importers(having)))
        return self._reached[what]


def _dotted(stem: Path) -> str:
    return ".".join(stem.parts) or "__init__"
