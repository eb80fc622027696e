"""``headlint heads``: the inventory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from headlint.cli.configured import configured, file_options, shown_instead
from headlint.cli.options import PathsCommand, cache_options, color_option, paths_argument, status, table_option
from headlint.cli.output import paint, write
from headlint.cli.probing import fitted, measurements
from headlint.cli.run import checked
from headlint.settings import Color, Format


@click.command(cls=PathsCommand)
@paths_argument
@table_option
@click.option("-v", "--verbose", is_flag=True, help="If headlint itself fails, show where.")
@file_options
@cache_options
@color_option
@click.option("--probe", is_flag=True, help="Measure every pair of head and loss beside the corrected one.")
def heads(
    paths: tuple[Path, ...],
    output_format: Format,
    verbose: bool,
    color: Color,
    probe: bool,
    cache: Path | bool,
    **given: Any,
) -> int:
    """List the heads in PATHS.

    For each: task, channels, activation and loss, and where they stand, or why it was not understood.
    """
    from headlint.reports import heads as inventory
    from headlint.reports import text

    settings = replace(configured(paths), output_format=output_format, verbose=verbose, color=color)
    if shown_instead(paths, settings):
        return 0
    outcome = checked(paths, settings, cache)
    if probe:
        outcome = fitted(outcome, measurements(paths, cache))
    if output_format == "json":
        write(inventory.render(outcome.inventory, outcome.report))
    else:
        write(inventory.table(outcome.inventory, outcome.report, paint(settings)))
        write(f"{text.coverage(outcome.report)}\n", err=True)
    return status(outcome.report, bool(outcome.report.errors))
