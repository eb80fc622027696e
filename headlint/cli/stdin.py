"""``headlint check -``: code that an editor has not written yet, as if it stood in the file that it belongs to."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headlint.cli.run import started
from headlint.settings import Settings

if TYPE_CHECKING:
    from headlint.check import Outcome

DASH = Path("-")


def meant(paths: Sequence[Path], filename: Path | None, given: Mapping[str, Any]) -> bool:
    """Whether standard input is what to check. Raises a usage error for what does not go with it."""
    if DASH not in paths:
        if filename is not None:
            raise click.UsageError("--stdin-filename goes with the path - (standard input)")
        return False
    if len(paths) > 1:
        raise click.UsageError("- (standard input) is checked alone, without other paths")
    for name in ("fix", "diff", "show_fixes", "add_ignores"):
        if given.get(name):
            raise click.UsageError(f"--{name.replace('_', '-')} needs files, and does not go with standard input")
    return True


def checked(path: Path, settings: Settings) -> Outcome:
    """Check what comes in as the content of a file, which need not exist."""
    from headlint.check import check
    from headlint.source.read import read_file

    data = _read()

    def run(paths: Sequence[Path], settings: Settings, cwd: Path) -> Outcome:
        own = (cwd.resolve() / path).resolve()
        return check(paths, settings, cwd, lambda file: data if file.resolve() == own else read_file(file))

    return started(run, [path], settings)


def _read() -> bytes:
    """All of standard input. What cannot be read must not pass for a file without heads."""
    if sys.stdin is None:
        raise click.UsageError("standard input is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError as failed:
        raise click.UsageError(f"standard input cannot be read: {failed.strerror or failed}") from failed
