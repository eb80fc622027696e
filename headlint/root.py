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
