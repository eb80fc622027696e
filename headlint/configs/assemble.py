"""From a file to the configs that it is: recognised by a dialect, merged over its bases, composed from its groups."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Protocol

from headlint.configs import groups
from headlint.configs.conditions import holds
from headlint.configs.config import Config, merged
from headlint.configs.dialect import Dialect, Inherits
from headlint.configs.tree import Entries, Items, Node, Scalar, child

MAX_BASES = 40
"""Files that one config inherits from, directly or through others."""


class Files(Protocol):
    """The config files of a project, by their paths relative to its root, with ``/``."""

    def root_of(self, path: str) -> Node | None:
        """The first document of a file; None if there is none, or none that can be read."""

    def package(self, path: str) -> str | None:
        """What a comment ``# @package NAME`` at the top of a file says."""


def configs(
    dialects: Iterable[Dialect], documents: Iterable[Node], path: str, files: Files
) -> Iterator[tuple[Dialect, Config]]:
    """The documents of a file as configs, each in every dialect that recognises it."""
    known = tuple(dialects)
    for document in documents:
        read = ((dialect, _read(dialect, document, path, files)) for dialect in known)
        found = [(dialect, config) for dialect, config in read if config is not None and holds(config, dialect.when)]
        names = {dialect.name for dialect, _ in found}
        for dialect, config in found:
            others = names - {dialect.name}
            if not others.intersection(dialect.yields_to) and not (others and "*" in dialect.yields_to):
                yield dialect, config


def _read(dialect: Dialect, document: Node, path: str, files: Files) -> Config | None:
    if not isinstance(document, Entries) or document.tag:
        return None
    if dialect.composes and child(document, groups.DEFAULTS) is not None:
        composed = groups.compose(document, path, files)
        return Config(composed.root, dialect.references, composed.complete, composed.files)
    if dialect.inherits is None:
        beside = _Beside(path, files)
        return Config(document, dialect.references, not dialect.composes, (path,), beside)
    chain = _Chain(dialect.inherits, files)
    root = chain.merged(document, path)
    return Config(root, dialect.references, chain.complete, tuple(chain.files))


class _Beside:
    """Other files of the same directory, as they are; of a directory of one name only, if a name says so."""

    def __init__(self, path: str, files: Files) -> None:
        self.directory = posixpath.dirname(path)
        self.files = files

    def __call__(self, name: str) -> Config | None:
        folder, own = posixpath.split(name)
        if folder and folder != posixpath.basename(self.directory):
            return None
        path = posixpath.join(self.directory, own)
        root = self.files.root_of(path)
        return Config(root, files=(path,)) if root is not None else None


class _Chain:
    """A config and what it inherits. ``complete`` turns false where a base is not to be had."""

    def __init__(self, inherits: Inherits, files: Files) -> None:
        self.inherits = inherits
        self.source = files
        self.files: dict[str, None] = {}
        self.complete = True

    def merged(self, node: Entries, path: str) -> Node:
        self.files[path] = None
        named = child(node, self.inherits.key)
        if named is None:
            return node
        own = {key: entry for key, entry in node.entries.items() if key != self.inherits.key}
        root: Node = Entries({}, node.place)
        for base in named.items if isinstance(named, Items) else (named,):
            root = merged(root, self._base(base, path), self._replaces)
        return merged(root, Entries(own, node.place), self._replaces)

    def _base(self, base: Node, path: str) -> Node:
        written = base.value if isinstance(base, Scalar) and not base.tag else None
        beside = posixpath.join(posixpath.dirname(path), written) if isinstance(written, str) else ""
        target = posixpath.normpath(beside) if beside else ""
        root = self.source.root_of(target) if target and target not in self.files else None
        if not isinstance(root, Entries) or len(self.files) >= MAX_BASES:
            self.complete = False
            return Entries({}, base.place)
        return self.merged(root, target)

    @property
    def _replaces(self) -> dict[str, object]:
        return dict(self.inherits.replaces)
