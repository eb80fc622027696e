"""``headlint check``: report mismatches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from headlint.cli import fix
from headlint.cli.configured import configured, file_options, shown_instead
from headlint.cli.options import FOUND, PathsCommand, choice, color_option, paths_argument
from headlint.cli.output import write
from headlint.cli.report import publish
from headlint.cli.run import checked
from headlint.findings import LEVELS, Certainty
from headlint.settings import Format, Settings

if TYPE_CHECKING:
    from headlint.check import Outcome


@click.command(cls=PathsCommand)
@paths_argument
@choice("--output-format", get_args(Format), "full", "How to print findings.")
@click.option(
    "-o", "--output-file", type=click.Path(path_type=Path), help="Write the report there, not to the console."
)
@click.option("--select", multiple=True, metavar="RULE", help="Run only these rules (repeatable, or with commas).")
@click.option("--extend-select", multiple=True, metavar="RULE", help="Run these rules as well.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not run these rules (repeatable, or with commas).")
@choice("--min-certainty", get_args(Certainty), "possible", "Leave out findings that are less certain.")
@choice("--fail-level", LEVELS, "warning", "Exit with 1 if there is a finding of this level or worse.")
@click.option("--fix", is_flag=True, help="Apply the safe fixes, and report what is left.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the fixes that are not safe as well.")
@click.option("--show-fixes", is_flag=True, help="Work out the fixes of the findings and show them.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--allow-empty", is_flag=True, help="Without paths check nothing, not the current directory.")
@click.option("-q", "--quiet", is_flag=True, help="Print the findings and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Say which heads were not understood, and why.")
@file_options
@color_option
def check(paths: tuple[Path, ...], allow_empty: bool, output_file: Path | None, **given: Any) -> int:
    """Report mismatches in PATHS.

    PATHS are files and directories (default: the current directory). Other files of the project are read as needed;
    findings are reported for PATHS only.
    """
    settings = _settings(paths, given)
    if shown_instead(paths, settings):
        return 0
    if settings.diff:
        return fix.show(paths, settings)
    outcome = fix.apply(paths, settings) if settings.fix else checked(paths, settings)
    publish(outcome, settings, output_file)
    write(_remarks(outcome, settings), err=True)
    return FOUND if settings.fails(outcome.report) else 0


def _settings(paths: tuple[Path, ...], given: dict[str, Any]) -> Settings:
    if given["quiet"] and given["verbose"]:
        raise click.UsageError("--quiet and --verbose exclude each other")
    fix.refuse_conflicts(given)
    return configured(paths)


def _remarks(outcome: Outcome, settings: Settings) -> str:
    """What is said beside the findings: the coverage, where a format does not carry it in itself."""
    from headlint.reports import formats, heads, text

    reasons = "".join(f"{line}\n" for line in heads.not_understood(outcome.inventory)) if settings.verbose else ""
    silent = settings.quiet or formats.FORMATS[settings.output_format].whole
    return reasons + ("" if silent else f"{text.coverage(outcome.report)}\n")
