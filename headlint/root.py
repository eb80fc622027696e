"""The project that paths belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

SKIPPED = frozenset({
    "__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist", "__pypackages__", "_build",
})  # fmt: skip
"""Directories that hold what others wrote, or what was generated; so do hidden ones."""

_MARKERS = (".git", "pyproject.toml", "setup.py", "setup.cfg", "headlint.toml")


def find_root(paths: Iterable[Path], cwd: Path) -> Path:
    """The directory up to which imports are resolved: the nearest one with a project marker above the working
    directory, else the working directory, else what holds the paths. A whole disk is no project, nor is all that
    somebody has: then the paths outside stand for themselves."""
    root = _marked(cwd) or cwd
    located = [_located(path) for path in paths]
    if all(path.is_relative_to(root) for path in located):
        return root
    common = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in located]))
    return _marked(common) or (root if common in _whole_disks(common) else common)


def _marked(directory: Path) -> Path | None:
    """The nearest directory with a project marker, this one or one above it."""
    return next((d for d in (directory, *directory.parents) if any((d / marker).exists() for marker in _MARKERS)), None)


def _located(path: Path) -> Path:
    """Where a path really lies. A file that is a link lies where the link does: that is what imports it."""
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def _whole_disks(path: Path) -> tuple[Path, ...]:
    home = Path(os.path.expanduser("~"))
    return Path(path.anchor), home, *home.parents
