"""Writing to the standard streams, in colour or not."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from headlint.settings import Color, Settings

if TYPE_CHECKING:
    from headlint.reports.paint import Paint

USAGE = 2


def paint(settings: Settings) -> Paint:
    from headlint.reports.paint import Paint

    return Paint(colored(settings.color, os.environ))


def colored(color: Color, environ: Mapping[str, str]) -> bool:
    """As asked; else NO_COLOR before FORCE_COLOR (a "0" there forces nothing) before the terminal."""
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and environ.get("TERM") != "dumb"


def complain(message: str) -> int:
    from headlint.reports.escape import visible

    write(f"headlint: {visible(' '.join(message.split()))}\n", err=True)
    return USAGE


def encoding() -> str:
    """How standard output spells characters."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def write(text: str, err: bool = False) -> None:
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
