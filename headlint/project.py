"""The project on disk: which files there are, what they mean by an import, and who imports whom.

Only files under the project's root are ever read; installed packages are not looked at.
"""

from __future__ import annotations

import codecs
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TypeAlias

from headlint.configs.document import comments as config_comments
from headlint.configs.document import format_of
from headlint.evaluate.objects import Source
from headlint.source import ir, notebook
from headlint.source.read import Unreadable, parse, read_file
from headlint.values import Value

_SKIPPED = {
    "__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist", "__pypackages__", "_build",
}  # fmt: skip
_PYTHON = (".py", ".pyi", ".pyw", "", notebook.SUFFIX)
_CODE_SUFFIXES = (".py", notebook.SUFFIX)
CONFIG_SUFFIXES = (".yaml", ".yml", ".json")
_MARKERS = (".git", "pyproject.toml", "setup.py", "setup.cfg", "headlint.toml")

Contents: TypeAlias = Callable[[Path], bytes]
"""Reads a file. Raises Unreadable."""

_IMPORT = re.compile(rb"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+([^\n#]*)|import[ \t]+([^\n#]+))", re.MULTILINE)

MENTION = re.compile(
    rb"[Ss]oftmax|[Ss]igmoid|[Cc]ross_?[Ee]ntropy|CrossEntropy|NLL|nll_loss|BCE|bce|[Ll]oss|criterion|[Ff]ocal|[Dd]ice|"
    rb"\.compile\(|models\.detection|For(?:Sequence|Token|Image)Classification"
)
"""A file without any of these words holds neither a loss nor a head that says something by itself."""

_UNREAD = b"loss"

_REGISTER = re.compile(rb"^[ \t]*@.*[Rr]egist|\.register\w*\(|^[A-Z_]+\[.+\][ \t]*=|\.update\(", re.MULTILINE)
"""Signs of a module that does something to others when it is executed."""


def find_root(paths: Iterable[Path], cwd: Path) -> Path:
    """The directory up to which imports are resolved: the nearest one with a project marker above the working
    directory, else the working directory, else what holds the paths."""
    for directory in (cwd, *cwd.parents):
        if any((directory / marker).exists() for marker in _MARKERS):
            root = directory
            break
    else:
        root = cwd
    resolved = [path.resolve() for path in paths]
    if all(path.is_relative_to(root) for path in resolved):
        return root
    common = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in resolved]))
    return next((d for d in (common, *common.parents) if any((d / m).exists() for m in _MARKERS)), common)


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
        names[:] = sorted(name for name in names if name not in _SKIPPED and not name.startswith("."))
        for name in sorted(files):
            if name.endswith(suffixes):
                yield Path(directory, name)


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
        self._find = cache(self._find_uncached)
        self._imports = cache(self._imports_uncached)
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

    def _read(self, path: Path) -> ir.Module:
        """A file's lowered form; an empty one if it cannot be read (``errors`` then says why)."""
        shown = self.relative(path)
        try:
            module = parse(self.contents(path), shown)
            if module.problems:
                self.errors[path] = module.problems
            return module
        except Unreadable as wrong:
            self.errors[path] = str(wrong)
            return ir.Module(shown, (), ())

    def resolve(self, name: str, level: int, importer: Path) -> Path | None:
        """The file (or directory, for a namespace package) that a module name means in ``importer``."""
        directory = importer if importer.is_dir() else importer.parent
        if level:
            for _ in range(level - 1):
                directory = directory.parent
            return self._find(directory, name)
        for base in self._search_path(directory, name.partition(".")[0]):
            found = self._find(base, name)
            if found is not None:
                return found
        return None

    def _search_path(self, directory: Path, first: str) -> Iterator[Path]:
        """Where an absolute import is looked for: as a script beside the importer would, then up to the root.
        A directory that happens to be called like a known library only counts at the root."""
        if not self._is_library(first):
            current = directory
            while current != self.root and current.is_relative_to(self.root):
                yield current
                current = current.parent
        yield from self._roots

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
        users: dict[Path, list[Path]] = {}
        for path in map(Path, sorted(self._tree[0])):
            for imported in self._imports(path):
                users.setdefault(imported, []).append(path)
        found: dict[Path, None] = {}
        waiting = deque(paths)
        while waiting:
            for user in users.get(waiting.popleft(), ()):
                if user not in found:
                    found[user] = None
                    waiting.append(user)
        return list(found)

    def _imports_uncached(self, path: Path) -> tuple[Path, ...]:
        found: dict[Path, None] = {}
        for match in _IMPORT.finditer(self._bytes(path).removeprefix(codecs.BOM_UTF8)):
            module, names, plain = (part.decode("utf-8", "replace") if part else "" for part in match.groups())
            for name, level in _modules(module, names, plain):
                imported = self.resolve(name, level, path)
                if imported is not None:
                    found[imported] = None
        return tuple(found)

    def _bytes(self, path: Path) -> bytes:
        """What a file says, to search in; of a notebook, its code."""
        try:
            if path.suffix == notebook.SUFFIX:
                return self._code(path)
            return self.contents(path) if path.is_file() else b""
        except Unreadable:  # as long as nobody knows what it says, it may matter; reading it says why it cannot be
            return _UNREAD

    def _notebook_code(self, path: Path) -> bytes:
        try:
            return notebook.read_notebook(self.contents(path)).code.encode("utf-8", "replace")
        except Unreadable as wrong:
            self.errors[path] = str(wrong)
            return b""

    def speaks(self, path: Path) -> bool:
        """Whether a file has a comment that speaks to headlint, or something that looks like one."""
        return b"headlint:" in self._bytes(path)

    def comments(self, path: str) -> tuple[ir.Comment, ...]:
        """The comments of a file, by its path relative to the root, that speak to headlint."""
        file = self.root / path
        if not file.is_file() or not self.speaks(file):
            return ()
        kind = format_of(file)
        if kind is not None:
            return config_comments(self._bytes(file), kind)
        return self.source(file).tree.comments if file.suffix in _PYTHON else ()

    def matters(self, path: Path) -> bool:
        """Whether a file, or something of the project that it imports, can hold a loss or the activation of a head."""
        return any(self.mentions(file) for file in self._closure(path))

    def _registers(self, path: Path) -> bool:
        """Whether executing a file, or something it imports, puts something into a registry."""
        return any(_REGISTER.search(self._bytes(file)) for file in self._closure(path))

    def _closure(self, path: Path) -> Iterator[Path]:
        """A file and everything of the project that it imports, directly or through others."""
        seen = {path}
        waiting = [path]
        while waiting:
            current = waiting.pop()
            yield current
            new = [file for file in self._imports(current) if file not in seen]
            seen.update(new)
            waiting += new

    def mentions(self, path: Path) -> bool:
        """Whether a file can hold a loss or the activation of a head."""
        if path.is_dir():
            return False
        return not path.is_file() or MENTION.search(self._bytes(path)) is not None


def _dotted(stem: Path) -> str:
    return ".".join(stem.parts) or "__init__"


def _modules(module: str, names: str, plain: str) -> Iterator[tuple[str, int]]:
    """The modules that an import statement may load: ``from a import b`` may mean the module ``a.b``."""
    if plain:
        for part in plain.split(","):
            yield part.split(" as ")[0].strip(), 0
        return
    level = len(module) - len(module.lstrip("."))
    stem = module[level:]
    yield stem, level
    for name in re.findall(r"\w+", names.split("\\")[0]):
        yield (f"{stem}.{name}" if stem else name), level
