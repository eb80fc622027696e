"""Checking with what earlier runs have left. Imports nothing heavy before something has to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from headlint.cache import NAME, Folder, Scratch, results
from headlint.findings import Entry, Model, Report
from headlint.outcome import Outcome, cells_of, lines_of, requested
from headlint.quick import nothing
from headlint.root import find_root
from headlint.settings import Settings
from headlint.source import kept
from headlint.source.seen import recording

_PARTS = (Report, tuple[Entry, ...], frozenset[str], frozenset[str], tuple[Model, ...])


def check(paths: Sequence[Path], settings: Settings, cwd: Path, cache: Path | bool = True) -> Outcome:
    """``check.check``, or what it said before if it would say the same. ``cache``: the folder to use, True for the
    project's own, False for none."""
    if cache is False:
        scratch = Scratch()
        try:
            with kept.keeping(scratch):
                return _run(paths, settings, cwd)
        finally:
            scratch.remove()
    cwd = cwd.resolve()
    asked = requested(paths, cwd)
    root = find_root(asked, cwd)
    folder = folder_of(asked, cwd, cache)
    name = results.name(paths, settings, cwd, root)
    directories = [root, *asked, *((settings.root or cwd) / source for source in settings.src)]
    held = results.load(folder, name, directories, _PARTS) if name is not None else None
    if held is not None:
        report, inventory, files, fingerprints, models = held
        cells = cells_of(cwd)
        seen_in = lines_of(cwd)
        return Outcome(report, inventory, seen_in, lambda at: str(cells(at) or ""), files, fingerprints, models)
    listed = results.listing(directories)
    with recording() as seen, kept.keeping(folder):
        made = _run(paths, settings, cwd)
    if name is not None:
        parts = (made.report, made.inventory, made.files, made.fingerprints, made.models)
        results.store(folder, name, listed, seen, parts, _PARTS)
    folder.tidy()
    return made


def folder_of(paths: Sequence[Path], cwd: Path, cache: Path | Literal[True]) -> Folder:
    """The folder that the results of a run over ``paths`` are kept in; see ``check``."""
    if cache is not True:
        return Folder(cwd / cache)
    return Folder(find_root([cwd / path for path in paths], cwd) / NAME)


def _run(paths: Sequence[Path], settings: Settings, cwd: Path) -> Outcome:
    found = nothing(paths, settings, cwd)
    if found is not None:
        return found
    if settings.show_fixes:
        from headlint.fixing import with_fixes

        return with_fixes(paths, settings, cwd)
    from headlint.check import check as run

    return run(paths, settings, cwd)
