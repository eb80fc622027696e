"""``headlint heads``: the inventory."""

from __future__ import annotations

from pathlib import Path

import click

from headlint.cli.options import FOUND, PathsCommand, color_option, paths_argument, table_option
from headlint.cli.output import paint, write
from headlint.cli.run import checked
from headlint.settings import Color, Format, Settings


@click.command(cls=PathsCommand)
@paths_argument
@table_option
@click.option("-v", "--verbose", is_flag=True, help="If headlint itself fails, show where.")
@color_option
def heads(paths: tuple[Path, ...], output_format: Format, verbose: bool, color: Color) -> int:
    """List the heads in PATHS.

    For each: task, channels, activation and loss, and where they stand, or why it was not understood.
    """
    from headlint.reports import heads as inventory
    from headlint.reports import text

    settings = Settings(output_format=output_format, verbose=verbose, color=color)
    outcome = checked(paths, settings)
    if output_format == "json":
        write(inventory.render(outcome.inventory, outcome.report))
    else:
        write(inventory.table(outcome.inventory, outcome.report, paint(settings)))
        write(f"{text.coverage(outcome.report)}\n", err=True)
    return FOUND if outcome.report.errors else 0
