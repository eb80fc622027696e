"""The command line: arguments → settings → check → report → exit status.

Status 0: clean. 1: findings at or above the fail level, or a file that could not be read. 2: wrong usage, or a fault of
headlint itself. 130: interrupted. Reports go to standard output, everything else to standard error.

One module a command; what only some commands need is imported where they need it, so that ``headlint --version``
answers at once.
"""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Sequence

import click

from headlint.cli import baseline, check, heads, probe, reproduce, rules
from headlint.cli.options import commands
from headlint.cli.output import complain

INTERRUPTED = 130

for command in (
    check.check, heads.heads, baseline.baseline, probe.probe, reproduce.reproduce, rules.explain, rules.list_rules,
):  # fmt: skip
    commands.add_command(command)


def main(argv: Sequence[str] | None = None) -> int:
    """Run headlint with ``argv`` (the process's own arguments if None) and return the exit status."""
    if argv is not None:
        return _main(list(argv))
    gc.disable()  # one run, and the process ends: looking for garbage in a big tree takes longer than many a check
    try:
        return _main(sys.argv[1:])
    finally:
        gc.freeze()  # nor does Python look for any as it shuts down


def _main(args: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console's encoding may lack what a file contains
    try:
        return commands.main(args, prog_name="headlint", standalone_mode=False) or 0
    except click.ClickException as wrong:
        return complain(wrong.format_message())
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as fault:
        if {"-v", "--verbose"} & set(args):
            import traceback

            traceback.print_exc()
        said = f"{type(fault).__name__}: {fault}"
        return complain(f"internal error, a fault of headlint and not of your code (-v shows where): {said}")
