"""Answers that need no analysis: where nothing that was asked for can hold or reach a head, there is nothing to report.

Most files that a hook hands over are such. Finding that out takes a search through bytes, and no parser, no tables, no
rules: importing those takes longer than anything else here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from headlint.files import Files
from headlint.findings import Report, Stats
from headlint.outcome import Outcome, lines_of, requested
from headlint.project import CONFIG_SUFFIXES, Project
from headlint.root import find_root
from headlint.settings import Settings
from headlint.source.read import Unreadable, read_file

MAX_CONFIGS = 300
"""Looking into more possible configs than this is no quick answer."""


def nothing(paths: Sequence[Path], settings: Settings, cwd: Path) -> Outcome | None:
    """The outcome, if it is that there is nothing; None if somebody has to look. Raises ``UsageError``."""
    if settings.dialects:
        return None  # they are read, and may be wrong
    cwd = cwd.resolve()
    asked, base = requested(paths, cwd), settings.root or cwd
    exclude = (*settings.exclude, *settings.extend_exclude)
    finder = Files(base, exclude, settings.respect_gitignore, settings.force_exclude)
    files = finder.among(asked)
    if finder.among(asked, CONFIG_SUFFIXES, CONFIG_SUFFIXES):
        return None
    project = Project(find_root(asked, cwd), _is_library, sources=[base / source for source in settings.src])
    if any(project.matters(file) or project.speaks(file) for file in files) or project.concerned(files, users=1):
        return None
    if project.errors or _in_configs(project, files):  # a notebook that cannot be read, a model that a config builds
        return None
    own = frozenset(Path(os.path.relpath(file, cwd)).as_posix() for file in files)
    return Outcome(Report((), (), Stats(len(files))), (), lines_of(cwd), files=own)


def _in_configs(project: Project, files: Sequence[Path]) -> bool:
    """Whether a config may name one of these files."""
    if not project.configs or not files:
        return False
    if len(project.configs) > MAX_CONFIGS:
        return True
    names = {file.parent.name if file.stem == "__init__" else file.stem for file in files}
    named = re.compile(b"|".join(re.escape(os.fsencode(name)) for name in sorted(names)))
    return any(named.search(_data(path)) for path in project.configs)


def _data(path: Path) -> bytes:
    try:
        return read_file(path)
    except Unreadable:
        return b""


def _is_library(name: str) -> bool:
    from headlint.library import Knowledge  # only asked of names that a file of the project could be meant by

    return Knowledge().is_root(name)
