"""The command line: arguments → settings → check → report → exit status.

Status 0: clean. 1: findings at or above the fail level, or a file that could not be read. 2: wrong usage, or a fault of
headlint itself. 130: interrupted. Reports go to standard output, everything else to standard error.

What only some commands need is imported where they need it, so that ``headlint --version`` answers at once.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from headlint import __version__
from headlint.findings import LEVELS, Certainty
from headlint.settings import Color, Format, Settings, SettingsError, meant, rule_names

if TYPE_CHECKING:
    from headlint.check import Outcome
    from headlint.reports.paint import Paint
    from headlint.rule import Rule

FOUND, USAGE, INTERRUPTED = 1, 2, 130
TABLE_FORMATS = ("full", "json")


def main(argv: Sequence[str] | None = None) -> int:
    """Run headlint with ``argv`` (the process's own arguments if None) and return the exit status."""
    args = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console's encoding may lack what a file contains
    try:
        return commands.main(args, prog_name="headlint", standalone_mode=False) or 0
    except click.ClickException as wrong:
        return _complain(wrong.format_message())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as fault:
        if {"-v", "--verbose"} & set(args):
            import traceback

            traceback.print_exc()
        said = f"{type(fault).__name__}: {fault}"
        return _complain(f"internal error, a fault of headlint and not of your code (-v shows where): {said}")


class Commands(click.Group):
    """``headlint PATHS`` is ``headlint check PATHS``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, "--version", *ctx.help_option_names}:
            args = ["check", *args]
        return super().parse_args(ctx, args)


class PathsCommand(click.Command):
    """Without paths it looks at the current directory, but ``--`` with nothing behind it is a list that is empty."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        empty = args[-1:] == ["--"]
        rest = super().parse_args(ctx, args)
        if not ctx.params["paths"] and not empty and not ctx.params.get("allow_empty"):
            ctx.params["paths"] = (Path(),)
        return rest


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="'headlint PATHS' is short for 'headlint check PATHS'.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def commands() -> None:
    """Finds heads of neural networks whose output channels, final activation and loss do not fit together."""


def choice(name: str, choices: Sequence[str], default: str, text: str) -> Callable[[Any], Any]:
    return click.option(name, type=click.Choice(choices), default=default, show_default=True, help=text)


paths_argument = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATHS]...")
table_option = choice("--output-format", TABLE_FORMATS, "full", "How to print it.")
color_option = choice("--color", get_args(Color), "auto", "auto looks at the terminal, NO_COLOR and FORCE_COLOR.")


@commands.command(cls=PathsCommand)
@paths_argument
@choice("--output-format", get_args(Format), "full", "How to print findings.")
@click.option("--select", multiple=True, metavar="RULE", help="Run only these rules (repeatable, or with commas).")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not run these rules (repeatable, or with commas).")
@choice("--min-certainty", get_args(Certainty), "possible", "Leave out findings that are less certain.")
@choice("--fail-level", LEVELS, "warning", "Exit with 1 if there is a finding of this level or worse.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--allow-empty", is_flag=True, help="Without paths check nothing, not the current directory.")
@click.option("-q", "--quiet", is_flag=True, help="Print the findings and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Say which heads were not understood, and why.")
@color_option
def check(paths: tuple[Path, ...], allow_empty: bool, **given: Any) -> int:
    """Report mismatches in PATHS.

    PATHS are files and directories (default: the current directory). Other files of the project are read as needed;
    findings are reported for PATHS only.
    """
    settings = _settings(given)
    outcome = _checked(paths, settings)
    _print(_findings(outcome, settings))
    _print(_remarks(outcome, settings), err=True)
    return FOUND if settings.fails(outcome.report) else 0


@commands.command(cls=PathsCommand)
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
    outcome = _checked(paths, settings)
    if output_format == "json":
        _print(inventory.render(outcome.inventory, outcome.report))
    else:
        _print(inventory.table(outcome.inventory, outcome.report, _paint(settings)))
        _print(f"{text.coverage(outcome.report)}\n", err=True)
    return FOUND if outcome.report.errors else 0


