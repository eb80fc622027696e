"""``headlint check``: report mismatches."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from headlint.cli import baseline, fix, ignores, stdin
from headlint.cli.configured import configured, file_options, shown_instead
from headlint.cli.options import cache_options, choice, color_option, paths_argument, status
from headlint.cli.output import write
from headlint.cli.probing import ProbingCommand, measurements, probe_options, probed, prober, unsettled
from headlint.cli.report import publish
from headlint.cli.run import checked
from headlint.findings import LEVELS, Certainty
from headlint.settings import Format, Settings

if TYPE_CHECKING:
    from headlint.outcome import Outcome


EXCLUSIVE = (
    ("add_ignores", "fix"), ("add_ignores", "diff"), ("statistics", "diff"), ("statistics", "output_file"),
)  # fmt: skip


@click.command(cls=ProbingCommand)
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
@click.option("--add-ignores", is_flag=True, help="Accept the findings by comments in the code, and report none.")
@click.option("--baseline", metavar="FILE", help="Do not report the findings that this file accepts.")
@click.option("--statistics", is_flag=True, help="Count the findings by rule instead of showing them.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--allow-empty", is_flag=True, help="Without paths check nothing, not the current directory.")
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With the path -: the file that standard input belongs to.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print the findings and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was not understood or was withdrawn, and why.")
@file_options
@cache_options
@color_option
@probe_options
def check(
    paths: tuple[Path, ...],
    allow_empty: bool,
    output_file: Path | None,
    probe_strict: bool,
    probe_import: bool,
    cache: Path | bool,
    **given: Any,
) -> int:
    """Report mismatches in PATHS.

    PATHS are files and directories (default: the current directory), or - for standard input. Other files of the
    project are read as needed; findings are reported for PATHS only.
    """
    from_stdin = stdin.meant(paths, given["stdin_filename"], given)
    if from_stdin:
        paths = (given["stdin_filename"] or stdin.DASH,)
    settings = _settings(paths, given)
    if shown_instead(paths, settings):
        return 0
    settings, entries = baseline.accepting(settings)
    if given["add_ignores"]:
        return ignores.add(paths, settings)
    proving = settings.probe or probe_strict or probe_import
    fixing = settings.diff or settings.fix or settings.show_fixes
    folder = measurements(paths, cache) if proving else None
    with prober(probe_strict, folder) if proving and fixing else nullcontext() as measures:
        if settings.diff:
            return fix.show(paths, settings, measures)
        if from_stdin:
            outcome = stdin.checked(paths[0], settings)
        elif settings.fix:
            outcome = fix.apply(paths, settings, measures)
        else:
            outcome = checked(paths, settings, cache, measures)
    if proving:
        outcome = probed(outcome, probe_strict, probe_import, folder)
    if given["statistics"]:
        write(_statistics(outcome, settings))
    else:
        publish(outcome, settings, output_file)
    write(_remarks(outcome, settings) + baseline.remark(entries, outcome, settings), err=True)
    unproved = probe_strict and unsettled(outcome.report) and not settings.exit_zero
    return status(outcome.report, settings.fails(outcome.report) or bool(unproved))


def _settings(paths: tuple[Path, ...], given: dict[str, Any]) -> Settings:
    if given["quiet"] and given["verbose"]:
        raise click.UsageError("--quiet and --verbose exclude each other")
    fix.refuse_conflicts(given)
    params = click.get_current_context().params
    for one, other in EXCLUSIVE:
        if params.get(one) and params.get(other):
            raise click.UsageError(f"{_option(one)} and {_option(other)} exclude each other")
    return configured(paths)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _statistics(outcome: Outcome, settings: Settings) -> str:
    from headlint.reports import statistics

    made = statistics.render if settings.output_format == "json" else statistics.table
    return made(outcome.report)


def _remarks(outcome: Outcome, settings: Settings) -> str:
    """What is said beside the findings: the coverage, where a format does not carry it in itself."""
    from headlint.reports import formats, heads, text

    reasons = "".join(f"{line}\n" for line in heads.not_understood(outcome.inventory)) if settings.verbose else ""
    reasons += text.withdrawn(outcome.report) if settings.verbose else ""
    silent = settings.quiet or formats.FORMATS[settings.output_format].whole
    return reasons + ("" if silent else f"{text.coverage(outcome.report)}\n")
