"""The command line in this process: all that a user runs but for starting Python, which takes longer than the rest."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess

from headlint.cli import main


class _Stream(io.TextIOWrapper):
    """A standard stream that keeps what is written."""

    def __init__(self, content: bytes = b"") -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8", newline="\n")

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined, no-any-return]


def headlint(*args: str | Path, cwd: Path, stdin: bytes = b"") -> CompletedProcess[str]:
    """Run headlint in a directory."""
    before, out, err, given = os.getcwd(), _Stream(), _Stream(), sys.stdin
    try:
        os.chdir(cwd)
        sys.stdin = _Stream(stdin)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main([str(arg) for arg in args])
    finally:
        sys.stdin = given
        os.chdir(before)
    return CompletedProcess(args, status, out.text(), err.text())
