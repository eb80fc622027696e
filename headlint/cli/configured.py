"""The settings of a run: those of the settings file, and over them what was given on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from headlint.cli.output import write
from headlint.cli.run import known_rules
from headlint.settings import Settings, SettingsError, rule_names

RULES = ("select", "extend_select", "ignore")
PATTERNS = ("exclude", "extend_exclude")


def file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say which settings and which files there are."""
    for option in reversed(
        (
            click.option(
                "--config",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Take the settings from this file. Its paths and patterns count from the current directory.",
            ),
            click.option("--isolated", is_flag=True, help="Take no settings from files."),
            click.option(
                "--exclude", multiple=True, metavar="PATTERN", help="Do not check files that match (repeatable)."
            ),
            click.option(
                "--extend-exclude", multiple=True, metavar="PATTERN", help="The same, beside what is excluded anyway."
            ),
            click.option(
                "--respect-gitignore/--no-respect-gitignore",
                default=True,
                help="Pass over what Git ignores (the default).",
            ),
            click.option("--force-exclude", is_flag=True, help="Exclude files even if they are named: for hooks."),
            click.option("--show-settings", is_flag=True, help="Print the settings that hold, and check nothing."),
            click.option(
                "--show-files", is_flag=True, help="Print the files that would be checked, and check nothing."
            ),
        )
    ):
        command = option(command)
    return command


def configured(paths: Sequence[Path]) -> Settings:
    """The settings for these paths and the command that is being run."""
    context = click.get_current_context()
    given = {
        name: value
        for name, value in context.params.items()
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    try:
        return _over(_from_file(paths, given), given)
    except SettingsError as wrong:
        raise click.UsageError(str(wrong)) from wrong


def shown_instead(paths: Sequence[Path], settings: Settings) -> bool:
    """Whether settings or files were asked for, and not a check: then they have been printed."""
    params = click.get_current_context().params
    if params["show_settings"] and params["show_files"]:
        raise click.UsageError("--show-settings and --show-files exclude each other")
    if params["show_settings"]:
        from headlint.configfile import spelled

        write(spelled(settings))
    elif params["show_files"]:
        from headlint.cli.run import files_of
        from headlint.reports.escape import visible

        write("".join(f"{visible(path)}\n" for path in files_of(paths, settings)))
    return bool(params["show_settings"] or params["show_files"])


def _from_file(paths: Sequence[Path], given: Mapping[str, Any]) -> Settings:
    from headlint import configfile

    config, isolated = given.get("config"), given.get("isolated")
    if config and isolated:
        raise SettingsError("--config and --isolated exclude each other")
    if isolated:
        return Settings()
    if config:
        return Settings(**configfile.load(config, known_rules()), file=config)
    file = configfile.find(_holding(paths))
    if file is None:
        return Settings()
    return Settings(**configfile.load(file, known_rules()), file=file, root=file.parent)


def _holding(paths: Sequence[Path]) -> Path:
    """The directory that holds all of the paths."""
    absolute = [Path(os.path.abspath(path)) for path in paths]
    directories = [str(path if path.is_dir() else path.parent) for path in absolute]
    try:
        return Path(os.path.commonpath(directories)) if directories else Path.cwd()
    except (OSError, ValueError):  # on two drives, or the current directory is gone
        return Path(directories[0] if directories else os.sep)


def _over(settings: Settings, given: Mapping[str, Any]) -> Settings:
    """The command line has the last word: what it selects is not ignored by the file, what it ignores is ignored."""
    known = {field.name for field in fields(Settings)}
    said = {name: value for name, value in given.items() if name in known}
    for name in RULES:
        if name in said:
            said[name] = rule_names(said[name], known_rules(), f"--{name.replace('_', '-')}")
    for name in PATTERNS:
        if name in said:
            said[name] = tuple(_from_here(pattern, settings.root) for pattern in said[name])
    if "baseline" in said:
        said["baseline"] = os.path.abspath(said["baseline"])
    wanted = said.get("select", frozenset()) | said.get("extend_select", frozenset())
    ignore = (settings.ignore - wanted) | said.get("ignore", frozenset())
    if "extend_exclude" in said:
        said["extend_exclude"] = (*settings.extend_exclude, *said["extend_exclude"])
    return replace(settings, **{**said, "ignore": ignore})


def _from_here(pattern: str, root: Path | None) -> str:
    """A pattern that is relative to the current directory, as it is seen from ``root``."""
    here = Path.cwd()
    if root is None or here == root or not here.is_relative_to(root):
        return pattern
    mark, bare = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    anchored = "/" in bare.rstrip("/")
    return f"{mark}/{here.relative_to(root).as_posix()}/{bare.lstrip('/') if anchored else f'**/{bare}'}"
