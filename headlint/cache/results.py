"""Whole results: what a run said, with all that it was read from.

A result holds for the same request (paths, settings, directory) as long as everything that was read is as it was, and
the same files are there to be found. Contents are compared by their digests and time stamps are never trusted: neither
a checkout nor an editor can deceive it, and a cache that a build server restores is as good as new.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from headlint.cache.folder import Folder, version
from headlint.cache.plain import plain, record
from headlint.source.read import Unreadable, read_file
from headlint.source.seen import CHANGING, Seen, digest

KIND = "results"

_WATCHED = (
    ".py", ".pyi", ".pyw", ".ipynb", ".yaml", ".yml", ".json", ".toml", ".cfg", ".ini", ".gitignore",
)  # fmt: skip
"""The names of files that can take part: whether one is there decides what an import or a config means."""

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


def name(paths: Sequence[Path], settings: Any, cwd: Path, root: Path) -> str | None:
    """The name of the result of a request; None if its settings have no plain form."""
    try:
        asked = [str(path) for path in paths], plain(settings), str(cwd), str(root)
    except TypeError:
        return None
    return hashlib.sha256(json.dumps([version(), sys.version_info[:2], *asked]).encode()).hexdigest()


def load(folder: Folder, name: str, directories: Sequence[Path], kinds: Sequence[Any]) -> list[Any] | None:
    """The parts of a result, if it still holds."""
    text = folder.read(KIND, name)
    if text is None:
        return None
    try:
        listed, read, parts = json.loads(text)
        if listed == listing(directories) and all(_now(path) == told for path, told in read.items()):
            return [record(kind, part) for kind, part in zip(kinds, parts, strict=True)]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        pass  # not of this version, whatever its name says
    return None


def store(folder: Folder, name: str, listed: str, seen: Seen, parts: Sequence[Any], kinds: Sequence[Any]) -> None:
    """Keep a result, unless a file changed while it was made, or it has no plain form."""
    try:
        made = [plain(part) for part in parts]
        text = json.dumps([listed, seen, made], separators=(",", ":"))
        again = [record(kind, part) for kind, part in zip(kinds, json.loads(text)[2], strict=True)]
    except (ValueError, TypeError):
        return
    if CHANGING not in seen.values() and again == list(parts):
        folder.write(KIND, name, text)


def listing(directories: Sequence[Path]) -> str:
    """A digest of which files that can take part lie below some directories."""
    made = hashlib.sha256()
    waiting = list(dict.fromkeys(map(os.fspath, directories)))
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(directory) as entries:
                found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
        except OSError:
            continue
        for name, is_directory in found:
            if is_directory:
                if name not in _SKIPPED and not name.startswith("."):
                    waiting.append(os.path.join(directory, name))
            elif name.endswith(_WATCHED):
                made.update(os.path.join(directory, name).encode("utf-8", "surrogateescape") + b"\0")
    return made.hexdigest()


def _now(path: str) -> str:
    """What reading a file would be noted as."""
    try:
        return digest(read_file(Path(path)))
    except Unreadable as wrong:
        return digest(str(wrong))
