"""What ``headlint check`` does with fixes: ``--fix`` writes them, ``--diff`` prints them as a patch."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headlint.cli.options import status
from headlint.cli.output import write
from headlint.cli.run import started
from headlint.settings import Settings

if TYPE_CHECKING:
    from headlint.check import Outcome
    from headlint.fixing import Fixed, Probe


def refuse_conflicts(given: Mapping[str, Any]) -> None:
    """Raise a usage error for flags that say two different things."""
    if given["fix"] and given["diff"]:
        raise click.UsageError("--fix and --diff exclude each other")
    if given["show_fixes"] and (given["fix"] or given["diff"]):
        raise click.UsageError(f"--show-fixes and --{'fix' if given['fix'] else 'diff'} exclude each other")
    if given["unsafe_fixes"] and not (given["fix"] or given["diff"]):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")


def apply(paths: Sequence[Path], settings: Settings, probe: Probe | None = None) -> Outcome:
    """Write the fixes, say how many, and give what is left."""
    from headlint.fixes.write import NotWritten
    from headlint.fixes.write import write as write_files
    from headlint.fixing import fixed

    done = started(partial(fixed, probe=probe), paths, settings)
    try:
        write_files(_by_path(done.before), _by_path(done.after))
    except NotWritten as failed:
        raise click.ClickException(str(failed)) from failed
    if not settings.quiet:
        write(_said(done, "fixed"), err=True)
    return done.outcome


def show(paths: Sequence[Path], settings: Settings, probe: Probe | None = None) -> int:
    """Print the fixes as a patch; found if there are some."""
    from headlint.fixes.diff import patch
    from headlint.fixing import fixed

    done = started(partial(fixed, probe=probe), paths, settings)
    _write_bytes(patch(done.before, done.after))
    if not settings.quiet:
        write(_said(done, "would be fixed"), err=True)
    return status(done.outcome.report, bool(done.after) and not settings.exit_zero)


def _by_path(contents: Mapping[str, bytes]) -> dict[Path, bytes]:
    return {Path(path): data for path, data in contents.items()}


def _said(done: Fixed, what: str) -> str:
    count, files = done.count, len(done.after)
    if not files:
        return f"nothing {what}\n"
    return f"{count} finding{'s' * (count != 1)} {what} in {files} file{'s' * (files != 1)}\n"


def _write_bytes(patch: bytes) -> None:
    """A patch keeps its bytes where a program reads it. On a terminal, nothing in it may drive the terminal."""
    from headlint.reports.escape import visible

    if sys.stdout.isatty():
        lines = patch.decode("utf-8", "replace").split("\n")
        write("\n".join(visible(line.removesuffix("\r")) for line in lines))
    elif hasattr(sys.stdout, "buffer"):
        sys.stdout.flush()
        sys.stdout.buffer.write(patch)
        sys.stdout.buffer.flush()
    else:
        write(patch.decode("utf-8", "backslashreplace"))
