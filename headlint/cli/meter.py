"""A line that shows how far a long run has come: on a terminal, and nowhere else."""

from __future__ import annotations

import sys
import time

PATIENCE = 2.0
"""Seconds before anything is shown, …"""

PACE = 0.2
"""… and between two changes of it."""


class Meter:
    """A listener to ``progress`` that writes over its own line on standard error."""

    def __init__(self, show: bool) -> None:
        self._show = show and sys.stderr is not None and sys.stderr.isatty()
        self._next = time.monotonic() + PATIENCE
        self._width = 0

    def __call__(self, what: str, total: int, done: int) -> None:
        now = time.monotonic()
        if self._show and now >= self._next:
            self._next = now + PACE
            self._write(f"{done}/{total} {what}")

    def close(self) -> None:
        """Take the line away."""
        if self._width:
            self._write("")
            self._width = 0

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(f"\r{text.ljust(self._width)}\r{text}")
            sys.stderr.flush()
        except (OSError, ValueError):
            self._show = False  # nobody looks any more
        self._width = max(self._width, len(text))
