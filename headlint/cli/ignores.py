"""``headlint check --add-ignores``: accept what is there by comments, each at its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headlint.cli.options import status
from headlint.cli.output import write
from headlint.cli.run import checked
from headlint.settings import Settings

if TYPE_CHECKING:
    from headlint.findings import Finding


def add(paths: Sequence[Path], settings: Settings) -> int:
    """Write a comment for every finding, in a file that was asked for and takes part in it."""
    from headlint.fixes.write import NotWritten
    from headlint.fixes.write import write as write_files
    from headlint.reports.words import counted, where
    from headlint.source.read import read_file
    from headlint.suppress import RULE
    from headlint.suppress.directives import places
    from headlint.suppress.edits import with_ignores

    outcome = checked(paths, settings)
    homes: dict[Path, list[Finding]] = {}
    for finding in outcome.report.findings:
        if finding.rule != RULE:
            home = next(place.path for place in places(finding) if place.path in outcome.files)
            homes.setdefault(Path(home), []).append(finding)
    before = {path: read_file(path) for path in homes}
    done = {path: with_ignores(path.as_posix(), before[path], own) for path, own in homes.items()}
    after = {path: new for path, (new, _) in done.items() if new != before[path]}
    left = [finding for _, missed in done.values() for finding in missed]
    try:
        write_files(before, after)
    except NotWritten as failed:
        raise click.ClickException(str(failed)) from failed
    for finding in left:
        write(f"{where(finding.place)}: no line here takes a comment for {finding.rule}\n", err=True)
    if not settings.quiet:
        number = sum(map(len, homes.values())) - len(left)
        write(f"{counted(number, 'finding')} ignored in {counted(len(after), 'file')}\n", err=True)
    return status(outcome.report, bool(left or outcome.report.errors))