@commands.command("rule")
@click.argument("name")
@table_option
def explain(name: str, output_format: Format) -> int:
    """Explain the rule NAME."""
    from headlint.reports import json

    known = _all_rules()
    if name not in known:
        raise click.UsageError(f"there is no rule '{name}'{meant(name, known)}")
    asked = known[name]
    if output_format == "json":
        _print(json.dumps({**_about(asked), "page": asked.page}))
    else:
        _print(f"{asked.name} ({asked.level})\n\n{asked.page.strip()}\n")
    return 0


@commands.command("rules")
@table_option
def list_rules(output_format: Format) -> int:
    """List the rules."""
    from headlint.reports import heads, json

    rules = [_about(rule) for rule in _all_rules().values()]
    if output_format == "json":
        _print(json.dumps({"rules": rules}))
    else:
        _print("".join(f"{line}\n" for line in heads.aligned([tuple(rule.values()) for rule in rules])))
    return 0


def _settings(given: dict[str, Any]) -> Settings:
    if given["quiet"] and given["verbose"]:
        raise click.UsageError("--quiet and --verbose exclude each other")
    try:
        select, ignore = (
            rule_names(given[name], _all_rules(), f"--{name}") if given[name] else None for name in ("select", "ignore")
        )
    except SettingsError as wrong:
        raise click.UsageError(str(wrong)) from wrong
    return Settings(**{**given, "select": select, "ignore": ignore or frozenset()})


def _checked(paths: Sequence[Path], settings: Settings) -> Outcome:
    from headlint.check import UsageError
    from headlint.check import check as run

    try:
        here = Path.cwd()
    except OSError as gone:
        raise click.UsageError("the current directory does not exist any more") from gone
    try:
        return run(paths, settings, here)
    except UsageError as wrong:
        raise click.UsageError(f"{wrong}{meant(str(paths[0]), commands.commands) if paths else ''}") from wrong


def _findings(outcome: Outcome, settings: Settings) -> str:
    from headlint.reports import json, text

    if settings.output_format == "json":
        return json.render(outcome.report)
    if settings.output_format == "concise":
        return text.concise(outcome.report, _paint(settings))
    return text.full(outcome.report, outcome.sources, _paint(settings))


def _remarks(outcome: Outcome, settings: Settings) -> str:
    """What is said beside the findings; JSON carries its coverage in itself."""
    from headlint.reports import heads, text

    reasons = "".join(f"{line}\n" for line in heads.not_understood(outcome.inventory)) if settings.verbose else ""
    silent = settings.quiet or settings.output_format == "json"
    return reasons + ("" if silent else f"{text.coverage(outcome.report)}\n")


def _all_rules() -> Mapping[str, Rule]:
    from headlint.rule import all_rules

    return all_rules()


def _about(rule: Rule) -> dict[str, str]:
    return {"name": rule.name, "level": rule.level, "summary": rule.summary}


def _paint(settings: Settings) -> Paint:
    from headlint.reports.paint import Paint

    return Paint(_colored(settings.color, os.environ))


def _colored(color: Color, environ: Mapping[str, str]) -> bool:
    """As asked; else NO_COLOR before FORCE_COLOR (a "0" there forces nothing) before the terminal."""
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and environ.get("TERM") != "dumb"


def _complain(message: str) -> int:
    from headlint.reports.escape import visible

    _print(f"headlint: {visible(' '.join(message.split()))}\n", err=True)
    return USAGE


def _print(text: str, err: bool = False) -> None:
    """Write to standard output or error. That the reader has gone (``headlint | head``) is no error."""
    stream = sys.stderr if err else sys.stdout
    if stream is None or not text:
        return
    try:
        click.echo(text, file=stream, nl=False, color=True)
    except OSError as failed:
        # Python flushes the standard streams once more at exit; what is left must find an open file.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if failed.errno not in (errno.EPIPE, errno.EINVAL):  # Windows says EINVAL for a closed pipe
            raise click.ClickException(f"the output cannot be written: {failed.strerror}") from failed
