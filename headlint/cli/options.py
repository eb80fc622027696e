"""The group of commands, and what several of them take."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

import click
from click.shell_completion import CompletionItem

from headlint import __version__
from headlint.findings import Report
from headlint.settings import Color

FOUND = 1
FAULT = 2
TABLE_FORMATS = ("full", "json")


def status(report: Report, found: bool) -> int:
    """The exit status of a run: a fault of headlint itself is not to be taken for a verdict, whatever was asked for."""
    return FAULT if report.faulty else FOUND if found else 0


class Commands(click.Group):
    """``headlint PATHS`` is ``headlint check PATHS``, and ``headlint -q check PATHS`` as well."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in ("--version", *ctx.help_option_names):
            return super().parse_args(ctx, args)
        if ctx.resilient_parsing and not args:  # a shell asks what the first word may be
            return super().parse_args(ctx, args)
        at = self._first_word(args)
        if at is not None and args[at] in self.commands:
            return super().parse_args(ctx, [args[at], *args[:at], *args[at + 1 :]])
        return super().parse_args(ctx, ["check", *args])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands, and what ``check`` takes, as that need not be said."""
        check = self.commands["check"]
        with click.Context(check, info_name=check.name, parent=ctx, resilient_parsing=True) as inner:
            options = check.shell_complete(inner, incomplete)
        paths = [] if incomplete.startswith("-") else [CompletionItem(incomplete, type="file")]
        return [*super().shell_complete(ctx, incomplete), *options, *paths]

    def _first_word(self, args: Sequence[str]) -> int | None:
        """Where the first argument stands that is neither an option nor the value of one."""
        options = [p for command in self.commands.values() for p in command.params if isinstance(p, click.Option)]
        valued = {name for option in options if not option.is_flag and not option.count for name in option.opts}
        is_value = False
        for at, word in enumerate(args):
            if is_value or word in valued:
                is_value = not is_value
            elif word == "--":
                return None
            elif not word.startswith("-") or word == "-":
                return at
        return None


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


def cache_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--cache-dir`` and ``--no-cache``, handed on as ``cache``: a folder, True for the project's own, or False."""

    @functools.wraps(command)
    def chosen(*, cache_dir: Path | None, no_cache: bool, **given: Any) -> Any:
        return command(cache=False if no_cache else cache_dir or True, **given)

    kept = click.option(
        "--cache-dir",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="HEADLINT_CACHE_DIR",
        help="Where to keep results (default: .headlint_cache in the project).",
    )
    without = click.option(
        "-n",
        "--no-cache",
        is_flag=True,
        envvar="HEADLINT_NO_CACHE",
        help="Neither use nor keep results of earlier runs.",
    )
    return kept(without(chosen))
