"""Running the pipeline for a command: what cannot be run is said in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from headlint.cli.meter import Meter
from headlint.cli.options import commands
from headlint.progress import listening
from headlint.settings import Settings, meant

if TYPE_CHECKING:
    from headlint.fixing import Probe
    from headlint.outcome import Outcome
    from headlint.rule import Rule

T = TypeVar("T")


def checked(
    paths: Sequence[Path], settings: Settings, cache: Path | bool = False, probe: Probe | None = None
) -> Outcome:
    """``cache``: the folder that results are kept in, True for the project's own, False for none. ``probe``: what
    measures the fixes that are shown; such a result is not kept, for it depends on what is installed."""
    if settings.show_fixes and probe is not None:
        from headlint.fixing import with_fixes

        return started(partial(with_fixes, probe=probe), paths, settings)
    from headlint.cached import check

    with closing(Meter(show=not settings.quiet)) as meter, listening(meter):
        return started(partial(check, cache=cache), paths, settings)


def started(run: Callable[[Sequence[Path], Settings, Path], T], paths: Sequence[Path], settings: Settings) -> T:
    """What the pipeline gives, or a usage error where it cannot start."""
    from headlint.outcome import UsageError

    try:
        here = Path.cwd()
    except OSError as gone:
        raise click.UsageError("the current directory does not exist any more") from gone
    try:
        return run(paths, settings, here)
    except UsageError as wrong:
        raise click.UsageError(f"{wrong}{meant(str(paths[0]), commands.commands) if paths else ''}") from wrong


def files_of(paths: Sequence[Path], settings: Settings) -> list[str]:
    """The files that a check of these paths looks at, as the user sees them."""
    from headlint.check import UsageError, files_of

    try:
        return files_of(paths, settings, Path.cwd())
    except UsageError as wrong:
        raise click.UsageError(str(wrong)) from wrong


def known_rules() -> Mapping[str, Rule]:
    from headlint.rule import all_rules

    return all_rules()
