"""The project's modules and the configs that its code loads, as the evaluator asks for them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from headlint.configs import groups
from headlint.configs.config import Config, Found
from headlint.configs.tree import Entries, Node
from headlint.evaluate.objects import Source
from headlint.linking.documents import pair_of, written_path
from headlint.linking.files import ConfigFiles
from headlint.project import Project
from headlint.values import Value

NOTATIONS = {"omegaconf": "omegaconf", "hydra": "omegaconf"}
"""How values name each other in what a library reads; in anything else they do not."""

MAX_LOADED = 300_000
"""Bytes: what is larger and loaded by code is data, not a config."""

ENDINGS = ("", ".yaml", ".yml")


class LinkedProject:
    """A project together with its configs. Implements ``evaluate.objects.Loader``."""

    def __init__(self, project: Project, files: ConfigFiles) -> None:
        self.project = project
        self.files = files

    def load(self, name: str, level: int, importer: Source) -> Source | None:
        return self.project.load(name, level, importer)

    def document(self, source: Value, kind: str, importer: str) -> Value | None:
        if kind == "hydra":
            directory, name = pair_of(source)
            if name is None:
                return None
            path, composed = posixpath.join(directory or "", name), True
        else:
            written = written_path(source)
            if written is None:
                return None
            path, composed = written, False
        for candidate in self._candidates(path, importer):
            root = self.files.root_of(candidate, MAX_LOADED)
            if root is not None:
                return self._value(root, candidate, kind, composed)
        return None

    def _candidates(self, path: str, importer: str) -> Iterator[str]:
        """Where a relative path may lead: from the directory of the code that says it, and from those above it, since
        programs are started from there. An absolute path is one of the machine that runs the program."""
        if path.startswith("/") or "\\" in path or "\0" in path:
            return
        directory = posixpath.dirname(importer)
        while True:
            for ending in ENDINGS if "." not in posixpath.basename(path) else ("",):
                yield posixpath.normpath(posixpath.join(directory, path)) + ending
            if not directory:
                return
            directory = posixpath.dirname(directory)

    def _value(self, root: Node, path: str, kind: str, composed: bool) -> Value:
        if composed and isinstance(root, Entries):
            made = groups.compose(root, path, self.files)
            config = Config(made.root, NOTATIONS[kind], made.complete, made.files)
        else:
            config = Config(root, NOTATIONS.get(kind, "none"), True, (path,))
        return config.value(Found(config.root, ()))
