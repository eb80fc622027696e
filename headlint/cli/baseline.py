"""``headlint baseline``: accept what is there, so that only new findings are reported."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headlint.cli.configured import configured, file_options, shown_instead
from headlint.cli.options import PathsCommand, paths_argument, status
from headlint.cli.output import paint, write
from headlint.cli.run import checked
from headlint.settings import Settings

if TYPE_CHECKING:
    from headlint.baseline import Accepted
    from headlint.check import Outcome

DEFAULT = "headlint-baseline.json"


@click.command(cls=PathsCommand)
@paths_argument
@click.option(
    "--baseline",
    metavar="FILE",
    help=f"The file to write (default: that of the settings, or {DEFAULT}).",
)
@click.option("--prune", is_flag=True, help="Only take out what is gone; accept nothing new.")
@click.option("-q", "--quiet", is_flag=True, help="Do not say what was written.")
@click.option("-v", "--verbose", is_flag=True, help="If headlint itself fails, show where.")
@file_options
def baseline(paths: tuple[Path, ...], prune: bool, quiet: bool, **given: Any) -> int:
    """Write the findings in PATHS to a baseline.

    'headlint check --baseline FILE' then reports new findings only. Entries of files that are not in PATHS stay.
    """
    from headlint.baseline import BaselineError, accepted, gone, read
    from headlint.baseline import write as write_baseline
    from headlint.reports.text import failed

    settings = configured(paths)
    if shown_instead(paths, settings):
        return 0
    file = file_of(replace(settings, baseline=settings.baseline or DEFAULT))
    assert file is not None
    try:
        old = read(file) if prune or file.exists() else ()
        outcome = checked(paths, settings)
        lost = gone(old, file, outcome.fingerprints, outcome.files)
        kept = [entry for entry in old if entry not in lost]
        found = [] if prune else accepted(outcome.report.findings, file)
        known = {entry.fingerprint for entry in found}
        new = [*found, *(entry for entry in kept if entry.fingerprint not in known)]
        write_baseline(file, new)
    except BaselineError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    for error in outcome.report.errors:
        write(f"{failed(error, paint(settings))}\n", err=True)
    if not quiet:
        write(f"{file}: {len(new)} accepted, {len(lost)} gone\n", err=True)
    return status(outcome.report, bool(outcome.report.errors))


def file_of(settings: Settings) -> Path | None:
    """The baseline that the settings name, as it is seen from here."""
    if settings.baseline is None:
        return None
    return Path(os.path.relpath(Path(settings.root or "", settings.baseline)))


def accepting(settings: Settings) -> tuple[Settings, Sequence[Accepted]]:
    """The settings with what their baseline accepts, and its entries."""
    from headlint.baseline import BaselineError, read

    file = file_of(settings)
    if file is None:
        return settings, ()
    try:
        entries = read(file)
    except BaselineError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    return replace(settings, accepted=frozenset(entry.fingerprint for entry in entries)), entries


def remark(entries: Sequence[Accepted], outcome: Outcome, settings: Settings) -> str:
    """What is to be said of a baseline that holds more than there is, "" if nothing."""
    from headlint.baseline import gone

    file = file_of(settings)
    if file is None or settings.quiet:
        return ""
    lost = gone(entries, file, outcome.fingerprints, outcome.files)
    if not lost:
        return ""
    said, them = ("entry is", "it") if len(lost) == 1 else ("entries are", "them")
    return f"{file}: {len(lost)} {said} gone: 'headlint baseline --prune' takes {them} out\n"
